"""Graphs of 4-bit tables and 8-bit matrices, and the transformer built of them."""

import math
from collections.abc import Callable

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from align.training.graphs import BLOCK, Graph, Quantised, quantise_matrix, quantise_table
from align.training.networks import build_context
from align.training.packing import encode_context, pack_context
from tests.align.training.factories import (
    list_lines,
    list_pieces,
    make_bert,
    make_pairs,
    make_toy_tokenizer,
    measure_cosines,
    run_graph,
)

Floats = NDArray[np.float32]
Quantise = Callable[[Graph, str], Quantised]


def _pick(graph: Graph, values: Floats) -> str:
    """Return the rows of values (v, k) that the ids (n, 1) name."""
    found = graph.add("Gather", graph.constant(values), "ids")
    return graph.add("Squeeze", found, graph.constant([1], np.int64))


def _multiply(
    values: Floats, matrix: Floats, quantise: Quantise, rows: list[int] | None = None, bias: Floats | None = None
) -> Floats:
    """Return the rows of values times a matrix, as a graph computes it."""
    graph = Graph()
    product = graph.multiply(quantise(graph, _pick(graph, values)), matrix, bias)
    return run_graph(graph.finish(product, matrix.shape[1]), [[row] for row in rows or range(len(values))])


def _draw(*shape: int, seed: int = 0) -> Floats:
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


def _quantise_q4(values: Floats) -> tuple[Floats, Floats]:
    """Return what values (v, d) come back as from llama.cpp's Q4_0 blocks, and the scales (v, d / 32)."""
    blocks = values.reshape(len(values), -1, BLOCK)
    peaks = np.take_along_axis(blocks, np.abs(blocks).argmax(-1)[..., None], -1)
    inverse = np.divide(-8, peaks, out=np.zeros_like(peaks), where=peaks != 0)
    nibbles = np.minimum(15, np.floor(blocks * inverse + 8.5))
    scales = (peaks / -8).astype(np.float16).astype(np.float32)
    return ((nibbles - 8) * scales).reshape(values.shape), scales[..., 0]


def test_a_table_of_blocks_is_kept_exactly() -> None:
    """Nibbles and scales of a table that comes from Q4_0 blocks give the very same table, zeros included."""
    values = _draw(6, 96)
    values[2, :32] = 0
    table, scales = _quantise_q4(values)
    nibbles, found = quantise_table(table)
    assert nibbles.dtype == np.uint8
    assert nibbles.shape == (6, 48)
    assert found == pytest.approx(np.where(scales == 0, 1, scales), abs=0)
    numbers = np.stack([nibbles & 15, nibbles >> 4], -1).reshape(6, 3, BLOCK).astype(np.float32) - 8
    assert (numbers * found[..., None]).reshape(6, 96).tolist() == table.tolist()


def test_a_graph_looks_rows_up() -> None:
    """The table's rows come out of the graph as they went in, to the sixteen bits of their scales."""
    table = _quantise_q4(_draw(6, 96))[0]
    graph = Graph()
    found = graph.add("Squeeze", graph.embed(table), graph.constant([1], np.int64))
    assert run_graph(graph.finish(found, 96), [[5], [0], [5]]).tolist() == table[[5, 0, 5]].astype(np.float16).tolist()


def test_a_matrix_is_off_by_half_a_step() -> None:
    """Each weight of seven bits is within half of its column's scale, a column of zeros is zero."""
    matrix = _draw(50, 4) * np.array([1, 100, 0, 0.01], np.float32)
    numbers, scales = quantise_matrix(matrix)
    assert numbers.dtype == np.int8
    assert np.abs(numbers).max(axis=0).tolist() == [63, 63, 0, 63]
    assert scales[[0, 1, 3]] == pytest.approx(np.abs(matrix).max(axis=0)[[0, 1, 3]] / 63)
    assert (np.abs(numbers * scales - matrix) <= scales * 0.5001).all()


def _bound(values: Floats, matrix: Floats, step: float) -> Floats:
    """Return the most that a product may be off: values by half a step of their row, weights by half of theirs."""
    value_error = np.full_like(values, 0.5) * step
    matrix_error = np.abs(matrix).max(axis=0) / 126
    bound: Floats = (
        value_error @ np.abs(matrix) + (np.abs(values) + value_error).sum(axis=1, keepdims=True) * matrix_error
    )
    return bound * 1.001


def test_products_agree_with_floats() -> None:
    """A product with a bias is within the rounding of both factors, and on the whole within two hundredths."""
    values, matrix, bias = _draw(9, 64) * 3, _draw(64, 32, seed=1), _draw(32, seed=2)
    expected = values @ matrix + bias
    found = _multiply(values, matrix, Graph.quantise, bias=bias)
    peaks = np.abs(values).max(axis=1, keepdims=True)
    assert (np.abs(found - expected) <= _bound(values, matrix, peaks / 127)).all()
    assert np.linalg.norm(found - expected) <= 0.02 * np.linalg.norm(expected)


