"""Equivalent term sets of Google Cloud Translation: a row is a concept, a column a language, under its code.

Two columns are for people: `pos` and `description` ("Creating and using glossaries"; they are those of Google
Translator Toolkit, "Custom glossary format"). A term has less than 1,024 bytes, a file 10 MiB at most.
"""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from tempfile import TemporaryFile
from typing import BinaryIO

from glossary.errors import InputError
from glossary.formats.content import Content, LanguagePair, Origin, Rejected
from glossary.formats.flat_rows import FlatRow, find_separator, iterate_rows, parse_row, write_row
from glossary.formats.identity import make_id
from glossary.formats.tbx_values import find_value
from glossary.formats.term_pairs import (
    COMMON_LOSSES,
    Limits,
    PairError,
    clean_remark,
    find_terms,
    parse_language,
    parse_remark,
    parse_term,
)
from glossary.formats.text_input import decode_head
from glossary.model import Concept, ConceptStatus, LanguageSection, PartOfSpeech, Term
from glossary.text import primary_language, shorten

LOSSES = (
    *COMMON_LOSSES,
    "terms of 1,024 bytes in UTF-8 or more are left out",
    "one term of each language only, the preferred one; concepts of one language are left out",
    "of concepts only the definition, or the note if there is none, which is read as the definition, on one line",
    "of terms only the text, and the part of speech if those of a concept that have one have the same, as that of all",
    "of concepts with the same terms only the first; each gets a new id, and its languages stand in alphabetical order",
    "languages of malformed tags, and that of the code pos, which Google takes for the part of speech, are left out",
)

_LIMITS = Limits(1023)
_POS, _DESCRIPTION = "pos", "description"
_REMARKS = (_POS, _DESCRIPTION)
_MIN_LANGUAGES = 2
_LONGEST_CODE = 3


def keep_set(concept: Concept, pair: LanguagePair | None) -> Concept | None:  # noqa: ARG001 - every format has these
    """Return a concept as a set of equivalent terms; None if it has terms that are fit in less than two languages."""
    found: dict[str, Term] = {}
    for section in concept.sections:
        terms = find_terms(concept, section.language, _LIMITS)
        try:
            tag = _parse_code(section.language)
        except PairError:
            continue
        if terms and tag != _POS:
            found.setdefault(tag, terms[0])
    if concept.status is ConceptStatus.REJECTED or len(found) < _MIN_LANGUAGES:
        return None
    kinds = {term.part_of_speech for term in found.values()} - {None}
    kind = kinds.pop() if len(kinds) == 1 else None
    sections = tuple(LanguageSection(tag, (Term(found[tag].text, part_of_speech=kind),)) for tag in sorted(found))
    definition = clean_remark(concept.definition) or clean_remark(concept.note)
    return Concept(make_id(sections), sections, definition=definition)


def write_set(content: Content, stream: BinaryIO) -> None:
    """Write a glossary as equivalent term sets.

    The rows wait on disk until all languages, which the header tells, are known; the ids of all are held.
    """
    tags: set[str] = set()
    seen: set[str] = set()
    with TemporaryFile("w+", encoding="utf-8") as shelf:
        for concept in content.concepts:
            kept = keep_set(concept, content.pair)
            if kept is not None and kept.id not in seen:
                seen.add(kept.id)
                tags.update(kept.languages)
                shelf.write(json.dumps(_make_cells(kept)) + "\n")
        shelf.seek(0)
        header = (*sorted(tags), *_REMARKS)
        stream.write(write_row(header, ","))
        for line in shelf:
            cells = json.loads(line)
            stream.write(write_row((cells.get(name, "") for name in header), ","))


def read_set(stream: BinaryIO, origin: Origin) -> Iterator[Concept | Rejected]:
    """Yield the concepts of equivalent term sets, in flat memory but for their ids; a part of speech is that of all.

    A row is rejected if it has no term, or the terms of an earlier one. Raises InputError for a header that has
    something else than language codes, `pos` and `description`, or has one of them twice.
    """
    rows = iterate_rows(stream, origin.name)
    first = next(rows, None)
    if not isinstance(first, FlatRow):
        line, found = (1, "no header") if first is None else (first.line, f"no good header: {first.reason}")
        raise InputError(f"{origin.name}:{line}: the file has {found}; its first line must name the languages")
    try:
        columns = _find_columns(first.cells)
    except PairError as error:
        raise InputError(f"{origin.name}:{first.line}: {error}") from None
    lines: dict[str, int] = {}
    for row in rows:
        yield row if isinstance(row, Rejected) else _read_set(row, columns, lines)


def recognize_set(head: bytes) -> bool:
    """Whether a file begins with a header of language codes and one of the columns that only Google has."""
    line = next((line for line in decode_head(head).splitlines() if line.strip()), "")
    try:
        columns = _find_columns(parse_row(line, find_separator(line)))
    except (csv.Error, PairError):
        return False
    return not set(_REMARKS).isdisjoint(columns) and not set(_REMARKS).issuperset(columns)


def _make_cells(kept: Concept) -> Mapping[str, str]:
    cells = {section.language: section.terms[0].text for section in kept.sections}
    kind = kept.sections[0].terms[0].part_of_speech
    return cells | {_POS: kind.value if kind else "", _DESCRIPTION: kept.definition or ""}


# -- reading -----------------------------------------------------------------------------------------------------------


def _read_set(row: FlatRow, columns: Sequence[str], lines: dict[str, int]) -> Concept | Rejected:
    """Return a row as a concept; `lines` tells where those before it stand."""
    try:
        concept = _parse_set(row, columns)
    except PairError as error:
        return Rejected(row.line, str(error), row.text)
    if concept.id in lines:
        reason = f"the same terms stand in line {lines[concept.id]}; remove one of the two"
        return Rejected(row.line, reason, row.text)
    lines[concept.id] = row.line
    return concept


def _find_columns(header: Sequence[str]) -> Sequence[str]:
    """Return what the columns hold: language tags and names of remarks, or raise PairError."""
    columns = [cell.strip().lower() for cell in header]
    columns = [each if each in _REMARKS else _parse_code(each) for each in columns]
    repeated = next((each for each in columns if columns.count(each) > 1), None)
    if repeated is not None:
        raise PairError(f"the column {shorten(repeated)!r} stands twice; remove one")
    return columns


def _parse_code(cell: str) -> str:
    tag = parse_language(cell)
    # Longer ones are words, such as `source` or `target`, though they would be well-formed.
    if len(primary_language(tag)) > _LONGEST_CODE:
        raise PairError(
            f"{shorten(cell)!r} is no language code; name the language of the column, such as 'pl' (BCP 47)"
        )
    return tag


def _parse_set(row: FlatRow, columns: Sequence[str]) -> Concept:
    if len(row.cells) > len(columns):
        count = f"{len(row.cells)} cells, and the header {len(columns)}"
        raise PairError(f"the row has {count}; put a term with a comma in quotation marks")
    cells = dict(zip(columns, row.cells, strict=False))
    pos, description = cells.pop(_POS, "").strip(), cells.pop(_DESCRIPTION, "")
    # The words for it are free; those that the model doesn't have are others to it.
    kind = (find_value(PartOfSpeech, pos) or PartOfSpeech.OTHER) if pos else None
    sections = tuple(
        LanguageSection(tag, (Term(parse_term(cell, tag).text, part_of_speech=kind),))
        for tag, cell in cells.items()
        if cell.strip()
    )
    if not sections:
        raise PairError("the row has no term; write one, or remove the row")
    return Concept(make_id(sections), sections, definition=parse_remark(description, _DESCRIPTION))
