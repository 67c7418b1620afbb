"""The validators (RFC 9110, 8.8.3) of single concepts and of lists of them, and the preconditions of writes.

A concept is written only as it was read: its ETag follows from its content alone, so that what else changes in the
glossary does not stand in the way of a write.
"""

import re
from collections.abc import Iterable, Sequence
from hashlib import sha256

import orjson
from fastapi import Depends, Request

from api.deps import Settings, Store, make_etag
from api.middleware import ETAG_KEY
from api.representations import Representation
from api.version import read_version
from glossary.formats.jsonl import dump_concept
from glossary.listing import find_last_entry
from glossary.model import Concept, SourceDocument

# A compressed answer has another validator, which a client may send in a body, too.
_ENTITY_TAG = re.compile(r'(W/)?("[^"]*?)(?:-gzip)?"')


def make_concept_etag(
    concept: Concept, documents: Sequence[SourceDocument], representation: Representation = Representation.JSON
) -> str:
    """Return the strong validator of a representation of a concept; `documents` are those that it occurs in.

    The program's version is in it, as another one may write the same concept in another way.
    """
    parts = (dump_concept(concept), orjson.dumps(documents).decode(), read_version(), representation.value)
    digest = sha256("\0".join(parts).encode()).hexdigest()
    return f'"{digest[:32]}"'


def matches_concept(field: str, concept: Concept, documents: Sequence[SourceDocument]) -> bool:
    """Whether an If-Match field names a concept as it is now, by the validator of any of its representations.

    The comparison is strong: a weak validator names nothing (RFC 9110, 13.1.1).
    """
    if field.strip() == "*":
        return True
    held = {tag + '"' for weak, tag in _ENTITY_TAG.findall(field) if not weak}
    return any(make_concept_etag(concept, documents, each) in held for each in Representation)


def note_concept(
    request: Request, concept: Concept, documents: Iterable[SourceDocument], representation: Representation
) -> None:
    """Note the validator of an answer that is a representation of a concept, and of nothing else."""
    etag = make_concept_etag(concept, list(documents), representation)
    request.scope.setdefault("state", {})[ETAG_KEY] = etag


def note_list(request: Request, glossary: Store, configured: Settings) -> None:
    """Note the validator of answers that are made of the glossary and its history as they are now."""
    state = f"{glossary.revision} {find_last_entry(glossary)}"
    request.scope.setdefault("state", {})[ETAG_KEY] = make_etag(state, configured.encoder)


OfHistory = Depends(note_list)
