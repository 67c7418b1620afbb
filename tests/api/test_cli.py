"""The command line: what it prints, its exit statuses, its one-line faults."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from align.documents import Document, LeftOut, LeftOutReason
from align.pipeline import BuildConfig, BuildReport, Progress
from api.cli import run
from glossary.errors import InputError
from glossary.store import Store
from tests.api.conftest import GLOSSARY

_PROGRAM = (sys.executable, "-c", "from api.cli import main; main()")
Output = pytest.CaptureFixture[str]
pytestmark = pytest.mark.usefixtures("in_an_empty_folder")


def test_help_lists_the_commands_and_loads_nothing_heavy() -> None:
    """`--help` answers from the command table alone."""
    heavy = {"torch", "faiss", "numpy", "fastapi", "sqlalchemy", "pydantic", "rich", "lxml", "jinja2"}
    code = f"""
import sys
from api.cli import run
status = run(["--help"])
sys.exit(status or sorted({heavy} & set(sys.modules)) or 0)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    for command in ("build", "serve", "lookup", "export", "evaluate", "calibrate"):
        assert f"\n  {command} " in done.stdout


def test_the_readme_tells_of_every_command(capsys: Output) -> None:
    """A command that only `--help` knows is as good as none."""
    assert run(["--help"]) == 0
    commands = re.findall(r"^  ([a-z]+) ", capsys.readouterr().out.partition("Commands:")[2], re.MULTILINE)
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    assert {"build", "calibrate"} <= set(commands)
    assert [command for command in commands if f"`glossalign {command}" not in readme] == []


def test_no_command_shows_the_help(capsys: Output) -> None:
    """The bare program tells what it can do."""
    assert run([]) == 0
    assert "Usage: glossalign" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["lokup"], "No such command 'lokup'."),
        (["lookup"], "Missing argument 'QUERY'."),
        (["lookup", "x", "--langs", "pl"], "No such option: --langs"),
        (["lookup", ""], "q: the query is empty; give a term"),
        (["lookup", "x" * 501], "q: the query has 501 characters; at most 500 are looked up"),
        (["lookup", "\udcff"], "q: the query is not readable text; give it in UTF-8, without NUL characters"),
        (["lookup", "x", "--lang", "xx"], "lang: unknown language 'xx'; choose among ar, el, pl, ru"),
        (["lookup", "x", "--target", "pl,"], "target: unknown language ''; choose among ar, el, pl, ru"),
        (["lookup", "x", "--match", "near"], "match: unknown kind of match 'near'"),
        (["build", ".", "--languages", "xx"], "--languages='xx' is not valid: unknown language 'xx'; choose among"),
        (["serve", "--port", "99999"], "--port='99999' is not valid: input should be less than or equal to 65535"),
    ],
)
def test_wrong_usage_is_one_line_and_status_2(
    arguments: list[str], message: str, location: str, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    """A call that can't be meant names its fault in one line on standard error."""
    monkeypatch.setenv("GLOSSALIGN_STORE", location)
    assert run(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"glossalign: error: {message}")
    assert printed.err.count("\n") == 1


@pytest.mark.parametrize("arguments", [["lookup", "x"], ["export"], ["serve"], ["evaluate", "--gold", "gold.json"]])
def test_a_missing_store_is_one_line_and_status_1(arguments: list[str], capsys: Output) -> None:
    """A store that isn't there is a failure that names it and says how to make one."""
    assert run([*arguments, "--store", "none.db"]) == 1
    printed = capsys.readouterr()
    assert printed.err.startswith("glossalign: error: no glossary at 'none.db'; make one with: glossalign build")
    assert printed.err.count("\n") == 1
    assert not Path("none.db").exists()


def test_lookup_prints_the_same_json_as_http(location: str, capsys: Output) -> None:
    """`lookup --json` answers as GET /v1/lookup does."""
    arguments = ["lookup", "kanału spławnego", "--store", location, "--lang", "pl-PL", "--target", "ru,ar", "--json"]
    assert run(arguments) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["query"], answer["language"], answer["target"]) == ("kanału spławnego", "pl", ["ru", "ar"])
    assert {tag: part["preferred"] for tag, part in answer["hits"][0]["concept"]["languages"].items()} == {
        "ar": "القناة الملاحية",
        "pl": "kanał spławny",
        "ru": "судоходный канал",
    }


