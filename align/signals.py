"""What speaks for and against two term groups of two languages being equivalent, measured for all candidate pairs.

Candidates are the neighbours by CSLS, the pairs whose words answer each other, and names that sound alike: about half
of the terms of comparable texts have no counterpart, so that being somebody's nearest proves little, and a term whose
vector is misread (a word of two senses) may still have a counterpart by its words.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel
from rapidfuzz.process import cdist
from scipy.sparse import csr_matrix

from align.calibration import Calibration
from align.index import Indices, Scores, Vectors, csls_neighbours, mean_similarity
from align.lexicon import Lexicon
from align.names import compare_names, skeleton
from align.spaces import Space

NEIGHBOURS: Final = 10
"""How many nearest terms of the other language are looked at in each direction."""
MIN_ANSWER: Final = 0.3
"""Words that answer each other at least so probably make terms candidates."""
MIN_SOUND: Final = 0.7
"""Names are candidates if their consonants are so much alike, whatever their vectors."""
MANY: Final = 512
"""From so many terms of a language on, their number no longer matters to what being the nearest of them proves."""
LIMIT: Final = 6.0
"""No log-odds of a single signal is taken for surer than this, either way."""
_MARGIN_LIMIT: Final = 3.0
_PROFILE_LIMIT: Final = 4.0

SIGNALS: Final = (
    "meaning",
    "margin",
    "coverage",
    "gap",
    "head",
    "length",
    "numbers",
    "context",
    "profile",
    "termhood",
    "few",
    "sound",
)
"""The columns of what `Candidates.measure` returns.

meaning: log-odds that the encoder's calibration gives the CSLS of the term vectors
margin: by how much log-odds it is ahead of the best rival, or behind, the mean of both sides
coverage, gap, head: the mean over all words of the probability that one of the other side answers it, the least of
    them, and that of the head words (Lexicon)
length: difference in content words
numbers: 1 where only one of them has numbers
context: CSLS of the words that stand beside them
profile: the difference of their frequencies, in octaves of the share of all terms
termhood: the difference of their ranks by termhood, as a share of all terms
few: how many octaves fewer terms one of the languages has than MANY: among a few, anything may be the nearest
sound: likeness of the consonants to the fourth power, since only near identity says much; for names only
"""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs of rows of two spaces, (n,) each, in ascending order, and the signals that never change, by name."""

    source: Space
    target: Space
    i: Indices
    j: Indices
    csls: Scores
    constant: dict[str, Scores]

    def measure(self, lexicon: Lexicon) -> Scores:
        """Return all signals (n, s), the columns as in SIGNALS."""
        coverage, gap, head = lexicon.cover(self.i, self.j)
        known = self.constant | {"coverage": coverage, "gap": gap, "head": head}
        return np.stack([known[name] for name in SIGNALS], axis=1)

    @property
    def are_names(self) -> NDArray[np.bool_]:
        """Whether each pair is one of names, (n,)."""
        return self.source.are_names[self.i]

    @property
    def are_words(self) -> NDArray[np.bool_]:
        """Whether each pair is one of single words that are no names, (n,)."""
        single = np.maximum(self.source.sizes[self.i], self.target.sizes[self.j]) == 1
        are_words: NDArray[np.bool_] = single & ~self.are_names
        return are_words


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """What of two spaces is measured once: candidates by vectors and sound, and how near everything is to each term.

    `places` are rows of the source times the groups of the target plus rows of the target. The means are those that
    CSLS takes off, of the terms and of the contexts, (n,) and (m,) each.
    """

    source: Space
    target: Space
    calibration: Calibration
    places: Indices
    term_means: tuple[Scores, Scores]
    context_means: tuple[Scores, Scores]


def find_neighbours(source: Space, target: Space, calibration: Calibration) -> Neighbourhood:
    """Return the neighbourhood of two spaces; `calibration` is that of the encoder."""
    k = calibration.csls_k
    near = csls_neighbours(source.terms, target.terms, k, NEIGHBOURS).indices
    back = csls_neighbours(target.terms, source.terms, k, NEIGHBOURS).indices
    sounding = _find_sounding(source, target)
    i = np.concatenate([np.repeat(np.arange(len(near)), near.shape[1]), back.ravel(), sounding[0]])
    j = np.concatenate([near.ravel(), np.repeat(np.arange(len(back)), back.shape[1]), sounding[1]])
    return Neighbourhood(
        source,
        target,
        calibration,
        i * len(target.groups) + j,
        (mean_similarity(source.terms, target.terms, k), mean_similarity(target.terms, source.terms, k)),
        (mean_similarity(source.contexts, target.contexts, k), mean_similarity(target.contexts, source.contexts, k)),
    )


def find_candidates(near: Neighbourhood, lexicon: Lexicon) -> Candidates:
    """Return the pairs that may be equivalent.

    A name and a term that is none never are, nor are two terms with different numbers: the fourteenth congress is not
    the thirteenth, however near.
    """
    source, target, width = near.source, near.target, len(near.target.groups)
    rows, columns = _find_answering(source, target, lexicon)
    places = np.unique(np.concatenate([near.places, rows * width + columns]))
    i, j = places // width, places % width
    clash = [
        bool(source.numbers[a] and target.numbers[b] and source.numbers[a] != target.numbers[b])
        for a, b in zip(i.tolist(), j.tolist(), strict=True)
    ]
    is_possible = (source.are_names[i] == target.are_names[j]) & ~np.array(clash, bool)
    i, j = i[is_possible], j[is_possible]
    csls = _compare(source.terms, target.terms, i, j, near.term_means)
    return Candidates(source, target, i, j, csls, _measure_constants(near, i, j, csls))


