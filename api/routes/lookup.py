"""Looking a term up."""

from typing import Annotated

from fastapi import APIRouter, Query

from api import problems
from api.deps import Finder, OfGlossary, Store
from api.lookups import read_request
from api.schemas import LookupAnswer, LookupParameters

router = APIRouter(prefix="/v1", tags=["lookup"], dependencies=[OfGlossary])


@router.get(
    "/lookup",
    operation_id="lookup",
    summary="Look a term up",
    responses=problems.problem_responses(
        problems.INVALID_REQUEST, problems.STORE_UNAVAILABLE, problems.ENCODER_UNAVAILABLE
    ),
)
def look_up(parameters: Annotated[LookupParameters, Query()], store: Store, finder: Finder) -> LookupAnswer:
    """Find the concepts that a term in any inflected form names, with the terms of each language, best first."""
    request = read_request(store, parameters.q, parameters.lang, parameters.target, parameters.match, parameters.limit)
    return LookupAnswer.of(request, finder.find(request))
