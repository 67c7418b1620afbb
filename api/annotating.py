"""`glossalign annotate`: the terms in a file of text, for people and for programs."""

# ruff: noqa: PLC0415 - as in the other commands, the imports stand where they are used: `--help` loads none of it

import sys
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from api.options import StoreOption
from glossary.errors import InputError

if TYPE_CHECKING:
    from api.annotations import AnnotatedText

MAX_FILE = 64 * 2**20
"""Bytes of a file."""


class OutputFormat(Enum):
    """What is printed."""

    TEXT = "text"
    JSON = "json"
    JSONLD = "jsonld"
    HTML = "html"


def annotate_file(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A text in UTF-8; - is standard input.")],
    language: Annotated[str, typer.Option("--lang", metavar="TAG", help="The language of the text.")],
    store: StoreOption = None,
    target: Annotated[
        str | None, typer.Option("--target", metavar="TAGS", help="Languages of the equivalents. Default: all")
    ] = None,
    nested: Annotated[bool, typer.Option("--nested", help="Also terms that lie within longer ones.")] = False,
    output: Annotated[
        OutputFormat, typer.Option("--format", help="text: a line for each place, with tabs.")
    ] = OutputFormat.TEXT,
) -> None:
    """Find the terms of the glossary in a text, in any form. Offsets count Unicode code points."""
    from api.annotations import AnnotationFormat, annotate_text, write_answer
    from api.settings import load_settings
    from glossary.annotate import Annotator
    from glossary.findings import OffsetUnit
    from glossary.store import Store

    text = _read_text(file)
    with Store.open(load_settings(store=store).store) as glossary:
        targets = [] if target is None else [target]
        found = annotate_text(glossary, Annotator(glossary), text, language, targets, nested=nested)
    if output is OutputFormat.TEXT:
        for line in _list_places(found):
            typer.echo(line)
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(write_answer(AnnotationFormat(output.value), found, OffsetUnit.CODE_POINT).rstrip() + b"\n")
    sys.stdout.buffer.flush()


def _read_text(file: str) -> str:
    """Return the text of a file, or of standard input; raise InputError for one that is too large or not in UTF-8."""
    name = "standard input" if file == "-" else file
    try:
        content = _read(sys.stdin.buffer) if file == "-" else _read_file(Path(file))
    except OSError as error:
        raise InputError(f"cannot read {name!r}: {error.strerror}; name another file") from error
    if len(content) > MAX_FILE:
        raise InputError(f"{name!r} has more than {MAX_FILE:,} bytes; split it")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{name!r} is not in UTF-8 at byte {error.start}; convert it") from error


def _read_file(file: Path) -> bytes:
    with file.open("rb") as stream:
        return _read(stream)


def _read(stream: BinaryIO) -> bytes:
    return stream.read(MAX_FILE + 1)


def _list_places(found: "AnnotatedText") -> list[str]:
    """Return a line for each term of each place: where it is, its form, the term, its status, the equivalents."""
    return [
        "\t".join(
            (
                f"{place.start}-{place.end}",
                " ".join(found.text[place.start : place.end].split()),
                term.text if term.instead is None else f"{term.text} → {term.instead}",
                term.status.value,
                "; ".join(f"{language}: {text}" for language, text in term.equivalents.items()),
            )
        )
        for place in found.places
        for term in place.terms
    ]
