"""The JSON of the history and of judgements: what comes in and what goes out."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from api.concept_schemas import Act, TermName
from api.schemas import ConceptDetail, Parameters
from glossary.curation import Action
from glossary.history import HistoryEntry, RankedChange
from glossary.judgements import StoredJudgement
from glossary.model import Verdict

MAX_NUMBER = 2**31 - 1
"""The highest number that entries of the history and judgements can have."""
Number = Annotated[int, Field(ge=1, le=MAX_NUMBER)]
_EXAMPLE: JsonDict = {
    "verdict": "same",
    "first": {"language": "pl", "text": "śluza komorowa"},
    "second": {"language": "ru", "text": "камерный шлюз"},
}


class HistoryParameters(Parameters):
    """The query parameters of the history."""

    before: Number | None = Field(None, description="only entries of a lower number: `next` of the page before")
    limit: int = Field(50, ge=1, le=200, description="at most so many entries a page")


class EntryParameters(Parameters):
    """The query parameters of an entry of the history."""

    start: int = Field(0, ge=0, le=MAX_NUMBER, description="where the page starts: `next` of the page before")
    limit: int = Field(20, ge=1, le=100, description="at most so many changes a page")


class EntrySummary(BaseModel):
    """One act: who did what to which concepts (the first hundred) when and why, and what took it back.

    `judged` and `withdrawn` are the numbers of judgements that it made and took back.
    """

    number: int
    action: Action
    who: str
    when: str
    note: str | None
    concepts: list[str]
    judged: list[int]
    withdrawn: list[int]
    undoes: int | None
    undone_by: int | None

    @classmethod
    def of(cls, entry: HistoryEntry) -> Self:
        """Return an entry of the history."""
        return cls(
            number=entry.number,
            action=entry.action,
            who=entry.author.who,
            when=entry.author.when,
            note=entry.author.note,
            concepts=list(entry.concepts),
            judged=list(entry.judged),
            withdrawn=list(entry.withdrawn),
            undoes=entry.undoes,
            undone_by=entry.undone_by,
        )


class HistoryPage(BaseModel):
    """Entries of the history, the newest first; `next` is what `before` must be for the following page, if any."""

    entries: list[EntrySummary]
    next: int | None


class ChangeDetail(BaseModel):
    """A concept before and after an act: null where there was none, or a build left its content out."""

    concept: str
    before: ConceptDetail | None
    after: ConceptDetail | None

    @classmethod
    def of(cls, ranked: RankedChange) -> Self:
        """Return a change."""
        before, after = ranked.change.before, ranked.change.after
        return cls(
            concept=ranked.concept,
            before=None if before is None else ConceptDetail.of(before, ()),
            after=None if after is None else ConceptDetail.of(after, ()),
        )


class EntryDetail(BaseModel):
    """An entry of the history and what it changed; `next` is where the following page of changes starts, if any."""

    entry: EntrySummary
    changes: list[ChangeDetail]
    next: int | None


class JudgementWrite(Act):
    """A decision that every later build follows: about two terms, or about the standing of one."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    verdict: Verdict
    first: TermName
    second: TermName | None = Field(None, description="for the verdicts same, different and unsure")


class JudgementDetail(BaseModel):
    """A decision of a person; the number takes it back."""

    number: int
    verdict: Verdict
    first: TermName
    second: TermName | None
    who: str
    when: str
    note: str | None
    is_withdrawn: bool

    @classmethod
    def of(cls, stored: StoredJudgement) -> Self:
        """Return a judgement."""
        found = stored.judgement
        first, second = found.first, found.second
        return cls(
            number=stored.number,
            verdict=found.verdict,
            first=TermName.model_construct(language=first.language, text=first.text),
            second=None if second is None else TermName.model_construct(language=second.language, text=second.text),
            who=found.who,
            when=found.when,
            note=found.note,
            is_withdrawn=found.is_withdrawn,
        )


class JudgementParameters(Parameters):
    """The query parameters of the judgements."""

    withdrawn: bool = Field(False, description="whether those that were withdrawn are listed, too")
    after: int = Field(0, ge=0, le=MAX_NUMBER, description="only those of a higher number: `next` of the page before")
    limit: int = Field(100, ge=1, le=500, description="at most so many a page")


class JudgementPage(BaseModel):
    """Judgements in the order that they were made in; `next` is what `after` must be for the following page, if any."""

    judgements: list[JudgementDetail]
    next: int | None
