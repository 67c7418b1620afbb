"""Find concepts by meaning: the terms nearest to a query, whatever its words and its language.

The vectors of each language are centred by themselves, as for alignment; a query of unknown language, or of one that
the glossary does not have, is centred by the mean of all. On the labels of 2,138 GEMET concepts, with the labels of
the other languages as candidates, the nearest one is right for .64 (pl), .67 (ru), .50 (ar), .54 (el) of the queries of
known language and for .01 to .02 fewer of unknown; uncentred for .04 to .10 fewer.
"""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from align.calibration import read_calibration
from align.encoder import Encoder, check_text, get_encoder
from align.index import Index, Indices, Scores, normalize, shrunk_mean
from align.vectors import CachedEncoder
from glossary.store import Store


@dataclass(frozen=True, slots=True)
class IndexedTerm:
    """A term that a query can lead to."""

    concept: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class SemanticHit:
    """A concept near to a query by meaning: its nearest term, and their centred cosine, cut to 0..1."""

    concept: str
    language: str
    term: str
    score: float


@dataclass(frozen=True, slots=True)
class _Space:
    """The terms as one searchable space, and what was taken off the vectors of each language."""

    index: Index
    means: dict[str, Scores]
    mean: Scores


class SemanticIndex:
    """The terms of a glossary by meaning.

    Their vectors are computed, or read from the cache folder, at the first query. Queries are not cached: they are the
    users' own. Threads may share the index.
    """

    def __init__(
        self, terms: Iterable[IndexedTerm], encoder: Encoder, cache: Path, centres: Mapping[str, Sequence[float]]
    ) -> None:
        """Take terms, an encoder, the folder where vectors are kept, and the encoder's mean vector of each language."""
        self._terms = sorted(terms, key=lambda term: (term.concept, term.language, term.text))
        self._encoder = encoder
        self._cache = cache
        self._centres = {language: np.array(centre) for language, centre in centres.items()}
        self._lock = threading.Lock()
        self._space: _Space | None = None

    def find(self, query: str, language: str | None = None, limit: int = 10) -> list[SemanticHit]:
        """Return the concepts nearest to a query, best first, each once; `language` is the query's, None if unknown.

        Raises UsageError for a blank query, ModelError where the encoder can't be had.
        """
        check_text(query)
        if not self._terms or limit < 1:
            return []
        with self._lock:
            if self._space is None:
                self._space = self._make_space()
            space = self._space
        vector = self._encoder.encode([query])
        if not vector.any():  # not a letter of it can be read
            return []
        centred = normalize(vector - space.means.get(language or "", space.mean))
        hits: dict[str, SemanticHit] = {}
        asked = 0
        # A concept may own many of the nearest terms: ask for more until there are enough concepts.
        while len(hits) < limit and asked < len(self._terms):
            asked = max(limit, asked) * 4
            hits = self._collect(*space.index.find(centred, asked))
        return list(hits.values())[:limit]

    def _make_space(self) -> _Space:
        vectors = CachedEncoder(self._encoder, self._cache).encode([term.text for term in self._terms])
        languages = np.array([term.language for term in self._terms])
        usual = np.mean(list(self._centres.values()), axis=0) if self._centres else np.zeros(vectors.shape[1])
        mean = shrunk_mean(vectors, usual)
        means = {
            str(tag): shrunk_mean(vectors[languages == tag], self._centres.get(str(tag), mean))
            for tag in np.unique(languages)
        }
        # A term of which the model knows no piece is like nothing; less a mean, it would be like what the mean is not.
        is_known = vectors.any(axis=1, keepdims=True)
        centred = np.where(is_known, vectors - np.stack([means[tag] for tag in languages]), 0.0)
        return _Space(Index(normalize(centred)), means, mean)

    def _collect(self, indices: Indices, scores: Scores) -> dict[str, SemanticHit]:
        """Return the best hit of each concept, best first."""
        hits: dict[str, SemanticHit] = {}
        for row, score in zip(indices[0].tolist(), scores[0].tolist(), strict=True):
            term = self._terms[row]
            hit = SemanticHit(term.concept, term.language, term.text, min(max(score, 0.0), 1.0))
            hits.setdefault(term.concept, hit)
        return hits


def load_index(store: Store, encoder: str | None, cache: Path) -> SemanticIndex:
    """Return an index of all terms of a store; `encoder` is a name or a path, None the one that comes along.

    Raises ModelError where the encoder can't be found or has no calibration.
    """
    terms = (
        IndexedTerm(concept.id, section.language, term.text)
        for concept in store.iterate_concepts()
        for section in concept.sections
        for term in section.terms
    )
    model = get_encoder(encoder)
    return SemanticIndex(terms, model, cache, read_calibration(model).centres)
