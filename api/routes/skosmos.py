"""The glossary for clients of Skosmos: `/rest/v1` as its REST API has it, for what a glossary can answer.

A glossary has no hierarchy: a search below a parent, or in a group or another scheme, finds nothing. Faults are
problems as everywhere else, and JSONP is not spoken.
"""

from collections.abc import Mapping
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import AfterValidator, Field

from api import problems
from api import skosmos as shapes
from api.accepting import choose_media_type, tell_apart
from api.access import CanRead
from api.deps import OfGlossary, Store
from api.lookups import MAX_QUERY
from api.middleware import ETAG_KEY
from api.problems import NOT_ACCEPTABLE
from api.schemas import Parameters
from api.skosmos import (
    BARE_CONTEXT,
    JSON_TYPES,
    LABELS,
    MAX_HITS,
    MAX_OFFSET,
    ONKI,
    RDF_TYPES,
    SKOS,
    VOCABULARY,
    LabelSearch,
)
from glossary.errors import NotFoundError, UsageError
from glossary.formats.skos_graph import SCHEME
from glossary.text import check_language, shorten

router = APIRouter(prefix="/rest/v1", tags=["skosmos"], dependencies=[CanRead, OfGlossary])

_TITLE = "Glossary"
_EXAMPLE = {
    "uri": "urn:glossalign:concept:c4f1d09a2b7e",
    "type": ["skos:Concept"],
    "localname": "c4f1d09a2b7e",
    "prefLabel": "массовая мобилизация",
    "lang": "ru",
    "vocab": VOCABULARY,
}


_FAULTS = problems.problem_responses(problems.INVALID_REQUEST, problems.NOT_FOUND, problems.STORE_UNAVAILABLE)
_OBJECT = {"schema": {"type": "object"}}
_JSON_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "JSON-LD in the shape of Skosmos",
        "content": {
            JSON_TYPES[0]: {**_OBJECT, "example": {"@context": {}, "uri": "", "results": [_EXAMPLE]}},
            JSON_TYPES[1]: _OBJECT,
        },
    },
    **_FAULTS,
}
_DATA_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The concept, its labels, and the documents that they stand in",
        "content": {name: _OBJECT if name in JSON_TYPES else {"schema": {"type": "string"}} for name in RDF_TYPES},
    },
    **_FAULTS,
    **problems.problem_responses(NOT_ACCEPTABLE),
}
_Tag = Annotated[str | None, AfterValidator(lambda tag: tag or None)]  # forms send empty fields, too


class LanguageParameters(Parameters):
    """The language that labels are asked for in."""

    lang: _Tag = Field(None, max_length=100, description="BCP-47 tag", examples=["pl"])


class UriParameters(LanguageParameters):
    """A concept by its address, and a language."""

    uri: str = Field(min_length=1, max_length=1000, examples=[_EXAMPLE["uri"]])


class LookupParameters(LanguageParameters):
    """A label to look up."""

    label: str = Field(min_length=1, max_length=MAX_QUERY, examples=["массовая мобилизация"])


class DataParameters(LanguageParameters):
    """What to write as RDF."""

    uri: str | None = Field(None, max_length=1000, description="the address of a concept; none: the whole vocabulary")
    format: str | None = Field(None, max_length=100, description=f"a media type: {', '.join(RDF_TYPES)}")


class SearchParameters(LanguageParameters):
    """A search for labels."""

    query: str = Field(
        min_length=1, max_length=MAX_QUERY, description="a label; * stands for any text", examples=["mobiliz*"]
    )
    labellang: _Tag = Field(None, max_length=100, description="language of the preferred labels to show")
    vocab: str = Field("", max_length=200, description=f"ids of vocabularies, parted by spaces: {VOCABULARY}")
    type: str = Field("", max_length=500, description="types of concepts, parted by spaces: skos:Concept")
    parent: str = Field("", max_length=1000, description="nothing is below another concept here")
    group: str = Field("", max_length=1000, description="nothing is in a group here")
    scheme: str = Field("", max_length=1000, description=f"addresses of concept schemes: {SCHEME}")
    fields: str = Field(
        "", max_length=200, description="more to show: prefLabel, altLabel, definition, scopeNote, note"
    )
    unique: bool = Field(False, description="show a concept once, and not for each label that fits")
    maxhits: int = Field(MAX_HITS, ge=1, le=MAX_HITS)
    offset: int = Field(0, ge=0, le=MAX_OFFSET)


def _check_vocabulary(vocid: Annotated[str, Path(max_length=200, examples=[VOCABULARY])]) -> None:
    if vocid != VOCABULARY:
        raise NotFoundError(f"no vocabulary {shorten(vocid)!r} here; the only one is {VOCABULARY!r}")


_OfVocabulary = Depends(_check_vocabulary)


