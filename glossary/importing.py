"""Put the entries of a file into a glossary that is there: all of them in one transaction, in flat memory, or none.

The file's entries are a stream; what becomes of each is decided by the mode. An import is one entry of the history,
with what concepts that it changed were before and after.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from itertools import islice
from typing import Final, TypeVar

from rapidfuzz import fuzz
from sqlalchemy import Connection, func, select

from glossary.curation import Action, ConceptChange, check_concept
from glossary.errors import InputError, UsageError
from glossary.formats.content import Entry, Rejected
from glossary.formats.jsonl import dump_concept
from glossary.history import Author, RankedChange, insert_changes, insert_entry
from glossary.loading import load_concepts, load_proposals
from glossary.model import (
    Concept,
    ConceptStatus,
    Link,
    Proposal,
    SourceDocument,
)
from glossary.redirects import load_redirects
from glossary.revisions import REVISION, RevisionSum, read_meta, write_meta
from glossary.rows import delete_concept, refresh_statistics, write_concepts, write_documents, write_proposals
from glossary.schema import CONCEPTS, DOCUMENTS, FORMS, TERMS
from glossary.store import Store
from glossary.text import lookup_key, shorten
from glossary.updating import merge_concepts, update_concept

METHOD: Final = "import"
"""The method of a link that a file and a glossary suggest, not a model."""
MIN_LIKENESS: Final = 90.0
"""Terms are asked about if their keys are so much alike, in per cent of rapidfuzz's ratio."""
MAX_RIVALS: Final = 200_000
"""In a glossary of more terms, only terms of the same key are asked about."""
_BATCH: Final = 250
_SHOWN: Final = 1000
_PREFIX: Final = 4
_T = TypeVar("_T")


class ImportMode(Enum):
    """What becomes of a concept that the glossary may have already.

    new: nothing is looked for; an id that is taken is refused
    id: a concept of the same id takes what the file says, and keeps what the file is silent on
    term: a concept with the same terms in two languages, or in its only one, is merged with it; one that has a term
        like one of it is added beside it, with a question to people (like: in glossaries of at most MAX_RIVALS terms)
    """

    NEW = "new"
    ID = "id"
    TERM = "term"


@dataclass(slots=True)
class ImportReport:
    """What an import did, or would do: numbers of concepts, questions and documents, and the first changes of each."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    proposed: int = 0
    documents: int = 0
    rejected: int = 0
    changes: list[ConceptChange] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How to import: `status` is that which all concepts get, None to leave the file's.

    `take_rejected` is given each entry that is passed over; without it, the first such entry ends the import.
    `complete` is given what becomes of a concept, and returns that with what the file can't know of its new terms.
    `report` is told the number of entries done from time to time.
    """

    mode: ImportMode = ImportMode.NEW
    status: ConceptStatus | None = None
    is_trial: bool = False
    name: str = "<stream>"
    take_rejected: Callable[[Rejected], object] | None = None
    complete: Callable[[ConceptChange], ConceptChange] = lambda change: change
    report: Callable[[int], object] = lambda _done: None


class _TrialError(Exception):
    """Ends the transaction of a trial, so that nothing of it stays."""


def import_entries(
    store: Store, entries: Iterable[Entry | Rejected], author: Author, options: ImportOptions
) -> ImportReport:
    """Write the entries of a file into a store, or only find out what that would do, and tell what was done.

    Raises InputError for the first entry that can't be taken, unless such entries are passed over; nothing is written
    then.
    """
    made = ImportReport()
    try:
        with store.transaction("import into", writes=True) as connection:
            importer = _Import(connection, options, made)
            importer.run(entries, author)
            if options.is_trial:
                raise _TrialError
            refresh_statistics(connection)
    except _TrialError:
        pass
    return made


