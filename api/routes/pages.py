"""The pages for people: search, a concept, and the description of the API."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from api.deps import Finder, OfGlossary, Store
from api.lookups import Found, choose_example, find_languages, read_request
from api.rendering import render
from api.tags import order_tags
from glossary.errors import UsageError
from glossary.model import Concept

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/", dependencies=[OfGlossary])
def show_search(
    request: Request,
    store: Store,
    finder: Finder,
    q: Annotated[str, Query()] = "",
    lang: Annotated[str, Query()] = "",
) -> HTMLResponse:
    """Show the search box, and what it found or where to begin. Unknown parameters are let pass: links grow them."""
    found: list[Found] = []
    fault = None
    if q.strip():
        try:
            found = finder.find(read_request(store, q, lang or None, (), ("exact,inflected",), 10), with_evidence=True)
        except UsageError as error:
            fault = str(error).removeprefix("q: ").removeprefix("lang: ")
    top = [] if found else finder.find_top()
    return render(
        request,
        "search.html",
        status=HTTPStatus.OK if fault is None else HTTPStatus.UNPROCESSABLE_ENTITY,
        query="" if fault else q.strip(),
        language="" if fault else lang,
        languages=order_tags(find_languages(store)),
        counts=store.count_languages(),
        found=found,
        fault=fault,
        top=top,
        titles=_read_titles(store),
        order=order_tags,
    )


@router.get("/concepts/{concept_id}", dependencies=[OfGlossary])
def show_concept(concept_id: str, request: Request, store: Store) -> Response:
    """Show a concept with all its evidence; from the id of a merged one, lead on to the one that took it in."""
    concept = store.get_concept(concept_id)
    if concept.id != concept_id:
        return RedirectResponse(request.url_for("show_concept", concept_id=concept.id).path, 308)
    return render(
        request,
        "concept.html",
        concept=concept,
        heading=_choose_heading(concept),
        languages=order_tags(find_languages(store)),
        titles=_read_titles(store),
        order=order_tags,
    )


@router.get("/docs", dependencies=[OfGlossary])
def show_docs(request: Request, finder: Finder) -> HTMLResponse:
    """Show the description of the API, made of its OpenAPI document, with no script and nothing from elsewhere."""
    example = choose_example(finder.find_top())
    return render(request, "docs.html", schema=request.app.openapi(), example=example)


def _read_titles(store: Store) -> dict[str, str]:
    """Return the title of each document by its id."""
    return {document.id: document.title for document in store.get_documents()}


def _choose_heading(concept: Concept) -> str:
    """Return what a concept is called on its page: its first preferred terms."""
    return " · ".join(section.preferred.text for section in concept.sections[:2])
