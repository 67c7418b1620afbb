"""Which words of two languages answer each other: by their vectors, and by the terms of this corpus that were linked.

An encoder knows the usual sense of a word, a corpus its own: where two words of one language are rendered by one of
the other, only the terms that they stand in can tell. So words that answer each other where linked terms are laid side
by side gain odds, the more, the more different company they were met in.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from align.calibration import Calibration, to_probability
from align.index import Scores, mean_similarity
from align.spaces import Space
from align.variants import TermGroup

COMPANY_WEIGHT = 3.0
"""How many times the odds of two words grow for every further company that linked terms show them in."""
_LEAST_PROBABILITY = 1e-6

_Words = tuple[int, int]


class Lexicon:
    """How probable it is that a word of one language answers one of the other."""

    def __init__(self, source: Space, target: Space, calibration: Calibration) -> None:
        self._source, self._target, self._calibration = source, target, calibration
        self._source_mean = mean_similarity(source.word_vectors, target.word_vectors, k=calibration.csls_k)
        self._target_mean = mean_similarity(target.word_vectors, source.word_vectors, k=calibration.csls_k)
        self._company: dict[_Words, int] = {}

    def cover(self, a: TermGroup, b: TermGroup) -> dict[str, float]:
        """Return the signals `coverage`, the mean over the words of both sides, and `gap`, the worst of them."""
        answered = self._answer(self._source.rows_of(a), self._target.rows_of(b))
        best = np.concatenate([answered.max(axis=1), answered.max(axis=0)])
        return {"coverage": float(best.mean()), "gap": float(best.min())}

    def learn(self, pairs: Sequence[tuple[TermGroup, TermGroup]]) -> None:
        """Learn from term groups that mean the same, in place of what was learnt before.

        The first company of two words counts nothing: it is the very pair that they would speak for.
        """
        company: dict[_Words, set[tuple[int, ...]]] = defaultdict(set)
        for a, b in pairs:
            rows, columns = self._source.rows_of(a), self._target.rows_of(b)
            if len(rows) != len(columns) or len(rows) < 2:
                continue
            answered = self._answer(rows, columns)
            for i, j in zip(*linear_sum_assignment(-np.log(answered + _LEAST_PROBABILITY)), strict=True):
                company[rows[i], columns[j]].add(tuple(row for row in rows if row != rows[i]))
        self._company = {words: len(met) - 1 for words, met in company.items() if len(met) > 1}

    def _answer(self, rows: list[int], columns: list[int]) -> Scores:
        """Return how probably each word (n) answers each of the other side (m), (n, m)."""
        cosine = self._source.word_vectors[rows] @ self._target.word_vectors[columns].T
        csls = 2 * cosine - self._source_mean[rows][:, None] - self._target_mean[columns][None, :]
        met: NDArray[np.float64] = np.array(
            [[self._company.get((row, column), 0) for column in columns] for row in rows]
        )
        log_odds = self._calibration.log_odds(csls) + np.log1p(COMPANY_WEIGHT * met)
        return to_probability(log_odds)
