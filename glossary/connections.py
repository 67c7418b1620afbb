"""Open the database behind a store: where it is, how it is set up, and what its errors mean to a user.

One writer works at a time: in SQLite by its lock on the file, in PostgreSQL by an advisory lock on the schema. Readers
wait for nobody and see one snapshot each.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from glossary.errors import StoreError

_BUSY_SECONDS = 10
_WRITES = "glossalign_writes"
_SQLITE_MAGIC = b"SQLite format 3\x00"
_PSYCOPG = "postgresql+psycopg"
_CACHE_KIB = 64 * 1024  # pages that a big write may change in memory before they go to the log
_LOG_BYTES = 64 * 1024 * 1024  # what is left of the log after a big write
# Any number: locks that other programs take in the same database are told from ours by it.
_LOCK_CLASS = 30042

# What SQLite and PostgreSQL say, and what helps.
_REMEDIES = (
    ("readonly", "make the file and its folder writable, or name another --store"),
    ("unable to open", "check that the folder exists and that you may write to it, or name another --store"),
    ("permission denied", "ask for the right to use it, or name another --store"),
    ("exists", "a folder of its path is a file; name another --store"),
    ("not a directory", "a folder of its path is a file; name another --store"),
    ("full", "free some space on the disk; the glossary that was there is unharmed"),
    ("disk i/o", "check the disk and the space on it; the glossary that was there is unharmed"),
    ("lock timeout", "another process is writing to it: wait for it to end"),
    ("locked", "another process is writing to it: wait for it to end"),
    ("malformed", "restore the file from a copy, or remove it and build again"),
    ("not a database", "name another --store"),
    ("refused", "start PostgreSQL there, or mend the address in --store"),
    ("authentication failed", "mend user and password in --store, or give them in PGUSER and PGPASSWORD"),
    ("no password supplied", "give the password in PGPASSWORD or ~/.pgpass"),
    ('" does not exist', "make it with createdb or createuser, or mend the name in --store"),
    ("out of range", "mend that number"),
)


@dataclass(frozen=True, slots=True)
class Location:
    """Where a store is: a database URL, and the file if the database is one. `name` is safe to print."""

    url: URL
    file: Path | None
    name: str


def find_location(location: "str | Path | Location") -> Location:
    """Return where a store is from a path or a database URL, without touching it.

    Raises StoreError for a URL that isn't one and for an SQLite database in memory, which threads can't share.
    """
    if isinstance(location, Location):
        return location
    if isinstance(location, Path) or "://" not in location:
        return Location(URL.create("sqlite"), Path(location), str(location))
    try:
        url = make_url(location)
    except (ArgumentError, ValueError) as error:
        raise StoreError(f"{location!r} is no database URL; write one like sqlite:///glossary.db, or a path") from error
    if url.drivername in ("postgres", "postgresql"):
        url = url.set(drivername=_PSYCOPG)
    if url.get_backend_name() != "sqlite":
        return Location(url, None, url.render_as_string(hide_password=True))
    if url.database in (None, "", ":memory:"):
        raise StoreError(f"a glossary can't be kept in memory ({location!r}); name a file")
    return Location(URL.create("sqlite"), Path(url.database), location)


def make_engine(location: Location, *, creates: bool) -> Engine:
    """Return an engine whose transactions are snapshots: all reads of one see the same glossary.

    Connections are opened when first used, and any thread may use them. A file that may be written is opened for
    writing. One in a folder where SQLite can't put its helper files is read as it stands (`immutable`): such a process
    doesn't see a later rebuild.
    """
    if location.file is None:
        return _make_server_engine(location)
    query = {"uri": "true", "mode": "rwc" if creates else "rw"}
    if not creates and _is_sealed(location.file):
        query |= {"mode": "ro", "immutable": "1"}
    url = URL.create("sqlite", database="file:" + quote(str(location.file)), query=query)
    # No limit on connections: a slow reader of an export must not keep lookups waiting.
    engine = create_engine(url, connect_args={"timeout": _BUSY_SECONDS}, max_overflow=-1)
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def for_writing(engine: Engine) -> Engine:
    """Return the same engine for transactions that write: each waits until it is the only one."""
    if engine.dialect.name == "postgresql":
        # A snapshot would be taken before the lock is had, and be old by then.
        engine = engine.execution_options(isolation_level="READ COMMITTED")
    return engine.execution_options(**{_WRITES: True})


def is_database(file: Path) -> bool:
    """Whether a file is empty or begins as an SQLite database does."""
    with file.open("rb") as stream:
        return stream.read(len(_SQLITE_MAGIC)) in (b"", _SQLITE_MAGIC)


def check_file(file: Path, name: str) -> None:
    """Raise StoreError where a file that is there can be no store."""
    if file.is_dir():
        raise StoreError(f"{name!r} is a folder; name a file, such as {name}/glossary.db")
    try:
        fits = is_database(file)
    except OSError as error:
        raise explain("open", name, error) from error
    if not fits:
        raise StoreError(f"{name!r} is no glossary store but a file of another kind; name another --store")


def switch_to_wal(engine: Engine) -> None:
    """Let readers go on while a writer writes; the file remembers it."""
    if engine.dialect.name == "sqlite":
        connection = engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA journal_mode = WAL")
        finally:
            connection.close()


def explain(action: str, name: str, error: Exception) -> StoreError:
    """Return the one line for a database error: what failed, where, why and the remedy."""
    cause = (error.orig if isinstance(error, DBAPIError) else None) or error
    text = (cause.strerror or str(cause)) if isinstance(cause, OSError) else str(cause)
    reason = text.splitlines()[0] if text else type(cause).__name__
    remedy = next((remedy for sign, remedy in _REMEDIES if sign in reason.lower()), "check the database")
    return StoreError(f"cannot {action} the glossary store {name!r}: {reason}; {remedy}")


def list_faults(engine: Engine) -> tuple[type[Exception], ...]:
    """Return the exceptions that the database, its driver and SQLAlchemy raise."""
    return SQLAlchemyError, engine.dialect.loaded_dbapi.Error


def _make_server_engine(location: Location) -> Engine:
    if location.url.drivername != _PSYCOPG:
        raise StoreError(
            f"no driver for the glossary store {location.name!r}: write the URL like {_PSYCOPG}://user@host/database"
        )
    try:
        # As many connections as the server has threads: a slow reader of an export must not keep lookups waiting.
        engine = create_engine(location.url, isolation_level="REPEATABLE READ", pool_pre_ping=True, max_overflow=35)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise StoreError(
            f"no driver for the glossary store {location.name!r}: {error}; install glossalign[postgresql]"
        ) from error
    event.listen(engine, "begin", _begin_on_server)
    return engine


def _is_sealed(file: Path) -> bool:
    # The effective user is who opens files; not every system can ask for that one.
    effective = os.access in os.supports_effective_ids
    writable = os.access(file.parent, os.W_OK, effective_ids=effective)
    return not writable and not file.with_name(file.name + "-shm").exists()


def _set_up(connection: Any, _record: object) -> None:
    # Python's driver would begin a transaction at the first write only, and commit before DDL; _begin does it instead.
    connection.isolation_level = None
    execute: Callable[[str], object] = connection.execute
    execute("PRAGMA foreign_keys = ON")
    execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    execute(f"PRAGMA journal_size_limit = {_LOG_BYTES}")


def _begin(connection: Connection) -> None:
    # A writer takes its lock at once: one that read first could not wait for another writer, but would fail.
    connection.exec_driver_sql(
        "BEGIN IMMEDIATE" if connection.get_execution_options().get(_WRITES) else "BEGIN DEFERRED"
    )


def _begin_on_server(connection: Connection) -> None:
    if connection.get_execution_options().get(_WRITES):
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_BUSY_SECONDS}s'")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK_CLASS}, hashtext(current_schema()))")
