"""What tests of the alignment share."""

from pathlib import Path

import pytest

from align.encoder import ModelEncoder, get_encoder
from tests.align.tiny_model import write_tiny_model


@pytest.fixture(scope="session")
def default_encoder() -> ModelEncoder:
    """Return the encoder that comes along, loaded once for all tests."""
    return get_encoder(None)


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a tiny model of sentence-transformers. Tests that change it copy it first."""
    folder = tmp_path_factory.mktemp("tiny") / "model"
    write_tiny_model(folder)
    return folder
