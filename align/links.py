"""Propose which term groups of two languages mean the same, each with a score and the signals behind it.

Neighbours by mean-centred cosine with CSLS propose; word-level coverage in both directions tells nested terms apart
("Party Committee", "provincial Party Committee"), which one vector a term can't; names are compared by sound.
"""

import itertools
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from align.calibration import Calibration
from align.encoder import Encoder
from align.index import csls_neighbours
from align.lexicon import Lexicon
from align.names import compare_names
from align.spaces import Space, content_words, make_spaces
from align.variants import TermGroup
from glossary.model import Evidence

NEIGHBOURS = 10
"""How many nearest terms of the other language are looked at in each direction."""
MIN_STORED_SCORE = 0.05
"""Links below this probability are not even remembered."""
MAX_TRIANGLE_GAIN = 0.5
"""The share of its missing score that a link gains where a third language fully confirms it."""
RIVAL_WEIGHT = 0.6
"""How far the odds of other candidates for a term count against one: 0 not at all, 1 as if only one could be true."""
LEXICON_ROUNDS = 2
MIN_LEARNT_SCORE = 0.3
"""The words of terms that are linked at least so probably teach the lexicon of two languages."""
MEANING_LIMIT = 6.0
"""No CSLS speaks for or against a link by more log-odds than this."""


@dataclass(frozen=True, slots=True)
class TermLink:
    """A candidate equivalence of two term groups: its probability and the signals behind it."""

    source: TermGroup
    target: TermGroup
    score: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class LinkModel:
    """A logistic model: the log-odds are the bias and the sum of weight * signal."""

    bias: float
    weights: tuple[tuple[str, float], ...]

    def odds(self, signals: dict[str, float]) -> float:
        """Return the odds p / (1 - p) that two terms with these signals are equivalent."""
        return math.exp(self.bias + sum(weight * signals[name] for name, weight in self.weights))


# Set by hand: two words or phrases are likely equivalents where they are near, each other's nearest, and each word of
# either has its counterpart in the other. How near is near depends on the encoder: its calibration tells.
TERM_MODEL = LinkModel(-1.5, (("meaning", 0.6), ("mutual", 1.5), ("coverage", 3.0), ("gap", 4.0), ("length", -0.8)))
NAME_MODEL = LinkModel(-6.0, (("sound", 8.0), ("meaning", 0.2), ("mutual", 1.0)))
SYNONYM_MODEL = LinkModel(-4.0, (("head", 8.0),))


def find_links(
    groups: Sequence[TermGroup], encoder: Encoder, calibration: Calibration
) -> tuple[list[TermLink], list[TermLink]]:
    """Return the links between languages and the synonym links inside each language, in a stable order.

    `calibration` is that of the encoder.
    """
    languages = sorted({group.language for group in groups})
    spaces = make_spaces({tag: [g for g in groups if g.language == tag] for tag in languages}, encoder)
    pairs = [_LanguagePair(spaces[a], spaces[b], calibration) for a, b in itertools.combinations(languages, 2)]
    links = _triangulate([link for pair in pairs for link in pair.link()])
    for _ in range(LEXICON_ROUNDS):
        for pair in pairs:
            pair.learn(links)
        links = _triangulate([link for pair in pairs for link in pair.link()])
    synonyms = [link for tag in languages for link in _link_synonyms(spaces[tag])]
    return links, synonyms


def _triangulate(links: Sequence[TermLink]) -> list[TermLink]:
    """Raise the score of a-b where some c is linked to both: by up to half of what it lacks.

    The support is the weaker of the two other links, the best over all c; it is added to the evidence as `triangle`.
    """
    scores: dict[str, dict[str, float]] = defaultdict(dict)
    for link in links:
        scores[link.source.id][link.target.id] = scores[link.target.id][link.source.id] = link.score
    raised = []
    for link in links:
        one, other = scores[link.source.id], scores[link.target.id]
        support = max((min(one[c], other[c]) for c in one.keys() & other.keys()), default=0.0)
        score = link.score + MAX_TRIANGLE_GAIN * support * (1 - link.score)
        evidence = (*link.evidence, Evidence("triangle", round(support, 4)))
        raised.append(TermLink(link.source, link.target, round(score, 4), evidence))
    return raised


# -- between languages -------------------------------------------------------------------------------------------------


