"""The benchmark of the index of words names each kind of query, and finds what was misspelt."""

import random

import pytest

from benchmarks.wordindex import _EDITS, main


def test_prints_a_line_for_each_kind_of_query(capsys: pytest.CaptureFixture[str]) -> None:
    """Each with its times, and for misspelt queries the share that was found."""
    main(["--terms", "500", "--queries", "50"])
    first, *lines = capsys.readouterr().out.splitlines()
    assert first.startswith("500 terms, ")
    names = [line[:32].strip() for line in lines]
    assert names[:2] == ["suggest, 1 letters", "suggest, 2 letters"]
    assert names[-len(_EDITS) :] == [f"similar, {name}" for name in _EDITS]
    assert all(" p99 " in line and " ms" in line for line in lines)
    assert [line for line in lines if "found" in line and float(line.rpartition(" ")[2]) < 0.9] == []


@pytest.mark.parametrize("name", _EDITS)
def test_edits_are_what_they_are_called(name: str) -> None:
    """Each leaves text, and at most one letter more or less but for an additional word."""
    for seed in range(50):
        edited = _EDITS[name](random.Random(seed), "most kolejowy")
        assert edited.strip()
        assert abs(len(edited) - len("most kolejowy")) <= (3 if name == "additional small word" else 1)
