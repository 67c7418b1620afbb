"""A store of an older version is brought up to date, or read as it is."""

import sqlite3
from pathlib import Path

import pytest

from glossary import upgrades
from glossary.errors import NotFoundError, StoreError
from glossary.model import Glossary, Judgement, TermReference, Verdict
from glossary.schema import ADDED_IN_2
from glossary.store import Store
from tests.glossary.samples import GLOSSARY, NEWTON

JUDGEMENT = Judgement(Verdict.PREFERRED, TermReference("pl", "most zwodzony"), None, "ann", "2026-05-04T10:00:00Z")


def _run(location: Path, *statements: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(location)
    try:
        rows: list[tuple[object, ...]] = []
        for statement in statements:
            rows = connection.execute(statement).fetchall()
        connection.commit()
        return rows
    finally:
        connection.close()


def _version(location: Path) -> object:
    return _run(location, "SELECT value FROM meta WHERE name = 'schema_version'")[0][0]


@pytest.fixture
def first(location: Path) -> Path:
    """Return a store with the sample glossary, with the tables of version 1 only."""
    drops = [f"DROP TABLE {table.name}" for table in ADDED_IN_2]
    _run(location, *drops, "UPDATE meta SET value = '1' WHERE name = 'schema_version'")
    return location


@pytest.mark.parametrize("method", [Store.open, Store.create])
def test_the_first_version_is_upgraded(first: Path, method: object) -> None:
    """Opening it, to read or to write, adds the new tables and leaves the glossary and its revision."""
    assert callable(method)
    before = _run(first, "SELECT value FROM meta WHERE name = 'revision'")[0][0]
    with method(first) as store:
        assert store.revision == before
        assert Glossary(tuple(store.iterate_concepts()), tuple(store.get_documents())) == GLOSSARY
        assert store.add_judgement(JUDGEMENT).number == 1
        assert store.get_proposals() == []
    assert _version(first) == "2"
    with Store.open(first) as store:
        assert [each.judgement for each in store.find_judgements()] == [JUDGEMENT]


def test_an_upgrade_that_fails_leaves_the_first_version(first: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault in the middle undoes the tables that were made, and the store can be upgraded later."""

    def fail(_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(upgrades, "update", fail)
        with pytest.raises(StoreError, match=r"cannot upgrade the glossary store .* free some space"):
            Store.create(first)
    assert _version(first) == "1"
    assert _run(first, "SELECT name FROM sqlite_master WHERE name IN ('judgements', 'redirects', 'proposals')") == []
    Store.create(first).close()
    assert _version(first) == "2"


def test_a_first_version_that_may_not_be_written_is_read(first: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it can't be upgraded, lookups go on; there are no judgements, and no id leads elsewhere."""

    def refuse(_: object) -> None:
        raise sqlite3.OperationalError("attempt to write a readonly database")

    monkeypatch.setattr("glossary.store.upgrade", refuse)
    with Store.open(first) as store:
        assert store.get_concept("newton") == NEWTON
        assert store.find_judgements() == []
        assert store.get_proposals() == []
        with pytest.raises(NotFoundError, match="no concept 'elsewhere'"):
            store.get_concept("elsewhere")
    assert _version(first) == "1"
