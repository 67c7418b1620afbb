"""`glossalign migrate`, `backup` and `restore`: what an operator does with a store."""

# ruff: noqa: PLC0415 - as in the other commands, the imports stand where they are used: `--help` loads none of it

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.options import StoreOption

if TYPE_CHECKING:
    from glossary.store import Store


def migrate_store(store: StoreOption = None) -> None:
    """Bring the tables of the store to the version of this program, or make them."""
    from api.settings import load_settings
    from glossary.schema import SCHEMA_VERSION
    from glossary.store import Store

    with Store.create(load_settings(store=store).store) as glossary:
        found, name = glossary.found_version, glossary.name
    if not found:
        typer.echo(f"tables made, version {SCHEMA_VERSION}: {name}")
    elif found == SCHEMA_VERSION:
        typer.echo(f"nothing to do, the tables have version {SCHEMA_VERSION}: {name}")
    else:
        typer.echo(f"tables brought from version {found} to {SCHEMA_VERSION}: {name}")


def back_up_store(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The backup, a file; one that is there is replaced.")],
    store: StoreOption = None,
) -> None:
    """Write all that is in the store to a file, while others use the store."""
    from api.settings import load_settings
    from glossary.backup import write_backup
    from glossary.store import Store

    with Store.open(load_settings(store=store).store) as glossary:
        write_backup(glossary, file)
    with Store.open(file) as backup:
        typer.echo(f"backed up {_count(backup)}: {file}")


def restore_store(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup.")],
    store: StoreOption = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the glossary and judgements that are there.")] = False,
) -> None:
    """Write a backup into a store, of whichever kind."""
    from api.settings import load_settings
    from glossary.backup import restore_backup
    from glossary.store import Store

    location = load_settings(store=store).store
    restore_backup(file, location, force=force)
    with Store.open(location) as glossary:
        typer.echo(f"restored {_count(glossary)}: {glossary.name}")


def _count(store: "Store") -> str:
    judgements = len(store.find_judgements(withdrawn=True))
    return f"{store.count_concepts()} concepts and {judgements} judgements"