@router.get(
    "/vocabularies", operation_id="listSkosmosVocabularies", summary="List vocabularies", responses=_JSON_ANSWER
)
def list_vocabularies(parameters: Annotated[LanguageParameters, Query()], request: Request) -> Response:
    """List the vocabularies: there is one."""
    title = {"@id": "rdfs:label", "@language": parameters.lang or "en"}
    context = {
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "onki": ONKI,
        "title": title,
        "vocabularies": "onki:hasVocabulary",
        "id": "onki:vocabularyIdentifier",
        "uri": "@id",
        "@base": f"{request.base_url}rest/v1/vocabularies",
    }
    listed = [{"uri": VOCABULARY, "id": VOCABULARY, "title": _TITLE}]
    return _answer(request, {"@context": context, "uri": "", "vocabularies": listed})


@router.get("/search", operation_id="searchSkosmos", summary="Search labels", responses=_JSON_ANSWER)
def search(parameters: Annotated[SearchParameters, Query()], store: Store, request: Request) -> Response:
    """Search the labels of all vocabularies; * stands for any text, and inflected forms are found without it."""
    language = parameters.labellang or parameters.lang
    shown = None if language is None else check_language(language)
    hits = (
        shapes.find_labels(
            store,
            LabelSearch(parameters.query, parameters.lang, parameters.unique, parameters.offset, parameters.maxhits),
        )
        if _is_among(parameters)
        else []
    )
    fields = tuple(dict.fromkeys(parameters.fields.split()))
    context: dict[str, object] = {
        "skos": SKOS,
        "isothes": "http://purl.org/iso25964/skos-thes#",
        "onki": ONKI,
        "uri": "@id",
        "type": "@type",
        "results": {"@id": "onki:results", "@container": "@list"},
        **LABELS,
        **{field: f"skos:{field}" for field in fields if field.isalpha()},
    }
    results = [shapes.describe_hit(hit, shown, fields) for hit in hits]
    if "prefLabel" in fields:
        context["prefLabels"] = {"@id": "skos:prefLabel", "@container": "@language"}
    if shown is not None:
        context["@language"] = shown
    return _answer(request, {"@context": context, "uri": "", "results": results})


@router.get("/data", operation_id="getSkosmosData", summary="Get a concept as RDF", responses=_DATA_ANSWER)
def get_data(parameters: Annotated[DataParameters, Query()], store: Store, request: Request) -> Response:
    """Get a concept as JSON-LD, Turtle or RDF/XML, by `format` or Accept."""
    if parameters.uri is None:
        raise UsageError("uri is missing; name a concept, or take the whole vocabulary from /rest/v1/glossary/data")
    return _answer_data(parameters.uri, parameters.format, store, request)


@router.get("/label", operation_id="getSkosmosLabels", summary="Get the labels of a concept", responses=_JSON_ANSWER)
def get_label(parameters: Annotated[UriParameters, Query()], store: Store, request: Request) -> Response:
    """Get the labels of a concept in one language, the first of the glossary where none is named."""
    concept = shapes.get_concept_at(store, parameters.uri)
    language = check_language(parameters.lang or _find_default(store))
    section = shapes.find_section(concept, language)
    labels = shapes.list_labels([] if section is None else [section])
    context = {**BARE_CONTEXT, **LABELS, "@language": language}
    preferred = shapes.find_preferred(section)
    return _answer(
        request,
        {
            "@context": context,
            "uri": parameters.uri,
            **({} if preferred is None else {"prefLabel": preferred}),
            **{
                kind.value: labels[kind]
                for kind in (shapes.LabelKind.ALTERNATIVE, shapes.LabelKind.HIDDEN)
                if labels[kind]
            },
        },
    )


@router.get(
    "/{vocid}/",
    operation_id="getSkosmosVocabulary",
    summary="Describe a vocabulary",
    dependencies=[_OfVocabulary],
    responses=_JSON_ANSWER,
)
def get_vocabulary(parameters: Annotated[LanguageParameters, Query()], store: Store, request: Request) -> Response:
    """Describe the vocabulary: its languages and its concept scheme."""
    context = {
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "skos": SKOS,
        "onki": ONKI,
        "dct": "http://purl.org/dc/terms/",
        "uri": "@id",
        "type": "@type",
        "conceptschemes": "onki:hasConceptScheme",
        "id": "onki:vocabularyIdentifier",
        "defaultLanguage": "onki:defaultLanguage",
        "languages": "onki:language",
        "label": "rdfs:label",
        "prefLabel": "skos:prefLabel",
        "title": "dct:title",
        "@language": parameters.lang or _find_default(store),
        "@base": f"{request.base_url}rest/v1/{VOCABULARY}/",
    }
    answer = {
        "@context": context,
        "uri": "",
        "id": VOCABULARY,
        "title": _TITLE,
        "defaultLanguage": _find_default(store),
        "languages": list(store.get_languages()),
        "conceptschemes": [{"title": _TITLE, "uri": SCHEME, "type": "skos:ConceptScheme"}],
    }
    return _answer(request, answer)


