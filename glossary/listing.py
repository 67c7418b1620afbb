"""Pages of the concepts of a store, filtered and sorted, and of what an entry of its history changed.

A page of concepts is found by the values that its predecessor ended with (keyset paging), not counted: concepts that
come and go in between make none of the others come twice or be left out.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, false, func, or_, select, type_coerce

from glossary.curation import ConceptChange
from glossary.errors import UsageError
from glossary.formats.alphabets import sort_key
from glossary.formats.jsonl import load_concept
from glossary.history import HistoryEntry, RankedChange, load_entry
from glossary.loading import load_concepts, load_documents
from glossary.model import AdministrativeStatus, Concept, ConceptKind, ConceptStatus, SourceDocument
from glossary.revisions import read_meta
from glossary.schema import CONCEPTS, CONTEXTS, DOCUMENTS, HISTORY, HISTORY_CONCEPTS, TERMS
from glossary.store import Store
from glossary.storedtext import is_storable
from glossary.termkeys import GENERATION
from glossary.text import lookup_key, lookup_keys, matches_language, primary_language, shorten

_CHUNK = 500
_SORTED_LENGTH = 60  # characters of a term that it is sorted by, so that a place in the list is short
# Where the letters stand that an alphabet may have between those of the Latin and the Cyrillic script.
_LETTERS = (*range(0xDF, 0x250), *range(0x430, 0x530))
_OWN_LETTERS = 0x10FF00  # what `sort_key` files such a letter behind its neighbour by


class ListKey(Enum):
    """What a list is sorted by.

    The place in the glossary; the confidence; the highest termhood of a concept's terms, in the language of the filter
    if it names one; when it was last changed; its preferred term in a language.
    """

    RANK = "rank"
    CONFIDENCE = "confidence"
    TERMHOOD = "termhood"
    CHANGED = "changed"
    TERM = "term"


@dataclass(frozen=True, slots=True)
class ListOrder:
    """How a list is sorted; `language` is the BCP-47 tag that the key TERM needs.

    Concepts with equal values, and those at the end that have no term in the language, stand as in the glossary.
    """

    key: ListKey = ListKey.RANK
    is_descending: bool = False
    language: str | None = None


@dataclass(frozen=True, slots=True)
class ConceptFilter:
    """Which concepts are listed; what is None leaves all.

    `language`, `term_status` and `text` must all hold of one term; a language takes in its regions (RFC 4647). `text`
    is part of a term, or its beginning with `begins`, both folded. `subject` is compared without regard to case,
    `document` is the id of one that a term occurs in, `changed_since` an RFC 3339 time in UTC.
    """

    language: str | None = None
    kind: ConceptKind | None = None
    status: ConceptStatus | None = None
    term_status: AdministrativeStatus | None = None
    subject: str | None = None
    document: str | None = None
    min_confidence: float | None = None
    changed_since: str | None = None
    text: str | None = None
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended: the value of its last concept that the list is sorted by, its rank and its id.

    `value` is None where the order is that of the glossary, or the concept has no such value. The id finds the concept
    again after a build, in whose generation of the store it may have another rank.
    """

    value: float | str | None
    rank: int
    id: str
    generation: str


@dataclass(frozen=True, slots=True)
class ConceptPage:
    """Concepts without forms, contexts and links; the place of the next page if there is one; how many fit in all."""

    concepts: tuple[Concept, ...]
    following: Place | None
    total: int | None


def list_concepts(
    store: Store,
    chosen: ConceptFilter,
    order: ListOrder,
    *,
    after: Place | None = None,
    limit: int = 50,
    with_total: bool = False,
) -> ConceptPage:
    """Return a page of the concepts that a filter leaves, behind a place or from the first on.

    Raises UsageError for a text that has nothing to compare.
    """
    tags = store.get_languages()
    with store.transaction("read") as connection:
        value = _make_value(order, chosen, tags)
        fitting = _filter(connection, select(CONCEPTS.c.rank, CONCEPTS.c.id, value.label("value")), chosen, tags)
        # What is gathered from other tables is found once for each concept, not at each comparison.
        is_plain = order.key in {ListKey.RANK, ListKey.CONFIDENCE}
        found = fitting.subquery() if is_plain else fitting.cte("found").prefix_with("MATERIALIZED")
        query = select(found.c.rank, found.c.id, found.c.value)
        columns = _list_columns(order, found.c.value, found.c.rank)
        if after is not None:
            query = query.where(_follow(columns, _list_values(order, after, _find_rank(connection, after))))
        ordered = query.order_by(*(column.desc() if descends else column.asc() for column, descends in columns))
        rows = connection.execute(ordered.limit(limit + 1)).all()
        ranks = [row.rank for row in rows[:limit]]
        loaded = dict(zip(sorted(ranks), load_concepts(connection, ranks, with_evidence=False), strict=True))
        following = None
        if len(rows) > limit:
            last = rows[limit - 1]
            following = Place(last.value, last.rank, last.id, read_meta(connection, GENERATION))
        total = connection.scalar(select(func.count()).select_from(found)) if with_total else None
        return ConceptPage(tuple(loaded[rank] for rank in ranks), following, total)


