"""`glossalign annotate`: the terms in a file, as lines, JSON or a page."""

import io
import json
import sys
from pathlib import Path

import pytest
import typer

from api import annotating
from glossary.errors import InputError, UsageError

TEXT = "Śluza\nkanału  spławnego."

_program = typer.Typer(pretty_exceptions_enable=False)
_program.command("annotate")(annotating.annotate_file)
_program.callback()(lambda: None)


def _run(*arguments: str) -> None:
    _program(["annotate", *arguments], standalone_mode=False)


@pytest.fixture
def file(tmp_path: Path) -> str:
    """Return the path of a text."""
    path = tmp_path / "text.txt"
    path.write_bytes(TEXT.encode("utf-8-sig"))
    return str(path)


def test_each_place_is_a_line(file: str, location: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With its offsets, the form, the term, its status and the equivalents; a byte order mark counts nothing."""
    _run(file, "--lang", "pl", "--store", location, "--target", "ru,ar")
    assert capsys.readouterr().out.splitlines() == [
        "0-5\tŚluza\tśluza\tpreferred\tru: шлюз",
        "6-23\tkanału spławnego\tkanał spławny\tpreferred\tar: القناة الملاحية; ru: судоходный канал",
    ]


@pytest.mark.parametrize("output", ["json", "jsonld", "html"])
def test_the_other_formats_are_those_of_the_service(
    file: str, location: str, output: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """In UTF-8, with a line end."""
    _run(file, "--lang", "pl", "--store", location, "--format", output, "--nested")
    written = capsysbinary.readouterr().out
    assert written.endswith(b"\n")
    if output == "html":
        assert b'<mark data-concept="lock"' in written
    else:
        found = json.loads(written)
        assert (found["annotations"] if output == "json" else found["first"]["items"])[1:]


def test_standard_input_is_read(
    location: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the file is a dash."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    _run("-", "--lang", "pl-PL", "--store", location, "--target", "ru")
    assert capsys.readouterr().out.startswith("0-5\tŚluza\tśluza\t")


def test_what_cannot_be_read_is_told(tmp_path: Path, location: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing file, one in another encoding, one that is too large, and an unknown language."""
    path = tmp_path / "text.txt"
    with pytest.raises(InputError, match=r"cannot read '.*text.txt': No such file or directory"):
        _run(str(path), "--lang", "pl", "--store", location)
    path.write_bytes("śluza".encode("cp1250"))
    with pytest.raises(InputError, match=r"text.txt' is not in UTF-8 at byte 0; convert it"):
        _run(str(path), "--lang", "pl", "--store", location)
    path.write_text("śluza", encoding="utf-8")
    with pytest.raises(UsageError, match=r"language: unknown language 'xx'"):
        _run(str(path), "--lang", "xx", "--store", location)
    monkeypatch.setattr(annotating, "MAX_FILE", 5)
    with pytest.raises(InputError, match=r"text.txt' has more than 5 bytes; split it"):
        _run(str(path), "--lang", "pl", "--store", location)
