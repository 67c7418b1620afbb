"""The W3C Reconciliation Service API 0.2, which OpenRefine and others speak: `/reconcile` is its endpoint."""

import re
from dataclasses import dataclass
from html import escape
from typing import Annotated, Any
from urllib.parse import parse_qs

import orjson
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from api import problems
from api import reconcile as service
from api.access import CanRead
from api.deps import Finder, OfGlossary, Store
from api.lookups import MAX_QUERY
from api.problems import CONTENT_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, ProblemKind
from api.reconcile import MAX_BATCH, TYPES, EntitySuggestion, Named
from api.schemas import Parameters
from api.tags import name_language, order_tags
from api.version import read_version
from glossary.errors import UsageError
from glossary.formats.skos_graph import CONCEPT
from glossary.model import AdministrativeStatus, Concept

router = APIRouter(prefix="/reconcile", tags=["reconciliation"], dependencies=[CanRead, OfGlossary])

_FORM = "application/x-www-form-urlencoded"
_MAX_BODY = 1_000_000
_MAX_TEXT = 200_000
_WIDTH, _HEIGHT = 400, 200
_FAULTS = problems.problem_responses(problems.INVALID_REQUEST, problems.NOT_FOUND, problems.STORE_UNAVAILABLE)
# A client shows a preview inside a page of its own; nothing in it runs or is loaded.
_PREVIEW_POLICY = "default-src 'none'; base-uri 'none'; frame-ancestors *"
_EXAMPLE_QUERIES = '{"q0":{"query":"mobilizacji masowej","properties":[{"pid":"language","v":"pl"}]}}'
_EXAMPLE_ANSWER = {
    "q0": {
        "result": [
            {
                "id": "c4f1d09a2b7e",
                "name": "mobilizacja masowa",
                "description": "ru: массовая мобилизация",
                "type": [{"id": "term", "name": "Term"}],
                "score": 90.0,
                "features": [{"id": "form", "value": 0.9}, {"id": "confidence", "value": 0.93}],
                "match": True,
            }
        ]
    }
}
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The manifest, the candidates of each query, or the properties of each concept",
        "content": {"application/json": {"schema": {"type": "object"}, "example": _EXAMPLE_ANSWER}},
    },
    **_FAULTS,
    **problems.problem_responses(CONTENT_TOO_LARGE, problems.ENCODER_UNAVAILABLE),
}


class EndpointParameters(Parameters):
    """A batch of queries or a data extension query; none asks for the manifest."""

    queries: str | None = Field(None, max_length=_MAX_TEXT, examples=[_EXAMPLE_QUERIES])
    extend: str | None = Field(None, max_length=_MAX_TEXT)


@dataclass(frozen=True, slots=True)
class _Refusal:
    """Why a form isn't read."""

    kind: ProblemKind
    detail: str


class SuggestParameters(Parameters):
    """How what is suggested begins, and how much to skip."""

    prefix: str = Field(max_length=MAX_QUERY, examples=["mobiliz"])
    cursor: int = Field(0, ge=0, le=1000)


class PreviewParameters(Parameters):
    """A concept by its id."""

    id: str = Field(max_length=200)


class ProposalParameters(Parameters):
    """The type that properties are proposed for, which all have the same ones."""

    type: str = Field("", max_length=100)
    limit: int | None = Field(None, ge=1, le=1000)


class EntitySuggestions(BaseModel):
    """Concepts that begin so."""

    result: list[EntitySuggestion]


class NamedSuggestions(BaseModel):
    """Types or properties that begin so."""

    result: list[Named]


class Proposal(BaseModel):
    """Properties that can be fetched."""

    type: str
    limit: int | None = None
    properties: list[Named]


