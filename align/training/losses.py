"""The losses of both networks."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

_NEVER = -1e4


def rank_symmetrically(sources: Tensor, targets: Tensor, scale: float, excluded: Tensor) -> Tensor:
    """Return the mean in-batch ranking loss of both directions (van den Oord et al. 2018; Henderson et al. 2017).

    Row i of sources (n, d) belongs to row i of targets (n, d), both of unit norm; all other rows are its negatives but
    for those that `excluded`, bool (n, n) on any device, takes out.
    """
    logits = (sources @ targets.T * scale).masked_fill(excluded.to(sources.device), _NEVER)
    wanted = torch.arange(len(logits), device=logits.device)
    forward = functional.cross_entropy(logits, wanted)
    return (forward + functional.cross_entropy(logits.T, wanted)) / 2


def find_false_negatives(sources: NDArray[np.floating], targets: NDArray[np.floating], most: float) -> Tensor:
    """Return which pairs of a batch, bool (n, n), a guide takes for nearly the same: its vectors (n, d), unit norm.

    Dictionaries list synonyms, and programs the same message in two wordings: as negatives they would teach that what
    means the same is far apart (Solatorio 2024, "GISTEmbed").
    """
    one, other = torch.from_numpy(np.asarray(sources, np.float32)), torch.from_numpy(np.asarray(targets, np.float32))
    alike = (one @ one.T > most) | (other @ other.T > most)
    return alike & ~torch.eye(len(alike), dtype=torch.bool)


def keep_near(vectors: Tensor, wanted: Tensor) -> Tensor:
    """Return how far unit vectors (n, d) are from those wanted: the mean of 1 - cosine."""
    return (1 - (vectors * wanted).sum(1)).mean()
