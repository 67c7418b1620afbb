"""The glossary for clients of DeepL's glossary API, to read: /v3/glossaries, and /v2/glossaries of one pair each."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api import problems
from api.accepting import choose_media_type, tell_apart
from api.access import CanRead
from api.deepl import (
    DeeplGlossary,
    EntryCounts,
    find_pair,
    find_time,
    get_glossary,
    list_pair_glossaries,
    make_whole_glossary,
    write_entries,
)
from api.deps import Store
from api.problems import NOT_ACCEPTABLE
from api.schemas import NoParameters, Parameters
from api.validators import OfHistory

router = APIRouter(tags=["deepl"], dependencies=[CanRead, OfHistory])

_TSV = "text/tab-separated-values"
_JSON = "application/json"
_FAULTS = problems.problem_responses(problems.INVALID_REQUEST, problems.NOT_FOUND, problems.STORE_UNAVAILABLE)
_ENTRY_FAULTS = {**_FAULTS, **problems.problem_responses(NOT_ACCEPTABLE)}
_EXAMPLE_ENTRIES = "mobilizacja masowa\tмассовая мобилизация\n"
_TSV_CONTENT = {_TSV: {"schema": {"type": "string"}, "example": _EXAMPLE_ENTRIES}}
_GlossaryId = Annotated[str, Path(max_length=200, description="the id of a glossary: GET /v3/glossaries")]


class PairParameters(Parameters):
    """The dictionary that is asked for; languages as DeepL writes them, or as BCP-47 tags."""

    source_lang: str = Field(min_length=1, max_length=100, examples=["pl"])
    target_lang: str = Field(min_length=1, max_length=100, examples=["ru"])


class Dictionary(BaseModel):
    """One direction of a glossary."""

    source_lang: str = Field(examples=["pl"])
    target_lang: str = Field(examples=["ru"])
    entry_count: int = Field(examples=[1])


class MultilingualGlossary(BaseModel):
    """A glossary with dictionaries; `creation_time` is when the glossary was last changed."""

    glossary_id: str
    name: str
    dictionaries: list[Dictionary]
    creation_time: str = Field(examples=["2026-05-04T14:16:18.000Z"])


class MultilingualGlossaries(BaseModel):
    """The glossaries that there are."""

    glossaries: list[MultilingualGlossary]


class DictionaryEntries(BaseModel):
    """The entries of a dictionary, one a line, with a tab between source and target."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"source_lang": "pl", "target_lang": "ru", "entries": _EXAMPLE_ENTRIES, "entries_format": "tsv"}
            ]
        }
    )

    source_lang: str
    target_lang: str
    entries: str
    entries_format: str = "tsv"


class GlossaryEntries(BaseModel):
    """The entries of one dictionary of a glossary."""

    dictionaries: list[DictionaryEntries]


class PairGlossary(BaseModel):
    """A glossary of one pair of languages; `creation_time` is when the glossary was last changed."""

    glossary_id: str
    name: str
    ready: bool = True
    source_lang: str
    target_lang: str
    creation_time: str
    entry_count: int


class PairGlossaries(BaseModel):
    """The glossaries of one pair each."""

    glossaries: list[PairGlossary]


class SupportedPair(BaseModel):
    """Two languages that there is a glossary for."""

    source_lang: str
    target_lang: str


class SupportedPairs(BaseModel):
    """The pairs of languages that there are glossaries for."""

    supported_languages: list[SupportedPair]


def _get_counts(request: Request, store: Store) -> EntryCounts:
    """Return the counts of the application, which are made at the first use."""
    state = request.app.state
    if not hasattr(state, "deepl_counts"):
        state.deepl_counts = EntryCounts(store)
    found: EntryCounts = state.deepl_counts
    return found


Counts = Annotated[EntryCounts, Depends(_get_counts)]


@router.get("/v3/glossaries", operation_id="listMultilingualGlossaries", summary="List glossaries", responses=_FAULTS)
def list_glossaries(_: Annotated[NoParameters, Query()], store: Store, counts: Counts) -> MultilingualGlossaries:
    """List the glossaries: one, with a dictionary for each pair of languages."""
    return MultilingualGlossaries(glossaries=[_describe(make_whole_glossary(store), store, counts)])


@router.get(
    "/v3/glossaries/{glossary_id}",
    operation_id="getMultilingualGlossary",
    summary="Describe a glossary",
    responses=_FAULTS,
)
def get_multilingual_glossary(
    glossary_id: _GlossaryId, _: Annotated[NoParameters, Query()], store: Store, counts: Counts
) -> MultilingualGlossary:
    """Describe a glossary without its entries."""
    return _describe(get_glossary(store, glossary_id), store, counts)


