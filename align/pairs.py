"""Score the pairs of term groups of two languages that may mean the same, with the signals behind each score.

A fitted model of the signals gives the odds of each candidate pair. Candidates for one term compete, and a third
language confirms; a last curve, fitted as well, makes of that the probability which the score is.
"""

import itertools
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from align.calibration import Calibration, to_probability
from align.index import Indices, Scores
from align.lexicon import Lexicon, pivot_lexicons
from align.linkmodel import LinkModels
from align.signals import SIGNALS, Candidates, find_candidates, find_neighbours
from align.spaces import Space
from align.variants import TermGroup
from glossary.model import Evidence

MIN_STORED_SCORE: Final = 0.05
"""Links below this probability are not even remembered."""
LEXICON_ROUNDS: Final = 2
"""How often the lexicon is learnt from the links; a third time changes little."""
MIN_LEARNT_SCORE: Final = 0.5
"""The words of terms that are linked at least so probably teach the lexicon of two languages."""


@dataclass(frozen=True, slots=True)
class TermLink:
    """A candidate equivalence of two term groups: its probability and the signals behind it."""

    source: TermGroup
    target: TermGroup
    score: float
    evidence: tuple[Evidence, ...]


def score_pairs(
    spaces: dict[str, Space], calibration: Calibration, models: LinkModels, rounds: int = LEXICON_ROUNDS
) -> list["ScoredPairs"]:
    """Return the scored candidates of every two languages; `rounds` is how often the lexicon is learnt from them."""
    pairs = [
        ScoredPairs(spaces[a], spaces[b], calibration, models) for a, b in itertools.combinations(sorted(spaces), 2)
    ]
    for round_ in range(rounds + 1):
        if round_:
            for pair in pairs:
                pair.learn()
        pivot_lexicons({(pair.source.language, pair.target.language): pair.lexicon for pair in pairs})
        for pair in pairs:
            pair.score()
        supports = _triangulate(pairs)
        for pair, support in zip(pairs, supports, strict=True):
            pair.confirm(support)
    for pair in pairs:
        pair.calibrate()
    return pairs


class ScoredPairs:
    """The candidate pairs of two languages, and their scores as far as they are known.

    `signals` (n, s) has the columns SIGNALS; `alone`, `rivals`, `support` and `scores` are (n,): the probability of a
    pair were it the only one, the odds of the others, what a third language says, and the probability after all that.
    """

    candidates: Candidates
    signals: Scores
    alone: Scores
    rivals: Scores
    support: Scores
    scores: Scores

    def __init__(self, source: Space, target: Space, calibration: Calibration, models: LinkModels) -> None:
        self.source, self.target = source, target
        self._models = models
        self._near = find_neighbours(source, target, calibration)
        self.lexicon = Lexicon(source, target, calibration)

    def learn(self) -> None:
        """Learn the lexicon from the links that are probable enough."""
        c = self.candidates
        taught = (self.scores >= MIN_LEARNT_SCORE) & ~c.are_names
        self.lexicon.learn(zip(c.i[taught].tolist(), c.j[taught].tolist(), strict=True))

    def score(self) -> None:
        """Find the candidates, and compute their odds and scores as far as two languages tell.

        The candidates for a term compete: their odds add up against each other.
        """
        c, models = find_candidates(self._near, self.lexicon), self._models
        self.candidates = c
        self.signals = c.measure(self.lexicon)
        name, word, phrase = (
            model.log_odds(self.signals, SIGNALS) for model in (models.name, models.word, models.phrase)
        )
        log_odds = np.select([c.are_names, c.are_words], [name, word], phrase)
        odds = np.exp(np.clip(log_odds, -30, 30))
        self.alone = odds / (1 + odds)
        self.rivals = _sum_by(c.i, odds) + _sum_by(c.j, odds) - 2 * odds
        self.scores = odds / (1 + odds + models.rival_weight * self.rivals)

    def confirm(self, support: Scores) -> None:
        """Raise the scores by what a third language says."""
        self.support = support
        self.scores = self.scores + self._models.triangle_gain * support * (1 - self.scores)

    def calibrate(self) -> None:
        """Make probabilities of the scores."""
        clipped = np.clip(self.scores, 1e-9, 1 - 1e-9)
        odds = np.log(clipped / (1 - clipped))
        self.scores = to_probability(self._models.scale * odds + self._models.shift)

    def links(self) -> list[TermLink]:
        """Return the links that are worth remembering."""
        c = self.candidates
        return [
            TermLink(
                self.source.groups[c.i[n]],
                self.target.groups[c.j[n]],
                round(float(self.scores[n]), 4),
                self._explain(int(n)),
            )
            for n in np.nonzero(self.scores >= MIN_STORED_SCORE)[0]
        ]

    def _explain(self, n: int) -> tuple[Evidence, ...]:
        found = dict(zip(SIGNALS, self.signals[n].tolist(), strict=True))
        if not self.candidates.are_names[n]:
            del found["sound"]
        found |= {"csls": self.candidates.csls[n], "rivals": self.rivals[n], "triangle": self.support[n]}
        return tuple(Evidence(name, round(float(value), 4)) for name, value in sorted(found.items()))


def _sum_by(rows: Indices, values: Scores) -> Scores:
    """Return for each value (n,) the sum of those of the same row."""
    sums = np.zeros(rows.max(initial=-1) + 1)
    np.add.at(sums, rows, values)
    return sums[rows]


def _triangulate(pairs: Sequence[ScoredPairs]) -> list[Scores]:
    """Return for each pair of languages how far some third term confirms each candidate a-b, (n,).

    The support is the weaker of the two other links, a-c and b-c, the best over all c.
    """
    scores: dict[tuple[str, int], dict[tuple[str, int], float]] = defaultdict(dict)
    for pair in pairs:
        c = pair.candidates
        for n in np.nonzero(pair.scores >= MIN_STORED_SCORE)[0]:
            a, b = (pair.source.language, int(c.i[n])), (pair.target.language, int(c.j[n]))
            scores[a][b] = scores[b][a] = float(pair.scores[n])
    supports = []
    for pair in pairs:
        c = pair.candidates
        support = np.zeros(len(c.i))
        for at, (i, j) in enumerate(zip(c.i.tolist(), c.j.tolist(), strict=True)):
            one, other = scores.get((pair.source.language, i), {}), scores.get((pair.target.language, j), {})
            support[at] = max((min(one[x], other[x]) for x in one.keys() & other.keys()), default=0.0)
        supports.append(support)
    return supports
