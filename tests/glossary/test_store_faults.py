"""Whatever goes wrong, the error is one clear line and the old glossary stays whole."""

import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from glossary import rows
from glossary.errors import StoreError
from glossary.model import Concept, Evidence, Glossary, LanguageSection, Link, SourceDocument, Term
from glossary.revisions import write_meta
from glossary.store import Store
from tests.glossary.conftest import MakeLocation
from tests.glossary.samples import BRIDGE, GLOSSARY, NEWTON

_CHILD = """
import sys, time
from glossary import rows, store as module
from glossary.model import Concept, Glossary
from tests.glossary.samples import BRIDGE

def slowly(connection, table, batch, insert=rows.insert_rows):
    insert(connection, table, batch)
    if table.name == "contexts":
        print("in the middle", flush=True)
        time.sleep(60)

if sys.argv[2] == "slowly":
    rows.insert_rows = slowly
with module.Store.create(sys.argv[1]) as store:
    store.write_glossary(Glossary(tuple(Concept(f"c{i}", BRIDGE.sections) for i in range(2000))))
"""


def _holds_the_sample(location: str | Path) -> bool:
    with Store.open(location) as store:
        return Glossary(tuple(store.iterate_concepts()), tuple(store.get_documents())) == GLOSSARY


@contextmanager
def _as_nobody() -> Iterator[None]:
    """Work without the rights of root, to whom nothing is read-only."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.fixture
def shared() -> Iterator[Path]:
    """Give a folder that other users may enter, with the sample glossary in it."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    with Store.create(folder / "glossary.db") as store:
        store.write_glossary(GLOSSARY)
    yield folder / "glossary.db"
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_missing_file(tmp_path: Path) -> None:
    """A store that isn't there is not made by opening it; the error says how to make it."""
    path = tmp_path / "none.db"
    with pytest.raises(
        StoreError, match=r"no glossary at '.*none\.db'; make one with: glossalign build FOLDER --store"
    ):
        Store.open(path)
    assert not path.exists()


def test_store_never_written(tmp_path: Path) -> None:
    """A store whose first build did not end is no empty glossary, and can be built again."""
    Store.create(tmp_path / "glossary.db").close()
    with pytest.raises(StoreError, match=r"no glossary in '.*' yet; make one with: glossalign build"):
        Store.open(tmp_path / "glossary.db")
    with Store.create(tmp_path / "glossary.db") as store:
        store.write_glossary(GLOSSARY)
    assert _holds_the_sample(tmp_path / "glossary.db")


def test_empty_file(tmp_path: Path) -> None:
    """An empty file holds no glossary, but one can be made in it."""
    path = tmp_path / "empty.db"
    path.touch()
    with pytest.raises(StoreError, match=r"no glossary in '.*empty\.db' yet"):
        Store.open(path)
    with Store.create(path) as store:
        store.write_glossary(GLOSSARY)
    assert _holds_the_sample(path)


@pytest.mark.parametrize("method", [Store.open, Store.create])
def test_folder(tmp_path: Path, method: object) -> None:
    """A folder is refused with the name of a file to use instead."""
    assert callable(method)
    with pytest.raises(StoreError, match=r"is a folder; name a file, such as .*/glossary\.db"):
        method(tmp_path)


@pytest.mark.parametrize("method", [Store.open, Store.create])
def test_file_of_another_kind(tmp_path: Path, method: object) -> None:
    """A file that is no database is refused and left as it is."""
    assert callable(method)
    path = tmp_path / "notes.txt"
    path.write_text("These are my notes on bridges, and they are long enough for a header.")
    with pytest.raises(StoreError, match=r"no glossary store but a file of another kind; name another --store"):
        method(path)
    assert path.read_text().startswith("These are my notes")


@pytest.mark.parametrize("method", [Store.open, Store.create])
def test_database_of_something_else(tmp_path: Path, method: object) -> None:
    """Someone else's database is refused, and gets no table of ours."""
    assert callable(method)
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE meta (name TEXT, value TEXT)")
    connection.commit()
    with pytest.raises(StoreError, match="is a database of something else; name another --store"):
        method(path)
    assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("meta",)]
    connection.close()


@pytest.mark.parametrize("method", [Store.open, Store.create])
def test_newer_schema(location: str, method: object) -> None:
    """A store of a newer version is refused rather than misread or overwritten."""
    assert callable(method)
    with Store.open(location) as store, store.transaction("write", writes=True) as connection:
        write_meta(connection, "schema_version", "99")
    with pytest.raises(StoreError, match=r"newer glossalign \(schema 99, this one reads 5\); upgrade glossalign"):
        method(location)


