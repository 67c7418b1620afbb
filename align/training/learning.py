"""How both networks learn: what a run is told, its schedule, its checkpoints."""

import logging
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

_log = logging.getLogger(__name__)

_SHOWN_EVERY = 50


@dataclass(frozen=True, slots=True)
class Plan:
    """One run: how many steps of how many pairs, and the rates that the schedule scales.

    `rate` is that of dense tensors, `table_rate` that of embeddings; `scale` is the inverse temperature of the ranking
    loss; pairs that the guide finds more alike than `alike` are not each other's negatives; `nearness` weighs how far
    vectors may leave the guide's; `noise` is the share of texts that are taken inflected.
    """

    steps: int
    batch: int
    rate: float
    table_rate: float = 0.0
    scale: float = 25.0
    alike: float = 0.85
    nearness: float = 1.0
    noise: float = 0.0
    seed: int = 0


class Run:
    """The steps of a run, taken up from its checkpoint where there is one."""

    def __init__(
        self,
        plan: Plan,
        module: torch.nn.Module,
        optimisers: list[torch.optim.Optimizer],
        checkpoint: Path | None = None,
        digest: str = "",
    ) -> None:
        """Take the checkpoint up where it holds this digest, which tells the plan and the pairs that it comes from."""
        self._plan = plan
        self._module = module
        self._optimisers = optimisers
        self._rates = [[group["lr"] for group in optimiser.param_groups] for optimiser in optimisers]
        self._checkpoint = checkpoint
        self._digest = digest
        self.step = 0
        if checkpoint is not None and checkpoint.exists():
            self._load(torch.load(checkpoint, map_location="cpu", weights_only=True))

    def go(self, loss_of: Callable[[int], torch.Tensor], checkpoint_minutes: float = 8.0) -> None:
        """Do the steps that are left; `loss_of` gets the number of the step."""
        losses: deque[float] = deque(maxlen=_SHOWN_EVERY)
        started = saved = time.monotonic()
        first = self.step
        parameters = [p for optimiser in self._optimisers for group in optimiser.param_groups for p in group["params"]]
        dense = [p for p in parameters if p is not getattr(getattr(self._module, "table", None), "weight", None)]
        while self.step < self._plan.steps:
            self._set_rates()
            loss = loss_of(self.step)
            self._module.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(dense, 1.0)
            for optimiser in self._optimisers:
                optimiser.step()
            losses.append(loss.item())
            self.step += 1
            if self.step % _SHOWN_EVERY == 0:
                pace = (time.monotonic() - started) / (self.step - first)
                _log.info("step %d of %d, %.2f s each, loss %.3f", self.step, self._plan.steps, pace, np.mean(losses))
            if time.monotonic() - saved > checkpoint_minutes * 60:
                self._save()
                saved = time.monotonic()

    def _set_rates(self) -> None:
        """Warm up over sixty steps, then fall in a line to three hundredths."""
        share = min(1.0, (self.step + 1) / 60) * max(0.03, 1 - self.step / self._plan.steps)
        for optimiser, rates in zip(self._optimisers, self._rates, strict=True):
            for group, rate in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = rate * share

    def _save(self) -> None:
        if self._checkpoint is None:
            return
        state = {
            "module": self._module.state_dict(),
            "optimisers": [optimiser.state_dict() for optimiser in self._optimisers],
            "step": self.step,
            "digest": self._digest,
        }
        partial = self._checkpoint.with_suffix(".partial")
        torch.save(state, partial)
        partial.replace(self._checkpoint)

    def _load(self, state: dict[str, Any]) -> None:
        if state.get("digest") != self._digest:
            _log.info("the checkpoint %s comes of other pairs or another plan: begun anew", self._checkpoint)
            return
        self._module.load_state_dict(state["module"])
        for optimiser, saved in zip(self._optimisers, state["optimisers"], strict=True):
            optimiser.load_state_dict(saved)
        self.step = int(state["step"])
        _log.info("taken up at step %d", self.step)