def find_documents(store: Store, identifiers: Collection[str]) -> list[SourceDocument]:
    """Return the documents of these ids, in the order of the glossary; unknown ones are left out."""
    wanted = sorted(filter(is_storable, identifiers))
    found: list[SourceDocument] = []
    with store.transaction("read") as connection:
        for start in range(0, len(wanted), _CHUNK):
            query = select(DOCUMENTS).where(DOCUMENTS.c.id.in_(wanted[start : start + _CHUNK]))
            found += load_documents(connection, query.order_by(DOCUMENTS.c.number))
    return found


def find_last_entry(store: Store) -> int:
    """Return the number of the newest entry of the history; 0 where there is none."""
    with store.transaction("read") as connection:
        return connection.scalar(select(func.max(HISTORY.c.number))) or 0


def list_changes(store: Store, number: int, *, start: int = 0, limit: int = 50) -> list[tuple[int, RankedChange]]:
    """Return what an entry of the history changed, with the place of each in it, from a place on.

    A build may have changed all of the glossary. Raises NotFoundError for an unknown number.
    """
    c = HISTORY_CONCEPTS.c
    query = select(c.position, c.rank, c.concept, c.before, c.after).where(c.entry == number, c.position >= start)
    with store.transaction("read") as connection:
        load_entry(connection, number)
        return [
            (position, RankedChange(rank, concept, ConceptChange(_load(before), _load(after))))
            for position, rank, concept, before, after in connection.execute(query.order_by(c.position).limit(limit))
        ]


def get_entry(store: Store, number: int) -> HistoryEntry:
    """Return the entry of the history of that number; raises NotFoundError for an unknown one."""
    with store.transaction("read") as connection:
        return load_entry(connection, number)


def _load(text: str | None) -> Concept | None:
    return None if text is None else load_concept(text)


def _make_value(order: ListOrder, chosen: ConceptFilter, tags: Sequence[str]) -> ColumnElement[Any]:
    """Return what concepts are sorted by; null where one has no such value."""
    if order.key is ListKey.CONFIDENCE:
        return type_coerce(CONCEPTS.c.confidence, CONCEPTS.c.confidence.type)
    of_concept = TERMS.c.concept == CONCEPTS.c.rank
    if order.key is ListKey.TERMHOOD:
        if chosen.language is not None:
            of_concept &= TERMS.c.language.in_(_match(tags, chosen.language))
        return select(func.max(TERMS.c.termhood)).where(of_concept).scalar_subquery()
    if order.key is ListKey.CHANGED:
        changes = select(func.max(HISTORY.c.at)).join(HISTORY_CONCEPTS, HISTORY_CONCEPTS.c.entry == HISTORY.c.number)
        return changes.where(HISTORY_CONCEPTS.c.concept == CONCEPTS.c.id).scalar_subquery()
    if order.key is ListKey.TERM and order.language is not None:
        of_language = of_concept & TERMS.c.language.in_(_match(tags, order.language))
        is_preferred = TERMS.c.status == AdministrativeStatus.PREFERRED.value
        first = select(TERMS.c.key).where(of_language).order_by(TERMS.c.number).limit(1)
        key: ColumnElement[Any] = func.coalesce(
            select(func.min(TERMS.c.key)).where(of_language & is_preferred).scalar_subquery(), first.scalar_subquery()
        )
        for letter, filed in _find_letters(order.language):
            key = func.replace(key, letter, filed)
        return type_coerce(func.substr(key, 1, _SORTED_LENGTH), TERMS.c.key.type)
    return CONCEPTS.c.rank.expression


@cache
def _find_letters(language: str) -> tuple[tuple[str, str], ...]:
    """Return the letters that an alphabet has beside those in the order of code points, and what files them right."""
    small = (chr(code) for code in _LETTERS if chr(code).casefold() == chr(code))  # as in lookup keys
    keys = ((letter, sort_key(letter, language)[0]) for letter in small)
    return tuple((letter, key) for letter, key in keys if key and ord(key[-1]) >= _OWN_LETTERS)


