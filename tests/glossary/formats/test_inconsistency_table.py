"""The table of inconsistencies for an editor."""

import csv
import io
from dataclasses import replace

import pytest

from glossary.formats.content import Content
from glossary.formats.inconsistency_table import HEADER, write_inconsistencies
from glossary.model import AdministrativeStatus, Concept, LanguageSection, Term
from tests.glossary.samples import GLOSSARY, SENTENCE


def _export(*concepts: Concept) -> list[list[str]]:
    stream = io.BytesIO()
    write_inconsistencies(Content(concepts, GLOSSARY.documents), stream)
    assert stream.getvalue().startswith(b"\xef\xbb\xbfconcept,language,preferred,")
    header, *rows = csv.reader(io.StringIO(stream.getvalue().decode("utf-8-sig"), newline=""))
    assert header == list(HEADER)
    return rows


def test_a_row_for_each_competing_term() -> None:
    """A row tells both terms with their counts, what they differ in, where the competing one stands, and a sentence."""
    bridge = GLOSSARY.concepts[0]
    preferred, other = bridge.sections[0].terms
    assert _export(*GLOSSARY.concepts) == [
        [
            *("bridge", "pl", "most zwodzony", "5", "zwodzony most", "proposed", "word order", "", "1", "0.17"),
            *("", "", ""),
        ],
    ]
    terms = (
        replace(other, status=AdministrativeStatus.PREFERRED),
        replace(preferred, text="most ruchomy", status=AdministrativeStatus.ADMITTED),
    )
    [row] = _export(Concept("c", (LanguageSection("pl", terms),)))
    assert row == [
        *(
            "c",
            "pl",
            "zwodzony most",
            "1",
            "most ruchomy",
            "admitted",
            "another word",
            "zwodzony / ruchomy",
            "5",
            "0.83",
        ),
        *("O mostach (bridges.txt); lost", "", SENTENCE),
    ]


def test_a_row_for_each_concept_of_a_homograph() -> None:
    """A term of two concepts has a row in each, with the preferred term there."""
    bow = Concept("bow", (LanguageSection("pl", (Term("łuk", AdministrativeStatus.PREFERRED, frequency=3),)),))
    arch = Concept("arch", (LanguageSection("pl", (Term("łuk", AdministrativeStatus.PREFERRED, frequency=1),)),))
    assert _export(arch, bow) == [
        ["bow", "pl", "łuk", "", "łuk", "", "several concepts", "", "3", "0.75", "", "", ""],
        ["arch", "pl", "łuk", "", "łuk", "", "several concepts", "", "1", "0.25", "", "", ""],
    ]


@pytest.mark.parametrize("text", ["=1+1", "+48 22", "-most", "@home"])
def test_no_cell_is_a_formula(text: str) -> None:
    """A term that a spreadsheet would run begins with an apostrophe."""
    terms = (Term("most", AdministrativeStatus.PREFERRED), Term(text))
    [row] = _export(Concept("c", (LanguageSection("pl", terms),)))
    assert row[4] == "'" + text