@router.get(
    "/v3/glossaries/{glossary_id}/entries",
    operation_id="getMultilingualGlossaryEntries",
    summary="Get the entries of a dictionary",
    response_model=GlossaryEntries,
    responses={**_ENTRY_FAULTS, 200: {"content": _TSV_CONTENT}},
)
def get_multilingual_entries(
    glossary_id: _GlossaryId, parameters: Annotated[PairParameters, Query()], store: Store, request: Request
) -> GlossaryEntries | Response:
    """Get the entries of one dictionary, as JSON, or as the bare lines where Accept asks for them."""
    pair = find_pair(get_glossary(store, glossary_id), parameters.source_lang, parameters.target_lang)
    media_type = choose_media_type(request.headers.get("accept", ""), (_JSON, _TSV))
    if media_type is None:
        return _refuse(request, f"{_JSON} or {_TSV}")
    tell_apart(request, media_type)
    entries = write_entries(store, pair)
    if media_type == _TSV:
        return Response(entries, media_type=f"{_TSV}; charset=utf-8", headers={"Vary": "Accept"})
    answer = GlossaryEntries(
        dictionaries=[DictionaryEntries(source_lang=pair.source, target_lang=pair.target, entries=entries)]
    )
    return Response(answer.model_dump_json(), media_type=_JSON, headers={"Vary": "Accept"})


@router.get(
    "/v2/glossary-language-pairs",
    operation_id="listGlossaryLanguages",
    summary="List pairs of languages",
    responses=_FAULTS,
)
def list_language_pairs(_: Annotated[NoParameters, Query()], store: Store) -> SupportedPairs:
    """List the pairs of languages that there are glossaries for."""
    pairs = [
        SupportedPair(source_lang=pair.source, target_lang=pair.target) for pair in make_whole_glossary(store).pairs
    ]
    return SupportedPairs(supported_languages=pairs)


@router.get("/v2/glossaries", operation_id="listGlossaries", summary="List glossaries of a pair", responses=_FAULTS)
def list_of_pairs(_: Annotated[NoParameters, Query()], store: Store, counts: Counts) -> PairGlossaries:
    """List the glossaries of one pair of languages each."""
    when = find_time(store)
    return PairGlossaries(glossaries=[_describe_pair(each, when, counts) for each in list_pair_glossaries(store)])


@router.get(
    "/v2/glossaries/{glossary_id}",
    operation_id="getGlossary",
    summary="Describe a glossary of a pair",
    responses=_FAULTS,
)
def get_of_pair(
    glossary_id: _GlossaryId, _: Annotated[NoParameters, Query()], store: Store, counts: Counts
) -> PairGlossary:
    """Describe a glossary of one pair of languages without its entries."""
    return _describe_pair(get_glossary(store, glossary_id, with_whole=False), find_time(store), counts)


@router.get(
    "/v2/glossaries/{glossary_id}/entries",
    operation_id="getGlossaryEntries",
    summary="Get the entries of a glossary of a pair",
    response_class=Response,
    responses={**_ENTRY_FAULTS, 200: {"content": _TSV_CONTENT}},
)
def get_entries(
    glossary_id: _GlossaryId, _: Annotated[NoParameters, Query()], store: Store, request: Request
) -> Response:
    """Get the entries of a glossary of one pair of languages, one a line, with a tab between source and target."""
    found = get_glossary(store, glossary_id, with_whole=False)
    if choose_media_type(request.headers.get("accept", ""), (_TSV,)) is None:
        return _refuse(request, _TSV)
    return Response(write_entries(store, found.pairs[0]), media_type=f"{_TSV}; charset=utf-8")


def _refuse(request: Request, offered: str) -> Response:
    return problems.answer_problem(request, NOT_ACCEPTABLE, f"entries come as {offered}; accept one of these")


def _describe(glossary: DeeplGlossary, store: Store, counts: EntryCounts) -> MultilingualGlossary:
    counted = counts.count()
    dictionaries = [
        Dictionary(source_lang=pair.source, target_lang=pair.target, entry_count=counted[pair])
        for pair in glossary.pairs
    ]
    return MultilingualGlossary(
        glossary_id=glossary.id, name=glossary.name, dictionaries=dictionaries, creation_time=find_time(store)
    )


def _describe_pair(glossary: DeeplGlossary, when: str, counts: EntryCounts) -> PairGlossary:
    (pair,) = glossary.pairs
    return PairGlossary(
        glossary_id=glossary.id,
        name=glossary.name,
        source_lang=pair.source,
        target_lang=pair.target,
        creation_time=when,
        entry_count=counts.count()[pair],
    )
