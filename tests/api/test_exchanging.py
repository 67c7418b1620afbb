"""`glossalign export` and `import`: files out and in, on the command line."""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from api.cli import run
from glossary.lookup import find_hits
from glossary.model import Concept, FormOrigin
from glossary.store import Store
from tests.api.conftest import GLOSSARY

Output = pytest.CaptureFixture[str]
Act = Callable[..., int]
pytestmark = pytest.mark.usefixtures("in_an_empty_folder")


@pytest.fixture
def act(location: str) -> Act:
    """Return a function that runs a command on the small glossary and returns its status."""
    return lambda *arguments: run([*arguments, "--store", location])


def _ids(file: Path) -> list[str]:
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    return [line["concept"]["id"] for line in lines if "concept" in line]


def _without_forms(concepts: Iterable[Concept]) -> list[Concept]:
    """Return concepts without the forms that an import generates."""
    return [
        replace(
            concept,
            sections=tuple(
                replace(
                    section,
                    terms=tuple(
                        replace(term, forms=tuple(form for form in term.forms if form.origin is FormOrigin.SEEN))
                        for term in section.terms
                    ),
                )
                for section in concept.sections
            ),
        )
        for concept in concepts
    ]


def test_a_glossary_goes_out_and_in_whole(act: Act, tmp_path: Path, capsys: Output) -> None:
    """In JSONL nothing is left out, and the format is known by content; terms without generated forms get some."""
    assert act("export", "--format", "jsonl", "--output", "out.bin") == 0
    assert capsys.readouterr().err == ""
    other = str(tmp_path / "other.db")
    assert run(["import", "out.bin", "--store", other]) == 0
    assert capsys.readouterr().out == "jsonl: 5 concepts are new, 0 changed, 0 the same, 3 documents\n"
    with Store.open(other) as store:
        assert _without_forms(store.iterate_concepts()) == _without_forms(GLOSSARY.concepts)
        assert [hit.form for hit in find_hits(store, "kanałami spławnymi")] == ["kanałami spławnymi"]
        assert tuple(store.get_documents()) == GLOSSARY.documents


def test_what_is_left_out_is_counted(act: Act, capsys: Output) -> None:
    """On standard error, so that the output stays clean."""
    assert act("export", "--format", "csv", "--output", "out.csv") == 0
    assert capsys.readouterr().err.startswith("left out: ")


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        (["--languages", "ar"], ["canal"]),
        (["--status", "approved"], []),
        (["--min-confidence", "0.7"], ["canal", "name0", "name1", "name2"]),
        (["--term-status", "admitted"], ["canal"]),
        (["--subject", "rivers"], []),
        (["--changed-since", "2026-05-04"], ["lock"]),
        (["--changed-since", "2100-01-01T00:00:00+02:00"], []),
    ],
)
def test_concepts_are_chosen(options: list[str], ids: list[str], act: Act) -> None:
    """By what they are and when they changed."""
    assert act("concept", "edit", "lock", "--note", "x") == 0
    assert act("export", "--format", "jsonl", "--output", "out.jsonl", *options) == 0
    assert _ids(Path("out.jsonl")) == ids


def test_an_import_may_be_tried(act: Act, location: str, capsys: Output) -> None:
    """What would change is shown, and nothing is."""
    act("export", "--format", "jsonl", "--output", "out.jsonl")
    act("concept", "edit", "lock", "--add", "pl:komora")
    capsys.readouterr()
    with Store.open(location) as store:
        revision = store.revision
    assert act("import", "out.jsonl", "--mode", "id", "--dry-run") == 0
    out = capsys.readouterr().out
    assert "jsonl: 0 concepts would be new, 0 changed, 5 the same" in out
    text = Path("out.jsonl").read_text("utf-8").replace('"śluza"', '"jaz"')
    Path("out.jsonl").write_text(text, "utf-8")
    assert act("import", "out.jsonl", "--mode", "id", "--dry-run") == 0
    out = capsys.readouterr().out
    assert "- lock  pl: śluza, komora; ru: шлюз\n+ lock  pl: jaz, śluza, komora; ru: шлюз\n" in out
    with Store.open(location) as store:
        assert store.revision == revision


def test_bad_entries_end_an_import_or_are_written_apart(act: Act, capsys: Output) -> None:
    """With their line and what is wrong."""
    act("export", "--format", "jsonl", "--output", "out.jsonl")
    lines = Path("out.jsonl").read_text("utf-8").splitlines()
    lines[4] = lines[4].replace('"kind":"term"', '"kind":"thing"')
    Path("out.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    assert run(["import", "out.jsonl", "--store", "new.db"]) == 1
    message = capsys.readouterr().err
    assert "out.jsonl:5: " in message
    assert "'thing'" in message
    assert "--skip-bad" in message
    assert run(["import", "out.jsonl", "--store", "new.db", "--skip-bad", "bad.txt", "--approve", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["created"], report["rejected"]) == (4, 1)
    assert Path("bad.txt").read_text("utf-8").startswith("# line 5: ")
    with Store.open("new.db") as store:
        assert {concept.status.value for concept in store.iterate_concepts()} == {"approved"}


def test_formats_are_listed(capsys: Output) -> None:
    """With what they leave out."""
    assert run(["export", "--formats"]) == 0
    assert "jsonl (.jsonl): write and read\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["export", "--format", "word"], 2, "no format 'word'; choose among"),
        (["export", "--status", "good"], 2, "--status 'good' is none of proposed, approved, rejected"),
        (["export", "--changed-since", "May"], 2, "--changed-since 'May' is no date"),
        (["export", "--source", "pl"], 2, "the format 'tbx' has all languages"),
        (["export", "--languages", "xx"], 2, "'xx'"),
        (["import", "none.tbx"], 1, "cannot read 'none.tbx'"),
        (["import", "noise.bin"], 2, "'noise.bin' is of no format"),
        (["import", "noise.bin", "--format", "inconsistencies"], 2, "can't be read; choose among"),
        (["import", "noise.bin", "--mode", "all", "--format", "jsonl"], 2, "--mode 'all' is none of new, id, term"),
    ],
)
def test_what_makes_no_sense_is_refused(
    arguments: list[str], status: int, message: str, act: Act, capsys: Output
) -> None:
    """In one line, with the remedy."""
    Path("noise.bin").write_bytes(b"\x00\x01\x02")
    assert act(*arguments) == status
    assert message in capsys.readouterr().err
