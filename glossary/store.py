"""The glossary store: one database, written whole in one transaction, read by any number of threads and processes."""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import orjson
from sqlalchemy import Connection, Engine, delete, func, insert, select
from sqlalchemy import inspect as inspect_database
from sqlalchemy.exc import SQLAlchemyError

from glossary.connections import explain, find_location, for_writing, is_database, make_engine, switch_to_wal
from glossary.errors import NotFoundError, StoreError, UsageError
from glossary.model import Concept, ConceptKind, ConceptStatus, Glossary, SourceDocument
from glossary.rows import FormMatch, insert_rows, load_concepts, load_documents, load_matches, make_rows
from glossary.schema import CONCEPTS, DOCUMENTS, META, METADATA, SCHEMA_VERSION, SECTIONS, TERMS
from glossary.text import check_language, matches_language, shorten

_FORMAT = "glossalign"
_PAGE = 100
_REVISION_LENGTH = 32


@dataclass(frozen=True, slots=True)
class LanguageCount:
    """How many concepts have terms in a language, and how many terms those are."""

    language: str
    concepts: int
    terms: int


class Store:
    """A glossary in a database. Close it, or use it as a context manager.

    `location` is a path (SQLite, in WAL mode) or a SQLAlchemy URL. Each method reads one snapshot, so a rebuild by
    another process is seen whole or not at all. Errors of the database come as StoreError.
    """

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine = engine
        self._writer = for_writing(engine)
        self._languages: tuple[str, tuple[str, ...]] | None = None
        self.name = name

    @classmethod
    def open(cls, location: str | Path) -> Self:
        """Open a glossary that was built before.

        Raises StoreError if there is none, or one that this version can't read.
        """
        where = find_location(location)
        remedy = f"make one with: glossalign build FOLDER --store {where.name}"
        if where.file is not None:
            if not where.file.exists():
                raise StoreError(f"no glossary at {where.name!r}; {remedy}")
            _check_file(where.file, where.name)
        store = cls(make_engine(where, creates=False), where.name)
        with store._closing_on_error():
            if not store._check_schema() or not store.revision:
                raise StoreError(f"no glossary in {where.name!r} yet; {remedy}")
        return store

    @classmethod
    def create(cls, location: str | Path) -> Self:
        """Open a glossary for writing, or make an empty one, and the folder it stands in, where there is none."""
        where = find_location(location)
        if where.file is not None:
            try:
                where.file.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise explain("create", where.name, error) from error
            if where.file.exists():
                _check_file(where.file, where.name)
        store = cls(make_engine(where, creates=True), where.name)
        with store._closing_on_error():
            if not store._check_schema():
                store._make_schema()
        return store

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give back all connections."""
        self._engine.dispose()

    def write_glossary(self, glossary: Glossary) -> None:
        """Replace everything in the store by this glossary, in one transaction: all of it, or nothing.

        The same glossary makes the same rows and the same revision.
        """
        revision = self._fingerprint(glossary)
        with self._transaction("write", self._writer) as connection:
            for table in reversed(METADATA.sorted_tables):
                if table is not META:
                    connection.execute(delete(table))
            for table, rows in make_rows(glossary.concepts, glossary.documents):
                insert_rows(connection, table, rows)
            connection.execute(delete(META).where(META.c.name == "revision"))
            connection.execute(insert(META).values(name="revision", value=revision))

    @property
    def revision(self) -> str:
        """A fingerprint of the glossary's content, fit for an ETag; empty before the first writing."""
        with self._transaction("read") as connection:
            return _read_revision(connection)

    def get_concept(self, identifier: str) -> Concept:
        """Return the concept of that id, or raise NotFoundError."""
        found = self.find_concepts_by_id([identifier])
        if not found:
            raise NotFoundError(
                f"no concept {shorten(identifier)!r} in the glossary; look its term up, or check the id"
            )
        return found[0]

    def find_concepts_by_id(self, identifiers: Sequence[str]) -> list[Concept]:
        """Return the concepts of these ids in this order; an id that is unknown or repeated adds nothing."""
        wanted = [identifier for identifier in dict.fromkeys(identifiers) if _is_storable(identifier)]
        with self._transaction("read") as connection:
            ranks = connection.scalars(select(CONCEPTS.c.rank).where(CONCEPTS.c.id.in_(wanted))).all()
            found = {concept.id: concept for concept in load_concepts(connection, ranks)}
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
        with self._transaction("read") as connection:
            if language is not None:
                tags = self._find_languages(connection, language)
                of_concept = (SECTIONS.c.concept == CONCEPTS.c.rank) & SECTIONS.c.language.in_(tags)
                query = query.where(select(SECTIONS.c.concept).where(of_concept).exists())
            if after is not None:
                query = query.where(CONCEPTS.c.rank > _find_rank(connection, after))
            return load_concepts(connection, connection.scalars(query).all())

    def iterate_concepts(self) -> Iterator[Concept]:
        """Yield every concept in the order of the glossary, from one snapshot, holding one page in memory."""
        with self._transaction("read") as connection:
            rank = 0
            while True:
                page = select(CONCEPTS.c.rank).where(CONCEPTS.c.rank > rank).order_by(CONCEPTS.c.rank).limit(_PAGE)
                ranks = connection.scalars(page).all()
                if not ranks:
                    return
                yield from load_concepts(connection, ranks)
                rank = ranks[-1]

    def find_matches(self, key: str, language: str | None = None) -> list[FormMatch]:
        """Return every term and form with this lookup key, in one language or all: glossary order, terms first.

        A language takes in its regions, and a region falls back on its language (RFC 4647).
        """
        if not key or not _is_storable(key):
            return []
        with self._transaction("read") as connection:
            tags = None if language is None else self._find_languages(connection, language)
            return [match for match in load_matches(connection, key) if tags is None or match.language in tags]

    def get_documents(self) -> list[SourceDocument]:
        """Return the documents that the evidence points into."""
        with self._transaction("read") as connection:
            return load_documents(connection, select(DOCUMENTS).order_by(DOCUMENTS.c.number))

    def get_document(self, identifier: str) -> SourceDocument:
        """Return the document of that id, or raise NotFoundError."""
        if _is_storable(identifier):
            with self._transaction("read") as connection:
                found = load_documents(connection, select(DOCUMENTS).where(DOCUMENTS.c.id == identifier))
            if found:
                return found[0]
        raise NotFoundError(f"no document {shorten(identifier)!r} in the glossary")

    def get_languages(self) -> tuple[str, ...]:
        """Return the languages of the glossary, sorted."""
        with self._transaction("read") as connection:
            return self._read_languages(connection)

    def count_languages(self) -> list[LanguageCount]:
        """Return the number of concepts and terms of each language, sorted by language."""
        query = (
            select(TERMS.c.language, func.count(TERMS.c.concept.distinct()), func.count())
            .group_by(TERMS.c.language)
            .order_by(TERMS.c.language)
        )
        with self._transaction("read") as connection:
            return [LanguageCount(language, concepts, terms) for language, concepts, terms in connection.execute(query)]

    @contextmanager
    def _transaction(self, action: str, engine: Engine | None = None) -> Iterator[Connection]:
        try:
            with (engine or self._engine).begin() as connection:
                yield connection
        except (SQLAlchemyError, sqlite3.Error) as error:
            raise explain(action, self.name, error) from error

    @contextmanager
    def _closing_on_error(self) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, sqlite3.Error) as error:
            self.close()
            raise explain("open", self.name, error) from error
        except StoreError:
            self.close()
            raise

    def _check_schema(self) -> bool:
        """Whether the tables are there; raise StoreError if they are someone else's or of another version."""
        with self._transaction("open") as connection:
            tables = inspect_database(connection).get_table_names()
            ours = META.name in tables and {"format", "schema_version"} <= set(connection.scalars(select(META.c.name)))
            if not ours:
                if tables and connection.dialect.name == "sqlite":
                    raise StoreError(f"{self.name!r} is a database of something else; name another --store")
                return False
            version = int(connection.scalars(select(META.c.value).where(META.c.name == "schema_version")).one())
        if version > SCHEMA_VERSION:
            raise StoreError(
                f"{self.name!r} was written by a newer glossalign (schema {version}, this one reads {SCHEMA_VERSION}); "
                "upgrade glossalign, or build into another --store"
            )
        return True

    def _make_schema(self) -> None:
        switch_to_wal(self._engine)
        with self._transaction("create", self._writer) as connection:
            METADATA.create_all(connection)
            if connection.scalars(select(META.c.name)).first() is not None:
                return  # another process made it in between
            rows = [{"name": "format", "value": _FORMAT}, {"name": "schema_version", "value": str(SCHEMA_VERSION)}]
            connection.execute(insert(META), rows)

    def _read_languages(self, connection: Connection) -> tuple[str, ...]:
        """Return the languages, from memory while the glossary is the same."""
        revision = _read_revision(connection)
        cached = self._languages
        if cached is None or cached[0] != revision:
            tags = connection.scalars(select(SECTIONS.c.language).distinct().order_by(SECTIONS.c.language)).all()
            self._languages = cached = (revision, tuple(tags))
        return cached[1]

    def _find_languages(self, connection: Connection, wanted: str) -> list[str]:
        tag = check_language(wanted)
        return [language for language in self._read_languages(connection) if matches_language(language, tag)]

    def _fingerprint(self, glossary: Glossary) -> str:
        """Return a hash of the content; raise StoreError for ids that stand twice and text that isn't Unicode."""
        for name, values in (("concepts", glossary.concepts), ("documents", glossary.documents)):
            seen: set[str] = set()
            for value in values:
                if value.id in seen:
                    raise StoreError(f"two {name} have the id {value.id!r}; nothing was written to {self.name!r}")
                seen.add(value.id)
        digest = hashlib.sha256(f"{_FORMAT} {SCHEMA_VERSION}\n".encode())
        parts: Iterable[Concept | SourceDocument] = (*glossary.documents, *glossary.concepts)
        for part in parts:
            try:
                digest.update(orjson.dumps(part, option=orjson.OPT_APPEND_NEWLINE))
            except orjson.JSONEncodeError as error:
                raise StoreError(f"cannot write {part.id!r} to {self.name!r}: {error}; mend its text") from error
        return digest.hexdigest()[:_REVISION_LENGTH]


def _check_file(file: Path, name: str) -> None:
    if file.is_dir():
        raise StoreError(f"{name!r} is a folder; name a file, such as {name}/glossary.db")
    try:
        fits = is_database(file)
    except OSError as error:
        raise explain("open", name, error) from error
    if not fits:
        raise StoreError(f"{name!r} is no glossary store but a file of another kind; name another --store")


def _is_storable(text: str) -> bool:
    """Whether the text can stand in a database: no lone surrogates (from undecodable arguments)."""
    return not any("\ud800" <= c <= "\udfff" for c in text)


def _read_revision(connection: Connection) -> str:
    return connection.scalars(select(META.c.value).where(META.c.name == "revision")).one_or_none() or ""


def _find_rank(connection: Connection, after: str) -> int:
    rank: int | None = None
    if _is_storable(after):
        rank = connection.scalars(select(CONCEPTS.c.rank).where(CONCEPTS.c.id == after)).one_or_none()
    if rank is None:
        raise UsageError(f"no page begins after {shorten(after)!r}; start again without a cursor")
    return rank
