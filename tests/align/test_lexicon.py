"""The words of two languages that answer each other, before and after linked terms were laid side by side."""

from dataclasses import replace

import numpy as np
import pytest

from align.index import centre
from align.lexicon import Lexicon
from align.spaces import Space
from align.variants import TermGroup
from tests.align.factories import make_group
from tests.align.fakes import CALIBRATION

MEANINGS = {
    "pl": {"rada": 0, "zarząd": 0, "szkoły": 1, "miasta": 2, "banku": 3, "rzeki": 4},
    "ru": {"совет": 5, "школы": 1, "города": 2, "банка": 3, "реки": 4},
}
"""The first word of each has a meaning of its own: no vector tells that they answer each other."""


def _make_space(language: str) -> Space:
    words = tuple(MEANINGS[language])
    random = np.random.default_rng(1)
    vectors = np.eye(6)[list(MEANINGS[language].values())] + 0.05 * random.normal(size=(len(words), 6))
    return Space(
        language=language,
        groups=(),
        terms=np.zeros((0, 6), np.float32),
        words=words,
        word_rows={word: row for row, word in enumerate(words)},
        word_vectors=centre(vectors.astype(np.float32)),
    )


@pytest.fixture
def lexicon() -> Lexicon:
    """Return a lexicon that has learnt nothing yet."""
    return Lexicon(_make_space("pl"), _make_space("ru"), replace(CALIBRATION, midpoint=0.9))


def _pair(polish: str, russian: str) -> tuple[TermGroup, TermGroup]:
    return make_group("pl", polish), make_group("ru", russian)


TERMS = [_pair("rada szkoły", "совет школы"), _pair("rada miasta", "совет города"), _pair("rada banku", "совет банка")]
UNSEEN = _pair("rada rzeki", "совет реки")


def test_words_are_covered_by_their_vectors(lexicon: Lexicon) -> None:
    """A word whose vector is near is a counterpart, one whose vector is not is a gap."""
    same = lexicon.cover(*_pair("szkoły miasta", "школы города"))
    assert same["gap"] > 0.9
    part = lexicon.cover(*UNSEEN)
    assert part["gap"] < 0.3
    assert part["gap"] < part["coverage"] < same["coverage"]


def test_company_makes_words_counterparts(lexicon: Lexicon) -> None:
    """Two words that stood beside translated words in several linked terms answer each other in another term, too."""
    before = lexicon.cover(*UNSEEN)
    lexicon.learn(TERMS)
    after = lexicon.cover(*UNSEEN)
    assert after["gap"] > before["gap"]
    assert after["coverage"] > before["coverage"]


def test_a_single_term_teaches_nothing(lexicon: Lexicon) -> None:
    """A term can't speak for itself, however often it is met."""
    before = lexicon.cover(*TERMS[0])
    lexicon.learn([TERMS[0], TERMS[0]])
    assert lexicon.cover(*TERMS[0]) == before


def test_terms_of_unlike_length_teach_nothing(lexicon: Lexicon) -> None:
    """Where a word is left over on one side, it isn't known which."""
    before = lexicon.cover(*UNSEEN)
    lexicon.learn([_pair("rada szkoły miasta", "совет школы"), _pair("rada banku miasta", "совет банка")])
    assert lexicon.cover(*UNSEEN) == before


def test_learning_takes_the_place_of_what_was_learnt(lexicon: Lexicon) -> None:
    """The order of pairs is no matter, and nothing stays of pairs that are linked no more."""
    before = lexicon.cover(*UNSEEN)
    lexicon.learn(TERMS)
    one = lexicon.cover(*UNSEEN)
    lexicon.learn(TERMS[::-1])
    assert lexicon.cover(*UNSEEN) == pytest.approx(one)
    lexicon.learn([])
    assert lexicon.cover(*UNSEEN) == before
