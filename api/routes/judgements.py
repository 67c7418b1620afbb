"""Judgements: decisions of people that every later build follows."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from api import problems
from api.access import CanRead, Curator
from api.concept_schemas import WriteParameters
from api.cursors import link_pages
from api.deps import Store
from api.history_schemas import (
    JudgementDetail,
    JudgementPage,
    JudgementParameters,
    JudgementWrite,
    Number,
)
from api.routes.concepts import LINKED
from api.schemas import NoParameters
from api.writing import SENDING, ConceptRoute
from glossary.errors import ConflictError, NotFoundError, UsageError
from glossary.history import make_time
from glossary.judgements import check_judgement
from glossary.model import Judgement

router = APIRouter(prefix="/v1/judgements", tags=["judgements"], route_class=ConceptRoute)

JudgementNumber = Annotated[Number, Path(description="the number of a judgement")]
_FRESH = "no-cache"
_LOCATED: dict[str, Any] = {"Location": {"schema": {"type": "string"}, "description": "where the judgement is"}}


@router.get(
    "",
    operation_id="listJudgements",
    summary="List judgements",
    dependencies=[CanRead],
    responses={**problems.problem_responses(problems.INVALID_REQUEST, problems.STORE_UNAVAILABLE), **LINKED},
)
def show_judgements(
    parameters: Annotated[JudgementParameters, Query()], store: Store, request: Request, response: Response
) -> JudgementPage:
    """List the decisions that builds follow, in the order that they were made in."""
    known = [each for each in store.find_judgements(withdrawn=parameters.withdrawn) if each.number > parameters.after]
    page = known[: parameters.limit]
    following = page[-1].number if len(known) > len(page) else None
    response.headers["Link"] = link_pages(request, parameters, "after", following)
    response.headers["Cache-Control"] = _FRESH
    return JudgementPage(judgements=[JudgementDetail.of(each) for each in page], next=following)


@router.get(
    "/{number}",
    operation_id="getJudgement",
    summary="Get a judgement",
    dependencies=[CanRead],
    responses=problems.problem_responses(problems.NOT_FOUND, problems.INVALID_REQUEST, problems.STORE_UNAVAILABLE),
)
def show_judgement(
    number: JudgementNumber, _: Annotated[NoParameters, Query()], store: Store, response: Response
) -> JudgementDetail:
    """Get a judgement, also one that was withdrawn."""
    found = next((each for each in store.find_judgements(withdrawn=True) if each.number == number), None)
    if found is None:
        raise NotFoundError(f"no judgement {number}; /v1/judgements lists them")
    response.headers["Cache-Control"] = _FRESH
    return JudgementDetail.of(found)


@router.post(
    "",
    operation_id="addJudgement",
    summary="Judge terms",
    status_code=201,
    responses={
        200: {"model": JudgementDetail, "description": "The same judgement stood already", "headers": _LOCATED},
        201: {"headers": _LOCATED},
        **problems.problem_responses(*SENDING, problems.CONFLICT, problems.STORE_UNAVAILABLE),
    },
)
def add_judgement(
    body: JudgementWrite,
    parameters: Annotated[WriteParameters, Query()],
    caller: Curator,
    store: Store,
    request: Request,
    response: Response,
) -> JudgementDetail:
    """Decide on two terms, or on the standing of one; every later build follows it. The glossary stays as it is.

    One that stands already is not made twice; what contradicts one that stands is refused (409): withdraw that first.
    """
    second = None if body.second is None else body.second.refer()
    note = body.note or parameters.note
    judged = check_judgement(Judgement(body.verdict, body.first.refer(), second, caller.who, make_time(), note))
    try:
        stored = store.add_judgement(judged)
    except UsageError as error:  # what it may be was checked; it contradicts another one
        raise ConflictError(str(error)) from error
    if stored.judgement != judged:
        response.status_code = 200
    response.headers["Location"] = request.url_for("show_judgement", number=stored.number).path
    return JudgementDetail.of(stored)


@router.delete(
    "/{number}",
    operation_id="withdrawJudgement",
    summary="Withdraw a judgement",
    responses=problems.problem_responses(*SENDING, problems.NOT_FOUND, problems.STORE_UNAVAILABLE),
)
def withdraw_judgement(
    number: JudgementNumber, _: Annotated[NoParameters, Query()], caller: Curator, store: Store
) -> JudgementDetail:
    """Take a judgement back: it is kept, marked as withdrawn, and no longer counts."""
    del caller
    return JudgementDetail.of(store.withdraw_judgement(number))
