"""Every fault of the HTTP side as `application/problem+json` (RFC 9457), or as a page where a browser asks."""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match

from api.rendering import render
from glossary.errors import (
    ConflictError,
    GlossaryError,
    InputError,
    ModelError,
    NotFoundError,
    StoreError,
    UsageError,
)

_LOG = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
_SHOWN = 60
_MACHINE_PATHS = ("/v1/", "/v2/", "/v3/", "/rest/", "/reconcile", "/openapi.json", "/metrics", "/healthz", "/readyz")


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """One kind of problem: the stable last part of its `type`, its status and its title."""

    name: str
    status: HTTPStatus
    title: str

    @property
    def type(self) -> str:
        """The URI that names the kind; clients may compare it."""
        return f"urn:glossalign:problem:{self.name}"


UNAUTHORIZED = ProblemKind("unauthorized", HTTPStatus.UNAUTHORIZED, "Unauthorized")
FORBIDDEN = ProblemKind("forbidden", HTTPStatus.FORBIDDEN, "Forbidden")
NOT_FOUND = ProblemKind("not-found", HTTPStatus.NOT_FOUND, "Not found")
METHOD_NOT_ALLOWED = ProblemKind("method-not-allowed", HTTPStatus.METHOD_NOT_ALLOWED, "Method not allowed")
NOT_ACCEPTABLE = ProblemKind("not-acceptable", HTTPStatus.NOT_ACCEPTABLE, "Not acceptable")
CONFLICT = ProblemKind("conflict", HTTPStatus.CONFLICT, "Conflict")
PRECONDITION_FAILED = ProblemKind("precondition-failed", HTTPStatus.PRECONDITION_FAILED, "Precondition failed")
CONTENT_TOO_LARGE = ProblemKind("content-too-large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "Content too large")
UNSUPPORTED_MEDIA_TYPE = ProblemKind(
    "unsupported-media-type", HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Unsupported media type"
)
INVALID_REQUEST = ProblemKind("invalid-request", HTTPStatus.UNPROCESSABLE_ENTITY, "Invalid request")
PRECONDITION_REQUIRED = ProblemKind("precondition-required", HTTPStatus.PRECONDITION_REQUIRED, "Precondition required")
TOO_MANY_REQUESTS = ProblemKind("too-many-requests", HTTPStatus.TOO_MANY_REQUESTS, "Too many requests")
STORE_UNAVAILABLE = ProblemKind("store-unavailable", HTTPStatus.SERVICE_UNAVAILABLE, "Glossary store unavailable")
OVERLOADED = ProblemKind("overloaded", HTTPStatus.SERVICE_UNAVAILABLE, "Overloaded")
ENCODER_UNAVAILABLE = ProblemKind("encoder-unavailable", HTTPStatus.SERVICE_UNAVAILABLE, "Encoder unavailable")
INTERNAL = ProblemKind("internal-error", HTTPStatus.INTERNAL_SERVER_ERROR, "Internal error")

# What the framework and dependencies raise as a bare status.
_BY_STATUS = {
    kind.status: kind
    for kind in (UNAUTHORIZED, FORBIDDEN, NOT_ACCEPTABLE, CONTENT_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, TOO_MANY_REQUESTS)
}
# The operator's faults are told to the operator: their messages name paths, which are nobody else's business.
_OPERATOR_DETAILS = {
    STORE_UNAVAILABLE: "the glossary can't be read at the moment; the server's log says why",
    ENCODER_UNAVAILABLE: "semantic lookup is not available, the server's log says why; use match=exact,inflected",
}


def add_problem_handlers(app: FastAPI) -> None:
    """Map every exception that a route can end with to a problem."""
    app.add_exception_handler(GlossaryError, _answer_glossary_error)
    app.add_exception_handler(RequestValidationError, _answer_validation_error)
    app.add_exception_handler(HTTPException, _answer_http_exception)
    app.add_exception_handler(Exception, _answer_unexpected)


def problem_responses(*kinds: ProblemKind) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI description of the problems that a route may answer with."""
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {int(kind.status): {"description": kind.title, "content": {MEDIA_TYPE: schema}} for kind in kinds}


def answer_problem(
    request: Request,
    kind: ProblemKind,
    detail: str,
    *,
    headers: Mapping[str, str] | None = None,
    errors: list[dict[str, str]] | None = None,
) -> Response:
    """Return a problem as JSON, or as a page to a browser that went to a page."""
    if wants_page(request):
        page = render(request, "problem.html", status=int(kind.status), problem_title=kind.title, detail=detail)
        page.headers.update({**(headers or {}), "Vary": "Accept"})
        return page
    content: dict[str, Any] = {"type": kind.type, "title": kind.title, "status": int(kind.status), "detail": detail}
    if errors:
        content["errors"] = errors
    return JSONResponse(content, int(kind.status), headers, MEDIA_TYPE)


def wants_page(request: Request) -> bool:
    """Whether a fault is better shown as a page: a browser asked, and not for an address of the API."""
    return not request.url.path.startswith(_MACHINE_PATHS) and "text/html" in request.headers.get("accept", "")


def _answer_glossary_error(request: Request, error: Exception) -> Response:
    if isinstance(error, NotFoundError):
        kind = NOT_FOUND
    elif isinstance(error, ConflictError):
        kind = CONFLICT
    elif isinstance(error, UsageError | InputError):
        kind = INVALID_REQUEST
    elif isinstance(error, ModelError):
        kind = ENCODER_UNAVAILABLE
    elif isinstance(error, StoreError):
        kind = STORE_UNAVAILABLE
    else:
        kind = INTERNAL
    if kind.status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return answer_problem(request, kind, str(error))
    _LOG.error("%s: %s", request.url.path, error)
    return answer_problem(request, kind, _OPERATOR_DETAILS.get(kind, "the server's log says why"))


def _answer_validation_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    known = ", ".join(_known_parameters(request))
    errors = [_describe_fault(fault, known) for fault in error.errors()]
    detail = "; ".join(fault["detail"] for fault in errors[:3])
    return answer_problem(request, INVALID_REQUEST, detail, errors=errors)


def _known_parameters(request: Request) -> list[str]:
    """Return the names of the query parameters that the route of a request takes."""
    dependant: Dependant | None = getattr(request.scope.get("route"), "dependant", None)
    models = [] if dependant is None else list(_find_models(dependant))
    return [name for model in models for name in getattr(model, "model_fields", {})]


def _find_models(dependant: Dependant) -> Iterator[Any]:
    """Yield what query parameters are read into, by a route and by all that it depends on."""
    yield from (parameter.field_info.annotation for parameter in dependant.query_params)
    for inner in dependant.dependencies:
        yield from _find_models(inner)


def _describe_fault(fault: Mapping[str, Any], known: str) -> dict[str, str]:
    """Return one fault of validation; the query itself is never repeated, it may be long and anything."""
    where, *path = fault["loc"]
    # In a body every step to the fault; in parameters the name alone, as their places tell nothing.
    name = (".".join(map(str, path)) if where == "body" else str(path[0]) if path else "")[:_SHOWN] or str(where)
    if fault["type"] == "extra_forbidden" and where == "body":
        detail = f"unknown field {name!r}; leave it out"
    elif fault["type"] == "extra_forbidden":
        detail = f"unknown parameter {name!r}; " + (f"choose among {known}" if known else "there are none")
    elif fault["type"] == "missing":
        detail = f"{name} is missing"
    else:
        message = str(fault["msg"]).removeprefix("Value error, ").partition(", unable to")[0]
        is_long = name.endswith("q") or isinstance(fault["input"], dict | list)
        value = "" if is_long else f"={str(fault['input'])[:_SHOWN]!r}"
        detail = f"{name}{value}: {message[:1].lower()}{message[1:]}"
    return {"parameter": name, "detail": detail}


def _answer_http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == HTTPStatus.NOT_FOUND:
        detail = "nothing is at this address; /docs lists what there is"
        return answer_problem(request, NOT_FOUND, detail, headers=error.headers)
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = _find_methods(request)
        possible = " or ".join(method for method in allowed if method != "HEAD")
        detail = f"{request.method} is not possible here; use {possible}"
        return answer_problem(request, METHOD_NOT_ALLOWED, detail, headers={"Allow": ", ".join(allowed)})
    if error.status_code == HTTPStatus.BAD_REQUEST:  # the framework's word for a body that it can't even decode
        return answer_problem(request, INVALID_REQUEST, "the body can't be read; send it in UTF-8, as its type says")
    status = HTTPStatus(error.status_code)
    kind = _BY_STATUS.get(status) or ProblemKind(status.phrase.lower().replace(" ", "-"), status, status.phrase)
    return answer_problem(request, kind, str(error.detail), headers=error.headers)


def _find_methods(request: Request) -> list[str]:
    """Return the methods that the address of a request takes, over all routes."""
    methods: set[str] = set()
    for route in request.app.routes:
        match, _ = route.matches(request.scope)
        if match is not Match.NONE:
            methods.update(getattr(route, "methods", None) or {"GET"})
    return sorted(methods | ({"HEAD"} if "GET" in methods else set()))


def _answer_unexpected(request: Request, error: Exception) -> Response:  # noqa: ARG001 - the server logs the exception
    return answer_problem(request, INTERNAL, "the server's log says why")