def _list_columns(
    order: ListOrder, value: ColumnElement[Any], rank: ColumnElement[int]
) -> list[tuple[ColumnElement[Any], bool]]:
    """Return what a list is ordered by, and whether that descends; concepts without a value stand last."""
    if order.key is ListKey.RANK:
        return [(rank, order.is_descending)]
    is_missing: ColumnElement[int] = case((value.is_(None), 1), else_=0)
    return [(is_missing, False), (value, order.is_descending), (rank, False)]


def _list_values(order: ListOrder, place: Place, rank: int) -> list[Any]:
    if order.key is ListKey.RANK:
        return [rank]
    return [int(place.value is None), place.value, rank]


def _follow(columns: Sequence[tuple[ColumnElement[Any], bool]], values: Sequence[Any]) -> ColumnElement[bool]:
    """Return the condition that a row stands behind one with these values."""
    # Two rows without a value have an equal one, but null equals nothing.
    pairs = [(column, descends, value) for (column, descends), value in zip(columns, values, strict=True)]
    known = [(column, descends, value) for column, descends, value in pairs if value is not None]
    return or_(
        *(
            and_(
                *(column == value for column, _, value in known[:place]),
                known[place][0] < known[place][2] if known[place][1] else known[place][0] > known[place][2],
            )
            for place in range(len(known))
        )
    )


def _find_rank(connection: Connection, place: Place) -> int:
    """Return the rank of the concept of a place, which is another one after a build; that it had, if it is gone."""
    if place.generation == read_meta(connection, GENERATION) or not is_storable(place.id):
        return place.rank
    rank = connection.scalar(select(CONCEPTS.c.rank).where(CONCEPTS.c.id == place.id))
    return place.rank if rank is None else int(rank)


def _filter(connection: Connection, query: Select[Any], chosen: ConceptFilter, tags: Sequence[str]) -> Select[Any]:
    """Return a query over the concepts restricted to those that a filter leaves."""
    c = CONCEPTS.c
    if chosen.kind is not None:
        query = query.where(c.kind == chosen.kind.value)
    if chosen.status is not None:
        query = query.where(c.status == chosen.status.value)
    if chosen.min_confidence is not None:
        query = query.where(c.confidence >= chosen.min_confidence)
    if chosen.subject is not None:
        query = query.where(c.subject_field.in_(_find_subjects(connection, chosen.subject)))
    if chosen.changed_since is not None:
        changes = select(HISTORY_CONCEPTS.c.concept).join(HISTORY, HISTORY.c.number == HISTORY_CONCEPTS.c.entry)
        query = query.where(c.id.in_(changes.where(HISTORY.c.at >= chosen.changed_since)))
    if chosen.document is not None:
        occurring = select(TERMS.c.concept).join(CONTEXTS, CONTEXTS.c.term == TERMS.c.number)
        query = query.where(c.rank.in_(occurring.where(CONTEXTS.c.document == chosen.document)))
    terms = _list_term_conditions(chosen, tags)
    if terms:
        query = query.where(select(TERMS.c.number).where(TERMS.c.concept == c.rank, *terms).exists())
    return query


def _list_term_conditions(chosen: ConceptFilter, tags: Sequence[str]) -> list[ColumnElement[bool]]:
    """Return what must hold of one term of a concept."""
    conditions: list[ColumnElement[bool]] = []
    wanted = tags if chosen.language is None else _match(tags, chosen.language)
    if chosen.language is not None:
        conditions.append(TERMS.c.language.in_(wanted))
    if chosen.term_status is not None:
        conditions.append(TERMS.c.status == chosen.term_status.value)
    if chosen.text is not None:
        conditions.append(_match_text(chosen.text, wanted, begins=chosen.begins))
    return conditions


def _match_text(text: str, tags: Sequence[str], *, begins: bool) -> ColumnElement[bool]:
    """Return the condition that a term has a text in it, or begins with it: each language folds both in its way."""
    if not lookup_key(text, ""):
        raise UsageError(f"the text {shorten(text)!r} has nothing to compare; give a part of a term")
    keys = lookup_keys(text)
    by_key: dict[str, list[str]] = {}
    for tag in tags:
        by_key.setdefault(keys.get(primary_language(tag), keys[""]), []).append(tag)
    column = TERMS.c.key
    return or_(
        *(
            and_(TERMS.c.language.in_(group), (column.startswith if begins else column.contains)(key, autoescape=True))
            for key, group in by_key.items()
            if key
        ),
        false(),  # an or_ of nothing would hold of everything
    )


def _find_subjects(connection: Connection, subject: str) -> list[str]:
    """Return the subject fields that differ from one in nothing but case."""
    known = connection.scalars(select(CONCEPTS.c.subject_field).distinct())
    return [each for each in known if each is not None and each.casefold() == subject.casefold()]


def _match(tags: Sequence[str], language: str) -> list[str]:
    return [tag for tag in tags if matches_language(tag, language)]