def _find_answering(source: Space, target: Space, lexicon: Lexicon) -> tuple[Indices, Indices]:
    """Return the pairs of as many words on either side, each of which has an answer on the other."""
    answers = csr_matrix(lexicon.answers >= MIN_ANSWER, dtype=np.int32)
    has_source, has_target = _make_incidence(source), _make_incidence(target)
    forward = (has_source @ (answers @ has_target.T > 0).astype(np.int32)).tocoo()
    backward = (has_target @ (answers.T @ has_source.T > 0).astype(np.int32)).T.tocsr()
    i, j = forward.row.astype(np.int64), forward.col.astype(np.int64)
    sizes = source.sizes[i]
    answered = np.asarray(backward[i, j]).ravel() if len(i) else np.zeros(0)
    is_full = (sizes == target.sizes[j]) & (forward.data >= sizes) & (answered >= sizes)
    return i[is_full], j[is_full]


def _make_incidence(space: Space) -> "csr_matrix[np.int32]":
    """Return how often each group (rows) has each word (columns)."""
    is_word = space.table < len(space.words)
    rows = np.nonzero(is_word)[0]
    shape = (len(space.groups), len(space.words))
    return csr_matrix((np.ones(len(rows), np.int32), (rows, space.table[is_word])), shape=shape)


def _find_sounding(source: Space, target: Space) -> tuple[Indices, Indices]:
    """Return the pairs of names that sound alike."""
    rows, columns = np.nonzero(source.are_names)[0], np.nonzero(target.are_names)[0]
    spoken = [skeleton(source.groups[row].texts[0]) for row in rows]
    answer = [skeleton(target.groups[column].texts[0]) for column in columns]
    if not spoken or not answer:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    likeness = cdist(spoken, answer, scorer=Indel.normalized_similarity, dtype=np.float32)
    short = np.array([[len(text) < 2] for text in spoken]) | np.array([[len(text) < 2 for text in answer]])
    i, j = np.nonzero(np.where(short, 0.0, likeness) >= MIN_SOUND)
    return rows[i], columns[j]


def _measure_constants(near: Neighbourhood, i: Indices, j: Indices, csls: Scores) -> dict[str, Scores]:
    source, target = near.source, near.target
    odds = near.calibration.log_odds(csls)
    profile = np.abs(np.log2(source.shares[i]) - np.log2(target.shares[j]))
    sound = [
        compare_names(source.groups[a].texts[0], target.groups[b].texts[0]) if is_name else 0.0
        for a, b, is_name in zip(i, j, source.are_names[i], strict=True)
    ]
    return {
        "meaning": np.clip(odds, -LIMIT, LIMIT),
        "margin": np.clip((_lead(odds, i) + _lead(odds, j)) / 2, -_MARGIN_LIMIT, _MARGIN_LIMIT),
        "length": np.abs(source.sizes[i] - target.sizes[j]).astype(float),
        "numbers": np.array([source.numbers[a] != target.numbers[b] for a, b in zip(i, j, strict=True)], float),
        "context": _compare(source.contexts, target.contexts, i, j, near.context_means),
        "profile": np.minimum(profile, _PROFILE_LIMIT),
        "termhood": np.abs(source.ranks[i] - target.ranks[j]),
        "few": np.full(len(i), max(0.0, np.log2(MANY / max(1, min(len(source.groups), len(target.groups)))))),
        "sound": np.array(sound) ** 4,
    }


def _compare(a: Vectors, b: Vectors, i: Indices, j: Indices, means: tuple[Scores, Scores]) -> Scores:
    """Return the CSLS of the rows i of a and j of b, (n,)."""
    cosine = np.einsum("nd,nd->n", a[i].astype(np.float64), b[j].astype(np.float64))
    scores: Scores = 2 * cosine - means[0][i] - means[1][j]
    return scores


def _lead(scores: Scores, rows: Indices) -> Scores:
    """Return by how much each score (n,) is ahead of the best other one of the same row; negative where it is behind.

    A score without a rival is ahead by the limit.
    """
    order = np.lexsort((-scores, rows))
    ordered = rows[order]
    is_first = np.ones(len(order), bool)
    is_first[1:] = ordered[1:] != ordered[:-1]
    first = np.zeros(rows.max(initial=-1) + 1)
    first[ordered[is_first]] = scores[order][is_first]
    is_second = np.zeros(len(order), bool)
    is_second[1:] = is_first[:-1] & ~is_first[1:]
    second = np.full(len(first), -np.inf)
    second[ordered[is_second]] = scores[order][is_second]
    leads = np.empty(len(scores))
    leads[order] = np.where(is_first, second[ordered], first[ordered])
    return np.clip(scores - leads, -_MARGIN_LIMIT, _MARGIN_LIMIT)
