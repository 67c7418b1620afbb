"""Read a workbook from outside: our own, or one in which a person has kept a list of terms.

The sheet `Terms` is read, or else the one sheet that is a table of terms: with the columns language and term, or with
BCP-47 tags in its head. Nothing in a workbook is run, calculated or fetched; of a formula its last result counts.
"""

import re
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, datetime, time
from itertools import chain, islice
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any, BinaryIO

from glossary.errors import InputError
from glossary.formats.content import MAX_TEXT, Origin, Rejected
from glossary.formats.csv_table import unescape_cell
from glossary.formats.term_table_input import Layout, TableRow, find_layout, read_table
from glossary.model import Concept, SourceDocument
from glossary.text import shorten

if TYPE_CHECKING:
    from openpyxl import Workbook

OLE = b"\xd0\xcf\x11\xe0"
"""How encrypted workbooks and those of Excel before 2007 begin."""
TERMS = "Terms"
DOCUMENTS = "Documents"
DOCUMENT_HEADER = ("id", "file", "language", "title", "publisher", "date", "url")

MAX_ROWS = 1_048_576
MAX_COLUMNS = 1_000
MAX_PARTS = 10_000
MAX_SIZE = 2**30
"""Bytes of all parts of a workbook when unpacked."""
MAX_RATIO = 250
"""How often a part may be larger unpacked than packed; no sheet of texts comes near it."""

_SMALL = 2**20  # what is no larger than this may be packed as tightly as it likes
_TITLES = 9
_ACTIVE = re.compile(r"vbaProject|/macrosheets/|/activeX/|/embeddings/", re.IGNORECASE)
_EXTERNAL = re.compile(r"^/?xl/(?:externalLinks/|connections\.xml|queryTables/)", re.IGNORECASE)
# How the format writes characters that XML can't hold (ISO/IEC 29500-1, 22.9.2.19), but for halves of a pair.
_ESCAPED = re.compile("_x(?!D[89A-F])([0-9A-F]{4})_", re.IGNORECASE)

_Row = tuple[int, list[str], str]  # number, cells, and what is wrong with one of them


def read_xlsx(stream: BinaryIO, origin: Origin) -> Iterator[Concept | SourceDocument | Rejected]:
    """Yield the documents and the concepts of a workbook; a line is the number of a row.

    Rows are read one by one, but the library holds all distinct texts of the workbook in memory. A row is rejected as
    `read_table` says, or where a cell shows an error. Raises InputError for what is no workbook, is encrypted, has
    macros, embedded files or links to others, or is too large when unpacked; and unless one sheet is a table of terms.
    """
    with TemporaryFile() as copy:
        source: IO[bytes] = stream
        if not stream.seekable():
            shutil.copyfileobj(stream, copy)
            source = copy
        _check_archive(source, origin.name)
        source.seek(0)
        with closing(_open(source, origin.name)) as workbook:
            yield from _read_documents(workbook, origin.name)
            layout, rows = _find_table(workbook, origin.name)
            yield from read_table(layout, _make_rows(rows), origin.name)


# -- the archive -------------------------------------------------------------------------------------------------------


def _check_archive(stream: IO[bytes], name: str) -> None:
    stream.seek(0)
    if stream.read(4) == OLE:
        raise InputError(
            f"{name}:1: the workbook is encrypted, or of the old format .xls; save it as .xlsx without a password"
        )
    try:
        with zipfile.ZipFile(stream) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise InputError(f"{name}:1: this is no workbook: {error}; save it as .xlsx") from error
    if len(parts) > MAX_PARTS:
        raise InputError(f"{name}:1: the workbook has {len(parts):,} parts, more than {MAX_PARTS:,}; save it anew")
    if (size := sum(part.file_size for part in parts)) > MAX_SIZE:
        raise InputError(f"{name}:1: unpacked, the workbook has {size:,} bytes, more than {MAX_SIZE:,}; split it")
    for part in parts:
        _check_part(part, name)


def _check_part(part: zipfile.ZipInfo, name: str) -> None:
    shown = repr(shorten(part.filename))
    if part.flag_bits & 1:
        raise InputError(f"{name}:1: {shown} is encrypted; save the workbook without a password")
    if part.file_size > _SMALL and part.file_size > MAX_RATIO * part.compress_size:
        raise InputError(f"{name}:1: {shown} is packed more than {MAX_RATIO}-fold, as no sheet is; save it anew")
    if _ACTIVE.search(part.filename):
        raise InputError(f"{name}:1: the workbook has macros or embedded files, {shown}; save it as .xlsx without them")
    if _EXTERNAL.search(part.filename):
        raise InputError(f"{name}:1: the workbook links to others, {shown}; replace the links by their values")


