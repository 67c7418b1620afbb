"""Write what people do to concepts into a store: each act in one transaction, with its place in the history.

Nobody overwrites what somebody else has written in the meantime: an act begins with the concepts as they were read, and
is refused if they are so no longer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, delete, func, select

from glossary.curation import Action, Change, ConceptChange
from glossary.errors import ConflictError, NotFoundError, UsageError
from glossary.history import (
    Aftermath,
    Author,
    HistoryEntry,
    RankedChange,
    insert_entry,
    load_aftermath,
    load_changes,
    load_entries,
    load_entry,
)
from glossary.judgements import mark_withdrawn, replace_judgements, revive_judgements
from glossary.loading import load_concepts, load_proposals
from glossary.model import Judgement, Proposal, TermReference
from glossary.redirects import collapse, insert_redirects, load_redirects
from glossary.revisions import REVISION, RevisionSum, read_meta, write_meta
from glossary.rows import delete_concept, find_living, write_concepts, write_proposals
from glossary.schema import CONCEPTS, REDIRECTS
from glossary.store import Store
from glossary.text import shorten

_ALONE = frozenset({Action.BUILD, Action.IMPORT})
"""Acts of programs: a build or an import is taken back by another one, or by a backup."""


def apply_change(store: Store, change: Change, author: Author) -> HistoryEntry:
    """Write an act of a person and return its entry in the history.

    Raises ConflictError where a concept is no longer what the act began with, or a new one's id is taken. Judgements
    that contradict those of the act are withdrawn.
    """
    with store.transaction("write", writes=True) as connection:
        asked = load_proposals(connection)
        changed = _change_concepts(connection, [_Step(None, each) for each in change.concepts], change.redirects)
        judgements = [
            replace(each, who=author.who, when=author.when, note=each.note or author.note) for each in change.judgements
        ]
        judged, withdrawn = replace_judgements(connection, judgements)
        _answer_proposals(connection, judgements)
        aftermath = _compare(asked, load_proposals(connection), change.redirects)
        number = insert_entry(connection, change.action, author, changed, judged, withdrawn, aftermath=aftermath)
        return load_entry(connection, number)


def undo(store: Store, author: Author, number: int | None = None) -> HistoryEntry:
    """Take an act back, the last one that stands if no number is given, and return the entry of doing so.

    An undoing can be undone in turn. Raises NotFoundError where there is nothing to undo, UsageError for what is undone
    already or is no act of a person, ConflictError where later acts changed the same concepts: undo these first.
    """
    with store.transaction("write", writes=True) as connection:
        entry = _find_last(connection) if number is None else load_entry(connection, number)
        if entry.undone_by is not None:
            raise UsageError(f"entry {entry.number} is undone already, by entry {entry.undone_by}; undo that instead")
        if entry.action in _ALONE:
            raise UsageError(f"entry {entry.number} is a whole {entry.action.value}; restore a backup instead")
        steps = [
            _Step(each.rank, ConceptChange(each.change.after, each.change.before))
            for each in load_changes(connection, entry.number)
        ]
        asked = load_proposals(connection)
        # What undoes an undoing does again what that had undone.
        redirects = {} if entry.undoes is None else load_aftermath(connection, entry.undoes).redirects
        changed = _change_concepts(connection, steps, redirects)
        _ask_again(connection, load_aftermath(connection, entry.number))
        for judgement in entry.judged:
            mark_withdrawn(connection, judgement)
        revive_judgements(connection, entry.withdrawn)
        aftermath = _compare(asked, load_proposals(connection), redirects)
        made = insert_entry(
            connection, Action.UNDO, author, changed, entry.withdrawn, entry.judged, entry.number, aftermath
        )
        return load_entry(connection, made)


def find_history(
    store: Store, *, concept: str | None = None, before: int | None = None, limit: int = 50
) -> list[HistoryEntry]:
    """Return the newest entries first: of one concept or of all, and only those of a lower number than `before`."""
    with store.transaction("read") as connection:
        return load_entries(connection, concept=concept, before=before, limit=limit)


def get_changes(store: Store, number: int) -> list[RankedChange]:
    """Return what an entry of the history changed; raises NotFoundError for an unknown number."""
    with store.transaction("read") as connection:
        load_entry(connection, number)
        return load_changes(connection, number)


@dataclass(frozen=True, slots=True)
class _Step:
    """A change to be made; a new concept gets that rank, if it is free, and else the last one."""

    rank: int | None
    change: ConceptChange


def _change_concepts(
    connection: Connection, steps: Sequence[_Step], redirects: Mapping[str, str]
) -> list[RankedChange]:
    """Write concepts and what follows from that: where ids lead, the questions to people and the revision."""
    total = RevisionSum(read_meta(connection, REVISION))
    ranks = [_take_away(connection, total, step.change) for step in steps]
    changed = []
    for step, found in zip(steps, ranks, strict=True):
        rank = found or _find_free_rank(connection, step.rank)
        if step.change.after is not None:
            write_concepts(connection, [(rank, step.change.after)])
            total.add(rank, step.change.after)
        changed.append(RankedChange(rank, step.change.id, step.change))
    if any(step.change.before is None or step.change.after is None for step in steps):
        leading = _redirect(connection, total, redirects)
        _rename_proposals(connection, total, leading)
    write_meta(connection, REVISION, total.digits)
    return changed


def _take_away(connection: Connection, total: RevisionSum, change: ConceptChange) -> int | None:
    """Delete the concept that a change begins with, and return its rank; None for a change that begins with none."""
    rank = connection.scalar(select(CONCEPTS.c.rank).where(CONCEPTS.c.id == change.id))
    [current] = load_concepts(connection, [rank]) if rank is not None else [None]
    if current != change.before:
        name = shorten(change.id)
        if change.before is None:
            raise ConflictError(f"there is a concept {name!r} already; give the new one another id")
        what = "is gone" if current is None else "was changed"
        raise ConflictError(f"concept {name!r} {what} in the meantime; look at it again, then repeat what you did")
    if rank is None or current is None:
        return None
    delete_concept(connection, rank)
    total.remove(rank, current)
    return int(rank)


def _find_free_rank(connection: Connection, wanted: int | None) -> int:
    if wanted is not None and connection.scalar(select(CONCEPTS.c.rank).where(CONCEPTS.c.rank == wanted)) is None:
        return wanted
    return (connection.scalar(select(func.max(CONCEPTS.c.rank))) or 0) + 1


def _redirect(connection: Connection, total: RevisionSum, added: Mapping[str, str]) -> dict[str, str]:
    """Write where ids lead after concepts have come or gone, and return it."""
    old = load_redirects(connection)
    wanted = old | dict(added)
    new = collapse(wanted, find_living(connection, {*wanted, *wanted.values()}))
    if new != old:
        for identifier, target in old.items() - new.items():
            total.remove_redirect(identifier, target)
        for identifier, target in new.items() - old.items():
            total.add_redirect(identifier, target)
        connection.execute(delete(REDIRECTS))
        insert_redirects(connection, new)
    return new


def _rename_proposals(connection: Connection, total: RevisionSum, leading: Mapping[str, str]) -> None:
    """Let the questions follow their concepts; those whose concepts are gone, or are one now, are settled."""
    old = load_proposals(connection)
    living = find_living(connection, {each for p in old for each in (p.source_concept, p.target_concept)})
    renamed = [
        replace(
            proposal,
            source_concept=leading.get(proposal.source_concept, proposal.source_concept),
            target_concept=leading.get(proposal.target_concept, proposal.target_concept),
        )
        for proposal in old
        if {proposal.source_concept, proposal.target_concept} <= living | leading.keys()
    ]
    _replace_proposals(connection, total, old, [p for p in renamed if p.source_concept != p.target_concept])


def _answer_proposals(connection: Connection, judgements: Iterable[Judgement]) -> None:
    """Take away the questions that judgements answer."""
    answered = {frozenset((each.first, each.second)) for each in judgements if each.second is not None}
    if answered:
        total = RevisionSum(read_meta(connection, REVISION))
        old = load_proposals(connection)
        _replace_proposals(connection, total, old, [each for each in old if _list_terms(each) not in answered])
        write_meta(connection, REVISION, total.digits)


def _ask_again(connection: Connection, aftermath: Aftermath) -> None:
    """Bring back the questions that an act settled, in place of those that it raised."""
    old = load_proposals(connection)
    new = [each for each in old if each not in aftermath.raised]
    new += [each for each in aftermath.settled if each not in new]
    total = RevisionSum(read_meta(connection, REVISION))
    _replace_proposals(connection, total, old, new)
    write_meta(connection, REVISION, total.digits)


def _compare(before: Sequence[Proposal], after: Sequence[Proposal], redirects: Mapping[str, str]) -> Aftermath:
    settled = tuple(each for each in before if each not in after)
    return Aftermath(settled, tuple(each for each in after if each not in before), redirects)


def _list_terms(proposal: Proposal) -> frozenset[TermReference]:
    link = proposal.link
    source = TermReference(link.source_language, link.source_term)
    return frozenset((source, TermReference(link.target_language, link.target_term)))


def _replace_proposals(
    connection: Connection, total: RevisionSum, old: Sequence[Proposal], new: Sequence[Proposal]
) -> None:
    if list(old) != list(new):
        for rank, proposal in enumerate(old, 1):
            total.remove(rank, proposal)
        for rank, proposal in enumerate(new, 1):
            total.add(rank, proposal)
        write_proposals(connection, new)


def _find_last(connection: Connection) -> HistoryEntry:
    """Return the last act of a person that stands."""
    before = None
    while entries := load_entries(connection, before=before):
        for entry in entries:
            if entry.undone_by is None and entry.action is not Action.UNDO and entry.action not in _ALONE:
                return entry
        before = entries[-1].number
    raise NotFoundError("there is nothing to undo: nobody has changed this glossary, or all of it was undone")
