"""A backup holds all that is in a store, and is restored whole, into either kind of store, or not at all."""

import sqlite3
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from glossary import backup as backup_module
from glossary.backup import restore_backup, write_backup
from glossary.curation import set_status
from glossary.editing import apply_change, undo
from glossary.errors import GlossaryError, InputError, StoreError, UsageError
from glossary.history import Author
from glossary.model import Concept, ConceptStatus, Glossary, Judgement, Proposal, TermReference, Verdict
from glossary.schema import API_KEYS, JOBS, METADATA
from glossary.store import Store
from glossary.termkeys import GENERATION, LAST_TERM
from tests.glossary.conftest import MakeLocation
from tests.glossary.samples import BRIDGE, GLOSSARY, NEWTON

SAME = Judgement(Verdict.SAME, TermReference("pl", "most zwodzony"), TermReference("ru", "разводной мост"), "ann")
PREFERRED = Judgement(Verdict.PREFERRED, TermReference("pl", "most zwodzony"), note="house style")
FULL = replace(GLOSSARY, proposals=(Proposal(BRIDGE.links[0], "bridge", "newton"),))


def _fill(location: str) -> None:
    with Store.create(location) as store:
        store.write_glossary(FULL, {"footbridge": "bridge"}, inputs="digest")
        store.add_judgement(SAME)
        store.add_judgement(PREFERRED)
        store.withdraw_judgement(1)


def _back_up(location: str, target: Path) -> None:
    with Store.open(location) as store:
        write_backup(store, target)


def _read_tables(location: str | Path) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows but what names the generation, which is another after each restoring."""
    with Store.open(location) as store, store.transaction("read") as connection:
        return {
            table.name: [
                tuple(row)
                for row in connection.execute(select(table).order_by(*table.primary_key.columns))
                if row[0] not in (GENERATION, LAST_TERM)
            ]
            for table in METADATA.sorted_tables
        }


@pytest.fixture
def full(make_location: MakeLocation) -> str:
    """Return the place of a store that has something in every table."""
    location = make_location()
    _fill(location)
    with Store.open(location) as store:
        apply_change(store, set_status(store.get_concept("newton"), ConceptStatus.APPROVED), Author("ann", "2026"))
        apply_change(store, set_status(store.get_concept("newton"), ConceptStatus.PROPOSED), Author("ann", "2026"))
        with store.transaction("write", writes=True) as connection:
            connection.execute(insert(API_KEYS).values(**dict.fromkeys(API_KEYS.columns.keys(), "k")))
            connection.execute(insert(JOBS).values(**dict.fromkeys(JOBS.columns.keys(), "j") | {"progress": 1}))
    return location


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_backup_is_restored_into_either_kind(
    full: str, kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Every row of every table comes back, and judgements are numbered on."""
    target = str(tmp_path / "restored.db") if kind == "sqlite" else request.getfixturevalue("make_schema")()
    _back_up(full, tmp_path / "backup.db")
    restore_backup(tmp_path / "backup.db", target)
    tables = _read_tables(full)
    assert all(tables.values())
    assert _read_tables(target) == tables
    with Store.open(target) as store:
        assert store.inputs == "digest"
        assert store.get_concept("footbridge") == BRIDGE
        assert store.add_judgement(SAME).number == 3
        assert undo(store, Author("ann", "2026")).number == 3
        store.write_glossary(Glossary((NEWTON,)))
        assert store.find_concepts() == [NEWTON]


def test_a_backup_is_a_store(full: str, tmp_path: Path) -> None:
    """It is one file that stands by itself, and answers as the store does."""
    _back_up(full, tmp_path / "backup.db")
    assert [path.name for path in tmp_path.iterdir() if "backup" in path.name] == ["backup.db"]
    connection = sqlite3.connect(tmp_path / "backup.db")
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    connection.close()
    with Store.open(tmp_path / "backup.db") as backup, Store.open(full) as store:
        assert tuple(backup.iterate_concepts()) == FULL.concepts
        assert backup.revision == store.revision


def test_backups_are_taken_while_others_write(make_location: MakeLocation, tmp_path: Path) -> None:
    """Each backup is one whole state, however often another process writes."""
    location, done = make_location(), threading.Event()
    sizes = (300, 500)
    glossaries = [Glossary(tuple(Concept(f"c{i}", BRIDGE.sections) for i in range(size))) for size in sizes]

    def write() -> None:
        with Store.create(location) as store:
            for turn in range(1000):
                store.write_glossary(glossaries[turn % 2])
                if done.is_set():
                    return

    with Store.create(location) as store:
        store.write_glossary(glossaries[0])
    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(4):
            _back_up(location, tmp_path / "backup.db")
            with Store.open(tmp_path / "backup.db") as backup:
                assert sum(1 for _ in backup.iterate_concepts()) == backup.count_concepts()
                assert backup.count_concepts() in sizes
    finally:
        done.set()
        writer.join()


def test_a_glossary_is_not_restored_over(full: str, location: str, tmp_path: Path) -> None:
    """Restoring never replaces what is there but when it is told to; then all of it, judgements too."""
    _back_up(location, tmp_path / "backup.db")
    before = _read_tables(full)
    with pytest.raises(UsageError, match=r"holds a glossary; replace it, and the judgements in it, with --force"):
        restore_backup(tmp_path / "backup.db", full)
    assert _read_tables(full) == before
    restore_backup(tmp_path / "backup.db", full, force=True)
    assert _read_tables(full) == _read_tables(location)
    with Store.open(full) as store:
        assert store.find_judgements(withdrawn=True) == []


