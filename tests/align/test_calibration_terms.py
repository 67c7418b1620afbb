"""The terms that models are measured by: files of them, and those that come along."""

import json
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from align.calibration import TERMS, read_terms
from glossary.errors import InputError

ROOT = Path(__file__).parents[2]

# -- files of terms ----------------------------------------------------------------------------------------------------


def _table(rows: int = 50, header: str = "family\tpl\tru") -> list[str]:
    return [header, *(f"f{number}\ttermin {number}\tтермин {number}" for number in range(rows))]


def _put(folder: Path, lines: list[str]) -> Path:
    file = folder / "terms.tsv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def test_terms_are_the_columns_named_by_languages(tmp_path: Path) -> None:
    """The family of a concept is no language, and blanks around a term are no part of it."""
    lines = _table()
    lines[1] = "f0\t  termin zero \tтермин ноль"
    found = read_terms(_put(tmp_path, lines))
    assert list(found.terms) == ["pl", "ru"]
    assert len(found) == 50
    assert [terms[:2] for terms in found.terms.values()] == [
        ("termin zero", "termin 1"),
        ("термин ноль", "термин 1"),
    ]


@pytest.mark.parametrize("mark", ["utf-8-sig", "crlf"])
def test_terms_may_come_from_a_spreadsheet(mark: str, tmp_path: Path) -> None:
    """A byte order mark before the first language, or line ends of Windows, change nothing."""
    lines = ["pl\tru", *(f"termin {number}\tтермин {number}" for number in range(50))]
    file = tmp_path / "terms.tsv"
    if mark == "crlf":
        file.write_bytes("".join(f"{line}\r\n" for line in lines).encode())
    else:
        file.write_text("\n".join(lines), encoding="utf-8-sig")
    found = read_terms(file)
    assert (found.terms["pl"][0], found.terms["ru"][-1], len(found)) == ("termin 0", "термин 49", 50)


def _drop_a_cell(lines: list[str]) -> None:
    lines[6] = "f5\ttermin 5"


def _blank_a_cell(lines: list[str]) -> None:
    lines[6] = "f5\t  \tтермин 5"


def _add_a_cell(lines: list[str]) -> None:
    lines[6] += "\tещё"


def _blank_a_line(lines: list[str]) -> None:
    lines[6] = ""


@pytest.mark.parametrize("damage", [_drop_a_cell, _blank_a_cell, _add_a_cell, _blank_a_line])
def test_a_missing_term_is_named_with_its_line(damage: Callable[[list[str]], None], tmp_path: Path) -> None:
    """A row that isn't of one term a language is told with its line, counted with the header."""
    lines = _table()
    damage(lines)
    with pytest.raises(InputError, match=r"terms\.tsv, line 7: a term is missing; every concept needs one in each"):
        read_terms(_put(tmp_path, lines))


@pytest.mark.parametrize(
    ("lines", "counts"),
    [
        (_table(rows=49), "2 languages and 49 rows"),
        (_table(header="family\tpl\tid"), "1 languages and 50 rows"),
        ([""], "0 languages and 0 rows"),
    ],
    ids=["few-rows", "one-language", "empty"],
)
def test_too_few_terms_are_refused(lines: list[str], counts: str, tmp_path: Path) -> None:
    """A list that no calibration can be fitted to is told with what it has and what is needed."""
    with pytest.raises(InputError, match=rf"terms\.tsv: {counts}; a calibration needs a header of language tags, two"):
        read_terms(_put(tmp_path, lines))


def test_a_file_without_a_byte_is_refused(tmp_path: Path) -> None:
    """An empty file is a list of nothing."""
    (tmp_path / "terms.tsv").touch()
    with pytest.raises(InputError, match="0 languages and 0 rows"):
        read_terms(tmp_path / "terms.tsv")


def test_a_column_that_is_no_language_is_named(tmp_path: Path) -> None:
    """A column of notes would be measured as a language, and is not."""
    with pytest.raises(InputError, match=r"terms\.tsv, line 1: 'notes on use' is no language tag; name the language"):
        read_terms(_put(tmp_path, _table(header="family\tpl\tnotes on use")))


def test_two_columns_of_one_language_are_refused(tmp_path: Path) -> None:
    """A language is measured against others, not against itself."""
    with pytest.raises(InputError, match=r"terms\.tsv, line 1: two columns have one name"):
        read_terms(_put(tmp_path, _table(header="family\tpl\tpl")))


def test_terms_in_another_encoding_are_named(tmp_path: Path) -> None:
    """A file that isn't UTF-8 is told with the file and what to give."""
    file = tmp_path / "terms.tsv"
    file.write_bytes("\n".join(_table()).encode("cp1251", errors="replace"))
    with pytest.raises(InputError, match=r"terms\.tsv: can't be read \('utf-8' codec .*\); give a tab-separated UTF-8"):
        read_terms(file)


def test_terms_that_are_not_there_are_named(tmp_path: Path) -> None:
    """A missing file is told with its name."""
    with pytest.raises(InputError, match=r"none\.tsv: can't be read \(.*No such file"):
        read_terms(tmp_path / "none.tsv")


# -- the terms that come along -----------------------------------------------------------------------------------------

LETTERS = {
    "en": re.compile(r"[a-zA-Z][a-zA-Z' -]*"),
    "pl": re.compile(r"[a-ząćęłńóśźżA-ZĄĆĘŁŃÓŚŹŻ][a-ząćęłńóśźżA-ZĄĆĘŁŃÓŚŹŻ ]*"),
    "ru": re.compile(r"[а-яёА-ЯЁ][а-яёА-ЯЁ -]*"),
    "ar": re.compile(r"[\u0621-\u064a][\u0621-\u0652 ]*"),
    "el": re.compile(r"[α-ωά-ώΑ-ΩΆ-Ώ][α-ωά-ώΑ-ΩΆ-ΏΐΰϊϋΪΫ -]*"),
}


def test_the_shipped_terms_are_360_concepts_in_five_languages() -> None:
    """Every concept has its own term in each language: none stands twice in a column."""
    found = read_terms(TERMS)
    assert list(found.terms) == ["en", "pl", "ru", "ar", "el"]
    assert len(found) == 360
    assert {language: len({term.casefold() for term in terms}) for language, terms in found.terms.items()} == (
        dict.fromkeys(found.terms, 360)
    )


@pytest.mark.parametrize("language", sorted(LETTERS))
def test_the_shipped_terms_are_in_the_letters_of_their_language(language: str) -> None:
    """No letter of another script, no sign and no decomposed letter is in a column."""
    terms = read_terms(TERMS).terms[language]
    assert [term for term in terms if not LETTERS[language].fullmatch(term)] == []
    assert [term for term in terms if unicodedata.normalize("NFC", term) != term or "  " in term] == []


def test_the_shipped_terms_hold_none_of_the_gold_standard() -> None:
    """What the alignment is scored by has no part in what it is calibrated on."""
    gold = json.loads((ROOT / "tests" / "gold" / "dev.json").read_text(encoding="utf-8"))
    lemmas = {
        (language, term["lemma"].casefold())
        for concept in [*gold["concepts"], *gold["single"]]
        for language, terms in concept["terms"].items()
        for term in terms
    }
    assert len(lemmas) > 300
    shipped = {(language, term.casefold()) for language, terms in read_terms(TERMS).terms.items() for term in terms}
    assert shipped & lemmas == set()
    names = {concept["en"].casefold() for concept in [*gold["concepts"], *gold["single"]]}
    assert {term for language, term in shipped if language == "en"} & names == set()