def test_lookup_prints_the_terms_of_each_language(location: str, capsys: Output) -> None:
    """For people, a hit is a heading and a line a language, the preferred term with an asterisk."""
    assert run(["lookup", "kanał spławny", "--store", location, "--target", "ru"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "kanał spławny (pl)  exact 1.00  [term canal]",
        "  pl  kanał spławny*; spławny kanał",
        "  ru  судоходный канал*",
    ]


def test_lookup_without_a_hit_is_no_failure(location: str, capsys: Output) -> None:
    """Nothing found is an answer: status 0, nothing on standard output, a hint beside it."""
    assert run(["lookup", "wodospad", "--store", location]) == 0
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "no concept has this term" in printed.err


def test_export_writes_a_file_or_standard_output(location: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """A file and standard output get the same bytes."""
    assert run(["export", "--store", location, "--format", "jsonl", "--output", "glossary.jsonl"]) == 0
    assert run(["export", "--store", location, "--format", "jsonl", "--output", "-"]) == 0
    written = Path("glossary.jsonl").read_bytes()
    assert capfdbinary.readouterr().out == written
    assert "kanał spławny" in written.decode()


def test_export_of_an_unknown_format_is_wrong_usage(location: str, capsys: Output) -> None:
    """A format that isn't there is named with those that are."""
    assert run(["export", "--store", location, "--format", "docx"]) == 2
    error = capsys.readouterr().err
    assert "'docx'" in error
    assert "tbx" in error


def test_export_to_a_folder_that_is_not_there_fails(location: str, capsys: Output) -> None:
    """A file that can't be written is a failure in one line that names it."""
    assert run(["export", "--store", location, "--format", "csv", "--output", "none/glossary.csv"]) == 1
    error = capsys.readouterr().err
    assert "none" in error
    assert error.count("\n") == 1


# -- build -------------------------------------------------------------------------------------------------------------


def _fake_build(_folder: Path, location: str, config: BuildConfig, report: Callable[[Progress], None]) -> BuildReport:
    assert config.languages == ("pl", "ru")
    for done in range(3):
        report(Progress("extract", done, 2))
    with Store.create(location) as store:
        store.write_glossary(GLOSSARY)
    left_out = (LeftOut(7, 15, "Kontakt\n", LeftOutReason.CHROME),)
    document = Document("d-pl", "kanal.txt", "pl", "O kanałach", "Śluza. Kontakt\n", (), left_out)
    return BuildReport(concepts=5, aligned=2, terms=9, documents=(document,), seconds=12.3)


@pytest.mark.parametrize("verbose", [False, True])
def test_build_shows_progress_a_table_and_a_summary(
    verbose: bool, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    """A build tells how far it is in plain lines on standard error, then the best concepts and what it made."""
    monkeypatch.setattr("align.pipeline.build", _fake_build)
    arguments = ["build", ".", "--store", "new.db", "--languages", "pl,ru"]
    assert run([*arguments, "--verbose"] if verbose else arguments) == 0
    printed = capsys.readouterr()
    assert printed.err == "extract: 0/2\nextract: 2/2\n"
    rows = [" ".join(line.split()) for line in printed.out.splitlines()]
    assert "Polish Russian Arabic Confidence" in rows
    assert "kanał spławny судоходный канал القناة الملاحية 88%" in rows
    assert "śluza шлюз – 60%" in rows
    assert "5 concepts (2 in several languages), 9 terms, from 1 documents in 12 s: new.db" in rows
    assert ("kanal.txt:7: site chrome: Kontakt" in rows) is verbose
    assert ("1 pieces that are not running text were left out; --verbose lists them" in rows) is not verbose


def test_a_build_that_fails_is_one_line_and_status_1(monkeypatch: pytest.MonkeyPatch, capsys: Output) -> None:
    """What the pipeline raises is told in one line, line breaks and all."""

    def fail(*_: object) -> BuildReport:
        raise InputError("no texts in 'corpus';\nput .txt files there")

    monkeypatch.setattr("align.pipeline.build", fail)
    assert run(["build", "corpus"]) == 1
    assert capsys.readouterr().err == "glossalign: error: no texts in 'corpus'; put .txt files there\n"


def test_an_interrupted_command_ends_with_130(monkeypatch: pytest.MonkeyPatch, capsys: Output) -> None:
    """Ctrl-C ends quietly with the status that shells expect."""

    def interrupt(*_: object) -> BuildReport:
        raise KeyboardInterrupt

    monkeypatch.setattr("align.pipeline.build", interrupt)
    assert run(["build", "corpus"]) == 130
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    "command", [["export", "--format", "jsonl"], ["lookup", "śluza", "--json"], ["lookup", "śluza"]]
)
def test_a_closed_pipe_is_quiet(location: str, command: list[str]) -> None:
    """Where the reader has gone, as after `| head`, the program ends without a word."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [*_PROGRAM, *command, "--store", location], stdout=writing, stderr=subprocess.PIPE, text=True, check=False
        )
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_one_line(location: str) -> None:
    """An output that can't be written is a failure, not half an answer with status 0."""
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*_PROGRAM, "lookup", "śluza", "--store", location, "--json"],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith("glossalign: error: ")
    assert done.stderr.count("\n") == 1


def test_json_is_utf_8_whatever_the_terminal_says(location: str) -> None:
    """Data does not depend on the locale."""
    done = subprocess.run(
        [*_PROGRAM, "lookup", "śluza", "--store", location, "--json"],
        capture_output=True, check=True, env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )  # fmt: skip
    assert json.loads(done.stdout.decode("utf-8"))["query"] == "śluza"
