"""Steps that are kept, and those that are done anew."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from align.training.workshop import Workshop
from tests.align.training.factories import list_lines, make_pairs

TOY, OTHER = make_pairs(list_lines()), make_pairs(list_lines()[:-1])


def _make(value: float) -> Callable[[], dict[str, torch.Tensor]]:
    return lambda: {"value": torch.tensor(value)}


def test_a_step_is_done_once(tmp_path: Path) -> None:
    """A step of the same digest comes of its file; its checkpoint goes once the step is kept."""
    step = Workshop(tmp_path, TOY, "cpu").step("one", 1)
    step.checkpoint.write_bytes(b"half")
    assert step.keep(_make(1.0))["value"].item() == 1
    assert Workshop(tmp_path, TOY).step("one", 1).keep(_make(2.0))["value"].item() == 1
    assert [path.name for path in tmp_path.iterdir()] == ["one.pt"]


def test_a_step_without_a_digest_is_done_anew(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A file of an earlier recipe, which holds the tensors alone, is replaced, and the log says so."""
    caplog.set_level("INFO", "align.training.workshop")
    torch.save({"value": torch.tensor(3.0)}, tmp_path / "one.pt")
    assert Workshop(tmp_path, TOY).step("one", 1).keep(_make(4.0))["value"].item() == 4
    assert [record.getMessage() for record in caplog.records] == [
        "step one anew: its file comes of other pairs or another plan"
    ]


def test_pairs_plan_and_the_step_before_make_the_digest(tmp_path: Path) -> None:
    """Another plan, other pairs or another step before give another digest, the same ones the same."""
    workshop = Workshop(tmp_path, TOY)
    before = [workshop.step("zero", plan) for plan in (1, 2)]
    steps = [
        workshop.step("one", 1, before[0]),
        workshop.step("one", 2, before[0]),
        workshop.step("one", 1, before[1]),
        workshop.step("one", 1),
        Workshop(tmp_path, OTHER).step("one", 1, before[0]),
    ]
    assert len({step.digest for step in steps}) == 5
    assert workshop.step("one", 1, before[0]) == steps[0]
