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
from align.index import Vectors, centre, csls_neighbours, mean_similarity, normalize
from align.languages.phrases import PhraseWord
from align.names import compare_names
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


@dataclass(frozen=True, slots=True)
class Space:
    """The vectors of one language: of its groups (n, d) and of its content words (w, d), centred, unit norm."""

    language: str
    groups: tuple[TermGroup, ...]
    terms: Vectors
    words: tuple[str, ...]
    word_rows: dict[str, int]
    word_vectors: Vectors


def find_links(
    groups: Sequence[TermGroup], encoder: Encoder, calibration: Calibration
) -> tuple[list[TermLink], list[TermLink]]:
    """Return the links between languages and the synonym links inside each language, in a stable order.

    `calibration` is that of the encoder.
    """
    languages = sorted({group.language for group in groups})
    spaces = make_spaces({tag: [g for g in groups if g.language == tag] for tag in languages}, encoder)
    links = [
        link
        for a, b in itertools.combinations(languages, 2)
        for link in _link_languages(spaces[a], spaces[b], calibration)
    ]
    synonyms = [link for tag in languages for link in _link_synonyms(spaces[tag])]
    return _triangulate(links), synonyms


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


# -- vectors -----------------------------------------------------------------------------------------------------------


def make_spaces(groups: dict[str, list[TermGroup]], encoder: Encoder) -> dict[str, Space]:
    """Encode all texts in one call, so that the encoder can batch them, and centre each language by itself."""
    words = {tag: sorted({w.lemma for g in found for w in _content(g)}) for tag, found in groups.items()}
    texts = sorted(
        {t for found in groups.values() for g in found for t in g.texts} | {w for ws in words.values() for w in ws}
    )
    rows = {text: i for i, text in enumerate(texts)}
    vectors = encoder.encode(texts)
    spaces = {}
    for tag, found in groups.items():
        terms = normalize(np.stack([vectors[[rows[text] for text in group.texts]].mean(axis=0) for group in found]))
        spaces[tag] = Space(
            language=tag,
            groups=tuple(found),
            terms=centre(terms),
            words=tuple(words[tag]),
            word_rows={word: i for i, word in enumerate(words[tag])},
            word_vectors=centre(vectors[[rows[word] for word in words[tag]]]),
        )
    return spaces


def _content(group: TermGroup) -> tuple[PhraseWord, ...]:
    return group.phrase.content()


# -- between languages -------------------------------------------------------------------------------------------------


def _link_languages(source: Space, target: Space, calibration: Calibration) -> list[TermLink]:
    """Return the links of two languages. The candidates for a term compete: their odds add up against each other."""
    measured = []
    totals: dict[str, float] = defaultdict(float)
    for a, b, signals in measure_pairs(source, target, calibration):
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


def measure_pairs(
    source: Space, target: Space, calibration: Calibration
) -> Iterator[tuple[TermGroup, TermGroup, dict[str, float]]]:
    """Yield the signals of every pair of groups of which one is among the neighbours of the other.

    csls: CSLS of the term vectors; meaning: the log-odds that the calibration gives it; mutual: 1.0 if each is the
    nearest of the other, 0.5 if only one is; coverage, gap: see _WordTable; length: difference in content words; sound,
    for names only: likeness of the consonants.
    """
    forward = csls_neighbours(source.terms, target.terms, k=calibration.csls_k, neighbours=NEIGHBOURS)
    backward = csls_neighbours(target.terms, source.terms, k=calibration.csls_k, neighbours=NEIGHBOURS)
    pairs: dict[tuple[int, int], float] = {}
    for i, row in enumerate(forward.indices):
        pairs |= {(i, int(j)): float(s) for j, s in zip(row, forward.scores[i], strict=True)}
    for j, row in enumerate(backward.indices):
        pairs |= {(int(i), j): float(s) for i, s in zip(row, backward.scores[j], strict=True)}
    words = _WordTable(source, target, calibration)
    for (i, j), csls in sorted(pairs.items()):
        a, b = source.groups[i], target.groups[j]
        if a.phrase.is_name != b.phrase.is_name:
            continue
        signals = {
            "csls": csls,
            "meaning": float(np.clip(calibration.log_odds(np.array(csls)), -MEANING_LIMIT, MEANING_LIMIT)),
            "mutual": (int(forward.indices[i][0] == j) + int(backward.indices[j][0] == i)) / 2,
            "length": float(abs(len(_content(a)) - len(_content(b)))),
        }
        if a.phrase.is_name:
            signals["sound"] = compare_names(a.members[0].text, b.members[0].text)
        else:
            signals |= words.cover(a, b)
        yield a, b, signals


class _WordTable:
    """How well the words of one language answer those of another: how probable the CSLS of their vectors makes it."""

    def __init__(self, source: Space, target: Space, calibration: Calibration) -> None:
        self._source, self._target, self._calibration = source, target, calibration
        self._source_mean = mean_similarity(source.word_vectors, target.word_vectors, k=calibration.csls_k)
        self._target_mean = mean_similarity(target.word_vectors, source.word_vectors, k=calibration.csls_k)

    def cover(self, a: TermGroup, b: TermGroup) -> dict[str, float]:
        """Return the signals `coverage`, the mean over the words of both sides, and `gap`, the worst of them."""
        rows = [self._source.word_rows[word.lemma] for word in _content(a)]
        columns = [self._target.word_rows[word.lemma] for word in _content(b)]
        cosine = self._source.word_vectors[rows] @ self._target.word_vectors[columns].T
        csls = 2 * cosine - self._source_mean[rows][:, None] - self._target_mean[columns][None, :]
        answered = self._calibration.probability(csls)
        best = np.concatenate([answered.max(axis=1), answered.max(axis=0)])
        return {"coverage": float(best.mean()), "gap": float(best.min())}


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
