"""The two networks as graphs, from the tensors that training leaves behind."""

from typing import Final

import numpy as np
from onnx import ModelProto

from align.training.graphs import MICROSOFT, Array, Graph, Weights

ORDERS: Final = ((2, 0), (3, 1), (5, 2))
"""The convolutions of the word network: how many tokens each sees, and how many of these stand to the left."""


def build_context(weights: Weights, heads: int, epsilon: float, centre: Array, projection: Array) -> ModelProto:
    """Return the transformer (BertModel's tensors) with the mean of its tokens, centred, projected (k, d).

    Beside the tensors, `weights` may hold the peaks of what a matrix is multiplied with, under its name and ".peaks".
    """
    graph = Graph()
    table = weights["embeddings.word_embeddings.weight"]
    positions = weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
    zero = graph.constant([0], np.int64)
    length = graph.add("Shape", "ids", start=1, end=2)
    places = graph.add("Slice", graph.constant(positions), zero, length, zero)
    values = graph.add("Add", graph.embed(table), places)
    values = _normalise(graph, values, weights, "embeddings.LayerNorm", epsilon)
    layer = 0
    while f"encoder.layer.{layer}.output.dense.weight" in weights:
        values = _build_layer(graph, values, weights, f"encoder.layer.{layer}.", heads, epsilon)
        layer += 1
    mean = graph.add("ReduceMean", values, graph.constant([1], np.int64), keepdims=0)
    return graph.finish(graph.project(mean, centre, projection), projection.shape[1])


def _build_layer(graph: Graph, values: str, weights: Weights, prefix: str, heads: int, epsilon: float) -> str:
    attention = f"{prefix}attention."
    parts = [f"{attention}self.{name}" for name in ("query", "key", "value")]
    matrix = np.concatenate([weights[f"{part}.weight"] for part in parts]).T
    bias = np.concatenate([weights[f"{part}.bias"] for part in parts])
    smoothing = _smooth(weights, f"{attention}self.query", matrix)
    together = graph.multiply(graph.quantise(values, smoothing), matrix, bias)
    width = graph.constant([matrix.shape[0]] * 3, np.int64)
    split = graph.add_many(3, "Split", together, width, axis=-1)
    seen = graph.add("MultiHeadAttention", *split, domain=MICROSOFT, num_heads=heads)
    output = _multiply(graph, seen, weights, f"{attention}output.dense")
    values = _normalise(graph, graph.add("Add", output, values), weights, f"{attention}output.LayerNorm", epsilon)
    inner = graph.add("Gelu", _multiply(graph, values, weights, f"{prefix}intermediate.dense"), domain=MICROSOFT)
    last = f"{prefix}output.dense"
    output = graph.multiply(graph.quantise_gelu(inner), weights[f"{last}.weight"].T, weights[f"{last}.bias"])
    return _normalise(graph, graph.add("Add", output, values), weights, f"{prefix}output.LayerNorm", epsilon)


def _multiply(graph: Graph, values: str, weights: Weights, name: str) -> str:
    matrix = weights[f"{name}.weight"].T
    return graph.multiply(graph.quantise(values, _smooth(weights, name, matrix)), matrix, weights[f"{name}.bias"])


def _smooth(weights: Weights, name: str, matrix: Array) -> Array | None:
    """Return how to share the range of each column between the values and the matrix (k, m); None if it isn't known."""
    peaks = weights.get(f"{name}.peaks")
    if peaks is None:
        return None
    smoothing: Array = np.sqrt(np.maximum(peaks, 1e-5) / np.maximum(np.abs(matrix).max(axis=1), 1e-5))
    smoothing /= np.exp(np.log(smoothing).mean())
    return smoothing


def _normalise(graph: Graph, values: str, weights: Weights, name: str, epsilon: float) -> str:
    return graph.normalise(values, weights[f"{name}.weight"], weights[f"{name}.bias"], epsilon)


def build_words(weights: Weights, epsilon: float, centre: Array, projection: Array) -> ModelProto:
    """Return the convolution over word pieces (the tensors of `words.WordNetwork`), centred, projected (k, d)."""
    graph = Graph()
    pieces = graph.embed(weights["table.weight"])
    features = [pieces]
    quantised = graph.quantise(pieces)
    for order, (width, left) in enumerate(ORDERS):
        values = graph.multiply(quantised, weights[f"enter.{order}.weight"].T, weights[f"enter.{order}.bias"])
        values = graph.normalise(
            values, weights[f"enter_norm.{order}.weight"], weights[f"enter_norm.{order}.bias"], epsilon
        )
        for step in ("first", "second"):
            values = _convolve(graph, values, weights, f"{step}.{order}", width, left)
        features.append(values)
    joined = graph.normalise(
        graph.add("Concat", *features, axis=-1), weights["norm.weight"], weights["norm.bias"], epsilon
    )
    total = graph.add("ReduceSum", joined, graph.constant([1], np.int64), keepdims=0)
    length = graph.add("Cast", graph.add("Shape", "ids", start=1, end=2), to=1)
    biases = graph.add("Mul", length, graph.constant(weights["pool.bias"]))
    total = graph.add("Add", graph.multiply(graph.quantise(total), weights["pool.weight"].T), biases)
    return graph.finish(
        graph.project(_leave(graph, graph.add("Div", total, graph.add("Sqrt", length)), weights), centre, projection),
        projection.shape[1],
    )


def _convolve(graph: Graph, values: str, weights: Weights, name: str, width: int, left: int) -> str:
    """Add to each token what the matrix makes of its neighbourhood; beyond the ends there are zeros."""
    padding = [0, left, 0, 0, width - 1 - left, 0]
    padded = graph.add("Pad", values, graph.constant(padding, np.int64))
    length = graph.add("Shape", "ids", start=1, end=2)
    one = graph.constant([1], np.int64)
    windows = []
    for offset in range(width):
        start = graph.constant([offset], np.int64)
        windows.append(graph.add("Slice", padded, start, graph.add("Add", start, length), one))
    window = graph.add("Concat", *windows, axis=-1)
    found = graph.multiply(graph.quantise(window), weights[f"{name}.weight"].T, weights[f"{name}.bias"])
    return graph.add("Add", graph.add("Relu", found), values)


def _leave(graph: Graph, values: str, weights: Weights) -> str:
    """Add the dense layers behind the mean, with their two short cuts."""

    def dense(value: str, name: str) -> str:
        return graph.multiply(graph.quantise(value), weights[f"{name}.weight"].T)

    first = graph.add("Relu", dense(values, "dense.0"))
    second = graph.add("Relu", graph.add("Add", dense(values, "skip.0"), dense(first, "dense.1")))
    third = graph.add("Relu", dense(second, "dense.2"))
    return graph.add("Tanh", graph.add("Add", dense(second, "skip.1"), dense(third, "dense.3")))
