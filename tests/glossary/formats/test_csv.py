"""The flat table for people."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.formats.csv_table import HEADER, escape_cell, unescape_cell, write_csv
from glossary.model import Concept, LanguageSection, Term
from tests.glossary.samples import GLOSSARY, SENTENCE


def _export(*concepts: Concept) -> bytes:
    stream = io.BytesIO()
    write_csv(concepts, GLOSSARY.documents, stream)
    return stream.getvalue()


def test_rows() -> None:
    """Each term is a row with its concept, language, status, forms, first sentence and where that stands."""
    content = _export(*GLOSSARY.concepts)
    assert content.startswith(b"\xef\xbb\xbfconcept,kind,concept status,")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows[0] == list(HEADER)
    assert rows[1] == [
        *("bridge", "term", "approved", "0.8750", "pl", "most zwodzony", "preferred", "5"),
        *("mosty zwodzone; mostem zwodzonym", SENTENCE, "O mostach (bridges.txt)"),
    ]
    assert rows[2] == ["bridge", "term", "approved", "0.8750", "pl", "zwodzony most", "proposed", "1", "", "", ""]
    assert len(rows) == 1 + 9


@pytest.mark.parametrize("text", ["=1+1", "+48 22", "-most", "@home", "\tmost", "\r\nmost", "'=1", "＝1"])
def test_no_cell_is_a_formula(text: str) -> None:
    """A term that a spreadsheet would run begins with an apostrophe, which reading takes away."""
    content = _export(Concept("c", (LanguageSection("pl", (Term(text),)),))).decode("utf-8-sig")
    [_, row] = csv.reader(io.StringIO(content, newline=""))
    assert row[5] == "'" + text
    assert unescape_cell(row[5]) == text


@given(st.text() | st.text(alphabet="'=+-@\t a"))
def test_escaping_can_be_undone(text: str) -> None:
    """Escaping changes no text for good, and what it gives never begins as a formula does."""
    assert unescape_cell(escape_cell(text)) == text
    assert not escape_cell(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
