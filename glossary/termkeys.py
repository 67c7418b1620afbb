"""What indexes over a glossary are made of: every term with the lookup keys of its forms, by a number that names it.

Within one generation of a store, from one writing of a whole glossary to the next, a number is given once: a concept
that is edited comes back with new numbers, higher than all before. So an index stays true for the terms that are still
there, and one over the terms of higher numbers makes it whole (`glossary.liveindex`).
"""

import secrets
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Text, func, literal_column, select, type_coerce

from glossary.model import AdministrativeStatus, ConceptKind, ConceptStatus
from glossary.revisions import read_meta, read_revision, write_meta
from glossary.schema import CONCEPTS, FORMS, SECTIONS, TERMS
from glossary.text import matches_language

_CHUNK = 1000  # numbers that one query asks for
_FETCHED = 1000  # rows that a stream holds in memory
GENERATION = "generation"
LAST_TERM = "last_term"


@dataclass(frozen=True, slots=True)
class IndexState:
    """What tells whether an index is up to date: the generation, the highest number given in it, the revision."""

    generation: str
    last_term: int
    revision: str


@dataclass(frozen=True, slots=True)
class TermKeys:
    """A term as indexes see it; `keys` are distinct: that of the citation form first, then those of all other forms."""

    number: int
    language: str
    status: AdministrativeStatus
    frequency: int
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TermCard:
    """What an answer tells of a term; `concept` is an id, `rank` its place in the glossary."""

    number: int
    concept: str
    rank: int
    kind: ConceptKind
    concept_status: ConceptStatus
    language: str
    text: str
    status: AdministrativeStatus
    frequency: int
    is_case_sensitive: bool
    do_not_translate: bool


def begin_generation(connection: Connection) -> None:
    """Note that the numbers of terms mean others from now on."""
    write_meta(connection, GENERATION, secrets.token_hex(8))
    write_meta(connection, LAST_TERM, "")


def read_state(connection: Connection) -> IndexState:
    """Return the state of a store that indexes over it are compared with."""
    return IndexState(read_meta(connection, GENERATION), find_last_term(connection), read_revision(connection))


def find_last_term(connection: Connection) -> int:
    """Return the highest number that a term of this generation was ever given."""
    highest = connection.scalar(select(func.max(TERMS.c.number))) or 0
    return max(highest, int(read_meta(connection, LAST_TERM) or 0))


def load_term_keys(connection: Connection, language: str | None = None, after: int = 0) -> Iterator[TermKeys]:
    """Yield the terms with a number above `after`, in the order of their numbers, of one language (RFC 4647) or all."""
    c = TERMS.c
    # Gathered by the database: a row for each form would take several times as long to come over.
    separator = literal_column("char(10)" if connection.dialect.name == "sqlite" else "chr(10)", Text())
    gather = func.group_concat if connection.dialect.name == "sqlite" else func.string_agg
    forms = (
        select(type_coerce(gather(FORMS.c.key, separator), FORMS.c.key.type))
        .where(FORMS.c.term == c.number)
        .scalar_subquery()
    )
    query = select(c.number, c.language, c.status, c.frequency, c.key, forms).where(c.number > after)
    if language is not None:
        tags = connection.scalars(select(SECTIONS.c.language).distinct())
        query = query.where(c.language.in_([tag for tag in tags if matches_language(tag, language)]))
    statuses = {status.value: status for status in AdministrativeStatus}
    rows = connection.execution_options(yield_per=_FETCHED).execute(query.order_by(c.number))
    for number, tag, status, frequency, key, others in rows:
        keys = (key, *others.split("\n")) if others else (key,)
        yield TermKeys(number, tag, statuses[status], frequency, tuple(filter(None, dict.fromkeys(keys))))


def load_term_cards(connection: Connection, numbers: Collection[int]) -> dict[int, TermCard]:
    """Return what is to be told of the terms of these numbers; those that are gone are left out."""
    wanted: Sequence[int] = sorted(set(numbers))
    c = TERMS.c
    query = select(
        *(c.number, CONCEPTS.c.id, CONCEPTS.c.rank, CONCEPTS.c.kind, CONCEPTS.c.status, c.language, c.text),
        *(c.status.label("standing"), c.frequency, c.is_case_sensitive, c.do_not_translate),
    ).join(CONCEPTS, CONCEPTS.c.rank == c.concept)
    found: dict[int, TermCard] = {}
    for start in range(0, len(wanted), _CHUNK):
        for row in connection.execute(query.where(c.number.in_(wanted[start : start + _CHUNK]))):
            number, concept, rank, kind, concept_status, language, text, status, frequency, cased, kept = row
            found[number] = TermCard(
                *(number, concept, rank, ConceptKind(kind), ConceptStatus(concept_status), language, text),
                *(AdministrativeStatus(status), frequency, bool(cased), bool(kept)),
            )
    return found
