"""Reading concepts: page by page, or one with all its evidence."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from api import problems
from api.deps import OfGlossary, Store
from api.lookups import find_languages
from api.schemas import ConceptDetail, ConceptPage, ConceptParameters, ConceptSummary, NoParameters
from api.tags import resolve_tag
from glossary.errors import UsageError

router = APIRouter(prefix="/v1/concepts", tags=["concepts"], dependencies=[OfGlossary])


@router.get(
    "",
    operation_id="listConcepts",
    summary="List concepts",
    responses=problems.problem_responses(problems.INVALID_REQUEST, problems.STORE_UNAVAILABLE),
)
def list_concepts(
    parameters: Annotated[ConceptParameters, Query()], store: Store, request: Request, response: Response
) -> ConceptPage:
    """List the concepts in the order of the glossary. A Link with rel=next (RFC 8288) leads to the following page."""
    language = parameters.language
    found = store.find_concepts(
        language=None if language is None else resolve_tag(language, find_languages(store), "language"),
        kind=parameters.kind,
        status=parameters.status,
        after=None if parameters.cursor is None else _read_cursor(parameters.cursor),
        limit=parameters.limit + 1,  # one more tells whether a page follows
    )
    following = _write_cursor(found[parameters.limit - 1].id) if len(found) > parameters.limit else None
    if following is not None:
        values = {**parameters.model_dump(mode="json", exclude_none=True), "cursor": following}
        response.headers["Link"] = f'<{request.url.path}?{urlencode(values)}>; rel="next"'
    return ConceptPage(concepts=[ConceptSummary.of(concept) for concept in found[: parameters.limit]], next=following)


@router.get(
    "/{concept_id}",
    operation_id="getConcept",
    response_model=ConceptDetail,
    summary="Get a concept with its evidence",
    responses={
        **problems.problem_responses(problems.NOT_FOUND, problems.INVALID_REQUEST, problems.STORE_UNAVAILABLE),
        308: {
            "description": "The concept was merged into the one that Location leads to",
            "headers": {"Location": {"schema": {"type": "string"}, "description": "where the other concept is"}},
        },
    },
)
def get_concept(
    concept_id: Annotated[str, Path(max_length=200, description="the id of a concept")],
    _: Annotated[NoParameters, Query()],
    store: Store,
    request: Request,
) -> ConceptDetail | Response:
    """Get a concept: every term with its forms and sentences, and why its languages were taken for equivalent.

    The id of a concept that was merged into another is answered with 308 and the address of that one.
    """
    concept = store.get_concept(concept_id)
    if concept.id != concept_id:
        return RedirectResponse(request.url_for("get_concept", concept_id=concept.id).path, 308)
    return ConceptDetail.of(concept, store.get_documents())


def _write_cursor(concept_id: str) -> str:
    return urlsafe_b64encode(concept_id.encode()).decode().rstrip("=")


def _read_cursor(cursor: str) -> str:
    """Return the concept id in a cursor; it is opaque so that clients follow `next` and nothing else."""
    try:
        found = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)).decode()
    except ValueError:
        found = ""
    if not found or _write_cursor(found) != cursor:
        raise UsageError(f"cursor={cursor[:60]!r} is none of ours; take `next` of the page before")
    return found
