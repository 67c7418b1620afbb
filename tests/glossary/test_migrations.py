"""A store of an older version is brought up to date when it is opened, or refused."""

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect
from sqlalchemy.exc import OperationalError

from glossary import migrations
from glossary.connections import find_location, make_engine
from glossary.errors import StoreError
from glossary.model import Concept, Glossary, Judgement, LanguageSection, Term, TermReference, Verdict
from glossary.revisions import read_meta, write_meta
from glossary.schema import METADATA, SCHEMA_VERSION
from glossary.store import Store
from tests.glossary.conftest import MakeLocation
from tests.glossary.samples import GLOSSARY

T = TypeVar("T")
JUDGEMENT = Judgement(Verdict.PREFERRED, TermReference("pl", "most zwodzony"), None, "ann", "2026-05-04T10:00:00Z")
ADDED_TABLES = ("proposals", "redirects", "judgements")
LATER_TABLES = ("api_keys", "jobs", "history", "history_concepts")
ADDED_COLUMNS = {
    "concepts": ("images", "external_links"),
    "sections": ("definition", "note"),
    "terms": (
        *("grammatical_number", "term_type", "geographical_usage", "do_not_translate", "is_case_sensitive", "note"),
    ),
}


def _look(location: str, find: Callable[[Connection], T]) -> T:
    """Return what stands in a database that is not opened as a store, which would migrate it."""
    engine = make_engine(find_location(location), creates=False)
    with engine.connect() as connection:
        found = find(connection)
    engine.dispose()
    return found


def _version(location: str) -> str:
    return _look(location, lambda connection: read_meta(connection, "schema_version"))


def _tables(location: str) -> dict[str, list[str]]:
    """Return all columns of each table: name, type, whether NULL is allowed, default."""

    def describe(connection: Connection) -> dict[str, list[str]]:
        found = inspect(connection)
        return {
            name: [f"{c['name']} {c['type']!r} {c['nullable']} {c['default']}" for c in found.get_columns(name)]
            for name in found.get_table_names()
        }

    return _look(location, describe)


def _strip_term(term: Term) -> Term:
    bare = replace(term, number=None, term_type=None, geographical_usage=None, note=None)
    return replace(bare, do_not_translate=False, is_case_sensitive=False)


def _strip_section(section: LanguageSection) -> LanguageSection:
    return replace(section, terms=tuple(map(_strip_term, section.terms)), definition=None, note=None)


def _strip(concept: Concept) -> Concept:
    """Return a concept without what version 3 added."""
    return replace(concept, sections=tuple(map(_strip_section, concept.sections)), images=(), external_links=())


OLD_GLOSSARY = replace(GLOSSARY, concepts=tuple(map(_strip, GLOSSARY.concepts)))


def _read(store: Store) -> Glossary:
    return Glossary(tuple(store.iterate_concepts()), tuple(store.get_documents()))


@pytest.fixture
def second(location: str) -> str:
    """Return a store with the sample glossary and a judgement, as programs before Alembic made it in version 2."""
    with Store.open(location) as store:
        store.add_judgement(JUDGEMENT)
        with store.transaction("write", writes=True) as connection:
            for table, columns in ADDED_COLUMNS.items():
                for column in columns:
                    connection.exec_driver_sql(f"ALTER TABLE {table} DROP COLUMN {column}")
            for table in (*reversed(LATER_TABLES), "alembic_version"):
                connection.exec_driver_sql(f"DROP TABLE {table}")
            write_meta(connection, "schema_version", "2")
            write_meta(connection, "revision", "r2")
    return location


@pytest.fixture
def first(second: str) -> str:
    """Return a store with the sample glossary, with the tables of version 1 only."""
    engine = make_engine(find_location(second), creates=False)
    with engine.begin() as connection:
        for table in ADDED_TABLES:
            connection.exec_driver_sql(f"DROP TABLE {table}")
        write_meta(connection, "schema_version", "1")
    engine.dispose()
    return second


