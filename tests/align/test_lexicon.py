"""The words of two languages that answer each other, before and after linked terms were laid side by side."""

from dataclasses import replace

import numpy as np
import pytest

from align.index import centre
from align.lexicon import PIVOT_SHARE, Lexicon, pivot_lexicons
from align.spaces import Space, make_space
from tests.align.factories import make_group
from tests.align.fakes import CALIBRATION

MEANINGS = {
    "pl": {"rada": 0, "zarząd": 0, "szkoły": 1, "miasta": 2, "banku": 3, "rzeki": 4},
    "ru": {"совет": 5, "школы": 1, "города": 2, "банка": 3, "реки": 4},
}
"""The first word of each has a meaning of its own: no vector tells that they answer each other."""


TERMS = (
    ("rada szkoły", "совет школы"),
    ("rada miasta", "совет города"),
    ("rada banku", "совет банка"),
    ("rada rzeki", "совет реки"),
    ("szkoły miasta", "школы города"),
    ("rada szkoły miasta", "школы"),
    ("zarząd", "совет"),
)
"""Polish and Russian terms; their places in the list are their rows in the spaces."""
TAUGHT, UNSEEN, SAME = [(0, 0), (1, 1), (2, 2)], (3, 3), (4, 4)


def _make_space(language: str, side: int) -> Space:
    words = tuple(MEANINGS[language])
    random = np.random.default_rng(1)
    vectors = np.eye(6)[list(MEANINGS[language].values())] + 0.05 * random.normal(size=(len(words), 6))
    groups = [make_group(language, pair[side]) for pair in TERMS]
    return make_space(
        language, groups, np.zeros((len(groups), 6), np.float32), words, centre(vectors.astype(np.float32))
    )


@pytest.fixture
def lexicon() -> Lexicon:
    """Return a lexicon that has learnt nothing yet."""
    return Lexicon(_make_space("pl", 0), _make_space("ru", 1), replace(CALIBRATION, midpoint=0.9))


def _cover(lexicon: Lexicon, pair: tuple[int, int]) -> dict[str, float]:
    found = lexicon.cover(np.array([pair[0]]), np.array([pair[1]]))
    return {name: float(values[0]) for name, values in zip(("coverage", "gap", "head"), found, strict=True)}


def test_words_are_covered_by_their_vectors(lexicon: Lexicon) -> None:
    """A word whose vector is near is a counterpart, one whose vector is not is a gap."""
    same = _cover(lexicon, SAME)
    assert same["gap"] > 0.9
    part = _cover(lexicon, UNSEEN)
    assert part["gap"] < 0.3
    assert part["gap"] < part["coverage"] < same["coverage"]


def test_company_makes_words_counterparts(lexicon: Lexicon) -> None:
    """Two words that stood beside translated words in several linked terms answer each other in another term, too."""
    before = _cover(lexicon, UNSEEN)
    lexicon.learn(TAUGHT)
    after = _cover(lexicon, UNSEEN)
    assert after["gap"] > before["gap"]
    assert after["coverage"] > before["coverage"]


def test_a_single_term_teaches_nothing(lexicon: Lexicon) -> None:
    """A term can't speak for itself, however often it is met."""
    before = _cover(lexicon, TAUGHT[0])
    lexicon.learn([TAUGHT[0], TAUGHT[0]])
    assert _cover(lexicon, TAUGHT[0]) == before


def test_terms_of_unlike_length_teach_nothing(lexicon: Lexicon) -> None:
    """Where a word is left over on one side, it isn't known which."""
    before = _cover(lexicon, UNSEEN)
    lexicon.learn([(5, 0), (5, 1)])
    assert _cover(lexicon, UNSEEN) == before


def test_learning_takes_the_place_of_what_was_learnt(lexicon: Lexicon) -> None:
    """The order of pairs is no matter, and nothing stays of pairs that are linked no more."""
    before = _cover(lexicon, UNSEEN)
    lexicon.learn(TAUGHT)
    one = _cover(lexicon, UNSEEN)
    lexicon.learn(TAUGHT[::-1])
    assert _cover(lexicon, UNSEEN) == pytest.approx(one)
    lexicon.learn([])
    assert _cover(lexicon, UNSEEN) == before


def test_heads_are_compared_apart(lexicon: Lexicon) -> None:
    """The signal of the heads is what the lexicon says of these two words, whatever stands beside them."""
    before, words = _cover(lexicon, UNSEEN), _cover(lexicon, (6, 6))
    assert before["head"] < 0.3
    lexicon.learn(TAUGHT)
    assert _cover(lexicon, UNSEEN)["head"] > before["head"]
    assert words["coverage"] == words["gap"] == words["head"]


def test_a_term_is_covered_alike_beside_longer_ones(lexicon: Lexicon) -> None:
    """What fills up the rows of short terms counts nothing: one pair gives the same alone and among others."""
    together = lexicon.cover(np.array([5, 6, 4]), np.array([5, 6, 4]))
    for place, pair in enumerate([(5, 5), (6, 6), (4, 4)]):
        alone = _cover(lexicon, pair)
        assert [float(values[place]) for values in together] == pytest.approx(list(alone.values()))


def test_a_word_left_over_is_a_gap(lexicon: Lexicon) -> None:
    """Of three words against one, the best answered is as in the shorter term, the worst is a gap."""
    found = _cover(lexicon, (5, 5))
    assert found["gap"] < 0.2
    assert 0.3 < found["coverage"] < 0.8


def test_third_languages_tell_what_words_answer_each_other(lexicon: Lexicon) -> None:
    """Two words that one word of a third language answers gain nearly as much as they are answered; others nothing."""
    other, third, target = lexicon, *(Lexicon(_make_space("pl", 0), _make_space("ru", 1), CALIBRATION) for _ in "ab")
    shape = target.answers.shape
    first, second, direct = np.zeros((shape[0], 3)), np.zeros((3, shape[1])), np.zeros(shape)
    first[0, 1], second[1, 2], direct[0, 2], direct[1, 1] = 0.9, 0.8, 0.5, 0.25
    for one, answers in ((other, first.T), (third, second), (target, direct)):
        one.answers = answers.astype(np.float32)
    pivot_lexicons({("el", "pl"): other, ("el", "ru"): third, ("pl", "ru"): target})
    gained = 1 - (1 - 0.5) * (1 - PIVOT_SHARE * 0.9 * 0.8)
    assert target.answers[0, 2] == pytest.approx(gained, abs=1e-6)
    assert target.answers[1, 1] == 0.25
    assert np.count_nonzero(target.answers) == 2
