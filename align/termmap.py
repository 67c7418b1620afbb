"""Lay the terms of a glossary out on a plane: terms that the encoder takes for near lie near each other.

The plane is that of t-SNE (van der Maaten and Hinton 2008), which keeps neighbourhoods and little else: what is near
on the map is near among the vectors, while long ways and the size of groups mean nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from typing import Final

import numpy as np
from numpy.typing import NDArray

from align.encoder import Encoder
from align.index import Scores, Vectors, centre
from glossary.model import Concept

MAX_CONCEPTS: Final = 400
_PERPLEXITY: Final = 30.0
"""About how many neighbours of a term count."""
_LEAST_TERMS: Final = 12
"""With fewer terms there are no neighbourhoods to keep: the first two principal components show them as well."""


@dataclass(frozen=True, slots=True)
class MappedTerm:
    """A term at its place; `x` and `y` are in 0..1."""

    language: str
    text: str
    is_preferred: bool
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class MappedConcept:
    """A concept with its terms on the map.

    `cohesion` is the mean cosine between its terms of different languages, each language centred, -1 to 1.
    """

    id: str
    confidence: float
    cohesion: float
    terms: tuple[MappedTerm, ...]


@dataclass(frozen=True, slots=True)
class TermMap:
    """The concepts on the map in the order of the glossary, and how many there was no room for."""

    concepts: tuple[MappedConcept, ...]
    left_out: int

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages on the map, sorted."""
        return tuple(sorted({term.language for concept in self.concepts for term in concept.terms}))


def map_terms(concepts: Iterable[Concept], encoder: Encoder, limit: int = MAX_CONCEPTS) -> TermMap:
    """Return a map of the first concepts that have several languages. The same input gives the same map."""
    aligned = (concept for concept in concepts if len(concept.sections) > 1)
    shown = list(islice(aligned, limit))
    left_out = sum(1 for _ in aligned)
    entries = [
        (section.language, term.text, term is section.preferred)
        for concept in shown
        for section in concept.sections
        for term in section.terms
    ]
    vectors = _centre_languages(encoder.encode([text for _, text, _ in entries]), [tag for tag, *_ in entries])
    places = _project(vectors)
    mapped, first = [], 0
    for concept in shown:
        rows = range(first, first + sum(len(section.terms) for section in concept.sections))
        terms = tuple(MappedTerm(*entries[row], float(places[row, 0]), float(places[row, 1])) for row in rows)
        cohesion = _measure_cohesion(vectors[rows.start : rows.stop], [term.language for term in terms])
        mapped.append(MappedConcept(concept.id, concept.confidence, cohesion, terms))
        first = rows.stop
    return TermMap(tuple(mapped), left_out)


def _centre_languages(vectors: Vectors, languages: Sequence[str]) -> Vectors:
    """Return vectors (n, d), each language less its mean: or languages would lie apart, whatever their terms mean."""
    tags = np.array(languages)
    centred = np.zeros_like(vectors)
    for tag in np.unique(tags):
        centred[tags == tag] = centre(vectors[tags == tag])
    return centred


def _measure_cohesion(vectors: Vectors, languages: Sequence[str]) -> float:
    """Return the mean cosine between vectors (n, d) of different languages."""
    cosine = vectors @ vectors.T
    pairs = [(i, j) for i, j in combinations(range(len(languages)), 2) if languages[i] != languages[j]]
    return float(np.mean([cosine[i, j] for i, j in pairs]))


def _project(vectors: Vectors) -> Scores:
    """Return a place for each vector (n, d): (n, 2) in 0..1, both axes filled."""
    places = _find_components(vectors)
    if len(vectors) >= _LEAST_TERMS and np.ptp(places, axis=0).all():
        places = _embed(vectors, places)
    if not len(places):
        return places
    low, span = places.min(axis=0), np.ptp(places, axis=0)
    return np.where(span > 0, (places - low) / np.where(span > 0, span, 1.0), 0.5)


def _find_components(vectors: Vectors) -> Scores:
    """Return the first two principal components (n, 2) of vectors; zeros where there are no two."""
    if not len(vectors):
        return np.zeros((0, 2))
    moved = vectors.astype(np.float64) - vectors.mean(axis=0, dtype=np.float64)
    left, values, _ = np.linalg.svd(moved, full_matrices=False)
    found: Scores = left[:, :2] * np.where(values[:2] > 1e-9, values[:2], 0.0)
    # A singular vector may as well point the other way: the greatest value of each is made positive.
    signs = np.sign(found[np.abs(found).argmax(axis=0), range(found.shape[1])])
    return np.pad(found * np.where(signs == 0, 1.0, signs), ((0, 0), (0, 2 - found.shape[1])))


def _embed(vectors: Vectors, places: Scores) -> Scores:
    """Return the t-SNE (n, 2) of vectors that begins at these places."""
    from sklearn.manifold import TSNE  # noqa: PLC0415 - a second that only a report needs
    from threadpoolctl import threadpool_limits  # noqa: PLC0415 - comes with scikit-learn

    begin: NDArray[np.float32] = (places / places[:, 0].std() * 1e-4).astype(np.float32)
    perplexity = min(_PERPLEXITY, (len(vectors) - 1) / 4)
    with threadpool_limits(limits=1):  # sums of several threads come out in another order each time
        tsne = TSNE(perplexity=perplexity, init=begin, learning_rate="auto", random_state=0)
        found: Scores = tsne.fit_transform(vectors).astype(np.float64)
    return found
