"""The word network: embeddings of word pieces, convolutions over two, three and five of them, a mean, dense layers.

The architecture is that of USE-multilingual's small model (Yang et al. 2020, "Multilingual Universal Sentence Encoder
for Semantic Retrieval"). It has a twentieth of the transformer's operations, and knows words better than it.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from align.training.graphs import BLOCK
from align.training.networks import ORDERS

_WIDTH = 256


class WordNetwork(nn.Module):  # type: ignore[misc] # torch is not followed
    """Word pieces to vectors of unit norm."""

    def __init__(self, pieces: int, epsilon: float) -> None:
        super().__init__()
        self.table = nn.Embedding(pieces, 512, sparse=True)
        self.enter = nn.ModuleList(nn.Linear(512, _WIDTH) for _ in ORDERS)
        self.enter_norm = nn.ModuleList(nn.LayerNorm(_WIDTH, epsilon) for _ in ORDERS)
        self.first = nn.ModuleList(nn.Linear(width * _WIDTH, _WIDTH) for width, _ in ORDERS)
        self.second = nn.ModuleList(nn.Linear(width * _WIDTH, _WIDTH) for width, _ in ORDERS)
        self.norm = nn.LayerNorm(512 + _WIDTH * len(ORDERS), epsilon)
        self.pool = nn.Linear(512 + _WIDTH * len(ORDERS), 512)
        sizes = ((512, 320), (320, 320), (320, 512), (512, 512))
        self.dense = nn.ModuleList(nn.Linear(size, out, bias=False) for size, out in sizes)
        self.rounds = False
        """Whether embeddings are rounded as they will be in the end, so that the rest learns to live with it."""
        self.skip = nn.ModuleList([nn.Linear(512, 320, bias=False), nn.Linear(320, 512, bias=False)])

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return unit vectors (n, 512) of ids, int64 (n, t), and their mask, float (n, t)."""
        real = mask.unsqueeze(-1)
        pieces = self.table(ids)
        if self.rounds:
            pieces = pieces + (round_to_blocks(pieces.detach()) - pieces.detach())
        features = [pieces]
        for order, (width, left) in enumerate(ORDERS):
            values = self.enter_norm[order](self.enter[order](pieces)) * real
            for step in (self.first, self.second):
                values = _convolve(values, real, step[order], width, left)
            features.append(values)
        total = (self.norm(torch.cat(features, -1)) * real).sum(1)
        length = mask.sum(1, keepdim=True)
        # The bias counts once a token, for the matrix stands before the sum in the model it comes from.
        pooled = total @ self.pool.weight.T + length * self.pool.bias
        return functional.normalize(self._leave(pooled * torch.rsqrt(length)), dim=-1)

    def _leave(self, values: Tensor) -> Tensor:
        first = functional.relu(self.dense[0](values))
        second = functional.relu(self.skip[0](values) + self.dense[1](first))
        third = functional.relu(self.dense[2](second))
        return torch.tanh(self.skip[1](second) + self.dense[3](third))


def round_to_blocks(values: Tensor) -> Tensor:
    """Return values (..., d) as they come back from blocks of 4 bits (graphs.quantise_table)."""
    blocks = values.reshape(*values.shape[:-1], -1, BLOCK)
    peaks = blocks.gather(-1, blocks.abs().argmax(-1, keepdim=True))
    scales = torch.where(peaks == 0, torch.ones_like(peaks), peaks / -8).half().float()
    return ((torch.clamp(torch.round(blocks / scales) + 8, 0, 15) - 8) * scales).reshape(values.shape)


def _convolve(values: Tensor, real: Tensor, matrix: nn.Module, width: int, left: int) -> Tensor:
    """Add to each token what the matrix makes of its neighbourhood; beyond the ends there are zeros."""
    length = values.shape[1]
    padded = functional.pad(values, (0, 0, left, width - 1 - left))
    window = torch.cat([padded[:, offset : offset + length] for offset in range(width)], 2)
    found: Tensor = (functional.relu(matrix(window)) + values) * real
    return found
