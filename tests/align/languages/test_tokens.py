"""Words, numbers and punctuation with their offsets."""

from itertools import pairwise

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from align.languages.tokens import Token, join_tokens, tokenize


@pytest.mark.parametrize(
    ("sentence", "texts"),
    [
        ("Stały Komitet, 2023 r.", ["Stały", "Komitet", ",", "2023", "r", "."]),
        ("rozwój społeczno-gospodarczy", ["rozwój", "społeczno-gospodarczy"]),
        ("Larry'ego d’Estaing", ["Larry'ego", "d’Estaing"]),
        ("во 2-й раз, 14ο Συνέδριο", ["во", "2-й", "раз", ",", "14ο", "Συνέδριο"]),
        ("o 0,14 m, 10:30, 16-QD/TW", ["o", "0,14", "m", ",", "10:30", ",", "16-QD", "/", "TW"]),
        ("مُحَمَّد في المدينة", ["مُحَمَّد", "في", "المدينة"]),
        ("«массовая» – работа", ["«", "массовая", "»", "–", "работа"]),
        ("- lista -", ["-", "lista", "-"]),
        ("", []),
        (" \u00a0\n", []),
    ],
)
def test_cuts_words_numbers_and_marks(sentence: str, texts: list[str]) -> None:
    """Hyphens and apostrophes join only between letters, a number keeps its separators, a mark stands alone."""
    assert [token.text for token in tokenize(sentence)] == texts


def test_keeps_combining_marks_with_their_letter() -> None:
    """A letter written with a combining mark is one word in either normal form."""
    assert tokenize("cafe\u0301") == [Token("cafe\u0301", 0, 5)]


def test_tells_words_from_numbers_and_marks() -> None:
    """A word begins with a letter; "14ο" begins with a digit."""
    assert [token.is_word for token in tokenize("XIII Zjazd 14ο .")] == [True, True, False, False]


@given(st.text())
def test_offsets_are_those_of_the_sentence(sentence: str) -> None:
    """Whatever the text, tokens stand in order, without overlap, at their offsets, and leave out only white space."""
    tokens = tokenize(sentence)
    assert all(sentence[token.start : token.end] == token.text for token in tokens)
    assert all(before.end <= after.start for before, after in pairwise(tokens))
    assert "".join(token.text for token in tokens) == regex.sub(r"\s", "", sentence)


def test_tokens_in_a_row_are_joined_with_single_spaces() -> None:
    """Wide spaces become one, and what is written in one stays so."""
    joined = join_tokens(tokenize("№  43-A/B")[:4])
    assert (joined.text, joined.start, joined.end) == ("№ 43-A/B", 0, 9)