def test_damaged_pages(file: Path) -> None:
    """A database whose pages were overwritten raises StoreError with a remedy, not a driver's error."""
    size = file.stat().st_size
    with file.open("r+b") as stream:
        stream.seek(4096)
        stream.write(b"\xa5" * (size - 4096))
    damage = pytest.raises(StoreError, match=r"cannot \w+ the glossary store .*malformed; restore the file from a copy")
    with damage, Store.open(file) as store:
        list(store.iterate_concepts())


@pytest.mark.parametrize(
    ("location", "message"),
    [
        ("nonsense://", "no driver for the glossary store 'nonsense://'"),
        (
            "mysql://me:secret@host/db",
            r"no driver for .*'mysql://me:\*\*\*@host/db'.*: write .* like postgresql\+psycopg://",
        ),
        ("://", "'://' is no database URL"),
        ("sqlite://", "can't be kept in memory"),
        ("sqlite:///:memory:", "can't be kept in memory"),
    ],
)
def test_bad_urls(location: str, message: str) -> None:
    """A URL that can't hold a store is named."""
    with pytest.raises(StoreError, match=message):
        Store.create(location)


def test_fault_in_the_middle(location: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception in the middle of a write undoes what was written before it."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(rows._Writer, "_add_link", interrupt)
    bridges = (Concept(f"c{i}", (LanguageSection("pl", (Term("most"),)),)) for i in range(600))
    with Store.create(location) as store:
        with pytest.raises(KeyboardInterrupt):
            store.write_glossary(Glossary((*bridges, BRIDGE)))
        assert store.find_matches("most", "pl") == []
    assert _holds_the_sample(location)


def test_killed_in_the_middle(location: str) -> None:
    """A process that is killed in the middle of a write leaves the old glossary, and no lock."""
    with subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(location), "slowly"], stdout=subprocess.PIPE, text=True, cwd=_root()
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "in the middle\n"
        os.kill(child.pid, signal.SIGKILL)
    assert child.returncode == -signal.SIGKILL
    assert _holds_the_sample(location)
    with Store.create(location) as store:
        store.write_glossary(Glossary((NEWTON,)))
        assert store.find_concepts() == [NEWTON]


def test_full_disk(file: Path) -> None:
    """A disk that fills up in the middle of a write fails the build with a remedy, and the old glossary stays."""
    limit = file.stat().st_size + 200_000

    def restrict() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    child = subprocess.run(
        [sys.executable, "-c", _CHILD, str(file), "plainly"],
        check=False,
        capture_output=True,
        text=True,
        cwd=_root(),
        preexec_fn=restrict,
    )
    assert child.returncode == 1
    assert "StoreError: cannot write the glossary store" in child.stderr
    assert "the glossary that was there is unharmed" in child.stderr
    assert _holds_the_sample(file)


def test_busy_store(location: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second writer waits for a while, then says what it waits for; readers are not kept waiting."""
    monkeypatch.setattr("glossary.connections._BUSY_SECONDS", 0.1)
    with Store.create(location) as other, Store.create(location) as store:
        with other.transaction("write", writes=True):
            assert store.get_concept("newton") == NEWTON
            with pytest.raises(StoreError, match="another process is writing to it: wait for it to end"):
                store.write_glossary(GLOSSARY)
        store.write_glossary(GLOSSARY)
    assert _holds_the_sample(location)


def test_writers_wait_for_one_another(location: str) -> None:
    """Many that write at once come one after the other; none fails, and the last one's glossary stands whole."""

    def write(number: int) -> None:
        with Store.create(location) as store:
            store.write_glossary(Glossary((Concept(f"c{number}", BRIDGE.sections),)))

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(write, range(24)))
    with Store.open(location) as store:
        assert [concept.sections for concept in store.iterate_concepts()] == [BRIDGE.sections]


def test_one_of_two_builds_is_told(location: str) -> None:
    """Of two that were made from one state the second is refused, however near in time they are."""
    with Store.open(location) as store:
        before = store.revision

    def write(number: int) -> str:
        try:
            with Store.create(location) as store:
                store.write_glossary(Glossary((Concept(f"c{number}", ()),)), replaces=before)
        except StoreError as error:
            return str(error)
        return ""

    with ThreadPoolExecutor(4) as pool:
        faults = sorted(pool.map(write, range(4)))
    assert faults[0] == ""
    assert all("another build has written" in fault for fault in faults[1:])


