"""Which version of the tables a database has, and bringing them to the newest one with Alembic.

Each version is a file in versions/. There is no way back to an older one but a backup made before.
"""

from pathlib import Path

from sqlalchemy import Connection, select
from sqlalchemy import inspect as inspect_database

from glossary.errors import StoreError
from glossary.schema import META, SCHEMA_VERSION

_BOOKKEEPING = "alembic_version"


def find_version(connection: Connection, name: str) -> int:
    """Return the version of the tables, 0 where there are none.

    Raises StoreError if the database is someone else's, or was written by a newer version of the program.
    """
    tables = inspect_database(connection).get_table_names()
    rows = connection.execute(select(META.c.name, META.c.value)) if META.name in tables else ()
    notes = {row.name: row.value for row in rows}
    if not {"format", "schema_version"} <= notes.keys():
        if tables and connection.dialect.name == "sqlite":
            raise StoreError(f"{name!r} is a database of something else; name another --store")
        return 0
    version = int(notes["schema_version"])
    if version > SCHEMA_VERSION:
        raise StoreError(
            f"{name!r} was written by a newer glossalign (schema {version}, this one reads {SCHEMA_VERSION}); "
            "upgrade glossalign, or build into another --store"
        )
    return version


def migrate(connection: Connection, name: str) -> None:
    """Make the tables, or bring them to the newest version, within the transaction of the connection."""
    # Alembic is loaded here only, as most stores that are opened need nothing of it.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    version = find_version(connection, name)  # looked up anew, as another process may have done it in between
    if version == SCHEMA_VERSION:
        return
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    if version and _BOOKKEEPING not in inspect_database(connection).get_table_names():
        command.stamp(config, f"{version:04d}")  # a store from before there was Alembic
    command.upgrade(config, "head")
