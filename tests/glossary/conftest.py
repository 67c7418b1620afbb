"""A store with the sample glossary in it, in each kind of database."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from glossary.store import Store
from tests.glossary.postgres import find_programs, run_server
from tests.glossary.samples import GLOSSARY

MakeLocation = Callable[[], str]


@pytest.fixture(scope="session")
def make_schema() -> Iterator[MakeLocation]:
    """Give what makes an empty place for a store in PostgreSQL, and returns its URL."""
    programs = find_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed: the store is tested on SQLite only")
    with run_server(programs) as address:
        url = f"postgresql+psycopg://{address}"
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        numbers = count(1)

        def make() -> str:
            name = f"test{next(numbers)}"
            with engine.connect() as connection:
                connection.exec_driver_sql(f"CREATE SCHEMA {name}")
            return f"{url}?options=-csearch_path%3D{name}"

        yield make
        engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def make_location(request: pytest.FixtureRequest, tmp_path: Path) -> MakeLocation:
    """Return what gives a new empty place for a store: the path of a file, or the URL of a schema in PostgreSQL."""
    if request.param == "postgresql":
        make: MakeLocation = request.getfixturevalue("make_schema")
        return make
    numbers = count(1)
    return lambda: str(tmp_path / f"store{next(numbers)}.db")


@pytest.fixture
def location(make_location: MakeLocation) -> str:
    """Return the place of a store with the sample glossary, closed."""
    return _fill(make_location())


@pytest.fixture
def store(location: str) -> Iterator[Store]:
    """Give the store with the sample glossary, open."""
    with Store.open(location) as found:
        yield found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return the file of a store in SQLite with the sample glossary, closed."""
    path = tmp_path / "glossary.db"
    _fill(str(path))
    return path


def _fill(location: str) -> str:
    with Store.create(location) as store:
        store.write_glossary(GLOSSARY)
    return location
