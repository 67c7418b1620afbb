"""Looking terms up: one, or many at once."""

import sqlite3
from contextlib import closing
from typing import Annotated

import orjson
from fastapi import APIRouter, Query, Response

from api import lookups, problems
from api.access import CanRead
from api.deps import Finder, OfGlossary, Settings, Store
from api.lookup_schemas import (
    LookupAnswer,
    LookupAnswers,
    LookupBatch,
    LookupParameters,
    Suggestion,
    Suggestions,
    SuggestParameters,
)
from api.lookups import LookupRequest, find_languages, read_request
from api.quicklookup import QuickAnswers
from api.tags import resolve_tag

router = APIRouter(prefix="/v1", tags=["lookup"], dependencies=[CanRead, OfGlossary])


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


@router.get(
    "/suggest",
    operation_id="suggest",
    summary="Suggest terms while a query is typed",
    responses=problems.problem_responses(problems.INVALID_REQUEST, problems.STORE_UNAVAILABLE),
)
def suggest(parameters: Annotated[SuggestParameters, Query()], store: Store, finder: Finder) -> Suggestions:
    """Find the terms that have the words of a query, in any order and inflected form; the last may be unfinished."""
    language = None if parameters.lang is None else resolve_tag(parameters.lang, find_languages(store), "lang")
    found = finder.suggest(parameters.q, language, parameters.limit)
    suggestions = [
        Suggestion(
            term=each.card.text,
            form=each.form,
            language=each.card.language,
            concept=each.card.concept,
            status=each.card.status,
            fit=each.fit.value,
            score=each.score,
        )
        for each in found
    ]
    return Suggestions(query=parameters.q, language=language, suggestions=suggestions)


@router.post(
    "/lookup",
    operation_id="lookupMany",
    summary="Look many terms up",
    response_model=LookupAnswers,
    responses=problems.problem_responses(
        problems.INVALID_REQUEST, problems.STORE_UNAVAILABLE, problems.ENCODER_UNAVAILABLE
    ),
)
def look_many_up(batch: LookupBatch, store: Store, finder: Finder, configured: Settings) -> Response:
    """Find the concepts of up to 1,000 terms, as a lookup of each of them would."""
    known = find_languages(store)
    requests = [
        read_request(store, query.q, query.lang or batch.lang, batch.target, batch.match, batch.limit, known)
        for query in batch.queries
    ]
    # Connections of the driver belong to one thread, and the next batch may come to another.
    with closing(QuickAnswers(store, configured.encoder)) as quick:
        answers = [_answer(request, quick, finder) for request in requests]
    return Response(orjson.dumps({"answers": answers}), media_type="application/json")


def _answer(request: LookupRequest, quick: QuickAnswers, finder: lookups.Finder) -> orjson.Fragment:
    try:
        found = quick.make(request)
    except sqlite3.Error:
        found = None  # the other way tells what is wrong with the store
    return found or orjson.Fragment(LookupAnswer.of(request, finder.find(request)).model_dump_json())
