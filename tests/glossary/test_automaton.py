"""Keys of terms are found in folded texts where they stand between words."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.automaton import TermAutomaton
from glossary.model import AdministrativeStatus
from glossary.termkeys import TermKeys


def _make(*keys: str | Sequence[str]) -> TermAutomaton:
    """Return the automaton of terms that are numbered from 1."""
    every = [(each,) if isinstance(each, str) else tuple(each) for each in keys]
    return TermAutomaton(TermKeys(i, "pl", AdministrativeStatus.PREFERRED, 0, each) for i, each in enumerate(every, 1))


def _find(automaton: TermAutomaton, text: str) -> list[tuple[int, str, list[int]]]:
    """Return where each key starts, what stands there, and the terms, by place."""
    found = automaton.find(text)
    return sorted((start, text[start : end - 2], sorted(automaton.find_terms(entry))) for entry, start, end in found)


def test_keys_are_found_with_their_terms() -> None:
    """A key may belong to several terms, and a term may have several keys."""
    automaton = _make(["kot", "kota"], "kota", "pies")
    assert _find(automaton, "kot i kota") == [(0, "kot", [1]), (6, "kota", [1, 2])]


def test_a_key_is_found_between_words_only() -> None:
    """Letters, digits, marks and apostrophes within words are parts of words; all else separates them."""
    automaton = _make("kot")
    assert _find(automaton, "kotka skot kot2 kot\u0b3f kot'a d'kot kot\U0001e944") == []
    text = "kot,kot-kot(kot) 'kot' kot_kot😀kot/kot"
    assert [start for start, *_ in _find(automaton, text)] == [0, 4, 8, 12, 18, 23, 27, 31, 35]


def test_keys_within_and_across_others_are_found() -> None:
    """It is for others to choose."""
    found = _find(_make("a b c", "b c", "c d", "bb", "b"), "a b c d")
    assert found == [(0, "a b c", [1]), (2, "b c", [2]), (4, "c d", [3])]


def test_separators_tell_keys_apart() -> None:
    """A key has its own, and no other stands for them; at the ends of a key they are parts of it."""
    automaton = _make("kot domowy", "kot-domowy", "kot, domowy", "c++", "(kot) domowy", "u.s", "l'eau")
    text = "kot domowy; kot-domowy; kot, domowy; kot (domowy); c++, c+; (kot) domowy; u.s.; l'eau"
    assert [(found, terms) for _, found, terms in _find(automaton, text)] == [
        ("kot domowy", [1]),
        ("kot-domowy", [2]),
        ("kot, domowy", [3]),
        ("c++", [4]),
        ("(kot) domowy", [5]),
        ("u.s", [6]),
        ("l'eau", [7]),
    ]


def test_keys_at_the_edges_of_a_text_are_found() -> None:
    """Also those that begin or end with a separator."""
    automaton = _make("(kot) x", "c++")
    assert _find(automaton, "(kot) x") == [(0, "(kot) x", [1])]
    assert _find(automaton, "c++") == [(0, "c++", [2])]
    assert _find(automaton, "") == []


@pytest.mark.parametrize("key", ["a", "日", "12", "1 000", "24/7", "½", "٣٤"])
def test_one_letter_and_numbers_are_not_searched(key: str) -> None:
    """They would be found everywhere."""
    assert _find(_make(key, "kot"), f"{key} kot {key}") == [(len(key) + 1, "kot", [2])]


def test_no_terms_are_found_without_terms() -> None:
    """Nor does the automaton mind."""
    assert _find(_make(), "kot") == []


def test_more_characters_than_bytes_are_told_apart() -> None:
    """Those that share a byte are compared."""
    letters = [chr(code) for code in range(0x4E00, 0x4E00 + 400)] + ["𠀀", "𠀁"]
    keys = ["x" + letter for letter in letters]
    automaton = _make(*keys)
    assert _find(automaton, " ".join(keys)) == [(3 * i, key, [i + 1]) for i, key in enumerate(keys)]


_texts = st.text("ab'-, ", max_size=20)


@given(st.lists(st.text("ab'-, ", min_size=2, max_size=6), max_size=8), _texts)
def test_what_is_found_is_what_stands_there(keys: list[str], text: str) -> None:
    """Every stretch that equals a key and does not cut a word, and no other."""
    distinct = sorted(
        {key for key in keys if key.strip(" '") == key and "  " not in key and any(map(str.isalpha, key))}
    )
    blanked = re.sub(r"(?<!\w)'|'(?!\w)|[^\w']", " ", f" {text} ")
    expected = [
        (start, key, [number])
        for number, key in enumerate(distinct, 1)
        for start in range(len(text) - len(key) + 1)
        if text.startswith(key, start)
        and " " in blanked[start : start + 2]
        and " " in blanked[start + len(key) : start + len(key) + 2]
    ]
    assert _find(_make(*distinct), text) == sorted(expected)
