"""What the steps of the recipe leave behind, and how a step knows whether its file still holds."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import torch

from align.training.pairs import Pairs

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the recipe: the file of its tensors, and the digest of all that they come from."""

    path: Path
    digest: str

    @property
    def checkpoint(self) -> Path:
        """Where the step may leave what it has done so far."""
        return self.path.with_suffix(".checkpoint")

    def keep(self, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Return the tensors of the step, on the CPU: from its file if that has the digest, else made and kept."""
        found = self._load() if self.path.exists() else {}
        if found.get("digest") != self.digest:
            reason = " anew: its file comes of other pairs or another plan" if found else ""
            _log.info("step %s%s", self.path.stem, reason)
            unfinished = self.path.with_suffix(".partial")
            torch.save({"digest": self.digest, "tensors": make()}, unfinished)
            unfinished.replace(self.path)
            found = self._load()
        self.checkpoint.unlink(missing_ok=True)
        tensors: dict[str, Any] = found["tensors"]
        return tensors

    def _load(self) -> dict[str, Any]:
        found: dict[str, Any] = torch.load(self.path, map_location="cpu", weights_only=True)
        return found


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where the steps leave their files, the pairs that all of them read, and the device that they run on."""

    folder: Path
    pairs: Pairs
    device: str = "cpu"

    @property
    def base(self) -> Path:
        """The folder of the base model."""
        return self.folder / "base"

    def step(self, name: str, plan: object, before: Step | None = None) -> Step:
        """Return a step, whose digest is that of the pairs, of its plan as `repr` has it, and of the step before it."""
        parts = (self.pairs.digest(), repr(plan), before.digest if before else "")
        return Step(self.folder / f"{name}.pt", sha256("\n".join(parts).encode()).hexdigest())