async def _read_form(request: Request) -> EndpointParameters | _Refusal:
    """Return the fields of a form. It is read here, as that can wait, and answered on a thread, as the store can't."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        return _Refusal(UNSUPPORTED_MEDIA_TYPE, f"send a form: Content-Type: {_FORM}, with the field queries or extend")
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MAX_BODY:
            return _Refusal(CONTENT_TOO_LARGE, f"the form has more than {_MAX_BODY:,} bytes; send fewer queries")
    try:
        fields = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=10, errors="strict")
    except ValueError:
        raise UsageError("the form is not readable; send queries=… or extend=…, percent-encoded UTF-8") from None
    return EndpointParameters.model_construct(
        queries=next(iter(fields.get("queries", [])), None), extend=next(iter(fields.get("extend", [])), None)
    )


@router.get("", operation_id="getReconciliation", summary="Describe the service, or reconcile", responses=_ANSWERS)
def get_reconciliation(
    parameters: Annotated[EndpointParameters, Query()], store: Store, finder: Finder, request: Request
) -> Response:
    """Get the manifest of the service; with `queries` or `extend`, do as POST does."""
    if parameters.queries is None and parameters.extend is None:
        return _answer(_make_manifest(request))
    return _reconcile(parameters, store, finder, request)


@router.post(
    "",
    operation_id="reconcile",
    summary="Match names with concepts, or fetch their properties",
    responses={**_ANSWERS, **problems.problem_responses(UNSUPPORTED_MEDIA_TYPE)},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                _FORM: {
                    "schema": {
                        "type": "object",
                        "properties": {"queries": {"type": "string"}, "extend": {"type": "string"}},
                    },
                    "example": {"queries": _EXAMPLE_QUERIES},
                }
            },
        }
    },
)
def reconcile(
    form: Annotated[EndpointParameters | _Refusal, Depends(_read_form)], store: Store, finder: Finder, request: Request
) -> Response:
    """Match names with concepts (`queries`, at most 100), or fetch properties of concepts (`extend`, at most 500)."""
    if isinstance(form, _Refusal):
        return problems.answer_problem(request, form.kind, form.detail)
    return _reconcile(form, store, finder, request)


@router.get("/suggest/entity", operation_id="suggestEntity", summary="Suggest concepts", responses=_FAULTS)
def suggest_entity(
    parameters: Annotated[SuggestParameters, Query()], store: Store, finder: Finder
) -> EntitySuggestions:
    """Suggest concepts with a term that has these words, the last of which may go on; twenty at a time."""
    return EntitySuggestions(result=service.suggest(store, finder, parameters.prefix, parameters.cursor))


@router.get("/suggest/property", operation_id="suggestProperty", summary="Suggest properties", responses=_FAULTS)
def suggest_property(parameters: Annotated[SuggestParameters, Query()], store: Store) -> NamedSuggestions:
    """Suggest properties whose name has a word that begins so, or whose id does."""
    language = Named(id="language", name="Language of the name")
    return _choose([language, *service.list_properties(store)], parameters)


@router.get("/suggest/type", operation_id="suggestType", summary="Suggest types", responses=_FAULTS)
def suggest_type(parameters: Annotated[SuggestParameters, Query()]) -> NamedSuggestions:
    """Suggest kinds of concepts that begin so."""
    return _choose(TYPES, parameters)


@router.get(
    "/properties",
    operation_id="proposeProperties",
    summary="Propose properties to fetch",
    response_model_exclude_none=True,
    responses=_FAULTS,
)
def propose_properties(parameters: Annotated[ProposalParameters, Query()], store: Store) -> Proposal:
    """List the properties that can be fetched."""
    properties = service.list_properties(store)[: parameters.limit]
    return Proposal(type=parameters.type, limit=parameters.limit, properties=properties)


@router.get(
    "/preview",
    operation_id="previewEntity",
    summary="Preview a concept",
    response_class=HTMLResponse,
    responses=_FAULTS,
)
def preview(parameters: Annotated[PreviewParameters, Query()], store: Store) -> HTMLResponse:
    """Get a small page on a concept, to be shown inside another one."""
    page = _make_preview(store.get_concept(parameters.id))
    return HTMLResponse(page, headers={"Content-Security-Policy": _PREVIEW_POLICY})


def _reconcile(parameters: EndpointParameters, store: Store, finder: Finder, request: Request) -> Response:
    if (parameters.queries is None) == (parameters.extend is None):
        raise UsageError("give either queries or extend; GET /reconcile without both describes the service")
    if parameters.extend is not None:
        return _answer(service.extend(store, service.read_extension(parameters.extend)))
    queries = service.read_queries(parameters.queries or "")
    if len(queries) > MAX_BATCH:
        detail = f"the batch has {len(queries)} queries; send at most {MAX_BATCH} at once"
        return problems.answer_problem(request, CONTENT_TOO_LARGE, detail)
    answers = {
        name: {"result": [each.model_dump() for each in service.find_candidates(store, finder, query)]}
        for name, query in queries.items()
    }
    return _answer(answers)


def _answer(content: object) -> Response:
    return Response(orjson.dumps(content), media_type="application/json")


def _choose(known: list[Named] | tuple[Named, ...], parameters: SuggestParameters) -> NamedSuggestions:
    prefix = parameters.prefix.strip().casefold()
    chosen = [
        each
        for each in known
        if any(word.startswith(prefix) for word in (each.id, *re.findall(r"\w+", each.name.casefold())))
    ]
    return NamedSuggestions(result=chosen[parameters.cursor : parameters.cursor + service.SUGGESTED])


def _make_manifest(request: Request) -> dict[str, object]:
    site = str(request.base_url).rstrip("/")
    here = f"{site}/reconcile"
    return {
        "versions": ["0.2"],
        "name": "glossalign glossary",
        "identifierSpace": CONCEPT,
        "schemaSpace": "http://www.w3.org/2004/02/skos/core#Concept",
        "defaultTypes": [each.model_dump() for each in TYPES],
        "documentation": f"{site}/docs",
        "logo": f"{site}/static/icon.svg",
        "serviceVersion": read_version(),
        "view": {"url": f"{site}/concepts/{{{{id}}}}"},
        "preview": {"url": f"{here}/preview?id={{{{id}}}}", "width": _WIDTH, "height": _HEIGHT},
        "suggest": {
            name: {"service_url": here, "service_path": f"/suggest/{name}"} for name in ("entity", "property", "type")
        },
        "extend": {
            "propose_properties": {"service_url": here, "service_path": "/properties"},
            "property_settings": [],
        },
        "batchSize": MAX_BATCH,
    }


def _make_preview(concept: Concept) -> str:
    """Return a page with the preferred term of each language, and what else may be said instead of it."""
    by_language = {section.language: section for section in concept.sections}
    rows = []
    for tag in order_tags(by_language):
        section, name = by_language[tag], name_language(tag)
        others = [
            term.text
            for term in section.terms
            if term is not section.preferred and term.status is AdministrativeStatus.ADMITTED
        ]
        also = f" <small>({escape(', '.join(others[:5]))})</small>" if others else ""
        rows.append(
            f'<p>{escape(name.english)}: <b lang="{escape(tag)}" dir="{name.direction}">'
            f"{escape(section.preferred.text)}</b>{also}</p>"
        )
    definition = f"<p>{escape(concept.definition[:500])}</p>" if concept.definition else ""
    kind = f"<p><small>{escape(concept.kind.value)}, {escape(concept.status.value)}</small></p>"
    head = f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(concept.id)}</title></head>'
    return f"{head}<body>{''.join(rows)}{definition}{kind}</body></html>"
