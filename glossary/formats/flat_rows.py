"""The rows of flat tables for machines: one a line, with commas or tabs, quoted as CSV is (RFC 4180)."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from glossary.formats.content import Rejected
from glossary.formats.text_input import iterate_lines


@dataclass(frozen=True, slots=True)
class FlatRow:
    """A row: its line, its cells without empty ones at the end, and itself as it stands in the file."""

    line: int
    cells: Sequence[str]
    text: str


def write_row(cells: Iterable[str], separator: str) -> bytes:
    """Return a row as a line."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator="\n").writerow(cells)
    return text.getvalue().encode()


def iterate_rows(stream: BinaryIO, name: str) -> Iterator[FlatRow | Rejected]:
    """Yield the rows that aren't blank; what parts their cells is told by the first of them.

    No cell goes beyond its line, so that a quotation mark that is never closed spoils one row only. Raises InputError
    as `iterate_lines` does.
    """
    separator = ""
    for number, line in enumerate(iterate_lines(stream, name), 1):
        text = line.rstrip("\r\n")
        if not text.strip():
            continue
        separator = separator or find_separator(text)
        try:
            cells = parse_row(text, separator)
        except csv.Error as error:
            remedy = "put a cell with quotation marks in quotation marks, double those in it, and break no line"
            yield Rejected(number, f"{error}; {remedy}", text)
        else:
            if cells:
                yield FlatRow(number, cells, text)


def iterate_plain_rows(stream: BinaryIO, name: str, comment_mark: str) -> Iterator[FlatRow]:
    """Yield the rows that are neither blank nor comments of a table with tabs in which nothing is quoted."""
    for number, line in enumerate(iterate_lines(stream, name), 1):
        text = line.rstrip("\r\n")
        if text.strip() and not text.startswith(comment_mark):
            yield FlatRow(number, _drop_empty(text.split("\t")), text)


def find_separator(line: str) -> str:
    """Return what parts the cells of a row."""
    return "\t" if "\t" in line else ","


def parse_row(line: str, separator: str) -> Sequence[str]:
    """Return the cells of a row, or raise csv.Error."""
    return _drop_empty(next(csv.reader([line], delimiter=separator, strict=True), []))


def _drop_empty(cells: list[str]) -> Sequence[str]:
    while cells and not cells[-1].strip():
        cells.pop()
    return cells
