"""Which words of two languages answer each other: by their vectors, and by the terms of this corpus that were linked.

An encoder knows the usual sense of a word, a corpus its own: where two words of one language are rendered by one of
the other, only the terms that they stand in can tell. So words that answer each other where linked terms are laid side
by side gain odds, the more, the more different company they were met in. And what a third language says of both counts.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from align.calibration import Calibration, to_probability
from align.index import Indices, Scores, mean_similarity
from align.spaces import Space

COMPANY_WEIGHT: Final = 3.0
"""How many times the odds of two words grow for every further company that linked terms show them in."""
PIVOT_SHARE: Final = 0.7
"""How far words are believed to answer each other where a word of a third language surely answers both."""
_PIVOTS: Final = 4
_LEAST_PROBABILITY: Final = 1e-6
_ROWS: Final = 4096


Answers = NDArray[np.float32]
"""How probably each word of one language (v) answers each of another (w), (v, w): single precision, as it is large."""


class Lexicon:
    """How probable it is that a word of one language answers one of the other: `answers` (v, w)."""

    def __init__(self, source: Space, target: Space, calibration: Calibration) -> None:
        self._source, self._target = source, target
        words = source.word_vectors, target.word_vectors
        csls = 2 * (words[0] @ words[1].T)
        csls -= mean_similarity(words[0], words[1], k=calibration.csls_k).astype(np.float32)[:, None]
        csls -= mean_similarity(words[1], words[0], k=calibration.csls_k).astype(np.float32)[None, :]
        self._log_odds: Answers = calibration.log_odds(csls.astype(np.float64)).astype(np.float32)
        self.answers: Answers = _to_answers(self._log_odds)

    def cover(self, i: Indices, j: Indices) -> tuple[Scores, Scores, Scores]:
        """Return for the groups of rows i and j (n,): `coverage`, `gap` and `head`, each (n,).

        The first is how well each word of either side is answered, on average, the second the worst of them, the third
        how well the heads answer each other.
        """
        coverage, gap = np.empty(len(i)), np.empty(len(i))
        # A row and a column of -1 stand for the words that a short term lacks.
        padded = np.pad(self.answers, ((0, 1), (0, 1)), constant_values=-1.0)
        for start in range(0, len(i), _ROWS):
            rows = slice(start, start + _ROWS)
            source, target = self._source.table[i[rows]], self._target.table[j[rows]]
            answered = padded[source[:, :, None], target[:, None, :]]
            best = np.concatenate([answered.max(axis=2), answered.max(axis=1)], axis=1)
            is_word = np.concatenate([source < len(self._source.words), target < len(self._target.words)], axis=1)
            coverage[rows] = np.where(is_word, best, 0.0).sum(axis=1) / is_word.sum(axis=1)
            gap[rows] = np.where(is_word, best, 1.0).min(axis=1)
        head: Scores = self.answers[self._source.heads[i], self._target.heads[j]].astype(np.float64)
        return coverage, gap, head

    def learn(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Learn from the rows of groups that mean the same, in place of what was learnt before.

        The first company of two words counts nothing: it is the very pair that they would speak for.
        """
        company: dict[tuple[int, int], set[tuple[int, ...]]] = defaultdict(set)
        for i, j in pairs:
            rows, columns = self._source.rows_of(i), self._target.rows_of(j)
            if len(rows) != len(columns) or len(rows) < 2:
                continue
            answered = self.answers[np.ix_(rows, columns)]
            for a, b in zip(*linear_sum_assignment(-np.log(answered + _LEAST_PROBABILITY)), strict=True):
                company[rows[a], columns[b]].add(tuple(row for row in rows if row != rows[a]))
        log_odds = self._log_odds.copy()
        for words, met in company.items():
            log_odds[words] += np.log1p(COMPANY_WEIGHT * (len(met) - 1))
        self.answers = _to_answers(log_odds)


def pivot_lexicons(lexicons: Mapping[tuple[str, str], Lexicon]) -> None:
    """Raise what words answer each other by what words of third languages answer both, the likeliest of them.

    `lexicons` are those of every two languages, by their tags in ascending order. What one pair gains is not passed on
    to the next: all read the answers as they were.
    """
    known = {pair: lexicon.answers for pair, lexicon in lexicons.items()}
    known |= {(b, a): answers.T for (a, b), answers in known.items()}
    languages = sorted({language for pair in known for language in pair})
    for (a, b), lexicon in lexicons.items():
        for c in languages:
            if c not in (a, b):
                found = _compose(known[a, c], known[c, b])
                lexicon.answers = 1 - (1 - lexicon.answers) * (1 - np.float32(PIVOT_SHARE) * found)


def _to_answers(log_odds: Answers) -> Answers:
    return to_probability(log_odds.astype(np.float64)).astype(np.float32)


def _compose(one: Answers, other: Answers) -> Answers:
    """Return for the rows of one (u, v) and the columns of the other (v, w) the best product over v, (u, w).

    Of v, only the likeliest few for each row are looked at.
    """
    best = np.zeros((len(one), other.shape[1]), np.float32)
    if not one.size or not other.size:
        return best
    nearest = np.argsort(-one, axis=1, kind="stable")[:, :_PIVOTS]
    for column in nearest.T:
        np.maximum(best, one[np.arange(len(one)), column][:, None] * other[column], out=best)
    return best