class _LanguagePair:
    """The candidate pairs of two languages with what doesn't change while their lexicon is learnt."""

    def __init__(self, source: Space, target: Space, calibration: Calibration) -> None:
        self._languages = (source.language, target.language)
        self._lexicon = Lexicon(source, target, calibration)
        self._candidates = list(_find_candidates(source, target, calibration))

    def link(self) -> list[TermLink]:
        """Return the links. The candidates for a term compete: their odds add up against each other."""
        measured = []
        totals: dict[str, float] = defaultdict(float)
        for a, b, known in self._candidates:
            signals = known if a.phrase.is_name else known | self._lexicon.cover(a, b)
            odds = (NAME_MODEL if a.phrase.is_name else TERM_MODEL).odds(signals)
            measured.append((a, b, signals, odds))
            totals[a.id] += odds
            totals[b.id] += odds
        links = []
        for a, b, signals, odds in measured:
            rivals = totals[a.id] + totals[b.id] - 2 * odds
            score = odds / (1 + odds + RIVAL_WEIGHT * rivals)
            if score >= MIN_STORED_SCORE:
                links.append(_make_link(a, b, score, signals | {"rivals": rivals}))
        return links

    def learn(self, links: Sequence[TermLink]) -> None:
        """Learn the lexicon from those links of the two languages that are probable enough."""
        self._lexicon.learn(
            [
                (link.source, link.target)
                for link in links
                if (link.source.language, link.target.language) == self._languages
                and link.score >= MIN_LEARNT_SCORE
                and not link.source.phrase.is_name
            ]
        )


def _find_candidates(
    source: Space, target: Space, calibration: Calibration
) -> Iterator[tuple[TermGroup, TermGroup, dict[str, float]]]:
    """Yield every pair of groups of which one is among the neighbours of the other, with its signals.

    csls: CSLS of the term vectors; meaning: the log-odds that the calibration gives it; mutual: 1.0 if each is the
    nearest of the other, 0.5 if only one is; length: difference in content words; sound, for names only: likeness of
    the consonants. What the lexicon says comes later.
    """
    forward = csls_neighbours(source.terms, target.terms, k=calibration.csls_k, neighbours=NEIGHBOURS)
    backward = csls_neighbours(target.terms, source.terms, k=calibration.csls_k, neighbours=NEIGHBOURS)
    pairs: dict[tuple[int, int], float] = {}
    for i, row in enumerate(forward.indices):
        pairs |= {(i, int(j)): float(s) for j, s in zip(row, forward.scores[i], strict=True)}
    for j, row in enumerate(backward.indices):
        pairs |= {(int(i), j): float(s) for i, s in zip(row, backward.scores[j], strict=True)}
    for (i, j), csls in sorted(pairs.items()):
        a, b = source.groups[i], target.groups[j]
        if a.phrase.is_name != b.phrase.is_name:
            continue
        signals = {
            "csls": csls,
            "meaning": float(np.clip(calibration.log_odds(np.array(csls)), -MEANING_LIMIT, MEANING_LIMIT)),
            "mutual": (int(forward.indices[i][0] == j) + int(backward.indices[j][0] == i)) / 2,
            "length": float(abs(len(content_words(a)) - len(content_words(b)))),
        }
        if a.phrase.is_name:
            signals["sound"] = compare_names(a.members[0].text, b.members[0].text)
        yield a, b, signals


# -- inside one language -----------------------------------------------------------------------------------------------


def _link_synonyms(space: Space) -> list[TermLink]:
    """Link groups whose words beside the head are the same while the heads are near: Комиссия and Комитет по ..."""
    by_modifiers: dict[tuple[str, ...], list[TermGroup]] = {}
    for group in space.groups:
        if group.modifiers and not group.phrase.is_name:
            by_modifiers.setdefault(group.modifiers, []).append(group)
    links = []
    for _, found in sorted(by_modifiers.items()):
        for a, b in itertools.combinations(found, 2):
            rows = [space.word_rows[group.phrase.words[group.phrase.head].lemma] for group in (a, b)]
            head = float(space.word_vectors[rows[0]] @ space.word_vectors[rows[1]])
            odds = SYNONYM_MODEL.odds({"head": head})
            score = odds / (1 + odds)
            if score >= MIN_STORED_SCORE:
                links.append(_make_link(a, b, score, {"head": head}))
    return links


def _make_link(a: TermGroup, b: TermGroup, score: float, signals: dict[str, float]) -> TermLink:
    evidence = tuple(Evidence(name, round(value, 4)) for name, value in sorted(signals.items()))
    return TermLink(a, b, round(score, 4), evidence)
