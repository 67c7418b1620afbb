"""The revision of a store: a fingerprint of all that it answers with, fit for an ETag.

It is the sum, modulo 2^256, of the SHA-256 digests of all parts: each document, concept and proposal with its kind and
rank, and each redirect (the incremental hash AdHash of Bellare and Micciancio, 1997). So it is reckoned while the parts
are written, and an edit of one concept needs no other: take the digest of the old concept away, add the new one's. The
store notes the sum in 64 hex digits; half of them are shown. It tells states apart; it is no signature.
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import TypeVar

import orjson
from sqlalchemy import Connection, delete, insert, select

from glossary.errors import StoreError
from glossary.model import Concept, Proposal, SourceDocument
from glossary.schema import FORMAT, META, SCHEMA_VERSION
from glossary.text import shorten

_Part = TypeVar("_Part", Concept, SourceDocument, Proposal)

_DIGITS = 64
SHOWN_DIGITS = 32
REVISION = "revision"
"""The name that a store notes its revision under."""


class RevisionSum:
    """The sum of the parts that were added so far."""

    def __init__(self, digits: str = "") -> None:
        """Begin with no parts, or go on from what the store noted."""
        # So that no glossary has the revision of an empty store, and one in other tables has another.
        self._total = int(digits, 16) if digits else _digest(FORMAT, 0, SCHEMA_VERSION)

    @property
    def digits(self) -> str:
        """The sum as the store notes it."""
        return f"{self._total:0{_DIGITS}x}"

    def watch(self, parts: Iterable[_Part]) -> Iterator[_Part]:
        """Yield parts of one kind, and add each at its rank.

        Raises StoreError for text that isn't Unicode.
        """
        for rank, part in enumerate(parts, 1):
            self.add(rank, part)
            yield part

    def add(self, rank: int, part: Concept | SourceDocument | Proposal) -> None:
        """Add a part at its rank; raises StoreError for text that isn't Unicode."""
        try:
            self._add(_digest(type(part).__name__, rank, part))
        except orjson.JSONEncodeError as error:
            identifier = part.source_concept if isinstance(part, Proposal) else part.id
            raise StoreError(f"cannot write {shorten(identifier)!r}: {error}; mend its text") from error

    def remove(self, rank: int, part: Concept | SourceDocument | Proposal) -> None:
        """Take away a part that was added at that rank."""
        self._add(-_digest(type(part).__name__, rank, part))

    def add_redirect(self, identifier: str, target: str) -> None:
        """Add where an id leads."""
        self._add(_digest("Redirect", 0, (identifier, target)))

    def remove_redirect(self, identifier: str, target: str) -> None:
        """Take away where an id led."""
        self._add(-_digest("Redirect", 0, (identifier, target)))

    def _add(self, digest: int) -> None:
        self._total = (self._total + digest) % (1 << 4 * _DIGITS)


def read_revision(connection: Connection) -> str:
    """Return the revision that was written last; empty before the first writing."""
    return read_meta(connection, REVISION)[:SHOWN_DIGITS]


def read_meta(connection: Connection, name: str) -> str:
    """Return what a store notes of itself under a name; empty where it notes nothing."""
    return connection.scalars(select(META.c.value).where(META.c.name == name)).one_or_none() or ""


def write_meta(connection: Connection, name: str, value: str) -> None:
    """Note something of a store under a name; nothing, if it is empty."""
    connection.execute(delete(META).where(META.c.name == name))
    if value:
        connection.execute(insert(META).values(name=name, value=value))


def _digest(kind: str, rank: int, part: object) -> int:
    return int.from_bytes(hashlib.sha256(orjson.dumps((kind, rank, part))).digest(), "big")