@pytest.mark.parametrize(
    ("url", "message"),
    [
        (
            "postgresql://me:secret@127.0.0.1:1/db",
            r"me:\*\*\*@127.*refused; start PostgreSQL there, or mend the address",
        ),
        ("postgres://127.0.0.1:1", "refused; start PostgreSQL there, or mend the address"),
    ],
)
def test_no_server(url: str, message: str) -> None:
    """A server that doesn't answer is named without the password, with what to do; short URLs mean psycopg, too."""
    with pytest.raises(StoreError, match=message) as caught:
        Store.open(url)
    assert "secret" not in str(caught.value)


def test_no_such_database(make_schema: MakeLocation) -> None:
    """A database that isn't there is told with how to make it; a schema without a glossary with how to build one."""
    url = make_schema()
    with pytest.raises(StoreError, match='database "none" does not exist; make it with createdb'):
        Store.create(url.replace("/postgres?", "/none?"))
    with pytest.raises(StoreError, match=r"no glossary in 'postgresql.*' yet; make one with: glossalign build"):
        Store.open(url)


def test_read_only_file(shared: Path) -> None:
    """A file that one may not write is read, and refuses to be written with a remedy."""
    shared.chmod(0o444)
    shared.parent.chmod(0o777)
    with _as_nobody():
        assert _holds_the_sample(shared)
        with (
            pytest.raises(StoreError, match=r"cannot \w+ the glossary store .*; .*name another --store"),
            Store.create(shared) as store,
        ):
            store.write_glossary(Glossary((NEWTON,)))
    assert _holds_the_sample(shared)


def test_read_only_folder(shared: Path) -> None:
    """A glossary in a folder that one may not write, as on a read-only volume, is read all the same."""
    shared.parent.chmod(0o555)
    with _as_nobody():
        assert _holds_the_sample(shared)
        with pytest.raises(StoreError, match=r"cannot \w+ the glossary store .*name another --store"):
            Store.create(shared.parent / "new.db")
        with pytest.raises(StoreError, match=r"cannot \w+ the glossary store .*name another --store"):
            Store.create(shared.parent / "deeper" / "new.db")
    assert list(shared.parent.iterdir()) == [shared]


def test_unreadable_file(shared: Path) -> None:
    """A file that one may not read is named with the reason."""
    shared.chmod(0o000)
    with _as_nobody(), pytest.raises(StoreError, match=r"cannot open the glossary store .*Permission denied"):
        Store.open(shared)


def test_text_that_is_not_unicode(location: str) -> None:
    """A file name that could not be decoded is named, and nothing is written."""
    document = SourceDocument("d1", "na\udcffme.txt", "pl", "O mostach")
    with Store.create(location) as store, pytest.raises(StoreError, match=r"cannot write 'd1': .*surrogates"):
        store.write_glossary(Glossary((), (document,)))
    assert _holds_the_sample(location)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_number_that_is_none(location: str, value: float) -> None:
    """A score that is not a number is refused, not turned into nothing, wherever it stands."""
    term = Term("most", termhood=value)
    link = Link("pl", "most", "ru", "мост", "embedding", 0.5, (Evidence("csls", value),))
    for concept, name in (
        (Concept("c", (), confidence=value), "confidence"),
        (Concept("c", (LanguageSection("pl", (term,)),)), "termhood"),
        (Concept("c", (), links=(replace(link, score=value),)), "score"),
        (Concept("c", (), links=(link,)), "evidence"),
    ):
        with (
            Store.create(location) as store,
            pytest.raises(StoreError, match=f"cannot write 'c': {name} is {value}; give a number"),
        ):
            store.write_glossary(Glossary((concept,)))
    assert _holds_the_sample(location)


@pytest.mark.parametrize(("kind", "rounds"), [("sqlite", 100), ("postgresql", 20)])
def test_kills_at_random_moments(
    kind: str,
    rounds: int,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    record_property: Callable[[str, object], None],
) -> None:
    """Whenever writing, deciding, backing up or restoring is killed, the state before or after it is left."""
    location = str(tmp_path / "store.db") if kind == "sqlite" else request.getfixturevalue("make_schema")()
    seed = random.randrange(2**32)
    record_property("seed", seed)
    child = subprocess.run(
        [sys.executable, "-m", "tests.glossary.killing", location, str(tmp_path), str(rounds), str(seed)],
        check=False,
        capture_output=True,
        text=True,
        cwd=_root(),
        env={**os.environ, "TMPDIR": str(tmp_path)},  # killed processes leave something there
    )
    assert child.returncode == 0, f"seed {seed}: {child.stderr}"
    tally = json.loads(child.stdout)
    assert tally["before"] + tally["after"] == rounds
    assert tally["steps"] > rounds / 4


def _root() -> Path:
    return Path(__file__).parents[2]