def test_smoothing_saves_what_great_columns_would_cost() -> None:
    """With two columns a hundred times as great as the others, products are off by two hundredths, without by more."""
    values, matrix = _draw(9, 64), _draw(64, 32, seed=1)
    values[:, [3, 40]] *= 100
    matrix[[3, 40]] /= 100
    smoothing = np.sqrt(np.abs(values).max(axis=0) / np.abs(matrix).max(axis=1))
    expected = values @ matrix
    smooth = _multiply(values, matrix, lambda graph, name: graph.quantise(name, smoothing))
    plain = _multiply(values, matrix, Graph.quantise)
    assert np.linalg.norm(smooth - expected) <= 0.02 * np.linalg.norm(expected)
    assert np.linalg.norm(plain - expected) >= 0.1 * np.linalg.norm(expected)


def test_products_after_a_gelu_agree_with_floats() -> None:
    """What a GELU gives is kept in eight bits from its depth on, so that products are within their rounding."""
    inner, matrix, bias = _draw(9, 64) * 2, _draw(64, 32, seed=1), _draw(32, seed=2)
    values = (inner * (1 + np.vectorize(math.erf)(inner / np.sqrt(2))) / 2).astype(np.float32)
    expected = values @ matrix + bias
    found = _multiply(values, matrix, Graph.quantise_gelu, bias=bias)
    peaks = values.max(axis=1, keepdims=True) + 0.17
    assert (np.abs(found - expected) <= _bound(values + 0.17, matrix, peaks / 255)).all()
    assert np.linalg.norm(found - expected) <= 0.02 * np.linalg.norm(expected)


@pytest.mark.parametrize("quantise", [Graph.quantise, Graph.quantise_gelu])
def test_rows_do_not_influence_each_other(quantise: Quantise) -> None:
    """A row alone, and beside one a thousand times as great, gives the same result to the last bit."""
    values, matrix = np.abs(_draw(2, 64)), _draw(64, 32, seed=1)
    values[1] *= 1000
    together = _multiply(values, matrix, quantise)
    assert _multiply(values, matrix, quantise, [0]).tobytes() == together[:1].tobytes()
    assert _multiply(values, matrix, quantise, [1]).tobytes() == together[1:].tobytes()


def test_a_row_of_zeros_is_zero() -> None:
    """Where there is nothing, products are the bias, not NaN."""
    bias = _draw(32, seed=2)
    found = _multiply(np.zeros((1, 64), np.float32), _draw(64, 32), Graph.quantise, bias=bias)
    assert found[0] == pytest.approx(bias)


def test_vectors_are_centred_and_projected() -> None:
    """Vectors of any length are made unit, moved by the centre, made unit again, and multiplied by the projection."""
    graph = Graph()
    picked = _pick(graph, np.array([[60.0, 80.0], [0.0, -0.1]], np.float32))
    matrix = np.array([[1.0, 0.0, 2.0], [0.0, 1.0, 1.0]], np.float32)
    found = run_graph(graph.finish(graph.project(picked, np.array([0.6, -0.2]), matrix), 3), [[0], [1]])
    assert found == pytest.approx(np.array([[0.0, 1.0, 1.0], [-0.6, -0.8, -2.0]]), abs=1e-6)


# -- the transformer ---------------------------------------------------------------------------------------------------

TEXTS = make_pairs(list_lines()).texts


@pytest.mark.parametrize("has_peaks", [True, False])
def test_the_transformer_agrees_with_torch(has_peaks: bool) -> None:
    """With the peaks of its matrices and without, the graph gives the model's vectors, centred and projected."""
    model, tokenizer = make_bert(len(list_pieces())), make_toy_tokenizer()
    with torch.no_grad():  # trained transformers have columns as great
        model.encoder.layer[0].output.LayerNorm.weight[5] *= 30
    network = pack_context(model, tokenizer, TEXTS)
    assert sum(name.endswith(".peaks") for name in network.weights) == 12
    weights = {name: each for name, each in network.weights.items() if has_peaks or not name.endswith(".peaks")}
    vectors = encode_context(model, tokenizer, TEXTS)
    centre, projection = vectors.mean(axis=0), np.linalg.qr(_draw(32, 20))[0]
    graph = build_context(weights, network.heads, network.epsilon, centre, projection)
    found = run_graph(graph, *([tokenizer.encode(text).ids] for text in TEXTS))
    expected = vectors - centre
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    assert np.abs(found - expected @ projection).max() < 0.06
    assert measure_cosines(found, expected @ projection).min() > 0.99


def test_peaks_are_the_greatest_inputs() -> None:
    """The peaks of the first matrices are the greatest magnitudes, column by column, of what embeddings give."""
    model, tokenizer = make_bert(len(list_pieces())), make_toy_tokenizer()
    peaks = pack_context(model, tokenizer, TEXTS).weights["encoder.layer.0.attention.self.query.peaks"]
    with torch.inference_mode():
        inputs = [model.embeddings(torch.tensor([tokenizer.encode(text).ids])).abs().amax((0, 1)) for text in TEXTS]
    assert peaks == pytest.approx(torch.stack(inputs).amax(0).numpy(), rel=0.01)
