"""`glossalign key`: keys for who writes over HTTP, and who reads where reading is not open."""

# ruff: noqa: PLC0415 - as in the other commands, the imports stand where they are used: `--help` loads none of it

from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.options import JsonOption, StoreOption, print_json
from glossary.errors import UsageError

if TYPE_CHECKING:
    from glossary.keys import ApiKey

commands = typer.Typer(help="Make, list and revoke keys for the HTTP API.", no_args_is_help=True, rich_markup_mode=None)

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="Who gets it; the history names its acts so.")]
ScopeOption = Annotated[
    str,
    typer.Option(
        "--scope",
        metavar="SCOPE",
        help="read; propose: also suggest; curate: also change the glossary; admin: also what is left.",
    ),
]
IdArgument = Annotated[str, typer.Argument(metavar="ID", help="The id of the key, as `key list` has it.")]


@commands.command("create")
def create_key(name: NameArgument, scope: ScopeOption, store: StoreOption = None, json: JsonOption = False) -> None:
    """Make a key and print it, this once: the store keeps only a digest of it."""
    from api.settings import load_settings
    from glossary import keys
    from glossary.store import Store

    known = {each.value: each for each in keys.Scope}
    if scope not in known:
        raise UsageError(f"--scope {scope[:40]!r} is none of {', '.join(known)}")
    with Store.open(load_settings(store=store).store) as glossary:
        key, token = keys.create_key(glossary, name, known[scope])
    if json:
        _print_json({**_describe(key), "token": token})
    else:
        typer.echo(token)
        typer.echo(f"key {key.id} for {key.name}, scope {key.scope.value}; it is not shown again", err=True)


@commands.command("list")
def list_keys(store: StoreOption = None, json: JsonOption = False) -> None:
    """List the keys, without their secrets."""
    from api.settings import load_settings
    from glossary.keys import find_keys
    from glossary.store import Store

    with Store.open(load_settings(store=store).store) as glossary:
        found = find_keys(glossary)
    if json:
        _print_json([_describe(key) for key in found])
        return
    for key in found:
        state = "good" if key.revoked_at is None else f"revoked {key.revoked_at}"
        typer.echo(f"{key.id}  {key.scope.value:<7}  {key.created_at}  {state}  {key.name}")
    if not found:
        typer.echo("no keys; make one with: glossalign key create NAME --scope curate", err=True)


@commands.command("revoke")
def revoke_key(identifier: IdArgument, store: StoreOption = None) -> None:
    """Revoke a key for good; running servers follow within a second."""
    from api.settings import load_settings
    from glossary import keys
    from glossary.store import Store

    with Store.open(load_settings(store=store).store) as glossary:
        key = keys.revoke_key(glossary, identifier)
    typer.echo(f"key {key.id} of {key.name} is revoked since {key.revoked_at}")


def _describe(key: "ApiKey") -> dict[str, str | None]:
    return {
        "id": key.id,
        "name": key.name,
        "scope": key.scope.value,
        "created_at": key.created_at,
        "revoked_at": key.revoked_at,
    }


def _print_json(value: Any) -> None:
    import orjson

    print_json(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode())