class _Import:
    """The state of an import within its transaction."""

    def __init__(self, connection: Connection, options: ImportOptions, made: ImportReport) -> None:
        self._connection, self._options, self._made = connection, options, made
        self._total = RevisionSum(read_meta(connection, REVISION))
        self._rank = (connection.scalar(select(func.max(CONCEPTS.c.rank))) or 0) + 1
        self._redirects = load_redirects(connection)
        self._proposals: list[Proposal] = []
        self._rivals: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
        self._room = 0
        self._entry = 0
        self._position = 0

    def run(self, entries: Iterable[Entry | Rejected], author: Author) -> None:
        self._entry = insert_entry(self._connection, Action.IMPORT, author, [])
        if self._options.mode is ImportMode.TERM:
            self._load_rivals()
        done = 0
        for batch in _cut(entries):
            self._take_documents([each for each in batch if isinstance(each, SourceDocument)])
            self._proposals += [each for each in batch if isinstance(each, Proposal)]
            for each in batch:
                if isinstance(each, Rejected):
                    self._reject(each)
            self._take_concepts([each for each in batch if isinstance(each, Concept)])
            done += len(batch)
            self._options.report(done)
        self._write_proposals()
        write_meta(self._connection, REVISION, self._total.digits)

    def _reject(self, rejected: Rejected) -> None:
        if self._options.take_rejected is None:
            place = f"{self._options.name}:{rejected.line}" if rejected.line else self._options.name
            remedy = "nothing was imported: mend the file, or pass such entries over (--skip-bad)"
            raise InputError(f"{place}: {rejected.reason}; {remedy}")
        self._made.rejected += 1
        self._options.take_rejected(rejected)

    def _take_documents(self, documents: Sequence[SourceDocument]) -> None:
        ids = [document.id for document in documents]
        c = DOCUMENTS.c
        known = set(self._connection.scalars(select(c.id).where(c.id.in_(ids))))
        new = {document.id: document for document in documents if document.id not in known}
        number = (self._connection.scalar(select(func.max(c.number))) or 0) + 1 if new else 0
        numbered = list(enumerate(new.values(), number))
        write_documents(self._connection, numbered)
        for each, document in numbered:
            self._total.add(each, document)
        self._made.documents += len(numbered)

    def _take_concepts(self, concepts: Sequence[Concept]) -> None:
        """Write a batch; two concepts of it that are one go through it one after the other."""
        waiting = list(concepts)
        while waiting:
            taken: dict[str, Concept] = {}
            later = []
            keys: set[tuple[str, str]] = set()
            for concept in waiting:
                own = set(_list_keys(concept)) if self._options.mode is ImportMode.TERM else set()
                if concept.id in taken or own & keys:
                    later.append(concept)
                else:
                    taken[concept.id] = concept
                    keys |= own
            self._write_batch(list(taken.values()))
            waiting = later

    def _write_batch(self, concepts: Sequence[Concept]) -> None:
        if self._options.mode is ImportMode.TERM:
            concepts = [self._rename(concept) for concept in concepts]
        known = self._find_known(concepts)
        created: list[tuple[int, Concept]] = []
        history: list[RankedChange] = []
        for incoming in concepts:
            concept = replace(incoming, status=self._options.status or incoming.status)
            try:
                check_concept(concept)
            except UsageError as error:
                self._reject(Rejected(0, str(error), dump_concept(concept)))
                continue
            if concept.id not in known:
                made = self._options.complete(ConceptChange(None, concept)).after or concept
                created.append((self._rank, made))
                history.append(RankedChange(self._rank, concept.id, ConceptChange(None, None)))
                self._rank += 1
                self._add_rival(made)
                self._note(ConceptChange(None, made))
            elif self._options.mode is ImportMode.NEW:
                reason = (
                    f"there is a concept {shorten(concept.id)!r} already; import with --mode id, or give another id"
                )
                self._reject(Rejected(0, reason, dump_concept(concept)))
            else:
                history += self._update(*known[concept.id], concept)
        write_concepts(self._connection, created)
        for rank, concept in created:
            self._total.add(rank, concept)
        insert_changes(self._connection, self._entry, self._position, history)
        self._position += len(history)

    def _update(self, rank: int, old: Concept, incoming: Concept) -> Iterator[RankedChange]:
        """Write what becomes of a concept that is there."""
        make = update_concept if self._options.mode is ImportMode.ID else merge_concepts
        new = make(old, incoming)
        if new == old:
            self._made.unchanged += 1
            return
        new = self._options.complete(ConceptChange(old, new)).after or new
        delete_concept(self._connection, rank)
        write_concepts(self._connection, [(rank, new)])
        self._total.remove(rank, old)
        self._total.add(rank, new)
        change = ConceptChange(old, new)
        self._note(change)
        yield RankedChange(rank, old.id, change)

    def _note(self, change: ConceptChange) -> None:
        if change.before is None:
            self._made.created += 1
        else:
            self._made.updated += 1
        if len(self._made.changes) < _SHOWN:
            self._made.changes.append(change)

    # -- what is there already -----------------------------------------------------------------------------------------

    def _find_known(self, concepts: Sequence[Concept]) -> dict[str, tuple[int, Concept]]:
        """Return for the ids of new concepts the old ones that they are, with their ranks."""
        if self._options.mode is ImportMode.TERM:
            ids = self._find_by_terms(concepts)
        else:
            ids = {concept.id: self._redirects.get(concept.id, concept.id) for concept in concepts}
        ranks = self._find_ranks(ids.values())
        loaded = {concept.id: concept for concept in load_concepts(self._connection, sorted(ranks.values()))}
        return {new: (ranks[old], loaded[old]) for new, old in ids.items() if old in ranks}

    def _find_ranks(self, identifiers: Iterable[str]) -> dict[str, int]:
        c = CONCEPTS.c
        rows = self._connection.execute(select(c.id, c.rank).where(c.id.in_(set(identifiers))))
        return {row.id: row.rank for row in rows}

    def _rename(self, concept: Concept) -> Concept:
        """Return a concept with an id that no other has: the files of all the world count their concepts from 1."""
        identifier = concept.id
        while identifier in self._redirects or self._find_ranks([identifier]):
            identifier = f"{METHOD}-{hashlib.sha256(f'{identifier} {self._rank}'.encode()).hexdigest()[:12]}"
        return replace(concept, id=identifier)

    def _find_by_terms(self, concepts: Sequence[Concept]) -> dict[str, str]:
        """Return for new ids the old ones of the same terms, and ask about those with terms that are alike."""
        wanted = {key for concept in concepts for key in _list_keys(concept)}
        places = _find_places(self._connection, wanted)
        found: dict[str, str] = {}
        for concept in concepts:
            languages: dict[str, set[str]] = defaultdict(set)
            for language, key in _list_keys(concept):
                for identifier in places.get((language, key), ()):
                    languages[identifier].add(language)
            best = sorted(languages, key=lambda each: (-len(languages[each]), each))
            needed = min(2, len(concept.sections))
            sure = [each for each in best if len(languages[each]) >= needed]
            if len(sure) == 1:
                found[concept.id] = sure[0]
            elif best:
                self._ask(concept, best[0], 1.0)
            else:
                self._ask_about_like(concept)
        return found

    def _ask_about_like(self, concept: Concept) -> None:
        """Ask about the concept with the term that is most like one of a new one, if it is enough so."""
        best: tuple[float, str] | None = None
        for language, key in _list_keys(concept):
            for other, identifier in self._rivals.get((language, key[:_PREFIX]), ()):
                likeness = fuzz.ratio(key, other, score_cutoff=MIN_LIKENESS)
                if likeness and (best is None or (-likeness, identifier) < (-best[0], best[1])):
                    best = (likeness, identifier)
        if best is not None:
            self._ask(concept, best[1], round(best[0] / 100, 4))

    def _load_rivals(self) -> None:
        """Load the keys of all terms by how they begin, if they are not too many to be held in memory."""
        count = self._connection.scalar(select(func.count()).select_from(TERMS)) or 0
        if count <= MAX_RIVALS:
            query = select(TERMS.c.language, TERMS.c.key, CONCEPTS.c.id)
            for language, key, identifier in self._connection.execute(
                query.join(CONCEPTS, CONCEPTS.c.rank == TERMS.c.concept)
            ):
                self._rivals[language, key[:_PREFIX]].append((key, identifier))
            self._room = MAX_RIVALS - count

    def _add_rival(self, concept: Concept) -> None:
        """Let the concepts that come later be compared with one of the same file, too."""
        keys = _list_keys(concept) if self._room else []
        if len(keys) <= self._room:
            self._room -= len(keys)
            for language, key in keys:
                self._rivals[language, key[:_PREFIX]].append((key, concept.id))

    def _ask(self, concept: Concept, other: str, likeness: float) -> None:
        """Leave the question whether a new concept is an old one to people."""
        rank = self._connection.scalar(select(CONCEPTS.c.rank).where(CONCEPTS.c.id == other))
        [old] = load_concepts(self._connection, [rank]) if rank is not None else []
        source = concept.sections[0]
        target = old.find_section(source.language) or old.sections[0]
        texts = source.preferred.text, target.preferred.text
        link = Link(source.language, texts[0], target.language, texts[1], METHOD, likeness)
        self._proposals.append(Proposal(link, concept.id, other))

    def _write_proposals(self) -> None:
        """Add the questions to those that are there, as far as both concepts are."""
        old = load_proposals(self._connection)
        ids = {each for p in self._proposals for each in (p.source_concept, p.target_concept)}
        living: set[str] = set()
        for batch in _cut(sorted(ids)):
            living.update(self._connection.scalars(select(CONCEPTS.c.id).where(CONCEPTS.c.id.in_(batch))))
        pairs = {frozenset((p.source_concept, p.target_concept)) for p in old}
        added = []
        for proposal in self._proposals:
            pair = frozenset((proposal.source_concept, proposal.target_concept))
            if len(pair) == 2 and pair <= living and pair not in pairs:
                pairs.add(pair)
                added.append(proposal)
        for rank, proposal in enumerate(added, len(old) + 1):
            self._total.add(rank, proposal)
        if added:
            write_proposals(self._connection, [*old, *added])
        self._made.proposed = len(added)


def _list_keys(concept: Concept) -> list[tuple[str, str]]:
    return [(s.language, lookup_key(term.text, s.language)) for s in concept.sections for term in s.terms]


def _find_places(connection: Connection, wanted: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], set[str]]:
    """Return the ids of the concepts that have a term or form of these languages and keys."""
    keys = sorted({key for _, key in wanted})
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for batch in _cut(keys):
        of_terms = select(TERMS.c.language, TERMS.c.key, CONCEPTS.c.id).join(
            CONCEPTS, CONCEPTS.c.rank == TERMS.c.concept
        )
        of_forms = (
            select(TERMS.c.language, FORMS.c.key, CONCEPTS.c.id)
            .join(TERMS, TERMS.c.number == FORMS.c.term)
            .join(CONCEPTS, CONCEPTS.c.rank == TERMS.c.concept)
        )
        for query in (of_terms.where(TERMS.c.key.in_(batch)), of_forms.where(FORMS.c.key.in_(batch))):
            for language, key, identifier in connection.execute(query):
                found[language, key].add(identifier)
    return found


def _cut(items: Iterable[_T]) -> Iterator[list[_T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, _BATCH)):
        yield batch
