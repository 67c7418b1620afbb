"""What of a concept tells which one it is: its terms without their evidence, and what people have written on it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Connection, select

from glossary.model import AdministrativeStatus, Concept, ConceptStatus, TermReference
from glossary.schema import CONCEPTS, TERMS

_SHOWN_LANGUAGES = 4


@dataclass(frozen=True, slots=True)
class ConceptOutline:
    """A concept without evidence. `terms` gives each term and its status, in the order of the concept."""

    id: str
    status: ConceptStatus
    subject_field: str | None
    definition: str | None
    note: str | None
    terms: tuple[tuple[TermReference, AdministrativeStatus], ...]

    @property
    def label(self) -> str:
        """What to call it: the preferred term of each language, the first one where none is marked."""
        preferred = find_preferred(self).values()
        return " / ".join(list(preferred)[:_SHOWN_LANGUAGES])


def outline(concept: Concept) -> ConceptOutline:
    """Return the outline of a concept."""
    terms = tuple(
        (TermReference(section.language, term.text), term.status)
        for section in concept.sections
        for term in section.terms
    )
    return ConceptOutline(concept.id, concept.status, concept.subject_field, concept.definition, concept.note, terms)


def find_preferred(concept: ConceptOutline) -> dict[str, str]:
    """Return the preferred term of each language, the first one where none is marked."""
    found: dict[str, str] = {}
    marked: set[str] = set()
    for term, status in concept.terms:
        is_marked = status is AdministrativeStatus.PREFERRED and term.language not in marked
        if is_marked or term.language not in found:
            found[term.language] = term.text
        if is_marked:
            marked.add(term.language)
    return found


def load_outlines(connection: Connection) -> Iterator[ConceptOutline]:
    """Yield the outline of every concept in the order of the glossary, in one query."""
    c = CONCEPTS.c
    query = (
        select(
            *(c.rank, c.id, c.status, c.subject_field, c.definition, c.note),
            *(TERMS.c.language, TERMS.c.text, TERMS.c.status),
        )
        .join(TERMS, TERMS.c.concept == c.rank, isouter=True)
        .order_by(c.rank, TERMS.c.number)
    )
    for _, rows in groupby(connection.execute(query), key=lambda row: row[0]):
        members = list(rows)
        _, identifier, status, subject_field, definition, note, *_ = members[0]
        terms = tuple(
            (TermReference(language, text), AdministrativeStatus(standing))
            for *_, language, text, standing in members
            if language is not None
        )
        yield ConceptOutline(identifier, ConceptStatus(status), subject_field, definition, note, terms)
