"""The history of a glossary: who changed which concepts when, and what they were before and after.

An entry of a build or an import names the concepts that it made without their content, as that is theirs.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import orjson
from sqlalchemy import Connection, insert, select

from glossary.changes import Changes
from glossary.curation import Action, ConceptChange
from glossary.errors import NotFoundError
from glossary.formats.jsonl import dump_concept, load_concept, load_proposal
from glossary.model import Concept, Proposal
from glossary.rows import insert_rows
from glossary.schema import HISTORY, HISTORY_CONCEPTS

_BATCH = 250
_SHOWN_IDS = 100


@dataclass(frozen=True, slots=True)
class Author:
    """Who does something, when (an RFC 3339 time in UTC), and why."""

    who: str
    when: str
    note: str | None = None


def make_time() -> str:
    """Return the time as the history has it: RFC 3339, in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class RankedChange:
    """A change of the concept at a rank, which it keeps, or had, in the order of the glossary."""

    rank: int
    concept: str
    change: ConceptChange


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One act. `judged` and `withdrawn` are the numbers of the judgements that it made and took back.

    `undoes` is the number of the entry that it takes back, `undone_by` that of the one that takes it back. `concepts`
    are the ids of what it changed, of the first hundred.
    """

    number: int
    action: Action
    author: Author
    concepts: tuple[str, ...]
    judged: tuple[int, ...] = ()
    withdrawn: tuple[int, ...] = ()
    undoes: int | None = None
    undone_by: int | None = None


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What an act did beside concepts: questions that it settled and raised, and where ids of concepts lead since."""

    settled: tuple[Proposal, ...] = ()
    raised: tuple[Proposal, ...] = ()
    redirects: Mapping[str, str] = field(default_factory=dict)


def insert_entry(
    connection: Connection,
    action: Action,
    author: Author,
    changes: Sequence[RankedChange],
    judged: Sequence[int] = (),
    withdrawn: Sequence[int] = (),
    undoes: int | None = None,
    aftermath: "Aftermath | None" = None,
) -> int:
    """Write an entry and return its number."""
    found = aftermath or Aftermath()
    row = {
        "action": action.value,
        "who": author.who,
        "at": author.when,
        "note": author.note,
        "judged": orjson.dumps(list(judged)).decode(),
        "withdrawn": orjson.dumps(list(withdrawn)).decode(),
        "settled": orjson.dumps(found.settled).decode(),
        "raised": orjson.dumps(found.raised).decode(),
        "redirects": orjson.dumps(dict(found.redirects)).decode(),
        "undoes": undoes,
    }
    key = connection.execute(insert(HISTORY).values(row)).inserted_primary_key
    assert key is not None
    number: int = key[0]
    insert_changes(connection, number, 0, changes)
    return number


def insert_changes(connection: Connection, entry: int, start: int, changes: Sequence[RankedChange]) -> None:
    """Write what an entry changed, from that position on."""
    rows = [
        {
            "entry": entry,
            "position": position,
            "concept": each.concept,
            "rank": each.rank,
            "before": None if each.change.before is None else dump_concept(each.change.before),
            "after": None if each.change.after is None else dump_concept(each.change.after),
        }
        for position, each in enumerate(changes, start)
    ]
    for at in range(0, len(rows), _BATCH):
        insert_rows(connection, HISTORY_CONCEPTS, rows[at : at + _BATCH])


def list_build_changes(changes: Changes, before: Iterable[Concept], after: Iterable[Concept]) -> Iterator[RankedChange]:
    """Yield what the history keeps of a build: new concepts by name, others that have other terms with both states.

    `before` has the old concepts that changed or are gone, `after` the whole new glossary in its order.
    """
    old = {concept.id: concept for concept in before}
    new = {concept.id for concept in changes.new}
    changed = {concept.id for concept in changes.changed}
    for rank, concept in enumerate(after, 1):
        if concept.id in new:
            yield RankedChange(rank, concept.id, ConceptChange(None, None))
        elif concept.id in changed:
            yield RankedChange(rank, concept.id, ConceptChange(old[concept.id], concept))
    for identifier in (*(c.id for c in changes.merged), *(c.id for c in changes.gone)):
        yield RankedChange(0, identifier, ConceptChange(old[identifier], None))