def test_the_newest_version_is_that_of_the_program() -> None:
    """The last file of versions/ makes the tables that the program reads, and they follow one another without a gap."""
    scripts = ScriptDirectory(str(Path(migrations.__file__).parent))
    assert scripts.get_current_head() == f"{SCHEMA_VERSION:04d}"
    assert [each.revision for each in scripts.walk_revisions()] == ["0005", "0004", "0003", "0002", "0001"]


def test_migrations_make_the_tables_of_the_schema(location: str) -> None:
    """The tables as they were migrated are those that the program knows."""

    def compare(connection: Connection) -> object:
        def is_there(_part: object, _name: str | None, kind: str, *_: object) -> bool:
            # One foreign key PostgreSQL is spared (glossary.schema says why).
            return kind != "foreign_key_constraint" or connection.dialect.name == "sqlite"

        context = MigrationContext.configure(connection, opts={"include_object": is_there})
        return compare_metadata(context, METADATA)

    assert _look(location, compare) == []


@pytest.mark.parametrize("method", [Store.open, Store.create])
def test_the_first_version_is_migrated(first: str, method: Callable[[str], Store]) -> None:
    """Opening it, to read or to write, adds what is new and leaves the glossary and its revision."""
    with method(first) as store:
        assert store.found_version == 1
        assert store.revision == "r2"
        assert _read(store) == OLD_GLOSSARY
        assert store.add_judgement(JUDGEMENT).number == 1
        assert store.get_proposals() == []
    assert _version(first) == str(SCHEMA_VERSION)
    with Store.open(first) as store:
        assert store.found_version == SCHEMA_VERSION
        assert [each.judgement for each in store.find_judgements()] == [JUDGEMENT]


@pytest.mark.parametrize("method", [Store.open, Store.create])
def test_the_second_version_is_migrated(second: str, method: Callable[[str], Store]) -> None:
    """The new columns are added, empty; the glossary, its revision and the judgements stay."""
    with method(second) as store:
        assert store.found_version == 2
        assert store.revision == "r2"
        assert _read(store) == OLD_GLOSSARY
        assert [each.judgement for each in store.find_judgements()] == [JUDGEMENT]
    assert _version(second) == str(SCHEMA_VERSION)


@pytest.mark.parametrize("version", ["first", "second"])
def test_a_migrated_store_is_as_a_new_one(
    version: str, request: pytest.FixtureRequest, make_location: MakeLocation
) -> None:
    """It has the tables and columns of one made anew, and what is written into it is read back whole."""
    location = request.getfixturevalue(version)
    with Store.create(location) as store:
        store.write_glossary(GLOSSARY)
    new = make_location()
    Store.create(new).close()
    assert _tables(location) == _tables(new)
    with Store.open(location) as store:
        assert _read(store) == GLOSSARY


def test_a_migration_that_fails_leaves_the_first_version(first: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault in the middle undoes the tables and columns that were made, and the store can be migrated later."""
    before = _tables(first)

    def fail(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr("alembic.op.add_column", fail)
        with pytest.raises((StoreError, sqlite3.OperationalError), match=r"database or disk is full"):
            Store.create(first)
    assert _version(first) == "1"
    assert _tables(first) == before
    Store.create(first).close()
    assert _version(first) == str(SCHEMA_VERSION)


def test_an_old_store_that_may_not_be_written_is_refused(second: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error tells the versions and the command that migrates; the store stays as it is."""

    def refuse(*_: object) -> None:
        raise OperationalError("ALTER TABLE", {}, sqlite3.OperationalError("attempt to write a readonly database"))

    monkeypatch.setattr("glossary.store.migrate", refuse)
    needs = (
        rf"\(its tables have version 2, this program needs {SCHEMA_VERSION}\); then run: glossalign migrate --store .+"
    )
    with pytest.raises(StoreError, match=f"cannot migrate the glossary store .* readonly database; .* {needs}"):
        Store.open(second)
    assert _version(second) == "2"


def test_many_that_open_an_old_store_migrate_it_once(first: str) -> None:
    """Those that come at the same time wait for the one that migrates, and find it done."""

    def open_once(_: int) -> Glossary:
        with Store.open(first) as store:
            return _read(store)

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(open_once, range(6))) == [OLD_GLOSSARY] * 6
