"""The JSON of checks of translations: what comes in and what goes out."""

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic.config import JsonDict

from api.schemas import Parameters
from glossary.findings import Finding, OffsetUnit, Severity, Span

MAX_PAIRS = 1000
MAX_FINDINGS = 10_000
"""Findings, and entries passed over, that one answer shows; the counts are of all."""

_EXAMPLE_REQUEST: JsonDict = {
    "source": {"language": "pl", "text": "Kolumnę pozbawiono mobilizacji masowej."},
    "target": {"language": "ru", "text": "Колонну лишили мобилизации."},
}
_EXAMPLE_FINDING: JsonDict = {
    "code": "T101",
    "severity": "warning",
    "summary": "a term without a rendering",
    "message": "'mobilizacji masowej' has no rendering in the translation; the glossary has 'массовая мобилизация'",
    "segment": "1",
    "file": None,
    "line": None,
    "source": {"start": 18, "end": 38, "text": "mobilizacji masowej"},
    "target": None,
    "concept": "c4f1d09a2b7e",
    "form": "mobilizacji masowej",
    "suggestion": "массовая мобилизация",
}


def _check_readable(text: str) -> str:
    if "\0" in text:
        raise ValueError("the text has a NUL character; take it out")
    return text


Text = Annotated[str, AfterValidator(_check_readable)]


class CheckParameters(Parameters):
    """The query parameters of a check."""

    source: str | None = Field(None, description="source language of a file, where the file doesn't tell it")
    target: str | None = Field(None, description="target language of a file, where the file doesn't tell it")
    offsets: OffsetUnit = Field(
        OffsetUnit.CODE_POINT, description="what offsets count: Unicode code points, or UTF-16 code units"
    )


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TextOfLanguage(_Body):
    """A text and the BCP-47 tag of its language."""

    language: str
    text: Text


class TextPair(_Body):
    """A text and its translation; `id` names it in the answer, its number in the request if there is none."""

    source: TextOfLanguage
    target: TextOfLanguage
    id: Text | None = Field(default=None, min_length=1, max_length=200)


class CheckRequest(_Body):
    """One text and its translation, or up to 1,000 of them as `pairs`."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE_REQUEST]})

    source: TextOfLanguage | None = None
    target: TextOfLanguage | None = None
    pairs: list[TextPair] | None = Field(None, min_length=1, max_length=MAX_PAIRS)

    @model_validator(mode="after")
    def _check_alternatives(self) -> Self:
        single = self.source is not None and self.target is not None
        none = self.source is None and self.target is None
        if not (single and self.pairs is None) and not (none and self.pairs is not None):
            raise ValueError("give either source and target, or pairs")
        return self

    def list_pairs(self) -> list[TextPair]:
        """Return the pairs to check."""
        if self.pairs is not None:
            return self.pairs
        assert self.source is not None
        assert self.target is not None
        return [TextPair(source=self.source, target=self.target)]


class SpanDetail(BaseModel):
    """A part of a source or target: `[start, end)` in the unit of the answer, and the text there."""

    start: int
    end: int
    text: str

    @classmethod
    def of(cls, span: Span | None) -> Self | None:
        """Return a span, if there is one."""
        return None if span is None else cls(start=span.start, end=span.end, text=span.text)


class FindingDetail(BaseModel):
    """What is wrong with a translation: where, which concept it is about, and what to write instead."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE_FINDING]})

    code: str
    severity: Severity
    summary: str = Field(description="what the code stands for")
    message: str
    segment: str = Field(description="the id of the segment")
    file: str | None
    line: int | None = Field(description="the line of the file that the segment begins in, from 1")
    source: SpanDetail | None
    target: SpanDetail | None
    concept: str = Field(description="the id of the concept")
    form: str = Field(description="the text that is wrong or has no rendering")
    suggestion: str | None

    @classmethod
    def of(cls, finding: Finding) -> Self:
        """Return a finding."""
        return cls(
            code=finding.code,
            severity=finding.severity,
            summary=finding.check.value.summary,
            message=finding.message,
            segment=finding.place.segment,
            file=finding.place.file,
            line=finding.place.line,
            source=SpanDetail.of(finding.source),
            target=SpanDetail.of(finding.target),
            concept=finding.concept,
            form=finding.form,
            suggestion=finding.suggestion,
        )


class RejectedDetail(BaseModel):
    """An entry of a file that was passed over."""

    file: str | None
    line: int
    reason: str


class CheckSummary(BaseModel):
    """What was checked and found: segments, those not translated yet, and findings by severity and code."""

    checked: int = Field(description="segments that were looked at")
    untranslated: int = Field(description="segments that were passed over, as their target is empty")
    counts: dict[Severity, int] = Field(description="how many findings there are of each severity")
    codes: dict[str, int] = Field(description="how many there are of each code that was found")
    rejected: list[RejectedDetail] = Field(description="entries of a file that make no sense and were passed over")


class CheckAnswer(CheckSummary):
    """The findings, segment by segment, then those across segments."""

    findings: list[FindingDetail]
    is_truncated: bool = Field(description=f"whether there are more than the {MAX_FINDINGS:,} that are shown")
    offsets: OffsetUnit
