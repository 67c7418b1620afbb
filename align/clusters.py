"""Cluster term groups of all languages at once, under constraints.

Every pair of groups speaks for or against being one concept by the log-odds of its link, less those of a link that is
just good enough; a pair without a link speaks against it. Two clusters are joined while the sum over all pairs between
them is positive, the greatest sum first: greedy additive edge contraction (Keuper et al. 2015, "Efficient decomposition
of image and mesh graphs by lifted multicuts"), a way of correlation clustering that needs no number of clusters. Some
pairs are never joined: terms of one language that are no synonyms, a term and its own part, and what a person judged to
be different. What a person judged to be the same is joined first.
"""

import heapq
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from align.constraints import Constraints, Pair
from align.pairs import TermLink
from align.variants import TermGroup
from glossary.model import Evidence

MIN_SYNONYM_SCORE: Final = 0.3
"""Two groups of one language are in one concept only if they are synonyms at least so probably, whatever others say."""
JOIN_SCORE: Final = 0.4
"""A pair of groups speaks for being one concept from this probability on. Where the models were fitted, synonyms that
nobody listed counted as wrong, so that scores are cautious: on the gold standard half of the links between .4 and .5
are right, though it lists few synonyms, too."""
LEAST_SCORE: Final = 0.3
"""No pair of groups of two languages counts for less, linked or not: a low score may only mean that a better rival
stands beside it."""
GREATEST_SCORE: Final = 0.99
"""No pair counts for more."""
JUDGEMENT: Final = "judgement"
"""The signal of a link that a person made."""


@dataclass(slots=True)
class Cluster:
    """Groups that are one concept, by their ids, and the links between them, the best first."""

    groups: list[TermGroup]
    links: list[TermLink] = field(default_factory=list)


def cluster(groups: Sequence[TermGroup], links: Sequence[TermLink], constraints: Constraints) -> list[Cluster]:
    """Return the clusters in the order of their first groups. Neither the order of the groups nor of the links matters.

    `links` are those between languages and inside them. Where judgements contradict each other, those that keep terms
    apart win.
    """
    contraction = _Contraction(groups, links, constraints.different)
    forced = [contraction.force(*pair) for pair in sorted(sorted(pair) for pair in constraints.same)]
    contraction.run()
    judged = [link for link in forced if link is not None]
    pairs = {frozenset((link.source.id, link.target.id)) for link in judged}
    return contraction.collect([*judged, *(x for x in links if frozenset((x.source.id, x.target.id)) not in pairs)])


class _Contraction:
    """The state of the clustering: which groups are together, and what speaks for joining clusters."""

    def __init__(self, groups: Sequence[TermGroup], links: Sequence[TermLink], different: frozenset[Pair]) -> None:
        self._groups = {group.id: group for group in sorted(groups, key=lambda g: g.id)}
        self._different = different
        self._near: dict[str, set[str]] = {name: set() for name in self._groups}
        self._scores = {frozenset((link.source.id, link.target.id)): link.score for link in links}
        self._members = {name: [name] for name in self._groups}
        self._cluster_of = {name: name for name in self._groups}
        for one, other in (tuple(pair) for pair in self._scores):
            self._near[one].add(other)
            self._near[other].add(one)

    def force(self, one: str, other: str) -> TermLink | None:
        """Join the clusters of two groups, and return the link that says why.

        Return None, and do nothing, where a person has said that some of their groups are different.
        """
        a, b = self._cluster_of[one], self._cluster_of[other]
        if any(frozenset(pair) in self._different for pair in self._pairs(a, b)):
            return None
        if a != b:
            self._join(a, b)
        return TermLink(self._groups[one], self._groups[other], 1.0, (Evidence(JUDGEMENT, 1.0),))

    def run(self) -> None:
        """Join clusters while that is for the better, the best first, ties by name."""
        queue = [entry for one in self._near for entry in self._offers(one) if entry[1] == one]
        heapq.heapify(queue)
        while queue:
            value, one, other = heapq.heappop(queue)
            is_current = one in self._members and other in self._members and -value == self._value(one, other)
            if is_current:
                for entry in self._offers(self._join(one, other)):
                    heapq.heappush(queue, entry)

    def collect(self, links: Sequence[TermLink]) -> list[Cluster]:
        """Return what the groups have become."""
        found = {name: Cluster([self._groups[m] for m in sorted(members)]) for name, members in self._members.items()}
        for link in sorted(links, key=lambda link: (-link.score, link.source.id, link.target.id)):
            one, other = self._cluster_of[link.source.id], self._cluster_of[link.target.id]
            if one == other:
                found[one].links.append(link)
        return [found[name] for name in sorted(found)]  # the name is the least id of the groups

    def _offers(self, name: str) -> Iterator[tuple[float, str, str]]:
        """Yield the joins of a cluster that are for the better, in the shape of the queue."""
        for other in self._near[name]:
            value = self._value(name, other)
            if value > 0:
                yield -value, min(name, other), max(name, other)

    def _value(self, one: str, other: str) -> float:
        """Return what speaks for joining two clusters: minus infinity where they must not be."""
        return round(math.fsum(self._weigh(a, b) for a, b in self._pairs(one, other)), 9)

    def _weigh(self, one: str, other: str) -> float:
        pair = frozenset((one, other))
        if pair in self._different:
            return -math.inf
        a, b = self._groups[one], self._groups[other]
        score = self._scores.get(pair, 0.0)
        if a.language != b.language:
            score = max(score, LEAST_SCORE)
        elif score < MIN_SYNONYM_SCORE or is_part(a, b):
            return -math.inf
        score = min(score, GREATEST_SCORE)
        return math.log(score / (1 - score)) - math.log(JOIN_SCORE / (1 - JOIN_SCORE))

    def _pairs(self, one: str, other: str) -> Iterator[tuple[str, str]]:
        return ((a, b) for a in self._members[one] for b in self._members[other])

    def _join(self, one: str, other: str) -> str:
        """Join two clusters under the lesser name, which is returned."""
        kept, lost = sorted((one, other))
        self._members[kept] = sorted(self._members[kept] + self._members.pop(lost))
        for name in self._members[kept]:
            self._cluster_of[name] = kept
        near = (self._near[kept] | self._near.pop(lost)) - {kept, lost}
        for neighbour in near:
            self._near[neighbour] = (self._near[neighbour] - {lost}) | {kept}
        self._near[kept] = near
        return kept


def is_part(a: TermGroup, b: TermGroup) -> bool:
    """Whether one term is a part of the other: they are never one concept."""
    return a.roots < b.roots or b.roots < a.roots
