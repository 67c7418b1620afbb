"""Nearest neighbours among vectors: the one place that knows FAISS.

Vectors of an encoder share a strong common direction, which says more of their language than of their meaning; so they
are centred for each language (Mu and Viswanath 2018, "All-but-the-Top"), and neighbours are scored by CSLS (Lample et
al. 2018, "Word translation without parallel data"), which holds back terms that are near to everything.

The search is exact. For more than some hundred thousand terms a language, an HNSW or IVF index takes the place of the
flat one in `Index`, and nothing else changes.
"""

import warnings
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Scores = NDArray[np.float64]
Indices = NDArray[np.int64]

_ROWS: Final = 256
_PRIOR: Final = 20
"""How many terms a language needs for its own mean to count for half, against the usual one."""
_SPARE: Final = 16
"""How many more neighbours are asked for than wanted, so that rounding in FAISS can't decide which are cut off."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The nearest rows of one array for each row of another, best first; of equal ones, the lower row first.

    All three are (n, w), where w is the number asked for or the number of rows there are, if that is less; `scores` is
    CSLS, `cosine` the cosine of the centred vectors.
    """

    indices: Indices
    scores: Scores
    cosine: Scores


class Index:
    """Vectors that can be searched by inner product."""

    def __init__(self, vectors: NDArray[Any]) -> None:
        """Take vectors (m, d)."""
        self._vectors = np.ascontiguousarray(vectors, np.float32)
        self._exact = np.asarray(vectors, np.float64)
        self._index: Any = None
        if len(vectors):
            self._index = _import_faiss().IndexFlatIP(vectors.shape[1])
            self._index.add(self._vectors)

    def find(self, queries: NDArray[Any], count: int) -> tuple[Indices, Scores]:
        """Return the rows of greatest inner product with each query (n, d), and the products, best first.

        Both are (n, min(count, m)). Products are computed again in float64, and ties go to the lower row: neither the
        number of threads nor the order of queries changes the answer.
        """
        width = min(count, len(self._vectors))
        if not len(queries) or not width:
            return np.zeros((len(queries), width), np.int64), np.zeros((len(queries), width))
        asked = min(width + _SPARE, len(self._vectors))
        _, found = self._index.search(np.ascontiguousarray(queries, np.float32), asked)
        scores = np.empty(found.shape)
        for start in range(0, len(queries), _ROWS):
            rows = slice(start, start + _ROWS)
            scores[rows] = np.einsum("nd,nwd->nw", queries[rows].astype(np.float64), self._exact[found[rows]])
        order = np.lexsort((found, -scores))[:, :width]
        return np.take_along_axis(found, order, axis=1), np.take_along_axis(scores, order, axis=1)


def centre(vectors: Vectors, usual: NDArray[Any] | None = None) -> Vectors:
    """Return vectors (n, d) less their mean, unit norm again; pass the terms of one language.

    `usual` (d,) is the mean that the vectors of this language have elsewhere: the fewer there are, the more it counts.
    A vector that equals the mean, such as the only one without a usual mean, becomes zero: it is like nothing. One that
    is zero, of a text that the model can't read, stays so and has no part in the mean.
    """
    is_known = np.count_nonzero(vectors, axis=1) > 0
    if not is_known.any():
        return vectors
    mean = vectors[is_known].mean(axis=0, dtype=np.float64) if usual is None else shrunk_mean(vectors, usual)
    moved = vectors - mean
    return normalize(np.where(is_known[:, None], moved, 0.0))


def shrunk_mean(vectors: Vectors, towards: NDArray[Any]) -> Scores:
    """Return the mean (d,) of vectors (n, d), drawn towards another the more, the fewer they are.

    The mean of a few terms is their meaning more than their language, and taking it off would leave nothing.
    """
    total: Scores = vectors.sum(axis=0, dtype=np.float64)
    mean: Scores = (total + _PRIOR * towards) / (np.count_nonzero(vectors.any(axis=1)) + _PRIOR)
    return mean


def normalize(vectors: NDArray[Any]) -> Vectors:
    """Return vectors (n, d) of unit norm, float32; a vector shorter than rounding becomes zero."""
    exact = np.asarray(vectors, np.float64)
    norms = np.linalg.norm(exact, axis=1, keepdims=True)
    unit: Scores = np.divide(exact, norms, out=np.zeros_like(exact), where=norms > 1e-6)
    return unit.astype(np.float32)


def mean_similarity(a: Vectors, b: Vectors, k: int = 10) -> Scores:
    """Return for each row of a (n, d) its mean cosine to the k nearest rows of b (m, d): CSLS's r; zeros for m = 0."""
    if k < 1:
        raise ValueError(f"k is {k}; it must be 1 or more")
    _, scores = Index(b).find(a, k)
    return scores.mean(axis=1) if scores.shape[1] else np.zeros(len(a))


def csls_neighbours(a: Vectors, b: Vectors, k: int = 10, neighbours: int = 10) -> Neighbours:
    """Return the rows of b (m, d) nearest to each row of a (n, d), both centred and of unit norm, by CSLS.

    CSLS(x, y) = 2 cos(x, y) - r(x) - r(y), where r is the mean cosine to the k nearest rows of the other side.
    """
    if k < 1 or neighbours < 1:
        raise ValueError(f"k is {k} and neighbours {neighbours}; both must be 1 or more")
    a_mean, b_mean = mean_similarity(a, b, k), mean_similarity(b, a, k)
    # r(x) is the same for all neighbours of x, so the greatest CSLS is the greatest inner product of (2x, -1) and
    # (y, r(y)). Ranking the nearest by cosine once more would miss a y of small r(y) that is not among them.
    queries = np.hstack([2.0 * a, np.full((len(a), 1), -1.0)])
    indices, products = Index(np.hstack([b, b_mean[:, None]])).find(queries, neighbours)
    return Neighbours(indices, products - a_mean[:, None], (products + b_mean[indices]) / 2)


def _import_faiss() -> Any:
    with warnings.catch_warnings():
        # FAISS's SWIG classes lack a __module__, of which Python 3.12 and later warn.
        warnings.filterwarnings("ignore", message="builtin type .* has no __module__", category=DeprecationWarning)
        import faiss  # noqa: PLC0415 - a tenth of a second that most commands don't need

    return faiss
