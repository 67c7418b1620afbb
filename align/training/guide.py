"""The teacher's vectors of all texts: what the word network learns from, and what tells false negatives."""

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from align.training.pairs import Pairs, find_translations
from align.training.tokens import Tokens, move_to
from align.training.words import WordNetwork

Vectors = NDArray[np.float16]
_BATCH = 512


def encode_all(network: WordNetwork, tokens: Tokens, numbers: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return the network's vectors, float32 (n, 512), of the texts with these numbers."""
    order = numbers[np.argsort(tokens.lengths[numbers], kind="stable")]
    found = np.zeros((int(numbers.max(initial=-1)) + 1, 512), np.float32)
    network.eval()
    with torch.inference_mode():
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            found[batch] = network(*move_to(network, *tokens.pad(batch))).cpu().numpy()
    return found[numbers]


def make_guide(pairs: Pairs, vectors: NDArray[np.float32], known: NDArray[np.int64], unknown: str) -> Vectors:
    """Return a vector for each text, float16 (n, 512), unit norm: the teacher's own, or the mean of its translations'.

    `vectors` (m, 512) are those of the texts `known`; `unknown` is the language that the teacher doesn't know.
    """
    guide = np.zeros((len(pairs.texts), vectors.shape[1]), np.float32)
    guide[known] = vectors
    for text, translations in find_translations(pairs, unknown).items():
        guide[text] = guide[translations].mean(axis=0)
    return _unit(guide).astype(np.float16)


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: NDArray[np.float32] = (vectors / np.maximum(norms, np.finfo(np.float32).tiny)).astype(np.float32)
    return unit


def start_table(table: NDArray[np.float32], rows: Sequence[int], seed: int) -> NDArray[np.float32]:
    """Return the embeddings (v, 512) of a vocabulary: the teacher's rows, small random ones for new pieces (-1)."""
    random = np.random.default_rng(seed)
    found = (random.standard_normal((len(rows), table.shape[1])) * 0.15).astype(np.float32)
    kept = np.array(rows)
    found[kept >= 0] = table[kept[kept >= 0]]
    return found


def as_tensors(weights: Mapping[str, NDArray[np.float32]]) -> dict[str, torch.Tensor]:
    """Return arrays as tensors of their own."""
    return {name: torch.from_numpy(np.ascontiguousarray(values)).clone() for name, values in weights.items()}
