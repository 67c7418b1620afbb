"""The JSON of lookups: what comes in and what goes out."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

from api.lookups import MAX_LIMIT, MAX_QUERIES, MAX_QUERY, Found, LookupRequest, Match, check_query
from api.schemas import ConceptSummary, Parameters
from glossary.errors import UsageError
from glossary.model import AVOIDED, AdministrativeStatus, FormOrigin


def _keep_query(query: str) -> str:
    try:
        return check_query(query)
    except UsageError as error:
        raise ValueError(str(error).removeprefix("q: ")) from None


class LookupParameters(Parameters):
    """The query parameters of a lookup."""

    q: Annotated[str, AfterValidator(_keep_query)] = Field(
        description=f"term in any inflected form, at most {MAX_QUERY} characters",
        examples=["mobilizacji masowej"],
        json_schema_extra={"minLength": 1, "maxLength": MAX_QUERY},
    )
    lang: str | None = Field(None, description="BCP-47 tag of the query's language; none: any", examples=["pl"])
    target: list[str] = Field([], description="languages to answer in, repeated or comma-separated; none: all")
    match: list[str] = Field(
        ["exact,inflected"],
        description="exact, inflected, fuzzy, semantic; repeated or comma-separated",
    )
    limit: int = Field(10, ge=1, le=MAX_LIMIT, description="at most so many hits")


class SuggestParameters(Parameters):
    """The query parameters of suggestions."""

    q: Annotated[str, AfterValidator(_keep_query)] = Field(
        description="what was typed so far; its last word may be unfinished",
        examples=["mobilizacji mas"],
        json_schema_extra={"minLength": 1, "maxLength": MAX_QUERY},
    )
    lang: str | None = Field(None, description="BCP-47 tag of the language; none: any", examples=["pl"])
    limit: int = Field(10, ge=1, le=MAX_LIMIT, description="at most so many suggestions")


class Suggestion(BaseModel):
    """A term that the query may become; `form` is the form of it that has the words of the query."""

    term: str
    form: str
    language: str
    concept: str = Field(description="the id of its concept")
    status: AdministrativeStatus
    fit: str = Field(description="whole: it is the query; start: it begins so; in order, any order: it has its words")
    score: float = Field(description="in 0..1, higher is better")


class Suggestions(BaseModel):
    """Terms that a query may become, the likeliest first."""

    query: str
    language: str | None
    suggestions: list[Suggestion]


class FormKind(StrEnum):
    """Which form of a term a query met: as it is cited, one seen in the texts, one that was only generated."""

    CITATION = "citation"
    SEEN = FormOrigin.SEEN.value
    GENERATED = FormOrigin.GENERATED.value
    RESEMBLING = "resembling"


class Ranking(BaseModel):
    """What the place of a hit follows from.

    Exact before inflected before fuzzy before semantic matches; then by score, by status (preferred, admitted,
    proposed, superseded, deprecated, rejected), by frequency in the corpus, and by the order of the glossary.
    """

    form: FormKind
    folded: bool = Field(description="whether query and form differ in case, accents or the like")
    status: AdministrativeStatus
    frequency: int


class Hit(BaseModel):
    """A concept that a query leads to: by which of its terms, in which form, how surely."""

    match: Match
    score: float = Field(description="in 0..1, higher is better; comparable within one kind of match")
    form: str = Field(description="the form of the term, as the glossary has it, that the query equals or resembles")
    language: str
    term: str
    ranking: Ranking
    instead: str | None = Field(description="what to use where the term is deprecated, superseded or rejected")
    concept: ConceptSummary

    @classmethod
    def of(cls, found: Found, request: LookupRequest) -> Self:
        """Return a hit; with target languages, only these and the one of the matched term."""
        languages = {*request.target, found.language} if request.target else None
        term = found.found_term
        assert term is not None
        section = found.concept.find_section(found.language)
        assert section is not None
        return cls(
            match=found.match,
            score=round(found.score, 4),
            form=found.form,
            language=found.language,
            term=found.term,
            ranking=Ranking(
                form=find_form_kind(found.match, found.origin),
                folded=found.form != request.query.strip(),
                status=term.status,
                frequency=term.frequency,
            ),
            instead=section.preferred.text if term.status in AVOIDED and section.preferred is not term else None,
            concept=ConceptSummary.of(found.concept, languages),
        )


def find_form_kind(match: Match, origin: FormOrigin | None) -> FormKind:
    """Return which form of a term a query met."""
    if match not in (Match.EXACT, Match.INFLECTED):
        return FormKind.RESEMBLING
    return FormKind.CITATION if origin is None else FormKind(origin.value)


class LookupAnswer(BaseModel):
    """The hits of one query, best first."""

    query: str
    language: str | None
    target: list[str]
    hits: list[Hit]

    @classmethod
    def of(cls, request: LookupRequest, hits: Sequence[Found]) -> Self:
        """Return the answer to a lookup. Nothing but `query` repeats what was asked."""
        return cls(
            query=request.query,
            language=request.language,
            target=list(request.target),
            hits=[Hit.of(found, request) for found in hits],
        )


class LookupQuery(BaseModel):
    """One query of many; what it leaves out is that of all."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    q: Annotated[str, AfterValidator(_keep_query)] = Field(json_schema_extra={"minLength": 1, "maxLength": MAX_QUERY})
    lang: str | None = None


class LookupBatch(BaseModel):
    """Many queries at once."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [
                {"queries": ["mobilizacji masowej", {"q": "массовой мобилизации", "lang": "ru"}], "target": ["ar"]}
            ]
        },
    )

    queries: list[LookupQuery] = Field(
        min_length=1, max_length=MAX_QUERIES, description="a text, or an object with its language"
    )
    lang: str | None = Field(None, description="BCP-47 tag of the language of the queries; none: any")
    target: list[str] = Field([], max_length=100, description="languages to answer in; none: all")
    match: list[str] = Field(["exact", "inflected"], max_length=10, description="kinds of match")
    limit: int = Field(10, ge=1, le=MAX_LIMIT, description="at most so many hits for each query")

    @field_validator("queries", mode="before")
    @classmethod
    def _read_texts(cls, value: object) -> object:
        return [{"q": each} if isinstance(each, str) else each for each in value] if isinstance(value, list) else value


class LookupAnswers(BaseModel):
    """The answer to each query, in the order of the queries."""

    answers: list[LookupAnswer]
