"""The benchmark of inflected lookups, on a gold standard of two terms."""

import json
from pathlib import Path

import pytest

from benchmarks.forms import main, measure, read_cases
from glossary.lookup import MatchKind


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """Return the file of a gold standard with a form that can't be found."""
    boat = {"lemma": "żółta łódź", "surface": ["żółta łódź", "żółtych łodzi", "żółty statek"]}
    aligned = {"id": "boat", "terms": {"pl": [boat], "ru": [{"lemma": "лодка", "surface": ["лодками"]}]}}
    file = tmp_path / "gold.json"
    file.write_text(json.dumps({"concepts": [aligned], "single": []}), "utf-8")
    return file


def test_surface_forms_are_counted_as_found_or_missed(gold: Path) -> None:
    """And how they were met; no form is refused by an analyser."""
    tallies = measure(list(read_cases(gold)))
    assert tallies["pl"].surfaces == 3
    assert tallies["pl"].hits == {MatchKind.EXACT: 1, MatchKind.INFLECTED: 1}
    assert tallies["pl"].missed == ["żółta łódź: żółty statek"]
    assert tallies["ru"].hits == {MatchKind.INFLECTED: 1}
    assert tallies["pl"].faults + tallies["ru"].faults == []


def test_the_table_tells_shares_and_lists_misses(gold: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A line a language, one for all, and as many errors as were asked for."""
    main([str(gold), "--errors", "1"])
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[:6]] == ["language", "ar", "el", "pl", "ru", "all"]
    assert lines[3].split()[1:4] == ["3", "66.7", "1"]
    assert lines[6:] == ["pl missed  żółta łódź: żółty statek"]


def test_a_file_that_is_no_gold_standard_is_refused(tmp_path: Path) -> None:
    """The message names it."""
    (tmp_path / "no.json").write_text("[]", "utf-8")
    with pytest.raises(SystemExit, match=r"cannot read the gold standard '.*no\.json'"):
        main([str(tmp_path / "no.json")])
