"""A workbook for Excel, LibreOffice and the like (ISO/IEC 29500), with a sheet for each view of a glossary.

`Glossary` has a row for each concept and a column for each language; `Terms` has all that the tables have, and is the
sheet that is read; `Inconsistencies` is for editors; `Documents` are those that the terms were taken from.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import datetime
from itertools import chain
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, TYPE_CHECKING, BinaryIO

import orjson

from glossary.errors import UsageError
from glossary.formats import inconsistency_table, term_table
from glossary.formats.content import Content, LanguagePair
from glossary.formats.csv_table import escape_cell, make_titles
from glossary.formats.inconsistency_table import make_homograph_rows, make_row
from glossary.formats.term_table import Column, join_texts, make_rows
from glossary.formats.xlsx_input import DOCUMENT_HEADER, DOCUMENTS, OLE, TERMS, read_xlsx
from glossary.inconsistencies import find_inconsistencies
from glossary.language_names import find_direction
from glossary.model import AdministrativeStatus, Concept, Form, LanguageSection, SourceDocument, Term

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

__all__ = ["LOSSES", "keep", "read_xlsx", "recognize", "write_xlsx"]

LOSSES = (
    *term_table.LOSSES,
    "texts, and the forms or addresses of a cell, are cut where they have more than 32,766 characters",
    "halves of a surrogate pair, U+FFFE and U+FFFF are replaced by U+FFFD",
    "two of the marks that the format escapes characters by, such as `_x0041_`, don't share an underscore but have two",
    "cells that a spreadsheet would run as a formula begin with an apostrophe, which reading takes away",
    "the sheet of inconsistencies knows of each term the first document only; the format `inconsistencies` knows all",
)

MAX_CELL = 32_767
"""UTF-16 code units of the longest text that a cell can hold."""

_NOT_IN_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
# The library escapes what looks like an escape, `_x0041_`, but not one that shares its underscore with another.
_SHARED_UNDERSCORE = re.compile("(?<=_x[0-9A-Fa-f]{4})_(?=x[0-9A-Fa-f]{4}_)")
# The zip's own times are fixed by the library; this is the time that the workbook tells of itself.
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - the format has no time zone here

_LARGEST = 1e15  # larger whole numbers have digits that a spreadsheet rounds away

_GLOSSARY = "Glossary"
_INCONSISTENCIES = "Inconsistencies"
_TERM_HEADER, _COMPETITION_HEADER = term_table.HEADER, inconsistency_table.HEADER
_LANGUAGE = _TERM_HEADER.index(Column.LANGUAGE.value)
# Which columns people sort and sum by, and which are in the language of the row.
_TERM_NUMBERS = frozenset(_TERM_HEADER.index(each.value) for each in (Column.CONFIDENCE, Column.FREQUENCY))
_COMPETITION_NUMBERS = frozenset(map(_COMPETITION_HEADER.index, ("preferred count", "count", "share")))
_TERM_TEXTS = frozenset(
    _TERM_HEADER.index(each.value)
    for each in (Column.TERM, Column.FORMS, Column.CONTEXT, Column.LANGUAGE_DEFINITION, Column.LANGUAGE_NOTE)
)
_COMPETITION_TEXTS = frozenset(
    map(_COMPETITION_HEADER.index, ("preferred", "competing", "difference", "follows from", "example"))
)
_NOT_USABLE = (AdministrativeStatus.DEPRECATED, AdministrativeStatus.SUPERSEDED, AdministrativeStatus.REJECTED)


# -- what is kept ------------------------------------------------------------------------------------------------------


def keep(concept: Concept, pair: LanguagePair | None) -> Concept | None:
    """Return a concept as a workbook holds it; None if it has no term."""
    kept = term_table.keep(concept, pair)
    if kept is None:
        return None
    return replace(
        kept,
        id=_fit(kept.id),
        sections=tuple(map(_keep_section, kept.sections)),
        confidence=kept.confidence + 0.0,  # no spreadsheet tells -0 from 0
        subject_field=_fit_optional(kept.subject_field),
        definition=_fit_optional(kept.definition),
        note=_fit_optional(kept.note),
        images=_fit_all(kept.images),
        external_links=_fit_all(kept.external_links),
    )


def _keep_section(section: LanguageSection) -> LanguageSection:
    return replace(
        section,
        terms=tuple(map(_keep_term, section.terms)),
        definition=_fit_optional(section.definition),
        note=_fit_optional(section.note),
    )


def _keep_term(term: Term) -> Term:
    forms = _fit_all(form.text for form in term.forms)
    return replace(
        term,
        text=_fit(term.text),
        forms=tuple(map(Form, forms)),
        contexts=tuple(
            replace(each, document=_fit(each.document), sentence=_fit(each.sentence)) for each in term.contexts
        ),
        geographical_usage=_fit_optional(term.geographical_usage),
        note=_fit_optional(term.note),
    )


def _mend(text: str) -> str:
    return _SHARED_UNDERSCORE.sub("__", _NOT_IN_XML.sub("\ufffd", text))


def _fit(text: str) -> str:
    """Return a text that a cell can hold, with an apostrophe before it."""
    text = _mend(text)
    if len(text) < MAX_CELL // 2:
        return text
    return text.encode("utf-16-le")[: 2 * (MAX_CELL - 1)].decode("utf-16-le", "ignore")


def _fit_optional(text: str | None) -> str | None:
    return None if text is None else _fit(text)


def _fit_all(texts: Iterable[str]) -> tuple[str, ...]:
    """Return as many of the first texts as one cell can hold."""
    kept = tuple(map(_mend, texts))
    while (cell := join_texts(kept)) != _fit(cell):
        kept = kept[:-1]
    return kept


# -- writing -----------------------------------------------------------------------------------------------------------


def write_xlsx(content: Content, stream: BinaryIO) -> None:
    """Write a glossary as a workbook. Its rows wait on disk; only the inconsistencies are held in memory.

    Raises UsageError for a glossary of more rows or languages than a sheet can hold.
    """
    from xlsxwriter import Workbook  # noqa: PLC0415 - a tenth of a second that only this format needs
    from xlsxwriter.exceptions import FileCreateError, FileSizeError  # noqa: PLC0415 - as above

    with TemporaryDirectory() as folder:
        path = Path(folder) / "glossary.xlsx"
        # By way of a file: the library would go on writing to a stream that has failed.
        workbook = Workbook(path, {"constant_memory": True, "tmpdir": folder})
        workbook.set_properties({"created": _CREATED, "comments": "Glossary made by glossalign"})
        try:
            with TemporaryFile(dir=folder) as shelf:
                _fill(workbook, content, shelf)
            workbook.close()
        except FileCreateError as error:
            raise error.args[0] from None  # the OSError itself, which the library has wrapped
        except FileSizeError as error:
            raise UsageError("the glossary is too large for a workbook; export it as csv or jsonl") from error
        finally:
            # What has failed leaves its files open, and some systems don't remove an open file.
            for sheet in workbook.worksheets():
                sheet.row_data_fh.close()
        with path.open("rb") as file:
            copyfileobj(file, stream)


class _Sheet:
    """A sheet that is written row by row, with a bold head that stays in view and a filter on each column."""

    def __init__(self, workbook: "Workbook", name: str) -> None:
        self._sheet: Worksheet = workbook.add_worksheet(name)
        self._name = name
        self._bold = workbook.add_format({"bold": True})
        self._rtl = workbook.add_format({"reading_order": 2, "align": "right"})
        self._rows = 0
        self._columns = 0

    def write_header(self, header: Sequence[str]) -> None:
        self._columns = len(header)
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_column(0, len(header) - 1, 20)
        for column, text in enumerate(header):
            self._check(self._sheet.write_string(0, column, _fit(text), self._bold))

    def write_row(self, cells: Sequence[str | float], right_to_left: AbstractSet[int] = frozenset()) -> None:
        """Write a row, in which no text is ever a formula, a link or a number."""
        self._rows += 1
        for column, cell in enumerate(cells):
            if not isinstance(cell, str):
                self._check(self._sheet.write_number(self._rows, column, cell))
            elif cell:
                format_ = self._rtl if column in right_to_left else None
                self._check(self._sheet.write_string(self._rows, column, escape_cell(_fit(cell)), format_))

    def finish(self) -> None:
        self._sheet.autofilter(0, 0, self._rows, self._columns - 1)

    def _check(self, code: int) -> None:
        if code:
            raise UsageError(
                f"the sheet {self._name!r} would have more rows or columns than a workbook can hold; "
                "export the glossary as csv"
            )


def _fill(workbook: "Workbook", content: Content, shelf: IO[bytes]) -> None:
    sheets = [_Sheet(workbook, name) for name in (_GLOSSARY, TERMS, _INCONSISTENCIES, DOCUMENTS)]
    overview, terms, inconsistencies, documents = sheets
    titles = make_titles(_write_documents(documents, content.documents))
    languages: dict[str, None] = {}
    terms.write_header(_TERM_HEADER)
    found = find_inconsistencies(_write_terms(terms, content.concepts, shelf, languages))
    inconsistencies.write_header(_COMPETITION_HEADER)
    for row in chain(
        (make_row(each, term, titles) for each in found.competitions for term in each.terms),
        chain.from_iterable(map(make_homograph_rows, found.homographs)),
    ):
        marked = _COMPETITION_TEXTS if find_direction(row[1]) == "rtl" else frozenset()
        inconsistencies.write_row(_type_cells(row, _COMPETITION_NUMBERS), marked)
    _write_overview(overview, shelf, tuple(languages))
    for sheet in sheets:
        sheet.finish()


def _write_documents(sheet: _Sheet, documents: Iterable[SourceDocument]) -> Iterator[SourceDocument]:
    """Write the documents and yield them, of which only the titles are held in memory."""
    sheet.write_header(DOCUMENT_HEADER)
    for each in documents:
        sheet.write_row(
            (each.id, each.file, each.language, each.title, each.publisher or "", each.date or "", each.url or "")
        )
        yield each


def _write_terms(
    sheet: _Sheet, concepts: Iterable[Concept], shelf: IO[bytes], languages: dict[str, None]
) -> Iterator[Concept]:
    """Write the terms, lay aside what the overview says, and yield the concepts as they are kept."""
    for concept in concepts:
        kept = keep(concept, None)
        if kept is None:
            continue
        for row in make_rows(kept):
            marked = _TERM_TEXTS if find_direction(row[_LANGUAGE]) == "rtl" else frozenset()
            sheet.write_row(_type_cells(row, _TERM_NUMBERS), marked)
        languages.update(dict.fromkeys(kept.languages))
        shelf.write(orjson.dumps(_summarize(kept), option=orjson.OPT_APPEND_NEWLINE))
        yield kept


def _type_cells(row: Sequence[str], numbers: AbstractSet[int]) -> list[str | float]:
    """Return a row whose cells in these columns are numbers, as far as a spreadsheet can hold all digits of them."""
    cells: list[str | float] = list(row)
    for column in numbers:
        if row[column]:
            number = float(row[column])
            if float(f"{number:.16G}") == number and abs(number) < _LARGEST:
                cells[column] = number
    return cells


def _summarize(concept: Concept) -> tuple[Sequence[str], dict[str, str], str]:
    """Return what the overview says of a concept: before, of and after its languages."""
    preferred = {}
    for section in concept.sections:
        usable = [term for term in section.terms if term.status not in _NOT_USABLE]
        if usable:
            preferred[section.language] = replace(section, terms=tuple(usable)).preferred.text
    return (concept.id, concept.status.value, concept.subject_field or ""), preferred, concept.definition or ""


def _write_overview(sheet: _Sheet, shelf: IO[bytes], languages: Sequence[str]) -> None:
    """Write a row for each concept that was laid aside: the languages are known only when all have been seen."""
    head = (Column.CONCEPT.value, Column.CONCEPT_STATUS.value, Column.SUBJECT_FIELD.value)
    sheet.write_header((*head, *languages, Column.DEFINITION.value))
    marked = {len(head) + i for i, language in enumerate(languages) if find_direction(language) == "rtl"}
    shelf.seek(0)
    for line in shelf:
        before, preferred, after = orjson.loads(line)
        sheet.write_row((*before, *(preferred.get(language, "") for language in languages), after), marked)


def recognize(head: bytes) -> bool:
    """Tell whether a file that begins so is a workbook: a zip archive with a folder `xl`, or what reading explains."""
    return (head.startswith(b"PK\x03\x04") and b"xl/" in head) or head.startswith(OLE)
