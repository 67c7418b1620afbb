"""The models that turn the signals of candidate pairs into odds: weights that were fitted, and are data.

`align.training.links` fits them, on catalogues of programs in four languages; align/link_models.json has the weights
with what they were fitted on.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from align.index import Scores
from glossary.errors import ModelError

LINK_MODELS: Final = Path(__file__).with_name("link_models.json")
_MODELS: Final = ("word", "phrase", "name", "word_synonym", "phrase_synonym")
_NUMBERS: Final = ("rival_weight", "triangle_gain", "scale", "shift")


@dataclass(frozen=True, slots=True)
class LinkModel:
    """A logistic model: the log-odds are the bias and the sum of weight * signal over the signals it knows."""

    bias: float
    weights: Mapping[str, float]

    def log_odds(self, signals: Scores, names: Sequence[str]) -> Scores:
        """Return the log-odds (n,) that two terms with these signals (n, s) are equivalent; `names` are the columns."""
        odds: Scores = self.bias + signals @ np.array([self.weights.get(name, 0.0) for name in names])
        return odds


@dataclass(frozen=True, slots=True)
class LinkModels:
    """The models of single words, phrases and names, those of synonyms, and what makes a probability of their odds.

    rival_weight: how far the odds of other candidates for a term count against one: 0 not at all, 1 as if only one
        could be true
    triangle_gain: the share of its missing score that a link gains where a third language fully confirms it
    scale, shift: the final score is the logistic function of scale * log-odds + shift (Platt 1999)
    """

    word: LinkModel
    phrase: LinkModel
    name: LinkModel
    word_synonym: LinkModel
    phrase_synonym: LinkModel
    rival_weight: float
    triangle_gain: float
    scale: float
    shift: float

    def describe(self) -> dict[str, Any]:
        """Return the models as JSON has them."""
        models = {name: asdict(getattr(self, name)) for name in _MODELS}
        return models | {name: getattr(self, name) for name in _NUMBERS}


@cache
def get_link_models() -> LinkModels:
    """Return the models that come along."""
    return read_link_models(LINK_MODELS)


def read_link_models(path: Path) -> LinkModels:
    """Read models; raises ModelError, with the remedy, for a file that is none."""
    try:
        found = json.loads(path.read_text("utf-8"))
        parts: dict[str, Any] = {name: _read_model(found[name]) for name in _MODELS}
        numbers = {name: _read_number(found[name]) for name in _NUMBERS}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
        raise ModelError(f"{path}: no link models ({error!r}); install glossalign again, or fit them anew") from error
    return LinkModels(**parts | numbers)


def _read_model(found: Any) -> LinkModel:
    weights = {str(name): _read_number(weight) for name, weight in found["weights"].items()}
    return LinkModel(_read_number(found["bias"]), weights)


def _read_number(found: Any) -> float:
    number = float(found)
    if not math.isfinite(number):
        raise ValueError(f"{number} is not finite")
    return number
