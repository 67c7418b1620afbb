"""The JSON of export, import and jobs: what comes in as query parameters and what goes out."""

from collections.abc import Sequence
from typing import Annotated, Any, Self

import orjson
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from api.exchange_options import SelectionText
from api.schemas import Parameters, Problem
from glossary.curation import ConceptChange
from glossary.formats import Format
from glossary.formats.content import Rejected
from glossary.importing import ImportMode, ImportReport
from glossary.jobs import Job, JobState

MAX_LISTED = 100
"""Rejected entries, and changed concepts, that a report names; it counts them all."""
MAX_JOBS = 100
_SHOWN = 300
_TAG = "for a file of two languages: the BCP-47 tag"
_EXAMPLE_REPORT: JsonDict = {
    "format": "tbx",
    "dry_run": False,
    "created": 41,
    "updated": 3,
    "unchanged": 0,
    "proposed": 1,
    "documents": 0,
    "rejected": 1,
    "rejected_entries": [{"line": 17, "reason": "a concept without a term", "text": "<conceptEntry id='c9'/>"}],
    "changes": [{"concept": "c4f1d09a2b7e", "change": "created"}],
}


class ExportParameters(Parameters):
    """The query parameters of an export; lists are repeated or comma-separated."""

    format: str | None = Field(None, max_length=40, description="a format that /v1/formats names; none: by Accept, TBX")
    source: str | None = Field(None, max_length=100, description=_TAG, examples=["pl"])
    target: str | None = Field(None, max_length=100, description=_TAG, examples=["ru"])
    languages: list[str] = Field([], description="only these languages", examples=[["pl", "ru"]])
    status: list[str] = Field([], description="only concepts that are proposed, approved, rejected")
    term_status: list[str] = Field([], description="only terms that are preferred, admitted, deprecated, …")
    min_confidence: float = Field(0.0, ge=0, le=1, description="only concepts of at least this confidence")
    subject: str | None = Field(None, max_length=1000, description="only concepts of this subject field")
    changed_since: str | None = Field(
        None,
        max_length=40,
        description="only concepts changed since; a date or time by RFC 3339",
        examples=["2026-05-04"],
    )

    @property
    def selection(self) -> SelectionText:
        """What is to be exported, in words."""
        return SelectionText(
            tuple(self.languages),
            tuple(self.status),
            tuple(self.term_status),
            self.min_confidence,
            self.subject,
            self.changed_since,
        )


class ImportParameters(Parameters):
    """The query parameters of an import."""

    format: str | None = Field(None, max_length=40, description="a format that /v1/formats names; none: by the file")
    mode: ImportMode = Field(
        ImportMode.NEW, description="new: only new ids; id: update concepts of the same id; term: merge by their terms"
    )
    dry_run: bool = Field(False, description="write nothing; tell what would change")
    approve: bool = Field(False, description="approve all concepts of the file; needs the scope admin")
    skip_bad: bool = Field(False, description="pass bad entries over, and name them in the report")
    source: str | None = Field(None, max_length=100, description=_TAG, examples=["pl"])
    target: str | None = Field(None, max_length=100, description=_TAG, examples=["ru"])
    is_async: bool = Field(
        False, alias="async", description="answer with a job; a file of more than 1 MiB always is one"
    )


class FormatSummary(BaseModel):
    """A format: how it is asked for, and what of a glossary it leaves out."""

    name: str = Field(examples=["tbx"])
    media_type: str = Field(examples=["application/x-tbx+xml"])
    extension: str = Field(examples=[".tbx"])
    is_readable: bool = Field(description="whether it can be imported")
    is_bilingual: bool = Field(description="whether it holds two languages, to be named as source and target")
    losses: list[str]

    @classmethod
    def of(cls, found: Format) -> Self:
        """Return what is told of a format."""
        return cls(
            name=found.name,
            media_type=found.media_type,
            extension=found.extension,
            is_readable=found.read is not None,
            is_bilingual=found.is_bilingual,
            losses=list(found.losses),
        )


class FormatList(BaseModel):
    """All formats."""

    formats: list[FormatSummary]


class RejectedEntry(BaseModel):
    """An entry that was passed over: the line it begins in (0 for unknown), what is wrong, and its beginning."""

    line: int
    reason: str
    text: str


class ChangedConcept(BaseModel):
    """A concept that is created or updated."""

    concept: str
    change: Annotated[str, Field(pattern="^(created|updated)$")]

    @classmethod
    def of(cls, change: ConceptChange) -> Self:
        """Return what is told of a change."""
        return cls(concept=_show(change.id), change="created" if change.before is None else "updated")


class ImportSummary(BaseModel):
    """What an import did, or would do: numbers, and the first hundred rejected entries and changed concepts."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE_REPORT]})

    format: str
    dry_run: bool
    created: int
    updated: int
    unchanged: int
    proposed: int = Field(description="questions to people, whether a new concept is an old one")
    documents: int
    rejected: int
    rejected_entries: list[RejectedEntry]
    changes: list[ChangedConcept]

    @classmethod
    def of(cls, made: ImportReport, found: Format, rejected: Sequence[Rejected], *, is_trial: bool) -> Self:
        """Return what is told of an import."""
        return cls(
            format=found.name,
            dry_run=is_trial,
            created=made.created,
            updated=made.updated,
            unchanged=made.unchanged,
            proposed=made.proposed,
            documents=made.documents,
            rejected=made.rejected,
            rejected_entries=[
                RejectedEntry(line=each.line, reason=_show(each.reason), text=_show(each.text)) for each in rejected
            ],
            changes=[ChangedConcept.of(change) for change in made.changes[:MAX_LISTED]],
        )


class JobSummary(BaseModel):
    """A job: `report` is there once it is done, `error` (RFC 9457) once it has failed."""

    id: str = Field(examples=["9f3b6c1d20e8a7c4"])
    kind: str = Field(examples=["import"])
    state: JobState
    who: str = Field(description="who asked for it: the name of a key")
    created_at: str = Field(examples=["2026-05-04T09:30:00Z"])
    heartbeat_at: str = Field(description="when it was last worked on", examples=["2026-05-04T09:30:05Z"])
    progress: int = Field(description="entries done so far")
    report: ImportSummary | None = None
    error: Problem | None = None

    @classmethod
    def of(cls, job: Job) -> Self:
        """Return what is told of a job."""
        result: Any = None if job.result is None else orjson.loads(job.result)
        error: Any = None if job.error is None else orjson.loads(job.error)
        return cls(
            id=job.id,
            kind=job.kind,
            state=job.state,
            who=job.who,
            created_at=job.created_at,
            heartbeat_at=job.heartbeat_at,
            progress=job.progress,
            report=result,
            error=error,
        )


class JobList(BaseModel):
    """The newest jobs first."""

    jobs: list[JobSummary]


class JobParameters(Parameters):
    """The query parameters of the list of jobs."""

    limit: int = Field(20, ge=1, le=MAX_JOBS, description="at most so many jobs")


def _show(text: str) -> str:
    """Return the beginning of a text as JSON can hold it: halves of a surrogate pair can't be encoded."""
    return text[:_SHOWN].encode("utf-8", "backslashreplace").decode()
