"""`glossalign migrate`, `backup` and `restore` at the command line."""

import sqlite3
from pathlib import Path

import pytest

from api.cli import run
from glossary.model import Judgement, TermReference, Verdict
from glossary.store import Store

Output = pytest.CaptureFixture[str]
pytestmark = pytest.mark.usefixtures("in_an_empty_folder")


def test_backup_and_restore(location: str, capsys: Output) -> None:
    """A store goes into a file and comes back out of it; both say what they held."""
    with Store.open(location) as store:
        store.add_judgement(Judgement(Verdict.PREFERRED, TermReference("pl", "śluza")))
        before = list(store.iterate_concepts())
    assert run(["backup", "backup.db", "--store", location]) == 0
    assert capsys.readouterr().out == "backed up 5 concepts and 1 judgements: backup.db\n"
    assert run(["restore", "backup.db", "--store", "new.db"]) == 0
    assert capsys.readouterr().out == "restored 5 concepts and 1 judgements: new.db\n"
    with Store.open("new.db") as store:
        assert list(store.iterate_concepts()) == before


def test_restore_asks_for_force(location: str, capsys: Output) -> None:
    """A glossary that is there is replaced with --force only."""
    assert run(["backup", "backup.db", "--store", location]) == 0
    capsys.readouterr()
    assert run(["restore", "backup.db", "--store", location]) == 2
    assert "holds a glossary; replace it, and the judgements in it, with --force" in capsys.readouterr().err
    assert run(["restore", "backup.db", "--store", location, "--force"]) == 0


def test_a_missing_backup_is_one_line_and_status_1(location: str, capsys: Output) -> None:
    """A file that isn't there is named in one line."""
    assert run(["restore", "none.db", "--store", location, "--force"]) == 1
    error = capsys.readouterr().err
    assert error.startswith("glossalign: error: cannot read the backup 'none.db': No such file")
    assert error.count("\n") == 1


def test_migrate(location: str, capsys: Output) -> None:
    """It says what it found: no tables, old ones, or nothing to do."""
    assert run(["migrate", "--store", "new.db"]) == 0
    assert capsys.readouterr().out == "tables made, version 5: new.db\n"
    assert run(["migrate", "--store", "new.db"]) == 0
    assert capsys.readouterr().out == "nothing to do, the tables have version 5: new.db\n"
    connection = sqlite3.connect("new.db")
    for table in ("api_keys", "jobs", "history_concepts", "history", "proposals", "redirects", "judgements"):
        connection.execute(f"DROP TABLE {table}")
    for name in ("images", "external_links"):
        connection.execute(f"ALTER TABLE concepts DROP COLUMN {name}")
    for name in ("definition", "note"):
        connection.execute(f"ALTER TABLE sections DROP COLUMN {name}")
    for name in (
        "grammatical_number",
        "term_type",
        "geographical_usage",
        "do_not_translate",
        "is_case_sensitive",
        "note",
    ):
        connection.execute(f"ALTER TABLE terms DROP COLUMN {name}")
    connection.execute("UPDATE alembic_version SET version_num = '0001'")
    connection.execute("UPDATE meta SET value = '1' WHERE name = 'schema_version'")
    connection.commit()
    connection.close()
    assert run(["migrate", "--store", "new.db"]) == 0
    assert capsys.readouterr().out == "tables brought from version 1 to 5: new.db\n"
    assert Path(location).exists()