def find_changed(connection: Connection, since: str) -> frozenset[str]:
    """Return the ids of all concepts that the history names in entries of that RFC 3339 time in UTC, or later."""
    c = HISTORY_CONCEPTS.c
    query = select(c.concept).distinct().join(HISTORY, HISTORY.c.number == c.entry).where(HISTORY.c.at >= since)
    return frozenset(connection.scalars(query))


def load_entries(
    connection: Connection, *, concept: str | None = None, before: int | None = None, limit: int = 50
) -> list[HistoryEntry]:
    """Return the newest entries first: of one concept or of all, and only those of a lower number than `before`."""
    query = select(HISTORY).order_by(HISTORY.c.number.desc()).limit(limit)
    if concept is not None:
        of_concept = select(HISTORY_CONCEPTS.c.entry).where(HISTORY_CONCEPTS.c.concept == concept)
        query = query.where(HISTORY.c.number.in_(of_concept))
    if before is not None:
        query = query.where(HISTORY.c.number < before)
    rows = connection.execute(query).all()
    undone = _find_undone(connection)
    return [
        HistoryEntry(
            row.number,
            Action(row.action),
            Author(row.who, row.at, row.note),
            _load_ids(connection, row.number),
            tuple(orjson.loads(row.judged)),
            tuple(orjson.loads(row.withdrawn)),
            row.undoes,
            undone.get(row.number),
        )
        for row in rows
    ]


def load_entry(connection: Connection, number: int) -> HistoryEntry:
    """Return the entry of that number, or raise NotFoundError."""
    found = load_entries(connection, before=number + 1, limit=1)
    if not found or found[0].number != number:
        raise NotFoundError(f"no entry {number} in the history; their numbers stand in: glossalign review --history")
    return found[0]


def load_aftermath(connection: Connection, number: int) -> Aftermath:
    """Return what an entry did beside concepts."""
    c = HISTORY.c
    settled, raised, redirects = (
        orjson.loads(text)
        for text in connection.execute(select(c.settled, c.raised, c.redirects).where(c.number == number)).one()
    )
    return Aftermath(tuple(map(load_proposal, settled)), tuple(map(load_proposal, raised)), redirects)


def load_changes(connection: Connection, number: int) -> list[RankedChange]:
    """Return what an entry changed, as far as it was written down."""
    c = HISTORY_CONCEPTS.c
    query = select(c.rank, c.concept, c.before, c.after).where(c.entry == number).order_by(c.position)
    return [
        RankedChange(rank, concept, ConceptChange(_load(before), _load(after)))
        for rank, concept, before, after in connection.execute(query)
    ]


def _find_undone(connection: Connection) -> dict[int, int]:
    """Return for each entry that is undone the number of the one that undoes it.

    An undoing that is undone itself does not count.
    """
    query = select(HISTORY.c.number, HISTORY.c.undoes).where(HISTORY.c.undoes.is_not(None))
    undone: dict[int, int] = {}
    for number, undoes in connection.execute(query.order_by(HISTORY.c.number.desc())):
        if number not in undone:
            undone[undoes] = number
    return undone


def _load_ids(connection: Connection, number: int) -> tuple[str, ...]:
    """Return the ids of the first concepts that an entry changed."""
    c = HISTORY_CONCEPTS.c
    query = select(c.concept).where(c.entry == number).order_by(c.position).limit(_SHOWN_IDS)
    return tuple(connection.scalars(query))


def _load(text: str | None) -> Concept | None:
    return None if text is None else load_concept(text)
