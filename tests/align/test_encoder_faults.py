"""Models that can't be had or read, and vectors that can't be believed."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from align import encoder as module
from align.encoder import BUNDLED, ModelEncoder, get_encoder
from glossary.errors import ModelError

ROOT = Path(__file__).parents[2]


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    """A folder that holds something else is refused at once."""
    with pytest.raises(ModelError, match=r"holds no sentence-transformers model \(no modules.json"):
        get_encoder(str(tmp_path))


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """A path that is not there is refused at once, without asking the network."""
    with pytest.raises(ModelError, match=r"there is no folder '.*/missing'"):
        get_encoder(str(tmp_path / "missing"))


def test_a_model_that_cannot_be_downloaded_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a network, a name gives one line that says what was looked for."""
    import huggingface_hub.constants

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(ModelError, match="'sentence-transformers/no-such-model' can't be downloaded") as caught:
        get_encoder("no-such-model")
    assert "\n" not in str(caught.value)


def test_a_given_model_that_is_damaged_is_named(tmp_path: Path) -> None:
    """Weights that can't be read are an error of one line with the folder and the remedy."""
    (tmp_path / "config.json").write_text('{"model_type": "bert"}', encoding="utf-8")
    (tmp_path / "model.safetensors").write_bytes(b"no weights")
    with pytest.raises(ModelError, match=r"can't be loaded \(.*; get or save it once more") as caught:
        get_encoder(str(tmp_path)).encode(["komitet"])
    assert str(tmp_path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_vectors_that_are_no_numbers_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model whose weights overflow is not believed."""

    class Overflown:
        def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
            return np.array([[np.nan, 1.0]] * len(texts), np.float32)

    monkeypatch.setattr(module, "_open_model", lambda _: Overflown())
    with pytest.raises(ModelError, match="gives vectors that aren't numbers"):
        ModelEncoder(BUNDLED).encode(["komitet"])


@pytest.mark.parametrize("name", ["a--b", "foo..bar", "x" * 100])
def test_a_name_that_the_hub_refuses_is_named(name: str) -> None:
    """What can't be a model's name is told in one line, without asking the network."""
    with pytest.raises(ModelError, match="is no model name"):
        get_encoder(name)
