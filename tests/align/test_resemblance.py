"""A misspelt query finds the term that is meant, and none that merely shares a word with it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.resemblance import LEAST_SCORE, Resemblance
from align.wordindex import WordIndex
from tests.align.words import ALPHABETS, index, make_term

ALL = 1000
_words = st.sampled_from(sorted(ALPHABETS.values())).flatmap(lambda letters: st.text(letters, min_size=3, max_size=9))
_phrases = st.lists(_words, min_size=1, max_size=3).map(" ".join).filter(lambda key: len(key) >= 5)


def _find(found: WordIndex, query: str) -> dict[int, float]:
    return {each.number: each.score for each in found.find_resembling(query, None, ALL)}


@st.composite
def _misspell(draw: st.DrawFn, key: str) -> str:
    """Return a key with a letter wrong, missing or too many, or two that changed places."""
    at = draw(st.sampled_from([i for i, letter in enumerate(key) if letter != " "]))
    letter = draw(st.sampled_from("aoеσل"))
    edits = [key[:at] + letter + key[at + 1 :], key[:at] + letter + key[at:], key[:at] + key[at + 1 :]]
    if key[at + 1 : at + 2].strip():
        edits.append(key[:at] + key[at + 1] + key[at] + key[at + 2 :])
    return draw(st.sampled_from(edits))


@given(st.lists(_phrases, min_size=1, max_size=12), st.data())
def test_a_term_is_found_by_a_typo_in_it(phrases: list[str], data: st.DataObject) -> None:
    """Whatever its letter, place and language, and whatever else is in the glossary."""
    key = data.draw(st.sampled_from(phrases))
    query = data.draw(_misspell(key))
    assert _find(index(*phrases), query)[phrases.index(key)] >= LEAST_SCORE


@given(st.lists(_phrases, min_size=1, max_size=12), st.data())
def test_the_term_itself_is_the_best(phrases: list[str], data: st.DataObject) -> None:
    """It has the score 1."""
    key = data.draw(st.sampled_from(phrases))
    assert _find(index(*phrases), key)[phrases.index(key)] == 1.0


@pytest.mark.parametrize(
    ("query", "term", "score"),
    [
        ("kanał spławny", "kanał spławny", 1.0),
        ("kanła spławny", "kanał spławny", 22 / 24),
        ("kanla spławny", "kanał spławny", None),  # two edits in a short word
        ("spławny kanał", "kanał spławny", 0.97),
        ("tele komunikacja", "telekomunikacja", 0.97),
        ("mostkolejowy", "most kolejowy", 0.97),
        ("polsko-radziecka wojna", "wojna polsko radziecka", 0.97),
        ("prawo pracy", "prawo do pracy", 20 / 22),
        ("prawo do pracy", "prawo pracy", 20 / 22),
        ("komitet centralny", "komitet lokalny", None),
        ("narodowosocjalistyczny ruch", "narodowosocjalistyczny rząd", None),
        ("komitet", "komitet centralny", None),
        ("plan 2015", "plan 2016", None),
        ("kot", "kot", None),
        ("kto", "kot", None),
        ("kotu", "kot", 0.75),
        ("xarząd miasta", "zarząd miasta", 1 - 2 / 24),
        ("mobilzacja masuwa", "mobilizacja masowa", (21 * 10 / 11 + 12 * 5 / 6) / 33),
        ("kanał kanał", "kanał", None),
        ("kanał i kanał", "kanał i kanał", 1.0),
    ],
)
def test_scores(query: str, term: str, score: float | None) -> None:
    """The share of letters with a counterpart; None where a long word has none."""
    found = _find(index(term), query)
    assert found == ({} if score is None else {0: pytest.approx(score, abs=1e-3)})


def test_the_best_key_is_told() -> None:
    """With what is unlike in it: its order, its spaces, that it is another form."""
    found = index(make_term(4, "kanał spławny", "kanału spławnego", "spławny kanał morski"))
    assert found.find_resembling("spławnego kanalu") == [
        Resemblance(4, ("kanału", "spławnego"), round(0.97 * 28 / 30, 4), True, False, False)
    ]
    assert found.find_resembling("kanałs pławny") == [Resemblance(4, ("kanał", "spławny"), 0.97, False, True, True)]


def test_only_terms_of_the_languages_are_found() -> None:
    """A typo is no reason to leave the language."""
    found = index(make_term(1, "mobilizacja"), make_term(2, "mobilizace", language="cs"))
    assert [each.number for each in found.find_resembling("mobilizacia")] == [1, 2]
    assert [each.number for each in found.find_resembling("mobilizacia", {"cs"})] == [2]
    assert found.find_resembling("mobilizacia", {"ru"}) == []


def test_a_limit_and_a_least_score_take_the_first() -> None:
    """The most alike go first, then those of more weight."""
    found = index(make_term(1, "mobilizacja"), make_term(2, "mobilizacje", frequency=9), make_term(3, "mobilizacji"))
    answer = _find(found, "mobilizacje")
    assert list(answer) == [2, 1, 3]
    assert answer[2] == 1.0
    assert [each.number for each in found.find_resembling("mobilizacje", None, 1)] == [2]
    assert [each.number for each in found.find_resembling("mobilizacje", None, 9, 0.95)] == [2]


@pytest.mark.parametrize("query", ["", "...", "a b c", "most " * 50, "x" * 500, "الا", "\U0001f600" * 9])
def test_a_query_that_is_like_nothing_is_no_fault(query: str) -> None:
    """Neither is an empty glossary."""
    assert index("most", "a b").find_resembling(query) == []
    assert index().find_resembling(query) == []
