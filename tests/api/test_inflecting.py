"""Forms of terms that come by files and commands: they are generated when the terms come in."""

from pathlib import Path

import pytest

from api.cli import run
from glossary.lookup import MatchKind, find_hits
from glossary.store import Store

pytestmark = pytest.mark.usefixtures("in_an_empty_folder")
ROWS = "pl,ru\nżółta łódź,жёлтая лодка\n"


def _find(location: str, query: str) -> list[tuple[str, MatchKind]]:
    with Store.open(location) as store:
        return [(hit.term.text, hit.match) for hit in find_hits(store, query)]


def test_a_term_of_a_file_is_found_by_a_form_that_no_text_has(tmp_path: Path) -> None:
    """In all its languages."""
    location, file = str(tmp_path / "made.db"), tmp_path / "terms.csv"
    file.write_text(ROWS, "utf-8")
    assert run(["import", str(file), "--format", "google-set", "--store", location]) == 0
    assert _find(location, "żółtymi łodziami") == [("żółta łódź", MatchKind.INFLECTED)]
    assert _find(location, "желтой лодкой") == [("жёлтая лодка", MatchKind.INFLECTED)]


def test_the_same_file_changes_nothing_the_second_time(
    location: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor does a file without forms touch concepts that have none: they were not changed by anyone."""
    file = tmp_path / "all.jsonl"
    assert run(["export", "--format", "jsonl", "--output", str(file), "--store", location]) == 0
    with Store.open(location) as store:
        revision = store.revision
    capsys.readouterr()
    assert run(["import", str(file), "--mode", "id", "--store", location]) == 0
    assert "0 concepts are new, 0 changed, 5 the same" in capsys.readouterr().out
    with Store.open(location) as store:
        assert store.revision == revision


def test_a_file_that_is_merged_in_twice_changes_nothing_the_second_time(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What it has of a concept is there already, with its forms."""
    location, file = str(tmp_path / "made.db"), tmp_path / "terms.csv"
    file.write_text(ROWS, "utf-8")
    command = ["import", str(file), "--format", "google-set", "--mode", "term", "--store", location]
    assert run(command) == 0
    capsys.readouterr()
    assert run(command) == 0
    assert "0 concepts are new, 0 changed, 1 the same" in capsys.readouterr().out


def test_a_concept_that_is_created_is_found_by_its_forms(location: str) -> None:
    """And so is a term that is added to it."""
    assert run(["concept", "create", "pl:żółta łódź", "--store", location]) == 0
    assert _find(location, "żółtą łodzią") == [("żółta łódź", MatchKind.INFLECTED)]
    assert run(["concept", "edit", "pl:żółta łódź", "--add", "pl:żółty statek", "--store", location]) == 0
    assert _find(location, "żółtego statku") == [("żółty statek", MatchKind.INFLECTED)]
