"""What the client gets: the JSON of the service as frozen values, and its faults as exceptions.

Closed sets are plain texts here, and what a newer service adds is passed over, so that an older client reads on.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from glossary.errors import GlossaryError

_T = TypeVar("_T")


class ClientError(GlossaryError):
    """The service can't be reached, or answers what is no answer."""


class ProblemError(ClientError):
    """The service refused (RFC 9457): `type` is stable, `title` names its kind, `detail` says what to do."""

    def __init__(
        self, status: int, type_: str, title: str, detail: str, errors: tuple[Mapping[str, str], ...] = ()
    ) -> None:
        super().__init__(f"{status} {title}: {detail}")
        self.status = status
        self.type = type_
        self.title = title
        self.detail = detail
        self.errors = errors

    @property
    def kind(self) -> str:
        """The last part of the type, such as `not-found`."""
        return self.type.rpartition(":")[2]


@dataclass(frozen=True, slots=True)
class Form:
    """An inflected form; `origin` is seen or generated."""

    text: str
    origin: str = "seen"
    count: int = 0


@dataclass(frozen=True, slots=True)
class Context:
    """An occurrence in a document; offsets are in code points."""

    document: str
    start: int
    end: int
    sentence: str
    sentence_start: int
    sentence_end: int


@dataclass(frozen=True, slots=True)
class Term:
    """A term; forms and contexts are there where a single concept was asked for."""

    text: str
    status: str
    part_of_speech: str | None = None
    gender: str | None = None
    number: str | None = None
    term_type: str | None = None
    geographical_usage: str | None = None
    do_not_translate: bool = False
    is_case_sensitive: bool = False
    note: str | None = None
    frequency: int = 0
    reason: str = ""
    forms: tuple[Form, ...] = ()
    contexts: tuple[Context, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """The terms of a concept in one language, the preferred one first."""

    preferred: str
    terms: tuple[Term, ...]
    definition: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """Why two terms were taken for equivalent."""

    source_language: str
    source_term: str
    target_language: str
    target_term: str
    method: str
    score: float
    evidence: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Document:
    """A document that occurrences point into."""

    id: str
    file: str
    language: str
    title: str
    publisher: str | None = None
    date: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept and its terms by language tag; `etag` is the state that a change of it starts from."""

    id: str
    kind: str
    status: str
    confidence: float
    languages: Mapping[str, Section]
    subject_field: str | None = None
    definition: str | None = None
    note: str | None = None
    images: tuple[str, ...] = ()
    external_links: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    documents: tuple[Document, ...] = ()
    etag: str | None = None


@dataclass(frozen=True, slots=True)
class ConceptPage:
    """Some concepts; `next` is the cursor of the following page."""

    concepts: tuple[Concept, ...]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What a write has made: the concept as it is now, None where it is gone, and the number that takes it back.

    `entry` is None where there was nothing to change; `other` is the concept that a split made.
    """

    entry: int | None
    concept: Concept | None
    other: Concept | None = None
    etag: str | None = None
    other_etag: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A concept that a query leads to: by which of its terms, in which form, how surely."""

    match: str
    score: float
    form: str
    language: str
    term: str
    concept: Concept
    instead: str | None = None


@dataclass(frozen=True, slots=True)
class LookupAnswer:
    """The hits of one query, best first."""

    query: str
    hits: tuple[Hit, ...]
    language: str | None = None
    target: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LookupAnswers:
    """The answers to several queries, in their order."""

    answers: tuple[LookupAnswer, ...]


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the glossary, and how much there is in it."""

    language: str
    name: str
    native_name: str
    direction: str
    concepts: int
    terms: int


@dataclass(frozen=True, slots=True)
class Languages:
    """The languages of the glossary."""

    languages: tuple[Language, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a text: `[start, end)`, and the text there."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a translation, and what to write instead."""

    code: str
    severity: str
    summary: str
    message: str
    segment: str
    concept: str
    form: str
    source: Span | None = None
    target: Span | None = None
    suggestion: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class CheckAnswer:
    """The findings of a check, and how many segments were looked at."""

    checked: int
    untranslated: int
    findings: tuple[Finding, ...]
    counts: Mapping[str, int] = field(default_factory=dict)
    is_truncated: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A term that what was typed may become, by a form of it."""

    term: str
    form: str
    language: str
    concept: str
    status: str
    score: float


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Terms that what was typed may become, the likeliest first."""

    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True)
class AnnotatedTerm:
    """A term that stands somewhere in a text."""

    concept: str
    language: str
    text: str
    status: str
    preferred: str
    instead: str | None = None
    do_not_translate: bool = False
    equivalents: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Annotation:
    """A place in a text where terms stand, the best first; offsets are in code points."""

    start: int
    end: int
    form: str
    terms: tuple[AnnotatedTerm, ...]
    nested: bool = False


@dataclass(frozen=True, slots=True)
class Annotations:
    """The places of terms in a text."""

    annotations: tuple[Annotation, ...]


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One act of somebody."""

    number: int
    action: str
    who: str
    when: str
    note: str | None = None
    concepts: tuple[str, ...] = ()
    undoes: int | None = None
    undone_by: int | None = None


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Acts, the newest first; `next` is what the following page stands before."""

    entries: tuple[HistoryEntry, ...]
    next: int | None = None


@dataclass(frozen=True, slots=True)
class RejectedEntry:
    """An entry of a file that was passed over."""

    line: int
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would do."""

    format: str
    dry_run: bool
    created: int
    updated: int
    unchanged: int
    proposed: int = 0
    documents: int = 0
    rejected: int = 0
    rejected_entries: tuple[RejectedEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """Long work of the service: `report` is there once it is done, `error` once it has failed."""

    id: str
    kind: str
    state: str
    progress: int = 0
    report: ImportReport | None = None
    error: Mapping[str, Any] | None = None


def decode(kind: type[_T], data: bytes) -> _T:
    """Return the value that JSON holds; raise ClientError where it holds another one."""
    try:
        found: _T = _adapt(kind).validate_json(data)  # type: ignore[arg-type] # a type is hashable
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in fault["loc"])
        raise ClientError(
            f"the service's answer is no {kind.__name__} ({place}: {fault['msg']}); is the address that of glossalign?"
        ) from None
    return found


def with_etag(concept: Concept, etag: str | None) -> Concept:
    """Return a concept with the validator that came with it."""
    return replace(concept, etag=etag)


@cache
def _adapt(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