def test_judgements_alone_are_not_restored_over(make_location: MakeLocation, file: Path) -> None:
    """A store whose first build is still to come may have decisions in it."""
    target = make_location()
    with Store.create(target) as store:
        store.add_judgement(PREFERRED)
    with pytest.raises(UsageError, match="with --force"):
        restore_backup(file, target)


def test_readers_see_a_restoring_whole(full: str, location: str, tmp_path: Path) -> None:
    """A stream that began before goes on with the old glossary; a store that is open sees the new one next."""
    _back_up(full, tmp_path / "backup.db")
    with Store.open(location) as server:
        server.write_glossary(Glossary(tuple(Concept(f"c{i}", BRIDGE.sections) for i in range(300))))
        stream = server.iterate_concepts()
        next(stream)
        restore_backup(tmp_path / "backup.db", location, force=True)
        assert sum(1 for _ in stream) == 299
        assert tuple(server.iterate_concepts()) == FULL.concepts


def test_a_restoring_that_fails_changes_nothing(
    full: str, location: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault in the middle leaves the store as it was."""
    _back_up(location, tmp_path / "backup.db")
    before = _read_tables(full)

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(backup_module, "refresh_statistics", interrupt)
    with pytest.raises(KeyboardInterrupt):
        restore_backup(tmp_path / "backup.db", full, force=True)
    assert _read_tables(full) == before


def test_a_backup_that_fails_leaves_the_old_one(full: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault in the middle leaves the file that was there, and nothing beside it."""
    target = tmp_path / "backups" / "backup.db"
    target.parent.mkdir()
    _back_up(full, target)
    before = target.read_bytes()
    monkeypatch.setattr(backup_module, "_find_damage", lambda _: "row 1 missing from index")
    with pytest.raises(GlossaryError, match=r"the copy of .* is damaged: row 1 missing from index; restore the store"):
        _back_up(full, target)
    assert list(target.parent.iterdir()) == [target]
    assert target.read_bytes() == before


def test_an_old_backup_is_migrated(file: Path, make_location: MakeLocation) -> None:
    """A backup of version 2 is restored into a store of this version, and stays as it is."""
    connection = sqlite3.connect(file)
    columns = [("concepts", "images"), ("concepts", "external_links"), ("sections", "definition"), ("sections", "note")]
    columns += [("terms", name) for name in ("grammatical_number", "term_type", "geographical_usage", "note")]
    columns += [("terms", "do_not_translate"), ("terms", "is_case_sensitive")]
    for table, column in columns:
        connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    for table in ("api_keys", "jobs", "history_concepts", "history", "alembic_version"):
        connection.execute(f"DROP TABLE {table}")
    connection.execute("UPDATE meta SET value = '2' WHERE name = 'schema_version'")
    connection.commit()
    connection.close()
    before = file.read_bytes()
    target = make_location()
    restore_backup(file, target)
    assert file.read_bytes() == before
    with Store.open(target) as store:
        assert [concept.id for concept in store.iterate_concepts()] == ["bridge", "railway-bridge", "newton"]


def test_what_is_no_backup(file: Path, tmp_path: Path) -> None:
    """A missing, damaged or foreign file is named, and the store stays as it is."""
    damaged, notes, empty, other = (tmp_path / name for name in ("damaged.db", "notes.txt", "empty.db", "other.db"))
    _back_up(str(file), damaged)
    content = damaged.read_bytes()
    damaged.write_bytes(content[:4096] + b"\xa5" * (len(content) - 4096))
    notes.write_text("These are my notes on bridges.")
    empty.touch()
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE birds (name TEXT)")
    connection.commit()
    connection.close()
    target = str(tmp_path / "new.db")
    for source, message in (
        (tmp_path / "none.db", r"cannot read the backup '.*none\.db': No such file or directory; name another file"),
        (tmp_path, "cannot read the backup .*: Is a directory"),
        (damaged, r"the backup '.*damaged\.db' is damaged: .*; take another one"),
        (notes, r"'.*notes\.txt' is no backup of a glossary; name a file that `glossalign backup` wrote"),
        (empty, r"'.*empty\.db' is no backup"),
    ):
        with pytest.raises(InputError, match=message):
            restore_backup(source, target)
    with pytest.raises(StoreError, match=r"'.*other\.db' is a database of something else"):
        restore_backup(other, target)
    assert not Path(target).exists()


def test_where_no_backup_goes(file: Path, tmp_path: Path) -> None:
    """Neither a store in use, nor the store itself, nor a file of another kind is replaced by a backup."""
    notes, busy = tmp_path / "notes.txt", tmp_path / "busy.db"
    notes.write_text("These are my notes on bridges.")
    with Store.create(busy) as store:
        store.write_glossary(GLOSSARY)
        for target, message in (
            (file, r"is in use as a store; name another file"),
            (busy, r"busy\.db' is in use as a store; name another file"),
            (notes, "is no backup but a file of another kind; name another one"),
            (tmp_path, r"is a folder; name a file, such as .*backup\.db"),
        ):
            with pytest.raises(UsageError, match=message):
                _back_up(str(file), target)
        with pytest.raises(
            GlossaryError, match=r"cannot write '.*': No such file or directory; name a file in a folder"
        ):
            _back_up(str(file), tmp_path / "none" / "backup.db")
    with pytest.raises(UsageError, match="is the store itself; name the backup"):
        restore_backup(file, file, force=True)
    assert notes.read_text() == "These are my notes on bridges."
