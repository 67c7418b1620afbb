"""Reading concepts: page by page, one with all its evidence in several formats, and where its terms occur."""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from api import deps, problems
from api.access import CanRead
from api.concept_schemas import (
    ConceptList,
    ContextPage,
    ContextParameters,
    ListedConcept,
    ListParameters,
    RepresentationParameters,
    TermContext,
    TextMatch,
)
from api.cursors import link_pages, read_cursor, refuse_cursor, write_cursor
from api.exchange_options import read_time
from api.lookups import find_languages
from api.problems import NOT_ACCEPTABLE
from api.representations import (
    MEDIA_TYPES,
    Representation,
    choose_representation,
    find_sources,
    name_file,
    write_concept,
)
from api.schemas import ConceptDetail, DocumentDetail
from api.tags import resolve_tag
from api.validators import OfHistory, note_concept
from api.writing import ConceptRoute, RefusalError, read_concept
from glossary.listing import ConceptFilter, ListKey, ListOrder, Place, list_concepts
from glossary.model import Concept, Context
from glossary.text import matches_language

router = APIRouter(prefix="/v1/concepts", tags=["concepts"], dependencies=[CanRead], route_class=ConceptRoute)

ConceptId = Annotated[str, Path(max_length=500, description="the id of a concept", examples=["c4f1d09a2b7e"])]
MERGED: dict[int | str, dict[str, Any]] = {
    308: {
        "description": "The concept was merged into the one that Location leads to",
        "headers": {"Location": {"schema": {"type": "string"}, "description": "where the other concept is"}},
    }
}
LINKED: dict[int | str, dict[str, Any]] = {
    200: {
        "headers": {
            "Link": {"schema": {"type": "string"}, "description": "the first page and the next one, if any (RFC 8288)"}
        }
    }
}
_SHOWN = 100  # characters of a term that tell it from others at the same place of a text


@router.get(
    "",
    operation_id="listConcepts",
    summary="List concepts",
    dependencies=[OfHistory],
    responses={**problems.problem_responses(problems.INVALID_REQUEST, problems.STORE_UNAVAILABLE), **LINKED},
)
def find_concepts(
    parameters: Annotated[ListParameters, Query()], store: deps.Store, request: Request, response: Response
) -> ConceptList:
    """List concepts, filtered and sorted. A Link with rel=next (RFC 8288) leads to the following page.

    Pages stay right while concepts come and go: none comes twice, none is left out.
    """
    known = find_languages(store)
    order = _read_order(parameters.sort, known)
    language = parameters.language
    page = list_concepts(
        store,
        ConceptFilter(
            language=None if language is None else resolve_tag(language, known, "language"),
            kind=parameters.kind,
            status=parameters.status,
            term_status=parameters.term_status,
            subject=parameters.subject,
            document=parameters.document,
            min_confidence=parameters.min_confidence,
            changed_since=None if (since := parameters.changed_since) is None else read_time(since, "changed_since"),
            text=parameters.q,
            begins=parameters.match is TextMatch.BEGINS,
        ),
        order,
        after=None if parameters.cursor is None else _read_place(parameters.cursor, parameters.sort, order),
        limit=parameters.limit,
        with_total=parameters.count,
    )
    following = None if page.following is None else _write_place(page.following, parameters.sort)
    response.headers["Link"] = link_pages(request, parameters, "cursor", following)
    listed = [ListedConcept.of_listed(concept) for concept in page.concepts]
    return ConceptList(concepts=listed, next=following, total=page.total)


