"""Which version of the tables a database has, making them, and bringing old ones up to date."""

from sqlalchemy import Connection, insert, select, update
from sqlalchemy import inspect as inspect_database

from glossary.errors import StoreError
from glossary.schema import ADDED_IN_2, FORMAT, META, METADATA, SCHEMA_VERSION


def find_version(connection: Connection, name: str) -> int | None:
    """Return the version of the tables, or None where there are none.

    Raises StoreError if the database is someone else's, or was written by a newer version of the program.
    """
    tables = inspect_database(connection).get_table_names()
    ours = META.name in tables and {"format", "schema_version"} <= set(connection.scalars(select(META.c.name)))
    if not ours:
        if tables and connection.dialect.name == "sqlite":
            raise StoreError(f"{name!r} is a database of something else; name another --store")
        return None
    version = _read_version(connection)
    if version > SCHEMA_VERSION:
        raise StoreError(
            f"{name!r} was written by a newer glossalign (schema {version}, this one reads {SCHEMA_VERSION}); "
            "upgrade glossalign, or build into another --store"
        )
    return version


def make_schema(connection: Connection) -> None:
    """Make the tables, unless another process has done so in between."""
    METADATA.create_all(connection)
    if connection.scalars(select(META.c.name)).first() is None:
        rows = [{"name": "format", "value": FORMAT}, {"name": "schema_version", "value": str(SCHEMA_VERSION)}]
        connection.execute(insert(META), rows)


def upgrade(connection: Connection) -> None:
    """Bring the tables of an older version up to date, within the transaction of the connection."""
    if _read_version(connection) < 2:  # looked up anew, as another process may have done it in between
        METADATA.create_all(connection, tables=ADDED_IN_2)
        connection.execute(update(META).where(META.c.name == "schema_version").values(value="2"))


def _read_version(connection: Connection) -> int:
    return int(connection.scalars(select(META.c.value).where(META.c.name == "schema_version")).one())
