"""The terms in a text as they are answered: JSON, W3C Web Annotations, or a page with marks."""

import hashlib
import re
from base64 import urlsafe_b64encode
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from typing import Annotated, Any, Final
from uuid import NAMESPACE_URL, uuid5

import orjson
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from api.lookups import find_languages
from api.tags import resolve_tags
from glossary.annotate import Annotation, Annotator
from glossary.errors import UsageError
from glossary.findings import OffsetUnit
from glossary.formats.skos_graph import CONCEPT, make_address
from glossary.language_names import find_direction
from glossary.model import AVOIDED, AdministrativeStatus, Concept, LanguageSection
from glossary.segment_text import SegmentText
from glossary.store import Store
from glossary.termkeys import TermCard
from glossary.text import check_language, matches_language

_CONTEXT: Final = "http://www.w3.org/ns/anno.jsonld"
_AROUND: Final = 32  # code points that a quotation has before and after it
_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_ISOLATE: Final = "\u2068{}\u2069"


class AnnotationFormat(StrEnum):
    """What the terms in a text are answered as; the first is for who doesn't say."""

    JSON = "json"
    JSONLD = "jsonld"
    HTML = "html"


MEDIA_TYPES: Final[Mapping[AnnotationFormat, str]] = {
    AnnotationFormat.JSON: "application/json",
    AnnotationFormat.JSONLD: f'application/ld+json; profile="{_CONTEXT}"',
    AnnotationFormat.HTML: "text/html; charset=utf-8",
}


def _check_readable(text: str) -> str:
    if not text.isascii() and _LONE_SURROGATE.search(text):
        raise ValueError("the text has half of a surrogate pair; send whole characters")
    return text


class AnnotateRequest(BaseModel):
    """A text, and what of its terms is wanted."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [{"text": "Kanału spławnego strzeże śluza.", "language": "pl", "target": ["ru", "ar"]}]
        },
    )

    text: Annotated[str, AfterValidator(_check_readable)] = Field(description="at most 1 MiB in UTF-8")
    language: str = Field(description="BCP-47 tag of the text", max_length=100)
    target: list[Annotated[str, Field(max_length=100)]] = Field(
        [], max_length=100, description="languages of the equivalents; none: all"
    )
    nested: bool = Field(default=False, description="whether terms within longer ones are wanted, too")
    offsets: OffsetUnit = Field(
        OffsetUnit.CODE_POINT, description="what offsets count: Unicode code points, or UTF-16 code units"
    )


class AnnotatedTerm(BaseModel):
    """A term that stands in the text."""

    concept: str
    language: str
    text: str = Field(description="the term as it is cited")
    status: AdministrativeStatus
    preferred: str = Field(description="the preferred term of the concept in the language of this one")
    instead: str | None = Field(description="what to use where this one is deprecated, superseded or rejected")
    do_not_translate: bool
    equivalents: dict[str, str] = Field(description="the preferred term of each target language")


class PlaceOfTerms(BaseModel):
    """A place where terms stand, in the unit that was asked for; `terms` are best first, several are homonyms."""

    start: int
    end: int
    form: str
    nested: bool = Field(description="whether it lies within a longer one")
    terms: list[AnnotatedTerm]


class AnnotateAnswer(BaseModel):
    """The places of terms in a text, in its order; a longer one goes before those within it."""

    language: str
    offsets: OffsetUnit
    annotations: list[PlaceOfTerms]


@dataclass(frozen=True, slots=True)
class Place:
    """A place where terms stand, the best first; offsets are code points."""

    start: int
    end: int
    is_nested: bool
    terms: Sequence[AnnotatedTerm]


@dataclass(frozen=True, slots=True)
class AnnotatedText:
    """A text with the places of its terms, in its order."""

    text: str
    language: str
    places: Sequence[Place]


def annotate_text(
    store: Store, annotator: Annotator, text: str, language: str, target: Iterable[str], *, nested: bool
) -> AnnotatedText:
    """Return the terms in a text, with their equivalents in the target languages, in all where there are none.

    Raises UsageError for a language that is not of the glossary.
    """
    known = find_languages(store)
    wanted = check_language(language)
    if not any(matches_language(tag, wanted) for tag in known):
        raise UsageError(f"language: unknown language {wanted!r}; choose among {', '.join(known)}")
    targets = resolve_tags(target, known, "target")
    found = annotator.annotate(text, wanted, nested=nested)
    return AnnotatedText(text, wanted, list(_find_places(found, _describe_terms(store, found, targets))))


def make_answer(annotated: AnnotatedText, unit: OffsetUnit) -> AnnotateAnswer:
    """Return the JSON of an annotated text, with offsets in a unit."""
    measured = SegmentText(annotated.text, annotated.language, unit)
    spans = (measured.make_span(place.start, place.end) for place in annotated.places)
    places = [
        PlaceOfTerms(start=span.start, end=span.end, form=span.text, nested=place.is_nested, terms=list(place.terms))
        for span, place in zip(spans, annotated.places, strict=True)
    ]
    return AnnotateAnswer(language=annotated.language, offsets=unit, annotations=places)


def write_answer(format_: AnnotationFormat, annotated: AnnotatedText, unit: OffsetUnit) -> bytes:
    """Return an annotated text in a format. Raises UsageError for a unit that the format doesn't have."""
    if format_ is AnnotationFormat.JSON:
        return make_answer(annotated, unit).model_dump_json().encode()
    if format_ is AnnotationFormat.HTML:
        return write_page(annotated).encode("utf-8", "replace")
    if unit is not OffsetUnit.CODE_POINT:
        raise UsageError("offsets: W3C annotations count code points; leave offsets out, or ask for application/json")
    return orjson.dumps(make_collection(annotated))


