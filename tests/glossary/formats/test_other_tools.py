"""Other tools read what we write: translate-toolkit, pandas, openpyxl."""

import io
from pathlib import Path

import openpyxl
import pandas
import pytest
from translate.storage import tbx, tmx

from glossary.formats import FORMATS
from glossary.model import AdministrativeStatus, Concept, Glossary, LanguageSection, Term
from tests.glossary.formats.contract import write
from tests.glossary.samples import GLOSSARY

TERMS = [(s.language, term.text) for concept in GLOSSARY.concepts for s in concept.sections for term in s.terms]
PAIR = Glossary(
    (
        Concept(
            "bridge",
            (
                LanguageSection("pl", (Term("most", AdministrativeStatus.PREFERRED),)),
                LanguageSection("ru", (Term("мост", AdministrativeStatus.PREFERRED),)),
            ),
        ),
    )
)


def test_translate_toolkit_reads_every_term_of_tbx() -> None:
    """Each language of the v2 file, with all its terms."""
    root = tbx.tbxfile.parsestring(write(FORMATS["tbx2"], GLOSSARY)).document.getroot()
    found = [
        (section.get("{http://www.w3.org/XML/1998/namespace}lang"), term.text)
        for section in root.iter("langSet")
        for term in section.iter("term")
    ]
    assert found == TERMS


def test_translate_toolkit_translates_by_tbx() -> None:
    """The unit of a concept has the terms of a language and of another as source and target."""
    store = tbx.tbxfile.parsestring(write(FORMATS["tbx2"], PAIR))
    [unit] = store.units
    assert (unit.source, unit.target) == ("most", "мост")


def test_translate_toolkit_reads_every_term_of_tmx() -> None:
    """All translations of a concept that may be used, each as a variant of its language."""
    root = tmx.tmxfile.parsestring(write(FORMATS["tmx"], GLOSSARY)).document.getroot()
    found = {
        (each.get("{http://www.w3.org/XML/1998/namespace}lang"), each.findtext("seg")) for each in root.iter("tuv")
    }
    rejected = {("pl", "kolejowy most zwodzony")}
    assert found == set(TERMS) - rejected


def test_translate_toolkit_translates_by_tmx() -> None:
    """A pair of languages is a memory that it looks up in."""
    store = tmx.tmxfile.parsestring(write(FORMATS["tmx"], PAIR), "pl", "ru")
    assert store.translate("most", "pl", "ru") == "мост"


@pytest.mark.parametrize(("name", "separator"), [("csv", ","), ("tsv", "\t")])
def test_pandas_reads_the_tables(name: str, separator: str) -> None:
    """A row a term, with the header as columns, in any alphabet."""
    frame = pandas.read_csv(io.BytesIO(write(FORMATS[name], GLOSSARY)), sep=separator, keep_default_na=False)
    assert list(zip(frame["language"], frame["term"], strict=True)) == TERMS
    assert frame["concept"][0] == "bridge"


def test_pandas_and_openpyxl_read_the_workbook(tmp_path: Path) -> None:
    """The sheet of terms is the table; the glossary has a column a language."""
    path = tmp_path / "g.xlsx"
    path.write_bytes(write(FORMATS["xlsx"], GLOSSARY))
    frame = pandas.read_excel(path, sheet_name="Terms", keep_default_na=False)
    assert list(zip(frame["language"], frame["term"], strict=True)) == TERMS
    _, first, *_ = openpyxl.load_workbook(path)["Glossary"].iter_rows(values_only=True)
    assert {"bridge", "most zwodzony", "разводной мост"} <= set(first)
