"""What the glossary holds, and whether the service answers."""

from typing import Annotated

from fastapi import APIRouter, Query

from api import problems
from api.deps import OfGlossary, Store
from api.schemas import Health, LanguageList, LanguageSummary, NoParameters
from api.tags import name_language
from api.version import read_version

router = APIRouter(tags=["service"])


@router.get(
    "/v1/languages",
    operation_id="listLanguages",
    summary="List languages",
    dependencies=[OfGlossary],
    responses=problems.problem_responses(problems.INVALID_REQUEST, problems.STORE_UNAVAILABLE),
)
def list_languages(_: Annotated[NoParameters, Query()], store: Store) -> LanguageList:
    """List the languages of the glossary, with the number of concepts and terms in each."""
    counts = sorted(store.count_languages(), key=lambda count: count.language)
    summaries = []
    for count in counts:
        name = name_language(count.language)
        summaries.append(
            LanguageSummary(
                language=count.language,
                name=name.english,
                native_name=name.native,
                direction=name.direction,
                concepts=count.concepts,
                terms=count.terms,
            )
        )
    return LanguageList(languages=summaries)


@router.get("/healthz", operation_id="getHealth", summary="Say that the process answers")
def get_health() -> Health:
    """Say that the process answers. The store is not read: a probe must not restart a server for its database."""
    return Health(version=read_version())
