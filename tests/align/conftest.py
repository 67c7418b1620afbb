"""What tests of the alignment share."""

from pathlib import Path

import pytest

from align.encoder import Encoder, get_encoder


@pytest.fixture(scope="session")
def model_cache() -> Path:
    """Return the cache folder of the tests, kept below build/: writing the default encoder takes time and space."""
    return Path(__file__).parents[2] / "build" / "test-cache"


@pytest.fixture(scope="session")
def default_encoder(model_cache: Path) -> Encoder:
    """Return the encoder that comes along, loaded once for all tests."""
    return get_encoder(None, model_cache)
