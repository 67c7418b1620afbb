"""Words near to a misspelt one are found among all words, and only these."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from align.spelling import Spelling, allow_edits, compare_words, respace

_texts = st.text(alphabet="abcdeстоλαب0", min_size=1, max_size=9)


@given(st.lists(_texts, max_size=30, unique=True), _texts)
def test_no_near_word_is_missed(words: list[str], query: str) -> None:
    """The signatures leave out nothing that letter by letter is within the edits that are forgiven."""
    ids, scores = Spelling.of(words).find_near(query)
    edits = {word: OSA.distance(query, word) for word in words}
    has_digit = "0" in query
    allowed = {
        word: 0 if has_digit else min(allow_edits(len(query)), allow_edits(max(len(query), len(word))))
        for word in words
    }
    expected = {
        word: 1 - edits[word] / max(len(word), len(query))
        for word in words
        if edits[word] <= allowed[word] and edits[word] < max(len(word), len(query))
    }
    assert {words[i]: score for i, score in zip(ids.tolist(), scores.tolist(), strict=True)} == pytest.approx(expected)


@pytest.mark.parametrize(
    ("one", "other", "score"),
    [
        ("kanal", "kanal", 1.0),
        ("kanal", "kanla", 0.8),  # two letters changed places
        ("kanal", "xanal", 0.8),
        ("kanal", "kanały", 1 - 2 / 6),
        ("kanal", "banan", 0.0),
        ("kot", "kto", 1 - 1 / 3),
        ("most", "mastr", 0.0),
        ("канал", "капал", 0.8),
        ("2015", "2016", 0.0),  # another year, no typo
        ("2015", "2015", 1.0),
    ],
)
def test_words_are_alike_by_the_letters_that_stay(one: str, other: str, score: float) -> None:
    """One edit is forgiven in words of up to five letters, two in longer ones, none in numbers."""
    assert compare_words([one], [other]).tolist() == [[pytest.approx(score)]]


def test_nothing_is_compared_with_nothing() -> None:
    """The shape is that of the question."""
    assert compare_words([], ["a"]).shape == (0, 1)
    assert compare_words(["a"], []).shape == (1, 0)
    assert np.array_equal(Spelling.of([]).find_near("most")[0], [])


@given(st.lists(st.sampled_from(["a", "to", "mo", "st", "most", "tomost"]), min_size=1, max_size=4))
def test_one_space_changes(words: list[str]) -> None:
    """Each proposal has the letters of the words, but for one in the place of a space, and one word more or less."""
    known = {"a", "to", "mo", "st", "most", "tomost"}
    for proposal in respace(words, known.__contains__):
        assert proposal != words
        assert abs(len(proposal) - len(words)) <= 1
        assert len("".join(words)) - len("".join(proposal)) in {0, 1}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("to most", "tomost"),
        ("tomost", "to most"),
        ("tom ost", "to most"),
        ("t omost", "to most"),
        ("toxmost", "to most"),
    ],
)
def test_a_misplaced_space_is_put_right(written: str, meant: str) -> None:
    """It may be too many, missing, a letter too early or too late, or a letter in its place."""
    assert meant.split() in list(respace(written.split(), {"to", "most", "tomost"}.__contains__))


def test_every_pair_of_halves_is_tried() -> None:
    """A word is cut wherever both parts are known."""
    cuts = list(
        respace(["abcd"], {"".join(letters) for n in (1, 2, 3) for letters in product("abcd", repeat=n)}.__contains__)
    )
    assert [" ".join(cut) for cut in cuts] == ["a bcd", "a cd", "ab cd", "ab d", "abc d"]
