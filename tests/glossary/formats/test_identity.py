"""Ids for concepts from formats that have none."""

import pytest

from glossary.formats.identity import make_id
from glossary.model import LanguageSection, Term


def _make(*terms: tuple[str, str]) -> str:
    return make_id([LanguageSection(language, (Term(text),)) for language, text in terms])


def test_the_same_terms_give_the_same_id() -> None:
    """An id is a digest, the same in every process, of languages and texts only."""
    assert _make(("pl", "most"), ("ru", "мост")) == "c-2000c927cc66"
    assert make_id([LanguageSection("pl", (Term("most", note="n"),), "definition")]) == _make(("pl", "most"))


@pytest.mark.parametrize(
    "other",
    [
        [("pl", "most")],
        [("pl", "most"), ("ar", "мост")],
        [("pl", "most"), ("ru", "Мост")],
        [("ru", "мост"), ("pl", "most")],
    ],
)
def test_other_terms_give_another_id(other: list[tuple[str, str]]) -> None:
    """A term less, another language, case and order give another id."""
    assert _make(*other) != _make(("pl", "most"), ("ru", "мост"))


def test_terms_of_one_language_count() -> None:
    """Each term of a section is a part of the id."""
    assert make_id([LanguageSection("pl", (Term("a"), Term("b")))]) != _make(("pl", "a"))


def test_half_of_a_surrogate_pair() -> None:
    """A text that no file can hold has an id all the same."""
    assert _make(("pl", "\ud800")).startswith("c-")
