"""The vector cache: what is computed once, and what happens when its file is damaged, locked or shared."""

import logging
import sqlite3
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from align.vectors import CachedEncoder
from glossary.errors import UsageError
from tests.align.fakes import FakeEncoder

VECTORS = {"комитет": [3.0, 4.0], "комиссия": [1.0, 0.0], "отдел": [0.0, 2.0]}


def _file(folder: Path) -> Path:
    (file,) = (folder / "vectors").glob("*.db")
    return file


def test_vectors_come_in_the_order_of_the_texts(tmp_path: Path) -> None:
    """Each text has its vector, repeated where it is repeated, and the model is asked once a text."""
    encoder = FakeEncoder(VECTORS)
    found = CachedEncoder(encoder, tmp_path).encode(["отдел", "комитет", "отдел"])
    assert found == pytest.approx(np.array([[0.0, 1.0], [0.6, 0.8], [0.0, 1.0]]))
    assert found.dtype == np.float32
    assert encoder.calls == [["комитет", "отдел"]]


def test_known_texts_are_not_computed_again(tmp_path: Path) -> None:
    """Another encoder of the same model is asked only for the text that is new."""
    first = CachedEncoder(FakeEncoder(VECTORS), tmp_path).encode(["комитет", "комиссия"])
    encoder = FakeEncoder(VECTORS)
    again = CachedEncoder(encoder, tmp_path).encode(["комитет", "комиссия", "отдел"])
    assert encoder.calls == [["отдел"]]
    assert again[:2].tobytes() == first.tobytes()


def test_models_do_not_share_vectors(tmp_path: Path) -> None:
    """Vectors of another fingerprint are not used, also when their dimension differs."""
    CachedEncoder(FakeEncoder(VECTORS, "one"), tmp_path).encode(["отдел"])
    other = CachedEncoder(FakeEncoder({"отдел": [0.0, 0.0, 1.0]}, "two"), tmp_path)
    assert other.encode(["отдел"]).tolist() == [[0.0, 0.0, 1.0]]


@pytest.mark.parametrize("damage", [b"this is no database " * 100, b""])
def test_a_file_that_is_no_database_is_made_anew(
    damage: bytes, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Vectors are right after the file was overwritten, and cached once more."""
    CachedEncoder(FakeEncoder(VECTORS), tmp_path).encode(list(VECTORS))
    _file(tmp_path).write_bytes(damage)
    found = CachedEncoder(FakeEncoder(VECTORS), tmp_path).encode(["комитет"])
    assert found == pytest.approx(np.array([[0.6, 0.8]]))
    assert ("are damaged" in caplog.text) == bool(damage)
    silent = FakeEncoder({})
    assert CachedEncoder(silent, tmp_path).encode(["комитет"]).tobytes() == found.tobytes()


def test_a_truncated_file_is_made_anew(tmp_path: Path) -> None:
    """Half of a database gives right vectors, from the model where need be."""
    vectors = {f"termin {i}": [1.0, float(i)] for i in range(2000)}
    whole = CachedEncoder(FakeEncoder(vectors), tmp_path).encode(list(vectors))
    file = _file(tmp_path)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    assert CachedEncoder(FakeEncoder(vectors), tmp_path).encode(list(vectors)).tobytes() == whole.tobytes()


def test_a_damaged_vector_is_computed_anew(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A row whose bytes changed is found by its checksum."""
    CachedEncoder(FakeEncoder(VECTORS), tmp_path).encode(list(VECTORS))
    connection = sqlite3.connect(_file(tmp_path))
    with connection:
        changed = connection.execute("UPDATE vectors SET vector = zeroblob(8)").rowcount
    connection.close()
    assert changed == len(VECTORS)
    found = CachedEncoder(FakeEncoder(VECTORS), tmp_path).encode(["отдел"])
    assert found.tolist() == [[0.0, 1.0]]
    assert "1 damaged vectors" in caplog.text


def test_a_cache_that_cannot_be_written_costs_only_time(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Where a folder can't be made, vectors are computed, with one warning."""
    (tmp_path / "vectors").write_text("a file in the folder's place", encoding="utf-8")
    found = CachedEncoder(FakeEncoder(VECTORS), tmp_path).encode(["комиссия"])
    assert found.tolist() == [[1.0, 0.0]]
    assert [record.levelno for record in caplog.records] == [logging.WARNING]


def test_progress_counts_distinct_texts(tmp_path: Path) -> None:
    """Progress starts at what is stored already and ends at all."""
    vectors = {f"termin {i}": [1.0, float(i)] for i in range(600)}
    CachedEncoder(FakeEncoder(vectors), tmp_path).encode(["termin 7"])
    seen: list[tuple[int, int]] = []
    cached = CachedEncoder(FakeEncoder(vectors), tmp_path, lambda done, total: seen.append((done, total)))
    cached.encode([*vectors, "termin 1"])
    assert seen == [(1, 600), (513, 600), (600, 600)]


def test_no_texts_give_no_vectors(tmp_path: Path) -> None:
    """Nothing asked is nothing done: no file is made."""
    assert CachedEncoder(FakeEncoder({}), tmp_path).encode([]).shape == (0, 0)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["", " \n", "a\ud800"])
def test_texts_without_a_vector_are_refused(text: str, tmp_path: Path) -> None:
    """A blank text or half of a surrogate pair is named, whether cached or not."""
    with pytest.raises(UsageError, match="can't encode the text"):
        CachedEncoder(FakeEncoder({}), tmp_path).encode([text])


_WRITER = """
import sys
from pathlib import Path
from align.vectors import CachedEncoder
from tests.align.fakes import FakeEncoder
vectors = {f"termin {i}": [1.0, float(i)] for i in range(3000)}
for _ in range(3):
    CachedEncoder(FakeEncoder(vectors), Path(sys.argv[1])).encode(list(vectors)[int(sys.argv[2]):])
"""


def test_two_processes_share_a_folder(tmp_path: Path) -> None:
    """Two builds at once both end well, and every vector is stored."""
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", _WRITER, str(tmp_path)]
    builds = [subprocess.Popen([*command, start], cwd=root, stderr=subprocess.PIPE) for start in ("0", "1000")]
    errors = [build.communicate(timeout=60)[1] for build in builds]
    assert [build.returncode for build in builds] == [0, 0], errors
    silent = FakeEncoder({})
    found = CachedEncoder(silent, tmp_path).encode([f"termin {i}" for i in range(3000)])
    assert found[3] == pytest.approx(np.array([1.0, 3.0]) / np.sqrt(10))
    assert silent.calls == []
