"""Digests differ where what they are of differs, and only there."""

from dataclasses import replace
from pathlib import Path

import pytest

from align import fingerprints
from align.documents import Document
from align.fingerprints import SOURCES, digest, fingerprint_code, fingerprint_inputs
from align.linkmodel import LINK_MODELS
from align.segments import Segment
from glossary.model import Judgement, TermReference, Verdict
from tests.align.fakes import CALIBRATION

DOCUMENT = Document("d", "d.txt", "pl", "O mostach", "Most.", (Segment("Most.", "pl", 0),))
JUDGEMENT = Judgement(Verdict.PREFERRED, TermReference("pl", "most"), None, "ann")


def test_parts_are_told_apart() -> None:
    """Where one part ends and the next begins makes a difference, and so does their order."""
    found = {digest(parts) for parts in ([b"ab", b"c"], [b"a", b"bc"], [b"abc"], [b"c", b"ab"], [])}
    assert len(found) == 5
    assert digest([b"ab", b"c"]) == digest([b"ab", b"c"])
    assert all(len(each) == 32 for each in found)


def test_inputs_of_a_glossary() -> None:
    """Each thing that a glossary follows from counts: texts and what is known of them, decisions, encoder, measures."""
    found = {
        fingerprint_inputs((DOCUMENT,), (JUDGEMENT,), CALIBRATION, "model"),
        fingerprint_inputs((DOCUMENT, replace(DOCUMENT, id="e")), (JUDGEMENT,), CALIBRATION, "model"),
        fingerprint_inputs((replace(DOCUMENT, text="Most. "),), (JUDGEMENT,), CALIBRATION, "model"),
        fingerprint_inputs((replace(DOCUMENT, url="https://example.org/"),), (JUDGEMENT,), CALIBRATION, "model"),
        fingerprint_inputs((DOCUMENT,), (), CALIBRATION, "model"),
        fingerprint_inputs((DOCUMENT,), (replace(JUDGEMENT, who="bob"),), CALIBRATION, "model"),
        fingerprint_inputs((DOCUMENT,), (JUDGEMENT,), replace(CALIBRATION, midpoint=0.1), "model"),
        fingerprint_inputs((DOCUMENT,), (JUDGEMENT,), CALIBRATION, "another"),
    }
    assert len(found) == 8
    assert fingerprint_inputs((DOCUMENT,), (JUDGEMENT,), CALIBRATION, "model") in found


def test_text_that_is_not_unicode() -> None:
    """A file name that could not be decoded has a digest, too: that the store can't hold it is told later."""
    assert len(fingerprint_inputs((replace(DOCUMENT, file="na\udcffme.txt"),), (), CALIBRATION, "model")) == 32


def test_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A change in a source file that a pattern names counts, as does its name, and the version of a library."""
    monkeypatch.setattr(fingerprints, "_ROOT", tmp_path)
    (tmp_path / "one.py").write_text("one")
    (tmp_path / "two.txt").write_text("two")
    first = fingerprint_code(["*.py"], ["numpy", "no-such-library"])
    (tmp_path / "two.txt").write_text("other")
    assert fingerprint_code(["*.py"], ["numpy", "no-such-library"]) == first
    monkeypatch.setattr(fingerprints, "version", lambda _: "0")
    other = fingerprint_code(["*.py"], ["numpy", "no-such-library"])
    (tmp_path / "one.py").write_text("1")
    third = fingerprint_code(["*.py"], ["numpy", "no-such-library"])
    assert len({first, other, third}) == 3


def test_fitted_models_are_part_of_the_program() -> None:
    """Whatever file of the alignment is read at build time makes another glossary when it changes."""
    root = LINK_MODELS.parents[1]
    assert LINK_MODELS in {file for pattern in SOURCES for file in root.glob(pattern)}
