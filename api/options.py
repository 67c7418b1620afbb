"""What the commands share: their common options, and how JSON is printed."""

import sys
from typing import Annotated

import typer

StoreOption = Annotated[
    str | None, typer.Option("--store", metavar="PATH_OR_URL", help="The glossary store. Default: glossary.db")
]
EncoderOption = Annotated[
    str | None,
    typer.Option(
        "--encoder", metavar="NAME_OR_PATH", help="A sentence-transformers model. Default: the one that comes along"
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


WhoOption = Annotated[str | None, typer.Option("--who", metavar="NAME", help="Who decides. Default: your user name")]


def find_user() -> str:
    """Return the name of the user, empty where the system has none."""
    from getpass import getuser  # noqa: PLC0415 - wanted by few commands

    try:
        return getuser()
    except (OSError, KeyError, ImportError):
        return ""


def print_json(text: str) -> None:
    """Print JSON in UTF-8, whatever the terminal's encoding: it is data."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode() + b"\n")
    sys.stdout.buffer.flush()
