"""Texts as rows of token numbers, kept flat."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor, nn


class Tokens:
    """The tokens of many texts."""

    def __init__(self, tokenizer: Tokenizer, texts: Sequence[str], limit: int) -> None:
        """Tokenize texts; what is longer than `limit` tokens is cut."""
        rows = []
        for start in range(0, len(texts), 20_000):
            rows += [encoding.ids[:limit] for encoding in tokenizer.encode_batch(list(texts[start : start + 20_000]))]
        self.lengths: NDArray[np.int64] = np.array([len(row) for row in rows], np.int64)
        self._starts = np.cumsum([0, *self.lengths])
        self._flat = np.array([token for row in rows for token in row], np.int64)

    def pad(self, texts: NDArray[np.int64]) -> tuple[Tensor, Tensor]:
        """Return ids, int64 (n, t), and mask, float32 (n, t), of the texts with these numbers."""
        lengths = self.lengths[texts]
        mask = np.arange(lengths.max(initial=0)) < lengths[:, None]
        ids = np.zeros(mask.shape, np.int64)
        places = self._starts[texts][:, None] + np.arange(mask.shape[1])
        ids[mask] = self._flat[places[mask]]
        return torch.from_numpy(ids), torch.from_numpy(mask.astype(np.float32))


def move_to(module: nn.Module, *tensors: Tensor) -> tuple[Tensor, ...]:
    """Return tensors on the device of a module's parameters."""
    device = next(module.parameters()).device
    return tuple(tensor.to(device) for tensor in tensors)


def pad_texts(tokenizer: Tokenizer, texts: Sequence[str], limit: int) -> tuple[Tensor, Tensor]:
    """Return ids and mask of texts that are met but once."""
    return Tokens(tokenizer, texts, limit).pad(np.arange(len(texts)))