def make_collection(annotated: AnnotatedText) -> dict[str, Any]:
    """Return the annotations as the W3C Web Annotation Data Model has them: a collection with all in its first page.

    The text is named by its digest (RFC 6920). A text position selector counts code points (4.2.4).
    """
    digest = urlsafe_b64encode(hashlib.sha256(annotated.text.encode()).digest()).decode().rstrip("=")
    source = f"ni:///sha-256;{digest}"
    items = [_make_item(place, annotated, source) for place in annotated.places]
    page = {"id": _name(f"{source}#page"), "type": "AnnotationPage", "startIndex": 0, "items": items}
    return {
        "@context": _CONTEXT,
        "id": _name(source),
        "type": "AnnotationCollection",
        "label": "Terms in the text; positions are in Unicode code points",
        "total": len(items),
        "first": page,
    }


def write_page(annotated: AnnotatedText) -> str:
    """Return a page of HTML: the text with a mark around each term, then the terms with their equivalents."""
    terms = {(term.concept, term.text): term for place in annotated.places for term in place.terms}
    entries = "".join(map(_write_entry, terms.values()))
    return (
        '<!doctype html>\n<html lang="en">\n'
        '<head><meta charset="utf-8"><title>Terms in the text</title></head>\n<body>\n'
        f"<div {_set_language(annotated.language)}>{''.join(_write_marks(annotated))}</div>\n"
        f"<dl>\n{entries}</dl>\n</body>\n</html>\n"
    )


def _describe_terms(store: Store, found: Iterable[Annotation], targets: Collection[str]) -> Mapping[int, AnnotatedTerm]:
    """Return what is told of each term, by its number; one whose concept is gone by now is left out."""
    cards = {card.number: card for annotation in found for card in annotation.terms}
    ids = list(dict.fromkeys(card.concept for card in cards.values()))
    concepts = {concept.id: concept for concept in store.find_concepts_by_id(ids, with_evidence=False)}
    return {
        number: _describe_term(card, concepts[card.concept], targets)
        for number, card in cards.items()
        if card.concept in concepts
    }


def _describe_term(card: TermCard, concept: Concept, targets: Collection[str]) -> AnnotatedTerm:
    section = concept.find_section(card.language)
    preferred = (section and _find_preferred(section)) or card.text
    others = (each for each in concept.sections if each.language != card.language)
    equivalents = ((each.language, _find_preferred(each)) for each in others if each.language in targets or not targets)
    return AnnotatedTerm(
        concept=card.concept,
        language=card.language,
        text=card.text,
        status=card.status,
        preferred=preferred,
        instead=preferred if card.status in AVOIDED and preferred != card.text else None,
        do_not_translate=card.do_not_translate,
        equivalents={language: text for language, text in equivalents if text is not None},
    )