@router.get(
    "/{concept_id}",
    operation_id="getConcept",
    response_model=ConceptDetail,
    summary="Get a concept with its evidence",
    responses={
        200: {
            "content": {
                media_type.partition(";")[0]: {
                    "schema": {"type": "object" if each is Representation.JSONLD else "string"}
                }
                for each, media_type in MEDIA_TYPES.items()
                if each not in {Representation.JSON, Representation.HTML}
            }
        },
        303: {
            "description": "The page of the concept, where HTML is preferred",
            "headers": {"Location": {"schema": {"type": "string"}, "description": "where the page is"}},
        },
        **MERGED,
        **problems.problem_responses(
            problems.NOT_FOUND, NOT_ACCEPTABLE, problems.INVALID_REQUEST, problems.STORE_UNAVAILABLE
        ),
    },
)
def get_concept(
    concept_id: ConceptId, parameters: Annotated[RepresentationParameters, Query()], store: deps.Store, request: Request
) -> Response:
    """Get a concept: every term with its forms and sentences, and why its languages were taken for equivalent.

    As JSON, JSON-LD, Turtle, TBX or CSV, whichever `format` names or Accept prefers; who prefers HTML is led to the
    page. The ETag is what a write of the concept needs in If-Match. The id of a concept that was merged into another
    is answered with 308 and the address of that one.
    """
    concept = read_concept(request, store, concept_id)
    chosen = parameters.format or choose_representation(request.headers.get("accept", ""))
    if chosen is None:
        offered = ", ".join(media_type.partition(";")[0] for media_type in MEDIA_TYPES.values())
        detail = f"a concept can be had as {offered}; accept one of them, or name it: ?format=json"
        raise RefusalError(problems.answer_problem(request, NOT_ACCEPTABLE, detail, headers={"Vary": "Accept"}))
    if chosen is Representation.HTML:
        address = request.url_for("show_concept", concept_id=quote(concept_id, safe="")).path
        return RedirectResponse(address, 303, {"Vary": "Accept"})
    documents = find_sources(store, concept)
    note_concept(request, concept, documents, chosen)
    headers = {"Vary": "Accept"}
    if parameters.download:
        headers["Content-Disposition"] = name_file(chosen, concept)
    return Response(write_concept(chosen, concept, documents), headers=headers, media_type=MEDIA_TYPES[chosen])


@router.get(
    "/{concept_id}/contexts",
    operation_id="listContexts",
    summary="List where the terms of a concept occur",
    dependencies=[deps.OfGlossary],
    responses={
        **problems.problem_responses(problems.NOT_FOUND, problems.INVALID_REQUEST, problems.STORE_UNAVAILABLE),
        **MERGED,
        **LINKED,
    },
)
def find_contexts(
    concept_id: ConceptId,
    parameters: Annotated[ContextParameters, Query()],
    store: deps.Store,
    request: Request,
    response: Response,
) -> ContextPage:
    """List the sentences that the terms of a concept stand in, by document and place, page by page."""
    concept = read_concept(request, store, concept_id)
    language = parameters.language
    tag = None if language is None else resolve_tag(language, find_languages(store), "language")
    found = _list_contexts(concept, tag, parameters.document)
    if parameters.cursor is not None:
        after = tuple(read_cursor(parameters.cursor, (str, int, int, str, str)))
        found = [each for each in found if _locate(*each) > after]
    page = found[: parameters.limit]
    following = write_cursor(*_locate(*page[-1])) if len(found) > len(page) else None
    response.headers["Link"] = link_pages(request, parameters, "cursor", following)
    used = {context.document for _, _, context in page}
    return ContextPage(
        contexts=[TermContext.of(*each) for each in page],
        documents=[DocumentDetail.model_validate(each) for each in find_sources(store, concept) if each.id in used],
        next=following,
    )


def _list_contexts(concept: Concept, language: str | None, document: str | None) -> list[tuple[str, str, Context]]:
    """Return the occurrences of a concept with language and term, by document and place."""
    found = [
        (section.language, term.text, context)
        for section in concept.sections
        if language is None or matches_language(section.language, language)
        for term in section.terms
        for context in term.contexts
        if document is None or context.document == document
    ]
    return sorted(found, key=lambda each: _locate(*each))


def _locate(language: str, term: str, context: Context) -> tuple[str, int, int, str, str]:
    """Return what occurrences are sorted by; no two of them share it."""
    return context.document, context.start, context.end, language, term[:_SHOWN]


def _read_order(sort: str, known: tuple[str, ...]) -> ListOrder:
    key, _, language = sort.removeprefix("-").partition(":")
    tag = resolve_tag(language, known, "sort") if language else None
    return ListOrder(ListKey(key), sort.startswith("-"), tag)


def _write_place(place: Place, sort: str) -> str:
    return write_cursor(sort, place.generation, place.rank, place.id, place.value)


def _read_place(cursor: str, sort: str, order: ListOrder) -> Place:
    """Return the place in a cursor. Raises UsageError for a cursor of a list that is sorted otherwise."""
    sorted_by, generation, rank, identifier, value = read_cursor(cursor, (str, str, int, str, None))
    kinds: dict[ListKey, type] = {ListKey.CONFIDENCE: float, ListKey.TERMHOOD: float, ListKey.RANK: int}
    fits = value is None or type(value) is kinds.get(order.key, str)
    if sorted_by != sort or not fits or not isinstance(rank, int) or not 0 <= rank < 2**31:
        raise refuse_cursor(cursor)
    found = value if isinstance(value, str | float) else None
    return Place(found, rank, str(identifier), str(generation))
