"""A flat table for people, for Excel, LibreOffice and the like: comma-separated (RFC 4180), or with tabs."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import BinaryIO

from glossary.errors import InputError
from glossary.formats import term_table
from glossary.formats.content import MAX_TEXT, Content, Origin, Rejected
from glossary.formats.term_table import HEADER, make_rows
from glossary.formats.term_table_input import Layout, TableRow, find_layout, read_table
from glossary.formats.text_input import decode_head, iterate_lines
from glossary.model import Concept, SourceDocument
from glossary.text import primary_language

LOSSES = (
    *term_table.LOSSES,
    "cells that a spreadsheet would run as a formula begin with an apostrophe, which reading takes away",
)

BOM = b"\xef\xbb\xbf"
_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
_SEPARATORS = ",;\t"
# Excel's own way to say what parts the cells, in a line before the header.
_SEPARATOR_LINE = re.compile(r'"?sep=([,;\t])"?\s*', re.IGNORECASE)
_MAX_HEADER = 2**16
_MAX_CELL = 2 * MAX_TEXT


def write_csv(content: Content, stream: BinaryIO) -> None:
    """Write a glossary as CSV in UTF-8 with the byte order mark that Excel asks for."""
    _write(content, stream, ",")


def write_tsv(content: Content, stream: BinaryIO) -> None:
    """Write a glossary as `write_csv` does, with a tab between the cells."""
    _write(content, stream, "\t")


def read_csv(stream: BinaryIO, origin: Origin) -> Iterator[Concept | Rejected]:
    """Yield the concepts of a table, as `read_table` does, whose cells are parted by commas, semicolons or tabs.

    A line with a stray quotation mark is rejected. Raises InputError with the line for one that is never closed.
    """
    lines = _Lines(iterate_lines(stream, origin.name))
    layout, separator = _find_header(lines)
    layout = replace(layout, line=lines.number)
    lines.take_entry()
    yield from read_table(layout, _iterate_rows(lines, separator, origin.name), origin.name)


def recognize_csv(head: bytes) -> bool:
    """Whether a file begins with the header of a table of terms, parted by commas or semicolons."""
    return _recognize(head, ",;")


def recognize_tsv(head: bytes) -> bool:
    """Whether a file begins with the header of a table of terms, parted by tabs."""
    return _recognize(head, "\t")


def escape_cell(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula (OWASP, CSV injection).

    >>> escape_cell("=1+1"), escape_cell("masowa"), unescape_cell(escape_cell("'=x"))
    ("'=1+1", 'masowa', "'=x")
    """
    return f"'{text}" if _FORMULA.match(text) else text


def unescape_cell(cell: str) -> str:
    """Return the text that `escape_cell` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def make_titles(documents: Iterable[SourceDocument]) -> dict[str, str]:
    """Return how each document is called in a table, by its id."""
    return {document.id: f"{document.title} ({document.file})" for document in documents}


def make_lines(rows: Iterable[Iterable[str]], separator: str = ",") -> bytes:
    """Return rows as lines of CSV."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows(rows)
    # No file can hold half of a surrogate pair.
    return text.getvalue().encode("utf-8", "replace")


def _write(content: Content, stream: BinaryIO, separator: str) -> None:
    # Each chunk goes out encoded at once: a wrapper around the stream would close it, or hold back its end.
    stream.write(BOM + make_lines([HEADER], separator))
    stream.writelines(
        make_lines((map(escape_cell, row) for row in make_rows(concept)), separator) for concept in content.concepts
    )


class _Lines:
    """The lines of a file, which remembers those that the row at hand consists of."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self.number = 0
        self._taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.number += 1
        self._taken.append(line)
        return line

    def take_entry(self) -> tuple[int, str]:
        """Return the lines since the last call as one text, after the number of the first of them."""
        first, text = self.number - len(self._taken) + 1, "".join(self._taken).rstrip("\r\n")
        self._taken.clear()
        return first, text


def _find_header(lines: Iterator[str]) -> tuple[Layout, str]:
    """Return what the columns of a table hold, and what parts its cells: that with which most heads make sense."""
    separators = _SEPARATORS
    line = next((line for line in lines if line.strip()), "")
    if found := _SEPARATOR_LINE.fullmatch(line):
        separators, line = found[1], next(lines, "")
    layouts = [(find_layout(next(csv.reader([line[:_MAX_HEADER]], delimiter=each), [])), each) for each in separators]
    return max(layouts, key=lambda each: (each[0].is_table, sum(column is not None for column in each[0].columns)))


def _iterate_rows(lines: _Lines, separator: str, name: str) -> Iterator[TableRow | Rejected]:
    # Python has one limit for all of a program, by default too low for a long definition.
    csv.field_size_limit(max(csv.field_size_limit(), _MAX_CELL))
    reader = csv.reader(lines, delimiter=separator, strict=True)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            line, text = lines.take_entry()
            if "end of data" in str(error) or "field limit" in str(error):
                raise InputError(
                    f"{name}:{line}: a cell never ends, or has more than {_MAX_CELL:,} characters; close its quotation "
                    "mark, or double those that belong to its text"
                ) from error
            yield Rejected(line, f"{error}; double the quotation marks in a text, and put it in quotation marks", text)
        else:
            line, text = lines.take_entry()
            yield TableRow(line, [unescape_cell(cell) for cell in cells], text)


def _recognize(head: bytes, separators: str) -> bool:
    layout, separator = _find_header(iter(decode_head(head).splitlines()))
    if separator not in separators or not layout.is_table:
        return False
    tags = [column for column in layout.columns if isinstance(column, str)]
    # A first line of two short words may be anything, and so may a third column.
    is_sure = len(tags) > 1 and None not in layout.columns and all(len(primary_language(tag)) == 2 for tag in tags)
    return is_sure or not layout.is_wide