def _open(stream: IO[bytes], name: str) -> "Workbook":
    from openpyxl import load_workbook  # noqa: PLC0415 - half a second that only this format needs

    try:
        return load_workbook(stream, read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # it raises whatever it trips over in a file
        raise _make_error(error, name, 1) from error


def _make_error(error: Exception, name: str, row: int) -> InputError:
    # Those of the XML parser say in several lines what was forbidden.
    reason = " ".join(str(error).split())[:120] or type(error).__name__
    return InputError(f"{name}:{row}: the workbook can't be read: {reason}; open it in a spreadsheet and save it anew")


# -- sheets and rows ---------------------------------------------------------------------------------------------------


def _find_table(workbook: "Workbook", name: str) -> tuple[Layout, Iterator[_Row]]:
    """Return the columns and the rows of the sheet that is a table of terms."""
    visible = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible" or sheet.title == TERMS]
    visible.sort(key=lambda sheet: sheet.title != TERMS)
    found = {}
    for sheet in visible:
        rows = _iterate_rows(sheet, name)
        number, cells = _find_header(rows)
        layout = find_layout(cells)
        if layout.is_table:
            found[sheet.title] = (Layout(layout.header, layout.columns, number), rows)
        if TERMS in found:
            return found[TERMS]
    if len(found) == 1:
        return next(iter(found.values()))
    if found:
        names = " and ".join(repr(shorten(title)) for title in list(found)[:2])
        raise InputError(f"{name}:1: the sheets {names} are both tables of terms; name the one to be read {TERMS!r}")
    titles = ", ".join(repr(shorten(sheet.title)) for sheet in visible[:9]) or "none"
    raise InputError(
        f"{name}:1: none of the sheets ({titles}) is a table of terms; the first row must name language and term, or "
        "the BCP-47 tags of the languages"
    )


def _find_header(rows: Iterator[_Row]) -> tuple[int, list[str]]:
    """Return the number and the cells of the first row that isn't a title, which stands in one cell; or the first."""
    first: tuple[int, list[str]] = (1, [])
    for number, cells, _ in islice(rows, _TITLES + 1):
        first = first if first[1] else (number, cells)
        if len([cell for cell in cells if cell]) > 1:
            return number, cells
    return first


def _iterate_rows(sheet: Any, name: str) -> Iterator[_Row]:
    """Yield each row of a sheet that isn't empty, whatever the sheet says of its own size."""
    sheet.reset_dimensions()
    number = 0
    try:
        for number, row in enumerate(sheet.iter_rows(), 1):
            if number > MAX_ROWS:
                raise InputError(f"{name}:{number}: the sheet has more than {MAX_ROWS:,} rows; split it")
            cells = [_read_cell(cell.value) for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            if len(cells) > MAX_COLUMNS:
                raise InputError(
                    f"{name}:{number}: the row has {len(cells):,} cells, more than {MAX_COLUMNS:,}; remove columns"
                )
            if cells:
                yield number, cells, next((text for text, cell in zip(cells, row, strict=False) if _is_error(cell)), "")
    except InputError:
        raise
    except Exception as error:  # it raises whatever it trips over in a sheet
        raise _make_error(error, name, number + 1) from error


def _is_error(cell: Any) -> bool:
    return bool(cell.data_type == "e")


def _read_cell(value: object) -> str:
    match value:
        case None:
            return ""
        case str():
            text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), value) if "_x" in value else value
            return unescape_cell(text)
        case datetime() | date() | time():
            return value.isoformat()
    return str(value)


def _make_rows(rows: Iterator[_Row]) -> Iterator[TableRow | Rejected]:
    for number, cells, error in rows:
        text = "\t".join(cells)
        if error:
            yield Rejected(number, f"a cell shows the error {error!r}; mend its formula, or write its value", text)
        else:
            yield TableRow(number, cells, text)


def _read_documents(workbook: "Workbook", name: str) -> Iterator[SourceDocument | Rejected]:
    """Yield the documents of our own sheet of them; another sheet of that name is none of ours."""
    sheet = next((each for each in workbook.worksheets if each.title == DOCUMENTS), None)
    if sheet is None:
        return
    rows = _iterate_rows(sheet, name)
    first = next(rows, None)
    if first is None or tuple(first[1]) != DOCUMENT_HEADER:
        return
    for number, cells, _ in rows:
        fault = _find_fault(cells)
        if fault is not None:
            yield Rejected(number, fault, "\t".join(cells))
        else:
            identifier, file, language, title, *others = chain(cells, [""] * (len(DOCUMENT_HEADER) - len(cells)))
            yield SourceDocument(identifier, file, language, title, *(each or None for each in others))


def _find_fault(cells: Sequence[str]) -> str | None:
    if len(cells) > len(DOCUMENT_HEADER):
        return f"the row has {len(cells)} cells, and a document {len(DOCUMENT_HEADER)}; remove the others"
    longest = max(map(len, cells))
    return f"a cell has {longest:,} characters, more than {MAX_TEXT:,}; shorten it" if longest > MAX_TEXT else None
