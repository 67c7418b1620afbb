"""What one concept can be had as: JSON, a file of several formats, or a page; chosen by `format` or by Accept."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from io import BytesIO
from urllib.parse import quote

from api.accepting import choose_media_type
from api.schemas import ConceptDetail
from glossary.formats import FORMATS, Format
from glossary.formats.content import Content
from glossary.listing import find_documents
from glossary.model import Concept, SourceDocument
from glossary.store import Store


class Representation(StrEnum):
    """A way to show one concept; the first is for who doesn't say."""

    JSON = "json"
    JSONLD = "jsonld"
    TURTLE = "turtle"
    TBX = "tbx"
    CSV = "csv"
    HTML = "html"


_FORMATS: Mapping[Representation, Format] = {
    Representation.JSONLD: FORMATS["jsonld"],
    Representation.TURTLE: FORMATS["skos"],
    Representation.TBX: FORMATS["tbx"],
    Representation.CSV: FORMATS["csv"],
}
MEDIA_TYPES: Mapping[Representation, str] = {
    Representation.JSON: "application/json",
    **{each: found.media_type for each, found in _FORMATS.items()},
    Representation.HTML: "text/html; charset=utf-8",
}
_OFFERED: Mapping[str, Representation] = {
    **{media_type.partition(";")[0]: each for each, media_type in MEDIA_TYPES.items()},
    "application/tbx+xml": Representation.TBX,
}
_NOT_IN_FILE_NAME = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')
_NOT_IN_TOKEN = re.compile(r"[^A-Za-z0-9._-]")


def choose_representation(accept: str) -> Representation | None:
    """Return the representation that an Accept field likes best; None where it takes none."""
    best = choose_media_type(accept, list(_OFFERED))
    return None if best is None else _OFFERED[best]


def write_concept(representation: Representation, concept: Concept, documents: Sequence[SourceDocument]) -> bytes:
    """Return a concept as JSON or as a file; a page is made elsewhere."""
    if representation is Representation.JSON:
        return ConceptDetail.of(concept, documents).model_dump_json().encode()
    stream = BytesIO()
    _FORMATS[representation].write(Content((concept,), documents), stream)
    return stream.getvalue()


def name_file(representation: Representation, concept: Concept) -> str:
    r"""Return the Content-Disposition of a concept as a file (RFC 6266), its name in ASCII and as it is (RFC 8187).

    >>> name_file(Representation.TBX, Concept("most/ł", ()))
    'attachment; filename="most__.tbx"; filename*=UTF-8\'\'most_%C5%82.tbx'
    """
    extension = _FORMATS[representation].extension if representation in _FORMATS else f".{representation.value}"
    name = (_NOT_IN_FILE_NAME.sub("_", concept.id).strip(". ") or "concept") + extension
    plain = _NOT_IN_TOKEN.sub("_", name)
    extended = "" if plain == name else f"; filename*=UTF-8''{quote(name, safe='!#$&+-.^_`|~')}"
    return f'attachment; filename="{plain}"{extended}'


def find_sources(store: Store, concept: Concept) -> list[SourceDocument]:
    """Return the documents that a concept occurs in, in the order of the glossary."""
    used = {context.document for section in concept.sections for term in section.terms for context in term.contexts}
    return find_documents(store, used) if used else []
