"""A store with the sample glossary in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from glossary.store import Store
from tests.glossary.samples import GLOSSARY


@pytest.fixture
def location(tmp_path: Path) -> Path:
    """Return the path of a store with the sample glossary, closed."""
    path = tmp_path / "glossary.db"
    with Store.create(path) as store:
        store.write_glossary(GLOSSARY)
    return path


@pytest.fixture
def store(location: Path) -> Iterator[Store]:
    """Give the store with the sample glossary, open."""
    with Store.open(location) as found:
        yield found
