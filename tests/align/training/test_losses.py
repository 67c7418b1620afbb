"""The losses, by their values."""

import math

import numpy as np
import pytest
import torch

from align.training.losses import find_false_negatives, keep_near, rank_symmetrically

NOTHING = torch.zeros(2, 2, dtype=torch.bool)


def test_ranking_is_the_mean_of_both_directions() -> None:
    """Of two pairs at right angles the loss is log(1 + exp(-scale)), of two that are one, log 2."""
    sides = torch.eye(2)
    assert rank_symmetrically(sides, sides, 3.0, NOTHING).item() == pytest.approx(math.log(1 + math.exp(-3)))
    same = torch.tensor([[1.0, 0.0], [1.0, 0.0]])
    assert rank_symmetrically(same, same, 3.0, NOTHING).item() == pytest.approx(math.log(2))


def test_ranking_stays_on_the_device_of_the_vectors() -> None:
    """Whatever device the vectors are on, the loss is there as well; what is excluded may come from the CPU."""
    sides = torch.eye(2, device="meta")
    assert rank_symmetrically(sides, sides, 3.0, NOTHING).device.type == "meta"


def test_each_direction_has_its_own_negatives() -> None:
    """Where two targets are one and the sources differ, the loss is the mean of what each direction says."""
    sources, targets = torch.eye(2), torch.tensor([[1.0, 0.0], [1.0, 0.0]])
    forward = math.log(2)
    backward = (math.log(1 + math.exp(-3)) + math.log(1 + math.exp(3))) / 2
    assert rank_symmetrically(sources, targets, 3.0, NOTHING).item() == pytest.approx((forward + backward) / 2)


def test_excluded_pairs_are_no_negatives() -> None:
    """Without any negative there is nothing to lose; a positive counts all the same."""
    same = torch.tensor([[1.0, 0.0], [1.0, 0.0]])
    others = ~torch.eye(2, dtype=torch.bool)
    assert rank_symmetrically(same, same, 3.0, others).item() == 0.0
    one_way = torch.tensor([[False, True], [False, False]])
    assert rank_symmetrically(same, same, 3.0, one_way).item() == pytest.approx(math.log(2) / 2)


def test_false_negatives_are_alike_on_either_side() -> None:
    """Two pairs are excluded where their sources or their targets are more alike than the limit, never themselves."""
    sources = np.array([[1.0, 0.0], [0.6, 0.8], [0.0, 1.0]])
    targets = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]], np.float16)
    found = find_false_negatives(sources, targets, 0.79)
    assert found.tolist() == [[False, False, True], [False, False, True], [True, True, False]]
    assert find_false_negatives(sources, targets, 0.81).tolist() == [
        [False, False, True],
        [False, False, False],
        [True, False, False],
    ]


def test_nearness_is_one_minus_the_cosine() -> None:
    """Equal vectors cost nothing, those at right angles one, opposite ones two; the loss is their mean."""
    vectors = torch.tensor([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0]])
    wanted = torch.tensor([[1.0, 0.0], [1.0, 0.0], [0.0, -1.0]])
    assert keep_near(vectors, wanted).item() == pytest.approx(1.0)
    assert keep_near(vectors[:2], wanted[:2]).item() == pytest.approx(0.5)
