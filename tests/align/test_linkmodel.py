"""The fitted models and the file they are kept in."""

import json
from pathlib import Path

import numpy as np
import pytest

from align.linkmodel import LINK_MODELS, LinkModel, LinkModels, get_link_models, read_link_models
from align.signals import SIGNALS
from align.synonyms import SYNONYM_SIGNALS
from align.training.links import AGAINST
from glossary.errors import ModelError
from tests.align.meanings import MODELS


def test_log_odds_are_the_bias_and_the_weighted_signals() -> None:
    """Signals without a weight count nothing."""
    model = LinkModel(-1.0, {"gap": 2.0, "length": -0.5})
    signals = np.array([[1.0, 3.0, 2.0], [0.0, 3.0, 0.0]])
    assert model.log_odds(signals, ("gap", "context", "length")).tolist() == [0.0, -1.0]


def test_models_are_read_as_they_are_described(tmp_path: Path) -> None:
    """What is written is read again."""
    path = tmp_path / "models.json"
    path.write_text(json.dumps(MODELS.describe()), encoding="utf-8")
    assert read_link_models(path) == MODELS


def test_the_models_that_come_along_know_their_signals() -> None:
    """Every weight is of a signal that is measured, and none speaks the wrong way."""
    models = get_link_models()
    for model in (models.word, models.phrase, models.name):
        assert set(model.weights) <= set(SIGNALS)
    for model in (models.word_synonym, models.phrase_synonym):
        assert set(model.weights) <= set(SYNONYM_SIGNALS)
    for name, weight in models.phrase.weights.items():
        assert (weight <= 0) if name in AGAINST else (weight >= 0)
    assert json.loads(LINK_MODELS.read_text("utf-8"))["fit"]["equivalent"] > 1000


def _spoil(**changes: object) -> str:
    return json.dumps(MODELS.describe() | changes)


@pytest.mark.parametrize(
    "text",
    [
        "no models",
        "[]",
        _spoil(word=3),
        _spoil(word={"bias": 1.0}),
        _spoil(word={"bias": "much", "weights": {}}),
        _spoil(word={"bias": 1.0, "weights": {"gap": float("nan")}}),
        _spoil(word={"bias": float("nan"), "weights": {}}),
        _spoil(word={"bias": 10**400, "weights": {}}),
        _spoil(scale=float("inf")),
        _spoil(shift=None),
    ],
)
def test_a_file_that_is_no_models_is_named(tmp_path: Path, text: str) -> None:
    """Neither garbage nor numbers that can't be reckoned with are taken for models."""
    path = tmp_path / "models.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match=r"models\.json: .*; install glossalign again, or fit"):
        read_link_models(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """The error has the path and the remedy."""
    with pytest.raises(ModelError, match=r"none\.json: no link models .*; install glossalign again"):
        read_link_models(tmp_path / "none.json")


def test_models_are_values() -> None:
    """Equal numbers are equal models."""
    assert LinkModels(**{name: getattr(MODELS, name) for name in LinkModels.__slots__}) == MODELS
