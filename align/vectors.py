"""Vectors that were computed before, kept by model and text in the cache folder.

One SQLite file a model, so that vectors of two models never meet. Every row carries a checksum. Whatever is wrong with
the file, vectors are computed anew: a cache may cost time, never a build.
"""

import hashlib
import logging
import sqlite3
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from align.encoder import Encoder, check_text

Vector = NDArray[np.float32]
_Row = tuple[bytes, object, object]
_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

_SCHEMA: Final = (
    "CREATE TABLE IF NOT EXISTS vectors (text BLOB PRIMARY KEY, vector BLOB, checksum INTEGER) WITHOUT ROWID"
)
_CHUNK: Final = 512
_WAIT_SECONDS: Final = 30
_DAMAGED: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR})

_log = logging.getLogger(__name__)


class CachedEncoder:
    """An encoder that asks another one only for texts it has not seen; with all seen, no model is loaded.

    Threads and processes may share the folder. `progress` is told how many of the distinct texts are done.
    """

    def __init__(self, encoder: Encoder, folder: Path, progress: Callable[[int, int], None] | None = None) -> None:
        self._encoder = encoder
        self._folder = folder
        self._progress = progress

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the model behind it."""
        return self._encoder.fingerprint

    def encode(self, texts: Sequence[str]) -> Vector:
        """Return the vectors of texts, float32 (n, d), of unit norm; (0, 0) for no texts."""
        for text in texts:
            check_text(text)
        if not texts:
            return np.zeros((0, 0), np.float32)
        # Sorted, so that the work is cut into the same chunks whatever order the texts come in.
        wanted = sorted(set(texts))
        file = _VectorFile(self._folder / "vectors" / f"{_digest(self.fingerprint).hex()}.db")
        found = dict(file.read(wanted))
        missing = [text for text in wanted if text not in found]
        self._report(len(found), len(wanted))
        for chunk in _cut(missing):
            vectors = dict(zip(chunk, self._encoder.encode(chunk), strict=True))
            # Stored chunk by chunk: an interrupted build goes on where it stopped.
            file.write(vectors)
            found |= vectors
            self._report(len(found), len(wanted))
        return np.stack([found[text] for text in texts])

    def _report(self, done: int, total: int) -> None:
        if self._progress is not None:
            self._progress(done, total)


class _VectorFile:
    """The vectors of one model on disk. A file that can't be used is warned of once and then passed over."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._usable = True

    def read(self, texts: Sequence[str]) -> Iterator[tuple[str, Vector]]:
        """Yield the texts that are stored, with their vectors."""
        keys = {_digest(text): text for text in texts}
        rows = self._try(lambda connection: _select(connection, list(keys))) or []
        sound = [
            (key, vector)
            for key, vector, checksum in rows
            if isinstance(vector, bytes) and zlib.crc32(key + vector) == checksum
        ]
        if len(sound) < len(rows):
            _log.warning("%d damaged vectors in %s are computed anew", len(rows) - len(sound), self._path)
        for key, vector in sound:
            yield keys[key], np.frombuffer(vector, "<f4")

    def write(self, vectors: Mapping[str, Vector]) -> None:
        """Store vectors in one transaction."""
        pairs = [(_digest(text), vector.astype("<f4").tobytes()) for text, vector in vectors.items()]
        rows = [(key, vector, zlib.crc32(key + vector)) for key, vector in pairs]
        self._try(lambda connection: connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows))

    def _try(self, work: Callable[[sqlite3.Connection], _Result]) -> _Result | None:
        """Return what `work` does in a transaction, or None; a fault of the file is logged."""
        if not self._usable:
            return None
        try:
            with _connect(self._path) as connection:
                return work(connection)
        except (sqlite3.Error, OSError) as error:
            if getattr(error, "sqlite_errorcode", None) in _DAMAGED:
                _log.warning("the vectors in %s are damaged (%s); computing them anew", self._path, error)
                self._path.unlink(missing_ok=True)
            else:
                _log.warning("can't use the vectors in %s (%s); computing them anew", self._path, error)
                self._usable = False
            return None


def _select(connection: sqlite3.Connection, keys: Sequence[bytes]) -> list[_Row]:
    rows: list[_Row] = []
    for chunk in _cut(keys):
        marks = ",".join("?" * len(chunk))
        rows += connection.execute(f"SELECT text, vector, checksum FROM vectors WHERE text IN ({marks})", chunk)  # noqa: S608 - only question marks
    return rows


@contextmanager
def _connect(path: Path) -> Iterator[sqlite3.Connection]:
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, timeout=_WAIT_SECONDS, isolation_level="DEFERRED")
    try:
        # Nothing lies beside the file that could outlive it: a file that is thrown away must not leave a journal for
        # the next one of its name. What a crash tears is found by the checksums.
        connection.execute("PRAGMA journal_mode = MEMORY")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(_SCHEMA)
        with connection:
            yield connection
    finally:
        connection.close()


def _cut(items: Sequence[_Item]) -> Iterator[Sequence[_Item]]:
    for start in range(0, len(items), _CHUNK):
        yield items[start : start + _CHUNK]


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=16).digest()
