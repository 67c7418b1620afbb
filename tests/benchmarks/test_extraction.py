"""The benchmark of extraction measures each language of a corpus by itself."""

from pathlib import Path

import pytest

from benchmarks.extraction import main, measure


def test_counts_tokens_and_measures_a_pace(tmp_path: Path) -> None:
    """The tokens are those of the language, as often as there are copies; the pace is that of some work."""
    (tmp_path / "a.pl.txt").write_text("Rada gminna obraduje w sali. Uchwała rady obowiązuje.", encoding="utf-8")
    tokens, pace = measure(tmp_path, "pl", rounds=1, copies=2)
    assert tokens == 20
    assert pace > 0
    assert measure(tmp_path, "el", rounds=1, copies=1) == (0, 0.0)


def test_prints_a_line_a_language(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A language without text in the corpus says so."""
    (tmp_path / "a.pl.txt").write_text("Rada gminna obraduje w sali. Uchwała rady obowiązuje.", encoding="utf-8")
    main([str(tmp_path), "--rounds", "1"])
    lines = [line.split() for line in capfd.readouterr().out.splitlines()]
    assert lines[0] == ["language", "tokens", "tokens/s"]
    assert [line[:2] for line in lines[1:]] == [["ar", "none"], ["el", "none"], ["pl", "10"], ["ru", "none"]]


def test_a_folder_without_text_is_named(tmp_path: Path) -> None:
    """Nothing to read ends with a message about the folder."""
    with pytest.raises(SystemExit, match=tmp_path.name):
        main([str(tmp_path)])


def test_rounds_must_be_positive(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """No round gives no figure."""
    with pytest.raises(SystemExit):
        main([str(tmp_path), "--rounds", "0"])
    assert "0 is too small; give 1 or more" in capfd.readouterr().err
