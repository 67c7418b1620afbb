"""Back a store up while it is used, and restore it.

A backup is a store by itself: an SQLite file with all tables, judgements too, whichever database it was made of. It can
be restored into either kind, looked at with any command (`--store BACKUP`), and outlasts new versions of the tables.
"""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, Connection, Table, func, select

from glossary.connections import Location, explain, find_location, is_database
from glossary.errors import GlossaryError, InputError, UsageError
from glossary.files import replace_file
from glossary.revisions import read_revision
from glossary.rows import Row, clear_tables, insert_rows, refresh_statistics
from glossary.schema import HISTORY, JUDGEMENTS, METADATA
from glossary.store import Store
from glossary.termkeys import begin_generation

_BATCH = 1000


def write_backup(store: Store, target: Path) -> None:
    """Write the state that a store is in at this moment to a file: all of it, or the file stays as it was.

    Others may read and write the store meanwhile. Raises UsageError for a file that is no backup, or is in use as a
    store, and GlossaryError where the file can't be written or the copy is damaged.
    """
    _check_target(target, find_location(store.name).file)
    try:
        # Beside the target, where there is room for a backup.
        with tempfile.TemporaryDirectory(prefix=f".{target.name[:100]}.", suffix=".part", dir=target.parent) as folder:
            copy = Path(folder, "backup.db")
            _copy_store(store, copy)
            with copy.open("rb") as made:
                replace_file(target, lambda stream: shutil.copyfileobj(made, stream))
    except OSError as error:
        raise GlossaryError(
            f"cannot write {str(target)!r}: {error.strerror or error}; name a file in a folder that exists, is yours "
            "and has space"
        ) from error
    except sqlite3.Error as error:
        raise explain("back up", store.name, error) from error


def restore_backup(source: Path, location: str | Path, *, force: bool = False) -> None:
    """Replace all that is in a store, judgements too, by a backup, in one transaction; make the store if there is none.

    Whoever reads the store meanwhile sees the old state or the new one. Raises InputError for a file that is no backup
    or a damaged one, and UsageError where a glossary or judgements would be lost and `force` doesn't say so.
    """
    place = find_location(location).file
    if place is not None and place.exists() and source.exists() and place.samefile(source):
        raise UsageError(f"{str(source)!r} is the store itself; name the backup, and the store with --store")
    with (
        _open_backup(source) as backup,
        Store.create(location) as store,
        backup.transaction("read") as read,
        store.transaction("restore", writes=True) as written,
    ):
        if not force and _holds_anything(written):
            raise UsageError(f"{store.name!r} holds a glossary; replace it, and the judgements in it, with --force")
        _copy_tables(read, written)
        begin_generation(written)


def _check_target(target: Path, used: Path | None) -> None:
    if target.is_dir():
        raise UsageError(f"{str(target)!r} is a folder; name a file, such as {target / 'backup.db'}")
    # A store that is open, even by another program: its log would be taken for the log of the backup.
    is_used = used is not None and target.exists() and target.samefile(used)
    if is_used or target.with_name(target.name + "-wal").exists():
        raise UsageError(f"{str(target)!r} is in use as a store; name another file")
    try:
        fits = not target.exists() or is_database(target)
    except OSError as error:
        raise GlossaryError(f"cannot write {str(target)!r}: {error.strerror}; name another file") from error
    if not fits:
        raise UsageError(f"{str(target)!r} is no backup but a file of another kind; name another one")


def _copy_store(store: Store, path: Path) -> None:
    """Write the tables of a store to a new file that stands by itself, and check it."""
    with store.transaction("back up") as connection:
        if connection.dialect.name == "sqlite":
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            with closing(sqlite3.connect(path)) as copy:
                driver.backup(copy)
        else:
            with Store.create(path) as made, made.transaction("write", writes=True) as written:
                _copy_tables(connection, written)
    with closing(sqlite3.connect(path)) as copy:
        copy.execute("PRAGMA journal_mode = DELETE")  # or it could not be read from a folder without write access
        fault = _find_damage(copy)
    if fault is not None:
        raise GlossaryError(f"the copy of {store.name!r} is damaged: {fault}; restore the store from an older backup")


@contextmanager
def _open_backup(source: Path) -> Iterator[Store]:
    """Give the store that a backup is. It is a copy, as an old one is migrated, and the backup stays as it is."""
    try:
        if not is_database(source) or not source.stat().st_size:
            raise InputError(f"{str(source)!r} is no backup of a glossary; name a file that `glossalign backup` wrote")
    except OSError as error:
        raise InputError(f"cannot read the backup {str(source)!r}: {error.strerror}; name another file") from error
    with tempfile.TemporaryDirectory(prefix="glossalign-restore-") as folder:
        path = Path(folder, "backup.db")
        try:
            address = f"file:{quote(str(source))}?mode=ro"
            with closing(sqlite3.connect(address, uri=True)) as original, closing(sqlite3.connect(path)) as copy:
                original.backup(copy)
                fault = _find_damage(copy)
        except sqlite3.Error as error:
            fault = str(error)
        if fault is not None:
            raise InputError(f"the backup {str(source)!r} is damaged: {fault}; take another one")
        with Store.open(Location(URL.create("sqlite"), path, str(source))) as store:
            yield store


def _find_damage(database: sqlite3.Connection) -> str | None:
    """Return what is wrong with a database in one line, None if nothing is."""
    [(answer,)] = database.execute("PRAGMA integrity_check(1)").fetchall()
    return None if answer == "ok" else " ".join(str(answer).split())


def _holds_anything(connection: Connection) -> bool:
    return bool(read_revision(connection)) or connection.scalar(select(func.count()).select_from(JUDGEMENTS)) != 0


def _copy_tables(source: Connection, target: Connection) -> None:
    """Put the rows of all tables in the place of those that are in the same tables."""
    clear_tables(target, kept=())
    for table in METADATA.sorted_tables:
        for rows in _read_batches(source, table):
            insert_rows(target, table, rows)
    refresh_statistics(target)
    if target.dialect.name == "postgresql":
        # The numbers of judgements and of the history go on where they were.
        for table in (JUDGEMENTS, HISTORY):
            last = func.coalesce(func.max(table.c.number), 0) + 1
            target.execute(select(func.setval(func.pg_get_serial_sequence(table.name, "number"), last, False)))


def _read_batches(connection: Connection, table: Table) -> Iterator[list[Row]]:
    query = select(table).order_by(*table.primary_key.columns)
    for batch in connection.execute(query, execution_options={"yield_per": _BATCH}).partitions():
        yield [row._asdict() for row in batch]
