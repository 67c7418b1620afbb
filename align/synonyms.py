"""Propose which term groups of one language mean the same: terms that differ in one word, and single words.

What they have in common across languages speaks loudest: two terms that the same foreign terms answer are paraphrases
(Bannard and Callison-Burch 2005, "Paraphrasing with bilingual parallel corpora").
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from align.calibration import Calibration, to_probability
from align.index import Indices, Scores, csls_neighbours
from align.languages import get_language
from align.linkmodel import LinkModels
from align.pairs import MIN_STORED_SCORE, ScoredPairs, TermLink
from align.spaces import Space
from glossary.model import Evidence

SYNONYM_SIGNALS: Final = ("term", "word", "pivot", "shared")
"""The signals, the columns of what the model sees.

term: cosine of the term vectors
word: cosine of the vectors of the words that they differ in; of the terms for single words
pivot: how far the same foreign term answers both: the weaker of the two links, the best over all foreign terms
shared: the number of roots that they share; none are shared by single words
"""
NEIGHBOURS: Final = 5
"""How many nearest single words are looked at."""


@dataclass(frozen=True, slots=True)
class SynonymCandidates:
    """Pairs of rows of a space, i < j, in ascending order, and their signals (n, s), columns as in SYNONYM_SIGNALS."""

    space: Space
    i: Indices
    j: Indices
    signals: Scores

    @property
    def are_phrases(self) -> NDArray[np.bool_]:
        """Whether the terms of each pair are phrases, (n,)."""
        return self.signals[:, SYNONYM_SIGNALS.index("shared")] > 0

    def explain(self, n: int) -> tuple[Evidence, ...]:
        """Return the signals of a pair."""
        found = sorted(zip(SYNONYM_SIGNALS, self.signals[n].tolist(), strict=True))
        return tuple(Evidence(name, round(float(value), 4)) for name, value in found)


class _Difference(NamedTuple):
    """Rows i < j, the cosine of the words that they differ in, and the number of roots that they share."""

    i: int
    j: int
    word: float
    shared: int


def find_synonyms(
    space: Space, pairs: Sequence[ScoredPairs], models: LinkModels, calibration: Calibration
) -> list[TermLink]:
    """Return the links inside a language; `pairs` are the scored candidates between languages."""
    found = find_synonym_candidates(space, pairs, calibration)
    phrase, word = (
        model.log_odds(found.signals, SYNONYM_SIGNALS) for model in (models.phrase_synonym, models.word_synonym)
    )
    scores = to_probability(np.where(found.are_phrases, phrase, word))
    return [
        TermLink(space.groups[found.i[n]], space.groups[found.j[n]], round(float(scores[n]), 4), found.explain(int(n)))
        for n in np.nonzero(scores >= MIN_STORED_SCORE)[0]
    ]


def find_synonym_candidates(space: Space, pairs: Sequence[ScoredPairs], calibration: Calibration) -> SynonymCandidates:
    """Return the pairs that may be synonyms; names never are."""
    answers = _find_answers(space.language, pairs)
    measured: dict[tuple[int, int], list[float]] = {}
    # Where two terms differ in either of two words, as in a phrase that has a word twice, the likelier pair counts.
    for found in sorted((*_differ_in_one_word(space), *_near_words(space, calibration)), key=lambda d: d.word):
        one, other = answers.get(found.i, {}), answers.get(found.j, {})
        pivot = max((min(one[c], other[c]) for c in one.keys() & other.keys()), default=0.0)
        term = float(space.terms[found.i] @ space.terms[found.j])
        measured[found.i, found.j] = [term, found.word, pivot, float(found.shared)]
    places = sorted(measured)
    rows = np.array(places, np.int64).reshape(-1, 2)
    signals = np.array([measured[place] for place in places]).reshape(-1, len(SYNONYM_SIGNALS))
    return SynonymCandidates(space, rows[:, 0], rows[:, 1], signals)


def _find_answers(language: str, pairs: Sequence[ScoredPairs]) -> dict[int, dict[tuple[str, int], float]]:
    """Return for each row of a language how probably each foreign row answers it, were it the only one."""
    answers: dict[int, dict[tuple[str, int], float]] = defaultdict(dict)
    for pair in pairs:
        c = pair.candidates
        if language not in (pair.source.language, pair.target.language):
            continue
        is_source = language == pair.source.language
        own, foreign = (c.i, c.j) if is_source else (c.j, c.i)
        tag = pair.target.language if is_source else pair.source.language
        for n in np.nonzero(pair.alone >= MIN_STORED_SCORE)[0]:
            answers[int(own[n])][tag, int(foreign[n])] = float(pair.alone[n])
    return answers


def _differ_in_one_word(space: Space) -> Iterator[_Difference]:
    """Yield the phrases that have all roots but one in common."""
    by_rest: dict[tuple[bool, tuple[str, ...]], list[tuple[int, int]]] = defaultdict(list)
    stem = get_language(space.language).stem
    for row, group in enumerate(space.groups):
        if group.phrase.is_name or not group.modifiers:
            continue
        by_rest[True, group.modifiers].append((row, int(space.heads[row])))
        for word, word_row in zip(group.phrase.content(), space.rows_of(row), strict=True):
            root = stem(word.lemma.lower())
            if word.governor >= 0 and root in group.modifiers:
                kept = list(group.modifiers)
                kept.remove(root)
                by_rest[False, (group.head, *kept)].append((row, word_row))
    for (_, rest), found in sorted(by_rest.items()):
        for n, (a, one) in enumerate(found):
            for b, other in found[n + 1 :]:
                if a != b:
                    cosine = float(space.word_vectors[one] @ space.word_vectors[other])
                    yield _Difference(min(a, b), max(a, b), cosine, len(rest))


def _near_words(space: Space, calibration: Calibration) -> Iterator[_Difference]:
    """Yield the single words that are near."""
    rows = np.nonzero((space.sizes == 1) & ~space.are_names)[0]
    vectors = space.terms[rows]
    near = csls_neighbours(vectors, vectors, calibration.csls_k, NEIGHBOURS + 1)
    for a, found in zip(rows.tolist(), near.indices, strict=True):
        for b in rows[found].tolist():
            if a != b:
                yield _Difference(min(a, b), max(a, b), float(space.terms[a] @ space.terms[b]), 0)
