"""Write the two networks as ONNX graphs of 4-bit tables and 8-bit matrices.

Activations are quantised row by row (one scale a token): with one scale a batch, as the usual dynamic quantisation has
it, the vector of a text would depend on the other texts of its batch.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

Array = NDArray[Any]
Weights = Mapping[str, Array]

BLOCK: Final = 32
MICROSOFT: Final = "com.microsoft"
_GELU_DEPTH: Final = 0.17
_MOST: Final = 63
"""The greatest weight: two products of 255 and 63 still fit 16 bits, which processors without VNNI add them in."""


@dataclass(frozen=True, slots=True)
class Quantised:
    """Values as integers: value = (number - zero) / range * peak - shift, then times `smoothing`."""

    numbers: str
    peak: str
    range: int
    zero: int
    shift: float
    smoothing: Array | None


class Graph:
    """A graph under construction: every method adds a node and returns the name of its output."""

    def __init__(self) -> None:
        self._nodes: list[NodeProto] = []
        self._constants: list[TensorProto] = []

    def constant(self, values: Any, dtype: Any = np.float32) -> str:
        """Add a constant."""
        name = f"c{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(np.asarray(values, dtype)), name))
        return name

    def add(self, operator: str, *inputs: str, domain: str = "", **attributes: Any) -> str:
        """Add an operator of one output."""
        return self.add_many(1, operator, *inputs, domain=domain, **attributes)[0]

    def add_many(self, count: int, operator: str, *inputs: str, domain: str = "", **attributes: Any) -> list[str]:
        """Add an operator of several outputs."""
        outputs = [f"n{len(self._nodes)}_{number}" for number in range(count)]
        self._nodes.append(helper.make_node(operator, list(inputs), outputs, domain=domain, **attributes))
        return outputs

    def finish(self, output: str, dimension: int) -> ModelProto:
        """Return the model: `ids`, int64 (n, t), to `vectors`, float32 (n, dimension)."""
        self._nodes.append(helper.make_node("Identity", [output], ["vectors"]))
        graph = helper.make_graph(
            self._nodes,
            "encoder",
            [helper.make_tensor_value_info("ids", TensorProto.INT64, ["n", "t"])],
            [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["n", dimension])],
            self._constants,
        )
        domains = [helper.make_opsetid("", 21), helper.make_opsetid(MICROSOFT, 1)]
        return helper.make_model(graph, opset_imports=domains, ir_version=10)

    # -- layers ------------------------------------------------------------------------------------------------------

    def embed(self, table: Array) -> str:
        """Look the ids up in a table (v, d), kept in 4 bits."""
        nibbles, scales = quantise_table(table)
        found = self.add(
            "GatherBlockQuantized",
            self.constant(nibbles, np.uint8),
            "ids",
            self.constant(scales, np.float16),
            domain=MICROSOFT,
            bits=4,
            block_size=BLOCK,
            gather_axis=0,
            quantize_axis=1,
        )
        return self.add("Cast", found, to=1)

    def quantise(self, values: str, smoothing: Array | None = None) -> "Quantised":
        """Return values as uint8 around 128, with a scale for each row.

        `smoothing` (k,) divides the columns first: few columns of a transformer are a hundred times as great as the
        others, and would leave these no bits (Xiao et al. 2023, "SmoothQuant").
        """
        if smoothing is not None:
            values = self.add("Mul", values, self.constant(1 / smoothing))
        peak = self._peak(self.add("Abs", values))
        share = self.add("Div", values, peak)
        numbers = self.add("QuantizeLinear", share, self.constant(1 / 127), self.constant(128, np.uint8))
        return Quantised(numbers, peak, 127, 128, 0.0, smoothing)

    def quantise_gelu(self, values: str) -> "Quantised":
        """Return what a GELU gave, which is never below -0.17, as uint8 from 0, with a scale for each row."""
        moved = self.add("Add", values, self.constant(_GELU_DEPTH))
        peak = self._peak(moved)
        share = self.add("Div", moved, peak)
        numbers = self.add("QuantizeLinear", share, self.constant(1 / 255), self.constant(0, np.uint8))
        return Quantised(numbers, peak, 255, 0, _GELU_DEPTH, None)

    def _peak(self, values: str) -> str:
        peak = self.add("ReduceMax", values, self.constant([-1], np.int64), keepdims=1)
        return self.add("Max", peak, self.constant(1e-6))

    def multiply(self, values: "Quantised", matrix: Array, bias: Array | None = None) -> str:
        """Multiply quantised values by a matrix (k, m), kept in 7 bits with a scale a column, and add a bias (m,)."""
        if values.smoothing is not None:
            matrix = matrix * values.smoothing[:, None]
        weights, scales = quantise_matrix(matrix)
        product = self.add(
            "MatMulIntegerToFloat",
            values.numbers,
            self.constant(weights, np.int8),
            self.constant(1 / values.range),
            self.constant(scales),
            self.constant(values.zero, np.uint8),
            self.constant(np.zeros(len(scales)), np.int8),
            domain=MICROSOFT,
        )
        product = self.add("Mul", product, values.peak)
        total = np.zeros(len(scales)) if bias is None else bias
        total = total - values.shift * (weights * scales).sum(axis=0)
        return self.add("Add", product, self.constant(total)) if total.any() else product

    def normalise(self, values: str, scale: Array, bias: Array, epsilon: float) -> str:
        """Layer normalisation of the last axis."""
        return self.add(
            "LayerNormalization", values, self.constant(scale), self.constant(bias), axis=-1, epsilon=epsilon
        )

    def project(self, vectors: str, centre: Array, matrix: Array) -> str:
        """Take the centre (k,) off vectors (n, k) made unit, make the rest unit, multiply it by a matrix (k, d).

        The centre is one of unit vectors (packing.fuse), and those that the networks give are longer.
        """
        moved = self.add("Sub", self._make_unit(vectors), self.constant(centre))
        return self.add("MatMul", self._make_unit(moved), self.constant(matrix))

    def _make_unit(self, vectors: str) -> str:
        return self.add("LpNormalization", vectors, axis=-1, p=2)


def quantise_table(table: Array) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Return a table (v, d) as nibbles (v, d / 2) and a scale for each block of 32, as llama.cpp's Q4_0 has it.

    A table that comes from Q4_0 blocks is kept exactly.
    """
    blocks = table.reshape(len(table), -1, BLOCK).astype(np.float32)
    peaks = np.take_along_axis(blocks, np.abs(blocks).argmax(-1)[..., None], -1)[..., 0]
    scales = np.where(peaks == 0, 1, peaks / -8).astype(np.float32)
    values = np.clip(np.round(blocks / scales[..., None]) + 8, 0, 15).astype(np.uint8)
    return (values[..., 0::2] | (values[..., 1::2] << 4)).reshape(len(table), -1), scales


def quantise_matrix(matrix: Array) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return a matrix (k, m) as 7-bit numbers with a scale for each column."""
    scales = np.maximum(np.abs(matrix).max(axis=0) / _MOST, 1e-12).astype(np.float32)
    return np.clip(np.round(matrix / scales), -_MOST, _MOST).astype(np.int8), scales
