"""Nearest neighbours: centring, CSLS and the order of ties."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.index import Index, Vectors, centre, csls_neighbours, mean_similarity, normalize, shrunk_mean


def _random(rows: int, seed: int, dimension: int = 8) -> Vectors:
    return normalize(np.random.default_rng(seed).normal(size=(rows, dimension)))


def test_centring_takes_off_the_common_direction() -> None:
    """Vectors that share a strong direction keep only what tells them apart."""
    vectors = normalize(np.array([[10.0, 1.0], [10.0, -1.0]]))
    assert centre(vectors) == pytest.approx(np.array([[0.0, 1.0], [0.0, -1.0]]), abs=1e-6)


def test_centring_leaves_zero_vectors_out() -> None:
    """A text that the model can't read stays zero and has no part in the mean of the others."""
    vectors, zero = normalize(np.array([[10.0, 1.0], [10.0, -1.0]])), np.zeros((1, 2), np.float32)
    found = centre(np.vstack([vectors[:1], zero, vectors[1:], zero]))
    assert found[[1, 3]].tolist() == [[0.0, 0.0]] * 2
    assert found[[0, 2]].tobytes() == centre(vectors).tobytes()
    assert found.dtype == np.float32
    assert centre(np.vstack([zero, zero])).tolist() == [[0.0, 0.0]] * 2


@given(rows=st.integers(1, 20), zeros=st.sets(st.integers(0, 19)), seed=st.integers(0, 9))
def test_centred_vectors_are_of_unit_norm_or_zero(rows: int, zeros: set[int], seed: int) -> None:
    """Wherever zero vectors stand among others, they alone stay zero, and the others are centred as without them."""
    vectors = _random(rows, seed)
    is_zero = np.isin(np.arange(rows), list(zeros))
    vectors[is_zero] = 0
    found = centre(vectors)
    assert not found[is_zero].any()
    assert found[~is_zero] == pytest.approx(centre(vectors[~is_zero]), abs=1e-6)
    if rows - is_zero.sum() > 1:
        assert np.linalg.norm(found[~is_zero], axis=1) == pytest.approx(np.ones(rows - is_zero.sum()), abs=1e-6)


def test_centring_one_vector_gives_zero_and_none_gives_none() -> None:
    """A lone vector is its own mean; no warning and no NaN comes of it."""
    assert centre(np.array([[0.6, 0.8]], np.float32)).tolist() == [[0.0, 0.0]]
    assert centre(np.zeros((0, 4), np.float32)).shape == (0, 4)
    assert centre(np.zeros((0, 0), np.float32)).shape == (0, 0)


@given(
    n=st.integers(1, 40), m=st.integers(1, 40), k=st.integers(1, 50), wanted=st.integers(1, 50), seed=st.integers(0, 9)
)
def test_csls_equals_its_definition(n: int, m: int, k: int, wanted: int, seed: int) -> None:
    """Indices, CSLS and cosine are those of the full matrix, whatever the sizes."""
    a, b = _random(n, seed), _random(m, seed + 100)
    cosine = a.astype(float) @ b.astype(float).T
    a_mean = np.sort(cosine, axis=1)[:, ::-1][:, :k].mean(axis=1)
    b_mean = np.sort(cosine, axis=0)[::-1][:k].mean(axis=0)
    csls = 2 * cosine - a_mean[:, None] - b_mean[None, :]
    expected = np.argsort(-csls, axis=1)[:, :wanted]
    found = csls_neighbours(a, b, k=k, neighbours=wanted)
    assert found.indices.tolist() == expected.tolist()
    assert found.scores == pytest.approx(np.take_along_axis(csls, expected, axis=1), abs=1e-6)
    assert found.cosine == pytest.approx(np.take_along_axis(cosine, expected, axis=1), abs=1e-6)


def test_csls_holds_back_what_is_near_to_everything() -> None:
    """The nearest by cosine is a hub; CSLS prefers the row that is near to this query alone."""
    a = normalize(np.array([[1.0, 0.1, 0.0], [1.0, -0.3, 0.3], [1.0, -0.3, -0.3]]))
    hub_and_own = normalize(np.array([[1.0, -0.15, 0.0], [1.0, 0.55, 0.0]]))
    cosine = a @ hub_and_own.T
    assert cosine[0].argmax() == 0
    assert csls_neighbours(a, hub_and_own, k=3, neighbours=1).indices[0].tolist() == [1]


def test_equal_scores_keep_the_order_of_rows() -> None:
    """Of 300 equal vectors, the first ones are found, in order, with 1 or 64 queries."""
    base = np.tile(_random(1, 3), (300, 1))
    for count in (1, 64):
        indices, scores = Index(base).find(np.tile(base[:1], (count, 1)), 5)
        assert sorted(indices[0].tolist()) == indices[0].tolist()
        assert scores == pytest.approx(np.ones((count, 5)), abs=1e-6)
    few = np.vstack([_random(1, 4), base[:10]])
    assert Index(few).find(base[:1], 4)[0].tolist() == [[1, 2, 3, 4]]


def test_nothing_to_search_gives_empty_neighbours() -> None:
    """No rows on either side give arrays without columns or rows, not an error."""
    some, none = _random(3, 1), np.zeros((0, 8), np.float32)
    assert csls_neighbours(some, none).indices.shape == (3, 0)
    assert csls_neighbours(none, some).scores.shape == (0, 3)
    assert mean_similarity(some, none).tolist() == [0.0, 0.0, 0.0]


def test_zero_vectors_are_like_nothing() -> None:
    """A zero row has cosine 0 to all."""
    found = csls_neighbours(np.zeros((1, 8), np.float32), _random(4, 1), k=2, neighbours=4)
    assert found.cosine.tolist() == [[0.0] * 4]


@pytest.mark.parametrize(("k", "neighbours"), [(0, 1), (1, 0)])
def test_counts_below_one_are_refused(k: int, neighbours: int) -> None:
    """A count of none is a mistake of the caller."""
    with pytest.raises(ValueError, match="must be 1 or more"):
        csls_neighbours(_random(2, 1), _random(2, 2), k=k, neighbours=neighbours)


def test_the_usual_mean_counts_the_more_the_fewer_there_are() -> None:
    """One vector is centred almost by the usual mean alone; with as many as the prior, both count for half."""
    usual = np.array([0.5, 0.0])
    assert shrunk_mean(np.array([[0.0, 1.0]] * 20, np.float32), usual) == pytest.approx([0.25, 0.5])
    one = np.array([[0.6, 0.8]], np.float32)
    assert centre(one, usual) == pytest.approx(normalize(one - shrunk_mean(one, usual)))
    assert np.linalg.norm(centre(one, usual)) == pytest.approx(1.0)
    assert np.linalg.norm(centre(one)) == 0.0


def test_vectors_of_nothing_have_no_part_in_the_shrunk_mean() -> None:
    """A text that the model can't read doesn't count as a term."""
    known = np.array([[1.0, 0.0]], np.float32)
    both = np.array([[1.0, 0.0], [0.0, 0.0]], np.float32)
    assert shrunk_mean(both, np.zeros(2)) == pytest.approx(shrunk_mean(known, np.zeros(2)))
    assert centre(both, np.array([0.0, 0.5]))[1].tolist() == [0.0, 0.0]
