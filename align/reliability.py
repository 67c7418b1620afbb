"""Measure whether the scores of links are the probabilities that they claim to be.

Links are sorted into ten equal bins by their score. In a bin of reliable scores the share of right links is the mean
score; the expected calibration error is the mean gap between the two, weighed by links (Guo et al. 2017, "On
calibration of modern neural networks").
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from align.gold import Gold, find_key
from glossary.model import Link

BINS: Final = 10


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """The links whose scores lie in `low` <= score < `high` (the last bin has 1, too). An empty bin has no means."""

    low: float
    high: float
    links: int
    mean_score: float | None
    right_share: float | None


@dataclass(frozen=True, slots=True)
class Reliability:
    """Ten bins from low scores to high ones, the expected calibration error in 0..1, and what it was measured on.

    `judged` counts the links of which the gold standard knows a term; of `unknown` ones it knows neither.
    """

    bins: tuple[ReliabilityBin, ...]
    error: float
    judged: int
    unknown: int


def measure_reliability(links: Iterable[Link], gold: Gold) -> Reliability:
    """Return how well the scores of links between languages match the gold standard; a pair of terms counts once.

    A link to a term that the gold standard doesn't know is wrong, as it is for the figures.
    """
    known = gold.index_terms()
    outcomes: dict[frozenset[tuple[str, str]], tuple[float, bool]] = {}
    unknown = set()
    for link in links:
        source = find_key(link.source_term, link.source_language)
        target = find_key(link.target_term, link.target_language)
        if source is None or target is None or source[0] == target[0]:
            continue
        key = frozenset((source, target))
        one, other = known.get(source, frozenset()), known.get(target, frozenset())
        if one or other:
            score = max(link.score, outcomes.get(key, (0.0, False))[0])
            outcomes[key] = (score, bool(one & other))
        else:
            unknown.add(key)
    return _fill_bins(list(outcomes.values()), len(unknown))


def _fill_bins(outcomes: list[tuple[float, bool]], unknown: int) -> Reliability:
    """Return the reliability of scores, each with whether its link is right."""
    sorted_in: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for score, is_right in outcomes:
        sorted_in[min(int(score * BINS), BINS - 1)].append((score, is_right))
    bins, error = [], 0.0
    for number, found in enumerate(sorted_in):
        mean_score = right_share = None
        if found:
            mean_score = sum(score for score, _ in found) / len(found)
            right_share = sum(is_right for _, is_right in found) / len(found)
            error += abs(mean_score - right_share) * len(found) / len(outcomes)
        bins.append(ReliabilityBin(number / BINS, (number + 1) / BINS, len(found), mean_score, right_share))
    return Reliability(tuple(bins), error, len(outcomes), unknown)
