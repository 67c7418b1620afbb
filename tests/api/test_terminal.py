"""What a build prints of its changes."""

import json

import pytest

from align.pipeline import BuildReport
from api.cli import run
from api.terminal import print_changes
from glossary.changes import (
    ChangedConcept,
    Changes,
    MergedConcept,
    NamedConcept,
    PreferredChange,
    StatusChange,
)
from glossary.model import AdministrativeStatus, TermReference
from glossary.store import Store
from tests.api.conftest import GLOSSARY

Output = pytest.CaptureFixture[str]
CHANGES = Changes(
    new=tuple(NamedConcept(f"n{i}", f"brama {i}") for i in range(23)),
    changed=(
        ChangedConcept(
            "c1",
            "most / мост",
            added=(TermReference("ru", "мост"),),
            removed=(TermReference("pl", "kładka"),),
            preferred=(PreferredChange("pl", "kładka", "most"),),
            statuses=(
                StatusChange(
                    TermReference("pl", "wiadukt"), AdministrativeStatus.ADMITTED, AdministrativeStatus.DEPRECATED
                ),
            ),
        ),
    ),
    merged=(MergedConcept("m1", "mostek", "c1"),),
    gone=(NamedConcept("g1", "tama"),),
)


def test_changes_are_counted(capsys: Output) -> None:
    """Without being asked for more, a build prints one line."""
    print_changes(CHANGES, verbose=False)
    assert capsys.readouterr().out == "changes: 23 new, 1 changed, 1 merged, 1 gone; --verbose lists them\n"


def test_changes_are_listed(capsys: Output) -> None:
    """Each change stands on a line of its own, of each kind as many as one reads; the others are counted."""
    print_changes(CHANGES, verbose=True)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "changes: 23 new, 1 changed, 1 merged, 1 gone"
    assert lines[1] == "  new      n0  brama 0"
    assert lines[20:] == [
        "  new      n19  brama 19",
        "  new      … and 3 more",
        "  changed  c1  most / мост: + ru:мост; - pl:kładka; pl prefers 'most' to 'kładka'; pl:wiadukt is deprecated",
        "  merged   m1  mostek: into c1",
        "  gone     g1  tama",
    ]


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        (Changes(is_same=True), "nothing changed\n"),
        (Changes(), "the same concepts and terms; what changed is their evidence\n"),
    ],
)
def test_no_changes(changes: Changes, line: str, capsys: Output) -> None:
    """Nothing at all, and nothing but evidence, are told apart."""
    print_changes(changes, verbose=True)
    assert capsys.readouterr().out == line


def _fake_build(_folder: object, location: str, *_: object) -> BuildReport:
    with Store.create(location) as store:
        store.write_glossary(GLOSSARY)
    return BuildReport(5, 2, 9, (), 1.2, processed=1, reused=5, changes=CHANGES)


@pytest.mark.usefixtures("in_an_empty_folder")
def test_build_tells_what_was_new(monkeypatch: pytest.MonkeyPatch, capsys: Output) -> None:
    """After the summary stand the documents that were worked through, and the changes."""
    monkeypatch.setattr("align.pipeline.build", _fake_build)
    assert run(["build", ".", "--store", "new.db"]) == 0
    assert capsys.readouterr().out.splitlines()[-2:] == [
        "1 documents were worked through; 5 had been before",
        "changes: 23 new, 1 changed, 1 merged, 1 gone; --verbose lists them",
    ]


@pytest.mark.usefixtures("in_an_empty_folder")
def test_build_as_json(monkeypatch: pytest.MonkeyPatch, capsys: Output) -> None:
    """The report as data has every change, and nothing else stands on standard output."""
    monkeypatch.setattr("align.pipeline.build", _fake_build)
    assert run(["build", ".", "--store", "new.db", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["concepts"], report["processed"], report["reused"], report["documents"]) == (5, 1, 5, [])
    assert len(report["changes"]["new"]) == 23
    assert report["changes"]["changed"][0]["preferred"] == [{"language": "pl", "before": "kładka", "after": "most"}]
    assert report["changes"]["merged"] == [{"id": "m1", "label": "mostek", "into": "c1"}]
