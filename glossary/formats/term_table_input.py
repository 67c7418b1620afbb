"""Read a table of terms that people have written or worked on: columns and rows in any order, many or few.

A table is long, with a row a term, or wide, with a row a concept and a column a language (its head is the BCP-47 tag),
where several terms in a cell are parted by `|`. Columns of the concept may stand in both; those of terms only in the
long one. Without a column `concept`, each row is a concept of its own.
"""

import json
import math
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from enum import Enum
from itertools import groupby
from typing import Any

from glossary.errors import InputError, UsageError
from glossary.formats.content import MAX_COUNT, MAX_TERM, MAX_TEXT, Rejected
from glossary.formats.identity import make_id
from glossary.formats.term_table import Column, split_texts
from glossary.model import (
    AdministrativeStatus,
    Concept,
    ConceptKind,
    ConceptStatus,
    Context,
    Form,
    GrammaticalGender,
    GrammaticalNumber,
    LanguageSection,
    PartOfSpeech,
    Term,
    TermType,
)
from glossary.text import check_language, shorten

_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?(?:[eE][+-]?[0-9]+)?")
_SHOWN = 9
_TRUE, _FALSE = ("yes", "true", "1", "x"), ("no", "false", "0")
# Longer first subtags are words, such as `note` or `status`, though they would be well-formed.
_TAG = re.compile("(?:[a-z]{2,3}|x)(?:[-_][a-z0-9]{1,8})*", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table: the line it begins in, its cells, and itself as it stands in the file."""

    line: int
    cells: Sequence[str]
    text: str


@dataclass(frozen=True, slots=True)
class Layout:
    """What stands in each column: a Column, or the tag of a language; None for a head that means nothing to us."""

    header: Sequence[str]
    columns: Sequence[Column | str | None]
    line: int = 1

    @property
    def is_wide(self) -> bool:
        """Whether a row is a whole concept."""
        return any(isinstance(column, str) for column in self.columns)

    @property
    def is_table(self) -> bool:
        """Whether these can be the columns of a table of terms, which has languages and terms."""
        return self.is_wide or {Column.LANGUAGE, Column.TERM} <= set(self.columns)


class _CellError(Exception):
    """What is wrong with a cell, and the remedy."""


def find_layout(header: Sequence[str]) -> Layout:
    """Return what the columns of a table hold. Case, spaces, hyphens and underscores in their heads don't matter."""
    names = {_fold(column.value): column for column in Column}
    columns: list[Column | str | None] = [names.get(_fold(head)) for head in header]
    if Column.LANGUAGE not in columns and Column.TERM not in columns:
        columns = [column or _find_tag(head) for column, head in zip(columns, header, strict=True)]
    return Layout(header, columns)


def read_table(layout: Layout, rows: Iterable[TableRow | Rejected], name: str) -> Iterator[Concept | Rejected]:
    """Yield the concepts of a table, in the order of their first rows.

    The rows of a concept may stand apart, as after sorting by language: they are gathered on disk, so that nothing
    comes before the last row is read. A row is rejected if a cell of it makes no sense, or if it contradicts an
    earlier row of its concept. Raises InputError for a header without languages and terms, and for a column of
    another name that isn't empty.
    """
    _check_layout(layout, name)
    # Whoever iterates may do so in one thread after the other.
    with closing(sqlite3.connect("", check_same_thread=False)) as shelf:
        shelf.execute("CREATE TABLE entry (concept BLOB, line INTEGER, cells TEXT, text TEXT)")
        for row in rows:
            if isinstance(row, Rejected):
                yield row
            elif any(cell.strip() for cell in row.cells):
                _check_extra_cells(layout, row, name)
                try:
                    identifier = _parse_row(layout, row.cells).identifier
                except _CellError as error:
                    yield Rejected(row.line, str(error), row.text)
                else:
                    values = (identifier.encode(), row.line, json.dumps(row.cells), row.text)
                    shelf.execute("INSERT INTO entry VALUES (?, ?, ?, ?)", values)
        found = shelf.execute(
            "SELECT MIN(line) OVER (PARTITION BY concept) AS first, line, cells, text FROM entry ORDER BY first, line"
        )
        for _, group in groupby(found, key=lambda each: each[0]):
            yield from _join_rows(layout, (TableRow(line, json.loads(cells), text) for _, line, cells, text in group))


# -- columns -----------------------------------------------------------------------------------------------------------


def _fold(head: str) -> str:
    return re.sub(r"[\s_-]+", "", head).casefold()


def _find_tag(head: str) -> str | None:
    try:
        return _parse_language(head.strip()) if _TAG.fullmatch(head.strip()) else None
    except _CellError:
        return None


def _check_layout(layout: Layout, name: str) -> None:
    """Raise InputError unless the columns are those of a long table or of a wide one, each once."""
    place = f"{name}:{layout.line}"
    known = [column for column in layout.columns if isinstance(column, Column)]
    repeated = [column.value for column in known if known.count(column) > 1]
    if repeated:
        raise InputError(f"{place}: the column {repeated[0]!r} stands twice; remove one")
    if not layout.is_table:
        missing = [repr(column.value) for column in (Column.LANGUAGE, Column.TERM) if column not in known]
        heads = ", ".join(repr(shorten(head)) for head in layout.header[:_SHOWN]) or "none"
        raise InputError(
            f"{place}: among the columns {heads} there is no {' and no '.join(missing)}; the first line must name "
            "language and term, or the BCP-47 tags of the languages"
        )
    if layout.is_wide and "id" in layout.columns:
        raise InputError(f"{place}: the column 'id' may be an identifier or Indonesian; name it 'concept' or 'id-ID'")
    misplaced = [column.value for column in known if column not in (Column.CONCEPT, *_CONCEPT_FIELDS)]
    if layout.is_wide and misplaced:
        raise InputError(
            f"{place}: the column {misplaced[0]!r} says something of one term, and a row here has the terms of all "
            "languages; remove it, or write a row for each term with the columns 'language' and 'term'"
        )


def _check_extra_cells(layout: Layout, row: TableRow, name: str) -> None:
    """Raise InputError if a cell under a head that we don't know says something: it would be lost."""
    for head, column, cell in zip(layout.header, layout.columns, row.cells, strict=False):
        if column is None and cell.strip():
            raise InputError(
                f"{name}:{row.line}: unknown column {shorten(head)!r} with {shorten(cell)!r}; remove it, or name it "
                f"one of {', '.join(each.value for each in Column)}"
            )


# -- a row -------------------------------------------------------------------------------------------------------------


_Section = tuple[str, Mapping[str, Any], tuple[Term, ...]]  # language, fields, terms


@dataclass(frozen=True, slots=True)
class _Row:
    """What a row says: the fields of its concept, and for each language the fields of the section and the terms."""

    identifier: str
    concept: Mapping[str, Any]
    sections: Sequence[_Section]


def _parse_row(layout: Layout, cells: Sequence[str]) -> _Row:
    if any(cell.strip() for cell in cells[len(layout.columns) :]):
        raise _CellError(
            f"the row has {len(cells)} cells, and the table {len(layout.columns)} columns; put quotation marks around "
            "a cell with a separator in it"
        )
    by_column = {
        column: cell for column, cell in zip(layout.columns, cells, strict=False) if isinstance(column, Column)
    }
    if layout.is_wide:
        sections: list[_Section] = [
            (column, {}, _parse_terms(cell))
            for column, cell in zip(layout.columns, cells, strict=False)
            if isinstance(column, str) and cell.strip()
        ]
    else:
        sections = [_parse_section(by_column)]
    identifier = _take_text(by_column.get(Column.CONCEPT, ""))
    if not identifier:
        if Column.CONCEPT in layout.columns:
            raise _CellError(
                "the row names no concept; name it, the same in all rows of the concept, or leave the column out"
            )
        identifier = make_id(LanguageSection(language, terms) for language, _, terms in sections)
    if not any(terms for _, _, terms in sections):
        raise _CellError("the row has no term; write one, or remove the row")
    return _Row(identifier, _parse_fields(_CONCEPT_FIELDS, by_column), sections)


def _parse_section(cells: Mapping[Column, str]) -> _Section:
    text = cells.get(Column.TERM, "")
    if not text.strip():
        raise _CellError("the row has no term; write one, or remove the row")
    fields = _parse_fields(_TERM_FIELDS, cells)
    sentence, document = _take_text(cells.get(Column.CONTEXT, "")), _take_text(cells.get(Column.DOCUMENT, ""))
    if sentence or document:
        fields["contexts"] = (Context(document, 0, 0, sentence, 0, 0),)
    language = _parse_language(cells.get(Column.LANGUAGE, "").strip())
    return language, _parse_fields(_SECTION_FIELDS, cells), (Term(_take_term(text), **fields),)


def _parse_terms(cell: str) -> tuple[Term, ...]:
    return tuple(Term(_take_term(text)) for text in split_texts(_take_text(cell), "|"))


def _parse_fields(table: "_Fields", cells: Mapping[Column, str]) -> dict[str, Any]:
    """Return the fields that the cells tell; what they don't tell is left to the defaults of the model."""
    fields: dict[str, Any] = {}
    for column, (field, parse) in table.items():
        cell = cells.get(column, "")
        try:
            value = parse(cell) if cell else None
        except _CellError as error:
            raise _CellError(f"{column.value}: {error}") from None
        if value is not None:
            fields[field] = value
    return fields


# -- a cell ------------------------------------------------------------------------------------------------------------


def _take_text(cell: str) -> str:
    if len(cell) > MAX_TEXT:
        raise _CellError(f"{shorten(cell)!r} has {len(cell):,} characters, more than {MAX_TEXT:,}; shorten it")
    return cell


def _take_term(cell: str) -> str:
    if len(cell) > MAX_TERM:
        raise _CellError(f"the term {shorten(cell)!r} has {len(cell):,} characters, more than {MAX_TERM:,}; shorten it")
    return cell


def _parse_language(cell: str) -> str:
    try:
        return check_language(cell.replace("_", "-"))
    except UsageError as error:
        raise _CellError(str(error)) from None


def _parse_number(cell: str) -> float | None:
    """Return a number with a decimal point or, as spreadsheets of much of Europe write it, a comma."""
    if not cell.strip():
        return None
    value = float(cell.strip().replace(",", ".")) if _NUMBER.fullmatch(cell.strip()) else math.nan
    if not math.isfinite(value):
        raise _CellError(f"expected a number, not {shorten(cell)!r}")
    return value


def _parse_count(cell: str) -> int | None:
    if not cell.strip():
        return None
    if not re.fullmatch(r"[0-9]{1,10}", cell.strip()) or int(cell) > MAX_COUNT:
        raise _CellError(f"expected a whole number from 0 to {MAX_COUNT}, not {shorten(cell)!r}")
    return int(cell)


def _parse_mark(cell: str) -> bool | None:
    word = cell.strip().lower()
    if word and word not in _TRUE + _FALSE:
        raise _CellError(f"expected yes or no, not {shorten(cell)!r}")
    return word in _TRUE if word else None


def _make_parser(kind: type[Enum]) -> Callable[[str], Enum | None]:
    """Return the parser of a closed set, for which "Proper noun" and "properNoun" are the same."""
    members = {_fold(member.value): member for member in kind}

    def parse(cell: str) -> Enum | None:
        word = _fold(cell)
        if word and word not in members:
            choices = ", ".join(member.value for member in kind)
            raise _CellError(f"expected one of {choices}, not {shorten(cell)!r}")
        return members.get(word)

    return parse


def _parse_texts(cell: str) -> tuple[str, ...]:
    return split_texts(_take_text(cell))


def _parse_forms(cell: str) -> tuple[Form, ...]:
    return tuple(map(Form, _parse_texts(cell)))


_Fields = Mapping[Column, tuple[str, Callable[[str], Any]]]
_CONCEPT_FIELDS: _Fields = {
    Column.KIND: ("kind", _make_parser(ConceptKind)),
    Column.CONCEPT_STATUS: ("status", _make_parser(ConceptStatus)),
    Column.CONFIDENCE: ("confidence", _parse_number),
    Column.SUBJECT_FIELD: ("subject_field", _take_text),
    Column.DEFINITION: ("definition", _take_text),
    Column.CONCEPT_NOTE: ("note", _take_text),
    Column.IMAGES: ("images", _parse_texts),
    Column.EXTERNAL_LINKS: ("external_links", _parse_texts),
}
_SECTION_FIELDS: _Fields = {
    Column.LANGUAGE_DEFINITION: ("definition", _take_text),
    Column.LANGUAGE_NOTE: ("note", _take_text),
}
_TERM_FIELDS: _Fields = {
    Column.STATUS: ("status", _make_parser(AdministrativeStatus)),
    Column.PART_OF_SPEECH: ("part_of_speech", _make_parser(PartOfSpeech)),
    Column.GENDER: ("gender", _make_parser(GrammaticalGender)),
    Column.NUMBER: ("number", _make_parser(GrammaticalNumber)),
    Column.TERM_TYPE: ("term_type", _make_parser(TermType)),
    Column.GEOGRAPHICAL_USAGE: ("geographical_usage", _take_text),
    Column.DO_NOT_TRANSLATE: ("do_not_translate", _parse_mark),
    Column.CASE_SENSITIVE: ("is_case_sensitive", _parse_mark),
    Column.TERM_NOTE: ("note", _take_text),
    Column.FREQUENCY: ("frequency", _parse_count),
    Column.FORMS: ("forms", _parse_forms),
}


# -- a concept ---------------------------------------------------------------------------------------------------------


def _join_rows(layout: Layout, rows: Iterable[TableRow]) -> Iterator[Concept | Rejected]:
    """Yield the concept of these rows, after those of them that don't fit to the ones before."""
    identifier, first_line = "", 0
    concept: dict[str, Any] = {}
    sections: dict[str, dict[str, Any]] = {}
    terms: dict[str, tuple[Term, ...]] = {}
    for row in rows:
        parsed = _parse_row(layout, row.cells)
        if first_line and Column.CONCEPT not in layout.columns:
            remedy = "remove the row, or tell concepts apart in a column 'concept'"
            yield Rejected(row.line, f"the same terms stand in line {first_line}; {remedy}", row.text)
            continue
        told = [(concept, parsed.concept)]
        told += [(sections.setdefault(language, {}), fields) for language, fields, _ in parsed.sections]
        contradiction = next(filter(None, (_find_contradiction(*each) for each in told)), None)
        if contradiction is not None:
            yield Rejected(row.line, f"concept {shorten(parsed.identifier)!r}: {contradiction}", row.text)
            continue
        for earlier, fields in told:
            earlier.update(fields)
        for language, _, found in parsed.sections:
            terms[language] = terms.get(language, ()) + found
        identifier, first_line = parsed.identifier, first_line or row.line
    made = (LanguageSection(language, found, **sections[language]) for language, found in terms.items() if found)
    yield Concept(identifier, tuple(made), **concept)


def _find_contradiction(earlier: Mapping[str, Any], fields: Mapping[str, Any]) -> str | None:
    for field, value in fields.items():
        if earlier.get(field, value) != value:
            before, now = (shorten(_show(each)) for each in (earlier[field], value))
            return f"the {field.replace('_', ' ')} is {now!r} here and {before!r} in a row before; make them the same"
    return None


def _show(value: Any) -> str:
    return str(value.value if isinstance(value, Enum) else value)