def _find_preferred(section: LanguageSection) -> str | None:
    """Return the term to use in a language, None where all are to be avoided."""
    terms = (section.preferred, *section.terms)
    return next((term.text for term in terms if term.status not in AVOIDED), None)


def _find_places(found: Iterable[Annotation], described: Mapping[int, AnnotatedTerm]) -> Iterator[Place]:
    for each in found:
        terms = [described[card.number] for card in each.terms if card.number in described]
        if terms:
            yield Place(each.start, each.end, each.is_nested, terms)


def _make_item(place: Place, annotated: AnnotatedText, source: str) -> dict[str, Any]:
    start, end, text = place.start, place.end, annotated.text
    quotation = {
        "type": "TextQuoteSelector",
        "exact": text[start:end],
        "prefix": text[max(0, start - _AROUND) : start],
        "suffix": text[end : end + _AROUND],
    }
    position = {"type": "TextPositionSelector", "start": start, "end": end}
    return {
        "id": _name(f"{source}#char={start},{end}"),
        "type": "Annotation",
        "motivation": "identifying",
        "body": [body for term in place.terms for body in _make_bodies(term)],
        "target": {"type": "SpecificResource", "source": source, "selector": [position, quotation]},
    }


def _make_bodies(term: AnnotatedTerm) -> Iterator[dict[str, str]]:
    """Yield what stands there, a request to write something else if need be, and what it is in other languages."""
    yield {"type": "SpecificResource", "purpose": "identifying", "source": make_address(CONCEPT, term.concept)}
    if term.instead is not None:
        yield _make_text("editing", term.instead, term.language)
    for language, text in term.equivalents.items():
        yield _make_text("describing", text, language)


def _make_text(purpose: str, value: str, language: str) -> dict[str, str]:
    return {
        "type": "TextualBody",
        "purpose": purpose,
        "value": value,
        "format": "text/plain",
        "language": language,
        "textDirection": find_direction(language),
    }


def _name(address: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, address)}"


def _write_marks(annotated: AnnotatedText) -> Iterator[str]:
    """Yield the text with its marks. One that begins within another and ends after it can't be marked in HTML."""
    text, done, ends = annotated.text, 0, list[int]()
    for place in annotated.places:
        while ends and ends[-1] <= place.start:
            yield f"{_write_text(text[done : ends[-1]])}</mark>"
            done = ends.pop()
        if ends and place.end > ends[-1]:
            continue
        yield f"{_write_text(text[done : place.start])}{_open_mark(place.terms)}"
        done = place.start
        ends.append(place.end)
    for end in reversed(ends):
        yield f"{_write_text(text[done:end])}</mark>"
        done = end
    yield _write_text(text[done:])


def _open_mark(terms: Sequence[AnnotatedTerm]) -> str:
    best = terms[0]
    # A title has no elements, so that each term in it is isolated by characters.
    titles = [_ISOLATE.format(best.instead or best.text), *map(_ISOLATE.format, best.equivalents.values())]
    status, title = best.status.value, escape(" · ".join(titles))
    return f'<mark data-concept="{escape(best.concept)}" data-status="{status}" title="{title}">'


def _write_entry(term: AnnotatedTerm) -> str:
    instead = "" if term.instead is None else f"; use {_write_term(term.instead, term.language)}"
    head = f"<dt>{_write_term(term.text, term.language)} ({term.status.value}{instead})</dt>\n"
    return head + "".join(f"<dd>{_write_term(text, language)}</dd>\n" for language, text in term.equivalents.items())


def _write_term(text: str, language: str) -> str:
    return f"<bdi {_set_language(language)}>{escape(text)}</bdi>"


def _write_text(text: str) -> str:
    return escape(text).replace("\r\n", "\n").replace("\n", "<br>\n")


def _set_language(language: str) -> str:
    return f'lang="{escape(language)}" dir="{find_direction(language)}"'
