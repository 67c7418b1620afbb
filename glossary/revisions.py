"""The revision of a store: a fingerprint of all that it answers with, fit for an ETag."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from sqlalchemy import Connection, delete, insert, select

from glossary.errors import StoreError
from glossary.model import Glossary
from glossary.schema import FORMAT, META, SCHEMA_VERSION

_LENGTH = 32


def fingerprint(glossary: Glossary, redirects: Mapping[str, str], name: str) -> str:
    """Return a hash of the content; raise StoreError for ids that stand twice and text that isn't Unicode."""
    _check_ids("concepts", (concept.id for concept in glossary.concepts), name)
    _check_ids("documents", (document.id for document in glossary.documents), name)
    digest = hashlib.sha256(f"{FORMAT} {SCHEMA_VERSION}\n".encode())
    parts: Iterable[tuple[str, Any]] = (
        *((document.id, document) for document in glossary.documents),
        *((concept.id, concept) for concept in glossary.concepts),
        *((proposal.source_concept, proposal) for proposal in glossary.proposals),
        *redirects.items(),
    )
    for identifier, part in parts:
        try:
            digest.update(orjson.dumps((identifier, part), option=orjson.OPT_APPEND_NEWLINE))
        except orjson.JSONEncodeError as error:
            raise StoreError(f"cannot write {identifier!r} to {name!r}: {error}; mend its text") from error
    return digest.hexdigest()[:_LENGTH]


def read_revision(connection: Connection) -> str:
    """Return the revision that was written last; empty before the first writing."""
    return read_meta(connection, "revision")


def read_meta(connection: Connection, name: str) -> str:
    """Return what a store notes of itself under a name; empty where it notes nothing."""
    return connection.scalars(select(META.c.value).where(META.c.name == name)).one_or_none() or ""


def write_meta(connection: Connection, name: str, value: str) -> None:
    """Note something of a store under a name; nothing, if it is empty."""
    connection.execute(delete(META).where(META.c.name == name))
    if value:
        connection.execute(insert(META).values(name=name, value=value))


def _check_ids(kind: str, identifiers: Iterable[str], name: str) -> None:
    seen: set[str] = set()
    for identifier in identifiers:
        if identifier in seen:
            raise StoreError(f"two {kind} have the id {identifier!r}; nothing was written to {name!r}")
        seen.add(identifier)
