"""The history: who changed what and when, what it was before, and how to take it back."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from api import problems
from api.access import CanRead, Curator
from api.concept_schemas import Act, WriteParameters
from api.cursors import link_pages
from api.deps import Store
from api.history_schemas import (
    ChangeDetail,
    EntryDetail,
    EntryParameters,
    EntrySummary,
    HistoryPage,
    HistoryParameters,
    Number,
)
from api.routes.concepts import LINKED, ConceptId
from api.validators import OfHistory
from api.writing import SENDING, ConceptRoute
from glossary.editing import find_history, undo
from glossary.errors import ConflictError, NotFoundError, UsageError
from glossary.history import Author, make_time
from glossary.listing import get_entry, list_changes
from glossary.text import shorten

router = APIRouter(prefix="/v1", tags=["history"], route_class=ConceptRoute)

EntryNumber = Annotated[Number, Path(description="the number of an entry")]
_READS: dict[int | str, dict[str, Any]] = {
    **problems.problem_responses(problems.NOT_FOUND, problems.INVALID_REQUEST, problems.STORE_UNAVAILABLE),
    **LINKED,
}


@router.get(
    "/history",
    operation_id="listHistory",
    summary="List what was changed",
    dependencies=[CanRead, OfHistory],
    responses={**problems.problem_responses(problems.INVALID_REQUEST, problems.STORE_UNAVAILABLE), **LINKED},
)
def show_history(
    parameters: Annotated[HistoryParameters, Query()], store: Store, request: Request, response: Response
) -> HistoryPage:
    """List the acts of people, builds and imports, the newest first."""
    return _list_entries(parameters, store, request, response)


@router.get(
    "/concepts/{concept_id}/history",
    operation_id="listConceptHistory",
    summary="List what was changed of a concept",
    dependencies=[CanRead, OfHistory],
    responses=_READS,
)
def show_concept_history(
    concept_id: ConceptId,
    parameters: Annotated[HistoryParameters, Query()],
    store: Store,
    request: Request,
    response: Response,
) -> HistoryPage:
    """List the acts that a concept had part in, the newest first; also of one that is gone, or part of another."""
    page = _list_entries(parameters, store, request, response, concept_id)
    if not page.entries and store.get_concept(concept_id).id != concept_id:
        raise NotFoundError(f"concept {shorten(concept_id)!r} has no history; it is part of another")
    return page


@router.get(
    "/history/{number}",
    operation_id="getHistoryEntry",
    summary="Get what an act changed",
    dependencies=[CanRead, OfHistory],
    responses=_READS,
)
def show_entry(
    number: EntryNumber,
    parameters: Annotated[EntryParameters, Query()],
    store: Store,
    request: Request,
    response: Response,
) -> EntryDetail:
    """Get an act with the concepts before and after it, page by page: a build may have changed all."""
    changes = list_changes(store, number, start=parameters.start, limit=parameters.limit + 1)
    following = changes[parameters.limit][0] if len(changes) > parameters.limit else None
    response.headers["Link"] = link_pages(request, parameters, "start", following)
    return EntryDetail(
        entry=EntrySummary.of(get_entry(store, number)),
        changes=[ChangeDetail.of(change) for _, change in changes[: parameters.limit]],
        next=following,
    )


@router.post(
    "/history/{number}/undo",
    operation_id="undo",
    summary="Take an act back",
    responses=problems.problem_responses(*SENDING, problems.NOT_FOUND, problems.CONFLICT, problems.STORE_UNAVAILABLE),
)
def undo_act(
    number: EntryNumber,
    parameters: Annotated[WriteParameters, Query()],
    caller: Curator,
    store: Store,
    act: Act | None = None,
) -> EntrySummary:
    """Take an act back, with the judgements that it made, and answer with the entry of doing so, which can be undone.

    What is undone already or no act of a person can't be (409); where later acts changed the same concepts, these are
    to be undone first.
    """
    note = (act.note if act is not None else None) or parameters.note
    try:
        return EntrySummary.of(undo(store, Author(caller.who, make_time(), note), number))
    except UsageError as error:  # the request is well-formed; it is the entry that stands against it
        raise ConflictError(str(error)) from error


def _list_entries(
    parameters: HistoryParameters, store: Store, request: Request, response: Response, concept: str | None = None
) -> HistoryPage:
    found = find_history(store, concept=concept, before=parameters.before, limit=parameters.limit + 1)
    entries = found[: parameters.limit]
    following = entries[-1].number if len(found) > len(entries) else None
    response.headers["Link"] = link_pages(request, parameters, "before", following)
    return HistoryPage(entries=[EntrySummary.of(entry) for entry in entries], next=following)
