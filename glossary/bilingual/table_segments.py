"""Segments of a table of two columns, the source and its translation: with tabs, commas or semicolons."""

import csv
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO

from glossary.bilingual.content import Origin, Segment, SegmentError, check_text, read_tag
from glossary.errors import UsageError
from glossary.formats.content import Rejected
from glossary.formats.text_input import decode_head, iterate_lines
from glossary.text import primary_language

_SHOWN = 1000
_LOOKED_AT = 20  # rows that tell whether a text is a table
_HEADERS = frozenset({("source", "target"), ("source text", "target text"), ("source", "translation")})


def read_table(stream: BinaryIO, origin: Origin) -> Iterator[Segment | Rejected]:
    """Yield the rows of a table, one a line, quoted as CSV is (RFC 4180); the id of a segment is its line.

    A first row that names the columns, "source" and "target" or both languages, is no segment. A row that doesn't have
    two cells is rejected; one whose second cell is empty isn't translated. Raises UsageError where the languages are
    neither in the header nor asked for.
    """
    languages = (origin.source, origin.target)
    separator = ""
    for number, line in enumerate(iterate_lines(stream, origin.name), 1):
        text = line.rstrip("\r\n")
        if not text.strip():
            continue
        is_first = not separator
        separator = separator or find_separator(text)
        try:
            cells = _parse_row(text, separator)
            if is_first and (header := _read_header(cells, languages)) is not None:
                languages = header
                continue
            source, target = _require(languages, origin.name)
            texts = check_text(cells[0], "source"), check_text(cells[1], "target")
        except SegmentError as error:
            yield Rejected(number, str(error), text[:_SHOWN])
        else:
            yield Segment(str(number), source, texts[0], target, texts[1], origin.name, number)


def recognize_table(head: bytes) -> bool:
    """Whether a file that begins so is a table of two columns: most of its first rows are of two cells."""
    lines = [line for line in decode_head(head).splitlines() if line.strip()][:_LOOKED_AT]
    if not lines or lines[0].lstrip().startswith("<"):
        return False
    separator = find_separator(lines[0])
    return 2 * sum(_has_two_cells(line, separator) for line in lines) > len(lines)


def find_separator(line: str) -> str:
    """Return what parts the cells of a row: a tab if there is one, else a semicolon where it makes two cells, a comma.

    >>> find_separator("jeden, dwa;один, два")
    ';'
    """
    if "\t" in line:
        return "\t"
    return next((separator for separator in ";," if _has_two_cells(line, separator)), ",")


def _has_two_cells(line: str, separator: str) -> bool:
    with suppress(SegmentError):
        _parse_row(line, separator)
        return True
    return False


def _parse_row(line: str, separator: str) -> list[str]:
    try:
        cells = next(csv.reader([line], delimiter=separator, strict=True))
    except csv.Error as error:
        remedy = "put a cell with quotation marks in quotation marks, double those in it, and break no line"
        raise SegmentError(f"{error}; {remedy}") from None
    if len(cells) != 2:
        raise SegmentError(
            f"the row has {len(cells)} cell{'s'[: len(cells) != 1]}, not two; write the source, then its translation"
        )
    return cells


def _read_header(cells: list[str], asked: tuple[str | None, str | None]) -> tuple[str | None, str | None] | None:
    """Return the languages that a row names, or those asked for if it names the columns; None for a row of texts."""
    named = (cells[0].strip().lower(), cells[1].strip().lower())
    if named in _HEADERS:
        return asked
    with suppress(SegmentError):
        tags = read_tag(named[0]), read_tag(named[1])
        # Short words look like tags, too: where languages are asked for, it must be these.
        agrees = all(
            each is None or primary_language(each) == primary_language(tag)
            for each, tag in zip(asked, tags, strict=True)
        )
        if agrees and all(2 <= len(primary_language(tag)) <= 3 for tag in tags):
            return tags
    return None


def _require(languages: tuple[str | None, str | None], name: str) -> tuple[str, str]:
    source, target = languages
    if source is None or target is None:
        raise UsageError(f"{name}: a table doesn't tell its languages; name the source and the target")
    return source, target
