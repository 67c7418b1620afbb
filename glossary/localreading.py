"""Read a store in a file by the driver itself: what a lookup asks for, in a tenth of the time of a whole transaction.

A lookup asks for two or three rows, which takes SQLite some ten microseconds; pools, compiled statements and rows as
objects would take ten times that.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from sqlalchemy import BindParameter, Integer, Select, bindparam, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.selectable import CompoundSelect

from glossary.loading import MATCHES, FormMatch, make_match
from glossary.revisions import REVISION, SHOWN_DIGITS
from glossary.schema import CONCEPTS, META, TERMS
from glossary.store import Store
from glossary.termkeys import GENERATION


@dataclass(frozen=True, slots=True)
class ConceptRow:
    """What a lookup tells of a concept."""

    id: str
    kind: str
    status: str
    confidence: float


@dataclass(frozen=True, slots=True)
class StoreVersion:
    """The revision of a store, and the generation that numbers of terms belong to."""

    revision: str
    generation: str


class LocalReader:
    """A connection to a store in a file, for one thread. Close it, or use it as a context manager."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Take the driver's connection; `open_reader` makes one."""
        self._connection = connection
        self._version: StoreVersion | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()

    @contextmanager
    def snapshot(self) -> Iterator[StoreVersion]:
        """Give the version of the store; all that is read until the end is of that version.

        Raises sqlite3.Error, as the other methods do.
        """
        self._connection.execute("BEGIN DEFERRED")
        try:
            yield self._read_version()
        finally:
            self._connection.execute("COMMIT")

    def find_matches(self, key: str) -> list[FormMatch]:
        """Return every term and form with this lookup key: in the order of the glossary, a term before its forms."""
        return [make_match(row) for row in self._connection.execute(_MATCHES, (key, key))]

    def read_concept(self, rank: int) -> ConceptRow:
        """Return the concept at a rank of the snapshot."""
        return ConceptRow(*self._connection.execute(_CONCEPT, (rank,)).fetchone())

    def read_terms(self, rank: int) -> list[tuple[Any, ...]]:
        """Return the terms of a concept in their order: number, language, then the columns of TERM_COLUMNS."""
        return self._connection.execute(_TERMS, (rank,)).fetchall()

    def _read_version(self) -> StoreVersion:
        revision = self._read_meta(REVISION)[:SHOWN_DIGITS]
        if self._version is None or self._version.revision != revision:
            self._version = StoreVersion(revision, self._read_meta(GENERATION))
        return self._version

    def _read_meta(self, name: str) -> str:
        row = self._connection.execute(_META, (name,)).fetchone()
        return row[0] if row else ""


def open_reader(store: Store) -> LocalReader | None:
    """Return a reader of a store, for the thread that asks; None where the store is no file."""
    connection = store.connect_file()
    return None if connection is None else LocalReader(connection)


def _compile(query: Select[Any] | CompoundSelect[Any]) -> str:
    return str(query.compile(dialect=sqlite.dialect()))


_c = TERMS.c
_COLUMNS = (
    *(_c.text, _c.status, _c.part_of_speech, _c.gender, _c.grammatical_number, _c.term_type, _c.geographical_usage),
    *(_c.do_not_translate, _c.is_case_sensitive, _c.note, _c.frequency, _c.reason),
)
TERM_COLUMNS = tuple("number" if column is _c.grammatical_number else f"{column.name}" for column in _COLUMNS)
_OF_CONCEPT: BindParameter[int] = bindparam("rank", type_=Integer)
_MATCHES = _compile(MATCHES)
_CONCEPT = _compile(
    select(CONCEPTS.c.id, CONCEPTS.c.kind, CONCEPTS.c.status, CONCEPTS.c.confidence).where(
        CONCEPTS.c.rank == _OF_CONCEPT
    )
)
_TERMS = _compile(select(_c.number, _c.language, *_COLUMNS).where(_c.concept == _OF_CONCEPT).order_by(_c.number))
_META = _compile(select(META.c.value).where(META.c.name == bindparam("name")))
