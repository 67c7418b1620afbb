"""The glossary store: one database, written whole in one transaction, read by any number of threads and processes."""

import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self, cast

from sqlalchemy import Connection, Engine, func, select

from glossary.connections import (
    Location,
    check_file,
    explain,
    find_location,
    for_writing,
    list_faults,
    make_engine,
    switch_to_wal,
)
from glossary.errors import NotFoundError, StoreError, UsageError
from glossary.judgements import StoredJudgement, check_judgement, insert_judgement, load_judgements, mark_withdrawn
from glossary.loading import FormMatch, load_concepts, load_documents, load_matches, load_proposals
from glossary.migrations import find_version, migrate
from glossary.model import Concept, ConceptKind, ConceptStatus, Judgement, Proposal, SourceDocument
from glossary.outlines import ConceptOutline, load_outlines
from glossary.redirects import collapse, find_redirect, insert_redirects, load_redirects
from glossary.revisions import REVISION, RevisionSum, read_meta, read_revision, write_meta
from glossary.rows import Source, clear_tables, find_living, refresh_statistics, write_rows
from glossary.schema import CONCEPTS, DOCUMENTS, SCHEMA_VERSION, SECTIONS, TERMS
from glossary.storedtext import is_storable
from glossary.termkeys import (
    GENERATION,
    TermCard,
    begin_generation,
    load_term_cards,
)
from glossary.text import check_language, matches_language, shorten

_PAGE = 100
_CHUNK = 1000  # ids that one query asks for
_FETCHED = 1000  # rows that a stream holds in memory


@dataclass(frozen=True, slots=True)
class _Stream:
    """Parts of a glossary on their way into the store."""

    concepts: Iterator[Concept]
    documents: Iterator[SourceDocument]
    proposals: Iterator[Proposal]


@dataclass(frozen=True, slots=True)
class LanguageCount:
    """How many concepts have terms in a language, and how many terms those are."""

    language: str
    concepts: int
    terms: int