@router.get(
    "/{vocid}/search",
    operation_id="searchSkosmosVocabulary",
    summary="Search labels of a vocabulary",
    dependencies=[_OfVocabulary],
    responses=_JSON_ANSWER,
)
def search_vocabulary(parameters: Annotated[SearchParameters, Query()], store: Store, request: Request) -> Response:
    """Search the labels of one vocabulary."""
    return search(parameters, store, request)


@router.get(
    "/{vocid}/lookup",
    operation_id="lookUpSkosmosLabel",
    summary="Look a label up",
    dependencies=[_OfVocabulary],
    responses=_JSON_ANSWER,
)
def look_up(parameters: Annotated[LookupParameters, Query()], store: Store, request: Request) -> Response:
    """Get the concepts with a label: a preferred one or else an alternative one, or an inflected form of either."""
    label = parameters.label.replace("*", " ").strip()
    language = None if parameters.lang is None else check_language(parameters.lang)
    hits = shapes.find_labels(store, LabelSearch(label, language)) if label else []
    chosen = shapes.choose_lookup_hits(hits, label)
    if not chosen:
        raise NotFoundError(f"no concept with the label {shorten(label)!r}; try /rest/v1/search with a * in the query")
    context: dict[str, object] = {**BARE_CONTEXT, "onki": ONKI, "results": {"@id": "onki:results"}, **LABELS}
    if language is not None:
        context["@language"] = language
    return _answer(request, {"@context": context, "result": [shapes.describe_hit(hit, language, ()) for hit in chosen]})


@router.get(
    "/{vocid}/data",
    operation_id="getSkosmosVocabularyData",
    summary="Get a concept or the vocabulary as RDF",
    dependencies=[_OfVocabulary],
    responses={**_DATA_ANSWER, 302: {"description": "Where the whole vocabulary is"}},
)
def get_vocabulary_data(parameters: Annotated[DataParameters, Query()], store: Store, request: Request) -> Response:
    """Get a concept as JSON-LD, Turtle or RDF/XML; without `uri`, be led to the whole vocabulary."""
    if parameters.uri is not None:
        return _answer_data(parameters.uri, parameters.format, store, request)
    chosen = _choose_type(request, parameters.format)
    if isinstance(chosen, Response):
        return chosen
    root = str(request.scope.get("root_path", "")).rstrip("/")
    name = "skos" if chosen == shapes.TURTLE else "jsonld"
    return RedirectResponse(f"{root}/v1/export?format={name}", 302, {"Vary": "Accept"})


@router.get(
    "/{vocid}/label",
    operation_id="getSkosmosVocabularyLabels",
    summary="Get the labels of a concept of a vocabulary",
    dependencies=[_OfVocabulary],
    responses=_JSON_ANSWER,
)
def get_vocabulary_label(parameters: Annotated[UriParameters, Query()], store: Store, request: Request) -> Response:
    """Get the labels of a concept in one language."""
    return get_label(parameters, store, request)


def _is_among(parameters: SearchParameters) -> bool:
    """Whether what is searched is here at all: the vocabulary, the type, the scheme, and no place in a hierarchy."""
    for vocid in parameters.vocab.split():
        _check_vocabulary(vocid)
    types = parameters.type.replace("+", " ").split()
    schemes = parameters.scheme.split()
    return (
        not (parameters.parent or parameters.group)
        and (not types or not {"skos:Concept", f"{SKOS}Concept"}.isdisjoint(types))
        and (not schemes or SCHEME in schemes)
    )


def _find_default(store: Store) -> str:
    return next(iter(store.get_languages()), "en")


def _answer(request: Request, content: Mapping[str, object]) -> Response:
    """Return JSON-LD, called JSON unless it is asked for by its own name."""
    media_type = choose_media_type(request.headers.get("accept", ""), JSON_TYPES) or JSON_TYPES[0]
    tell_apart(request, media_type)
    return Response(orjson.dumps(content), media_type=f"{media_type}; charset=utf-8", headers={"Vary": "Accept"})


def _answer_data(uri: str, format_: str | None, store: Store, request: Request) -> Response:
    chosen = _choose_type(request, format_)
    if isinstance(chosen, Response):
        return chosen
    if chosen == shapes.RDF_XML:
        # rdflib puts nodes in any order, and a strong validator promises the same bytes.
        request.scope["state"].pop(ETAG_KEY, None)
    tell_apart(request, chosen)
    content = shapes.write_concept(store, shapes.get_concept_at(store, uri), chosen)
    return Response(content, media_type=f"{chosen}; charset=utf-8", headers={"Vary": "Accept"})


def _choose_type(request: Request, format_: str | None) -> str | Response:
    """Return the media type to answer in, or the problem that there is none."""
    chosen = choose_media_type(format_ or request.headers.get("accept", ""), RDF_TYPES)
    if chosen is None:
        return problems.answer_problem(request, NOT_ACCEPTABLE, f"no such format; choose among {', '.join(RDF_TYPES)}")
    return chosen