class Store:
    """A glossary in a database. Close it, or use it as a context manager.

    `location` is a path (SQLite, in WAL mode) or a SQLAlchemy URL. Each method reads one snapshot, so a rebuild by
    another process is seen whole or not at all; so is one whose process was killed. Errors of the database come as
    StoreError. Tables of an older version are migrated at opening; `found_version` is what was found, 0 for none.
    """

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine = engine
        self._writer = for_writing(engine)
        self._languages: tuple[str, tuple[str, ...]] | None = None
        self.found_version = 0
        self.name = name

    @classmethod
    def open(cls, location: str | Path | Location) -> Self:
        """Open a glossary that was built before.

        Raises StoreError if there is none, one that this version can't read, or one to migrate that may not be written.
        """
        where = find_location(location)
        remedy = f"make one with: glossalign build FOLDER --store {where.name}"
        if where.file is not None:
            if not where.file.exists():
                raise StoreError(f"no glossary at {where.name!r}; {remedy}")
            check_file(where.file, where.name)
        store = cls(make_engine(where, creates=False), where.name)
        with store._closing_on_error():
            store.found_version = store._find_version()
            if not store.found_version or not store.revision:
                raise StoreError(f"no glossary in {where.name!r} yet; {remedy}")
            store._migrate()
        return store

    @classmethod
    def create(cls, location: str | Path | Location) -> Self:
        """Open a glossary for writing, or make an empty one, and the folder it stands in, where there is none."""
        where = find_location(location)
        if where.file is not None:
            try:
                where.file.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise explain("create", where.name, error) from error
            if where.file.exists():
                check_file(where.file, where.name)
        store = cls(make_engine(where, creates=True), where.name)
        with store._closing_on_error():
            store.found_version = store._find_version()
            if not store.found_version:
                switch_to_wal(store._engine)
            store._migrate()
        return store

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def connect_file(self) -> sqlite3.Connection | None:
        """Return a connection of SQLite's driver, which whoever asks must close; None where the store is no file."""
        if self._engine.dialect.name != "sqlite":
            return None
        pooled = self._engine.raw_connection()
        connection = cast(sqlite3.Connection, pooled.driver_connection)
        pooled.detach()
        return connection

    def close(self) -> None:
        """Give back all connections."""
        self._engine.dispose()

    def write_glossary(
        self,
        glossary: Source,
        redirects: Mapping[str, str] | None = None,
        *,
        replaces: str | None = None,
        inputs: str = "",
        record: Callable[[Connection], object] | None = None,
    ) -> None:
        """Replace the glossary in the store by this one, in one transaction: all of it, or nothing.

        The parts of the glossary are read once and may be streams, even from this store; they are not held in memory.
        `redirects` gives the ids of concepts that were merged, and where they lead; those given earlier lead on.
        Judgements stay as they are. The same glossary makes the same rows and the same revision. Raises StoreError
        where the revision is no longer the one that `replaces` names: the store was written to in the meantime.
        `inputs` is a digest of what the glossary was made from; see there. `record` writes an entry of the history in
        the same transaction.
        """
        with self.transaction("write", writes=True) as connection:
            if replaces is not None and read_revision(connection) != replaces:
                raise StoreError(f"another build has written to {self.name!r} in the meantime; build again")
            leading = load_redirects(connection) | dict(redirects or {})
            clear_tables(connection)
            total = RevisionSum()
            concepts, documents = total.watch(glossary.concepts), total.watch(glossary.documents)
            write_rows(connection, _Stream(concepts, documents, total.watch(glossary.proposals)))
            leading = collapse(leading, find_living(connection, {*leading, *leading.values()}))
            insert_redirects(connection, leading)
            for identifier, target in leading.items():
                total.add_redirect(identifier, target)
            write_meta(connection, REVISION, total.digits)
            begin_generation(connection)
            write_meta(connection, "inputs", f"{read_revision(connection)} {inputs}" if inputs else "")
            if record is not None:
                record(connection)
            refresh_statistics(connection)

    @property
    def revision(self) -> str:
        """A fingerprint of the glossary's content, fit for an ETag; empty before the first writing."""
        with self.transaction("read") as connection:
            return read_revision(connection)

    @property
    def inputs(self) -> str:
        """The digest of what the glossary was made from; empty where it has no such digest, or was changed since."""
        with self.transaction("read") as connection:
            revision, _, inputs = read_meta(connection, "inputs").partition(" ")
            return inputs if revision == read_revision(connection) else ""

    def get_concept(self, identifier: str) -> Concept:
        """Return the concept of that id, or the one it was merged into, whose id differs; or raise NotFoundError."""
        if is_storable(identifier):
            with self.transaction("read") as connection:
                found = self._load_concept(connection, identifier)
            if found is not None:
                return found
        raise NotFoundError(f"no concept {shorten(identifier)!r} in the glossary; look its term up, or check the id")

    def find_concepts_by_id(self, identifiers: Sequence[str], *, with_evidence: bool = True) -> list[Concept]:
        """Return the concepts of these ids in this order, each once; sooner without forms, contexts and links."""
        wanted = [identifier for identifier in dict.fromkeys(identifiers) if is_storable(identifier)]
        with self.transaction("read") as connection:
            found: dict[str, Concept] = {}
            for start in range(0, len(wanted), _CHUNK):
                chosen = CONCEPTS.c.id.in_(wanted[start : start + _CHUNK])
                ranks = connection.scalars(select(CONCEPTS.c.rank).where(chosen)).all()
                loaded = load_concepts(connection, ranks, with_evidence=with_evidence)
                found |= {concept.id: concept for concept in loaded}
        return [found[identifier] for identifier in wanted if identifier in found]

    def find_concepts(
        self,
        *,
        language: str | None = None,
        kind: ConceptKind | None = None,
        status: ConceptStatus | None = None,
        after: str | None = None,
        limit: int = 50,
    ) -> list[Concept]:
        """Return a page of concepts in the order of the glossary.

        `after` is the cursor: the id of the last concept of the page before. It keeps its meaning when a rebuild moves
        concepts; one whose concept is gone raises UsageError.
        """
        if limit < 1:
            raise UsageError(f"limit is {limit}; ask for at least 1")
        query = select(CONCEPTS.c.rank).order_by(CONCEPTS.c.rank).limit(limit)
        if kind is not None:
            query = query.where(CONCEPTS.c.kind == kind.value)
        if status is not None:
            query = query.where(CONCEPTS.c.status == status.value)
        with self.transaction("read") as connection:
            if language is not None:
                tags = self._find_languages(connection, language)
                of_concept = (SECTIONS.c.concept == CONCEPTS.c.rank) & SECTIONS.c.language.in_(tags)
                query = query.where(select(SECTIONS.c.concept).where(of_concept).exists())
            if after is not None:
                query = query.where(CONCEPTS.c.rank > _find_rank(connection, after))
            return load_concepts(connection, connection.scalars(query).all())

    def iterate_concepts(self) -> Iterator[Concept]:
        """Yield every concept in the order of the glossary, from one snapshot, holding one page in memory."""
        with self.transaction("read") as connection:
            rank = 0
            while True:
                page = select(CONCEPTS.c.rank).where(CONCEPTS.c.rank > rank).order_by(CONCEPTS.c.rank).limit(_PAGE)
                ranks = connection.scalars(page).all()
                if not ranks:
                    return
                yield from load_concepts(connection, ranks)
                rank = ranks[-1]

    def find_term_cards(self, numbers: Collection[int], generation: str) -> dict[int, TermCard]:
        """Return what is to be told of the terms of these numbers of a generation; those that are gone are left out."""
        with self.transaction("read") as connection:
            return load_term_cards(connection, numbers) if read_meta(connection, GENERATION) == generation else {}

    def iterate_outlines(self) -> Iterator[ConceptOutline]:
        """Yield every concept without its evidence, in the order of the glossary."""
        with self.transaction("read") as connection:
            yield from load_outlines(connection.execution_options(yield_per=_FETCHED))

    def get_proposals(self) -> list[Proposal]:
        """Return the links that are left for people to decide on."""
        with self.transaction("read") as connection:
            return load_proposals(connection)

    def add_judgement(self, judgement: Judgement) -> StoredJudgement:
        """Write a decision of a person, which every later build follows, and return it with its number.

        Raises UsageError for one that can't be meant, or that contradicts one that stands.
        """
        checked = check_judgement(judgement)
        with self.transaction("write", writes=True) as connection:
            return insert_judgement(connection, checked)

    def withdraw_judgement(self, number: int) -> StoredJudgement:
        """Take a judgement back: it stays in the store, but no longer counts. Raises NotFoundError."""
        with self.transaction("write", writes=True) as connection:
            return mark_withdrawn(connection, number)

    def find_judgements(self, *, withdrawn: bool = False) -> list[StoredJudgement]:
        """Return the judgements in the order they were made in; those that were withdrawn only if asked for."""
        with self.transaction("read") as connection:
            return load_judgements(connection, withdrawn=withdrawn)

    def find_matches(self, key: str, language: str | None = None) -> list[FormMatch]:
        """Return every term and form with this lookup key, in one language or all: glossary order, terms first.

        A language takes in its regions, and a region falls back on its language (RFC 4647).
        """
        if not key or not is_storable(key):
            return []
        with self.transaction("read") as connection:
            tags = None if language is None else self._find_languages(connection, language)
            return [match for match in load_matches(connection, key) if tags is None or match.language in tags]

    def get_documents(self) -> list[SourceDocument]:
        """Return the documents that the evidence points into."""
        with self.transaction("read") as connection:
            return load_documents(connection, select(DOCUMENTS).order_by(DOCUMENTS.c.number))

    def get_document(self, identifier: str) -> SourceDocument:
        """Return the document of that id, or raise NotFoundError."""
        if is_storable(identifier):
            with self.transaction("read") as connection:
                found = load_documents(connection, select(DOCUMENTS).where(DOCUMENTS.c.id == identifier))
            if found:
                return found[0]
        raise NotFoundError(f"no document {shorten(identifier)!r} in the glossary")

    def get_languages(self) -> tuple[str, ...]:
        """Return the languages of the glossary, sorted."""
        with self.transaction("read") as connection:
            return self._read_languages(connection)

    def count_concepts(self) -> int:
        """Return the number of concepts."""
        with self.transaction("read") as connection:
            return connection.scalar(select(func.count()).select_from(CONCEPTS)) or 0

    def count_languages(self) -> list[LanguageCount]:
        """Return the number of concepts and terms of each language, sorted by language."""
        query = (
            select(TERMS.c.language, func.count(TERMS.c.concept.distinct()), func.count())
            .group_by(TERMS.c.language)
            .order_by(TERMS.c.language)
        )
        with self.transaction("read") as connection:
            return [LanguageCount(language, concepts, terms) for language, concepts, terms in connection.execute(query)]

    @contextmanager
    def transaction(self, action: str, *, writes: bool = False) -> Iterator[Connection]:
        """Give a connection for the modules of the store; what fails there is told as a failure of the action."""
        try:
            with (self._writer if writes else self._engine).begin() as connection:
                yield connection
        except list_faults(self._engine) as error:
            raise explain(action, self.name, error) from error

    @contextmanager
    def _closing_on_error(self) -> Iterator[None]:
        try:
            yield
        except list_faults(self._engine) as error:
            self.close()
            raise explain("open", self.name, error) from error
        except BaseException:
            self.close()
            raise

    def _find_version(self) -> int:
        with self.transaction("open") as connection:
            return find_version(connection, self.name)

    def _migrate(self) -> None:
        """Bring the tables to the version of this program; StoreError where they may not be written."""
        if self.found_version == SCHEMA_VERSION:
            return
        try:
            with self.transaction("migrate" if self.found_version else "create", writes=True) as connection:
                migrate(connection, self.name)
        except StoreError as error:
            if not self.found_version:
                raise
            needs = f"its tables have version {self.found_version}, this program needs {SCHEMA_VERSION}"
            raise StoreError(f"{error} ({needs}); then run: glossalign migrate --store {self.name}") from error

    def _load_concept(self, connection: Connection, identifier: str) -> Concept | None:
        """Return the concept of an id, or the one that it leads to."""
        for _ in range(2):
            ranks = connection.scalars(select(CONCEPTS.c.rank).where(CONCEPTS.c.id == identifier)).all()
            if ranks:
                return load_concepts(connection, ranks)[0]
            target = find_redirect(connection, identifier)
            if target is None:
                break
            identifier = target
        return None

    def _read_languages(self, connection: Connection) -> tuple[str, ...]:
        """Return the languages, from memory while the glossary is the same."""
        revision = read_revision(connection)
        cached = self._languages
        if cached is None or cached[0] != revision:
            tags = connection.scalars(select(SECTIONS.c.language).distinct().order_by(SECTIONS.c.language)).all()
            self._languages = cached = (revision, tuple(tags))
        return cached[1]

    def _find_languages(self, connection: Connection, wanted: str) -> list[str]:
        tag = check_language(wanted)
        return [language for language in self._read_languages(connection) if matches_language(language, tag)]


def _find_rank(connection: Connection, after: str) -> int:
    rank: int | None = None
    if is_storable(after):
        rank = connection.scalars(select(CONCEPTS.c.rank).where(CONCEPTS.c.id == after)).one_or_none()
    if rank is None:
        raise UsageError(f"no page begins after {shorten(after)!r}; start again without a cursor")
    return rank
