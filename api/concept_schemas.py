"""The JSON of lists of concepts, of their occurrences, and of writing concepts: what comes in and what goes out."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue
from pydantic.config import JsonDict

from api.representations import Representation
from api.schemas import ConceptDetail, ConceptSummary, ContextDetail, DocumentDetail, Parameters
from glossary.errors import UsageError
from glossary.formats.content import MAX_TERM
from glossary.listing import ListKey
from glossary.model import (
    AdministrativeStatus,
    Concept,
    ConceptKind,
    ConceptStatus,
    Context,
    GrammaticalGender,
    GrammaticalNumber,
    PartOfSpeech,
    TermReference,
    TermType,
)
from glossary.text import check_language

MAX_TERMS = 500
MAX_LANGUAGES = 100
MAX_NOTE = 2000
MAX_TEXT = 20_000
MAX_CURSOR = 5000
_READ_ONLY = "read-only: what GET gives, or left out"
_TAG = "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"
_SCRIPTS = ("javascript:", "data:", "vbscript:")
_TERM: JsonDict = {"language": "ru", "text": "массовая мобилизация"}
_NEW: JsonDict = {
    "kind": "term",
    "subject_field": "shipping",
    "languages": {
        "pl": {"terms": [{"text": "śluza komorowa", "part_of_speech": "noun"}]},
        "ru": {"terms": [{"text": "камерный шлюз"}]},
    },
}
_PATCH: JsonDict = {"definition": "A lock with two gates.", "note": None, "languages": {"pl": {"note": "not: śluz"}}}


def _check_text(text: str) -> str:
    if any(char == "\0" or "\ud800" <= char <= "\udfff" for char in text):
        raise ValueError("NUL and halves of surrogate pairs are no text")
    return text


def _check_address(address: str) -> str:
    scheme, colon, rest = address.partition(":")
    if not (colon and rest and scheme.isascii() and scheme.isalnum()) or address.lower().startswith(_SCRIPTS):
        raise ValueError("give an address with its scheme, such as https://example.org/page")
    return address


def _check_tag(tag: str) -> str:
    try:
        return check_language(tag)
    except UsageError as error:
        raise ValueError(str(error)) from None


Text = Annotated[str, AfterValidator(_check_text), Field(max_length=MAX_TEXT)]
TermText = Annotated[
    str, AfterValidator(_check_text), AfterValidator(lambda text: " ".join(text.split())), Field(max_length=MAX_TERM)
]
Note = Annotated[str, AfterValidator(_check_text), Field(max_length=MAX_NOTE)]
Tag = Annotated[str, Field(pattern=_TAG, max_length=100, examples=["pl"]), AfterValidator(_check_tag)]
Address = Annotated[str, AfterValidator(_check_text), AfterValidator(_check_address), Field(max_length=2000)]
Addresses = Annotated[list[Address], Field(max_length=100)]
NewId = Annotated[
    str,
    Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._~-]{0,199}$", description="an id that is free; none: one is made"),
]


class TextMatch(StrEnum):
    """Where a text must stand in a term."""

    CONTAINS = "contains"
    BEGINS = "begins"


class Standing(StrEnum):
    """The statuses that a person can give a term so that builds follow."""

    PREFERRED = AdministrativeStatus.PREFERRED.value
    ADMITTED = AdministrativeStatus.ADMITTED.value
    DEPRECATED = AdministrativeStatus.DEPRECATED.value
    REJECTED = AdministrativeStatus.REJECTED.value


class Body(BaseModel):
    """What a request brings; an unknown field is a fault, as it would else be a silent misunderstanding."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class WriteParameters(Parameters):
    """The query parameters of a write."""

    note: Note | None = Field(None, description="why; kept in the history", examples=["house style"])


class TermWrite(Body):
    """A term as it is to be. What is left out stays as it is; of a new term, it is empty, and its status proposed."""

    text: TermText = Field(description="the citation form; a known term is told by it")
    status: AdministrativeStatus = AdministrativeStatus.PROPOSED
    part_of_speech: PartOfSpeech | None = None
    gender: GrammaticalGender | None = None
    number: GrammaticalNumber | None = None
    term_type: TermType | None = None
    geographical_usage: Text | None = Field(None, description="a BCP-47 region or free text")
    do_not_translate: bool = False
    is_case_sensitive: bool = False
    note: Text | None = None
    frequency: JsonValue = Field(None, description=_READ_ONLY)
    reason: JsonValue = Field(None, description=_READ_ONLY)
    nested: JsonValue = Field(None, description=_READ_ONLY)
    termhood: JsonValue = Field(None, description=_READ_ONLY)
    forms: JsonValue = Field(None, description=_READ_ONLY)
    contexts: JsonValue = Field(None, description=_READ_ONLY)


Terms = Annotated[list[TermWrite], Field(min_length=1, max_length=MAX_TERMS)]


class SectionWrite(Body):
    """A language of a new concept."""

    definition: Text | None = None
    note: Text | None = None
    terms: Terms


class SectionPatch(Body):
    """What becomes of a language: `terms` replaces all of them; a language that is new needs some."""

    definition: Text | None = None
    note: Text | None = None
    terms: Terms = []
    preferred: JsonValue = Field(None, description=_READ_ONLY)


class ConceptWrite(Body):
    """A concept to put in."""

    model_config = ConfigDict(json_schema_extra={"examples": [_NEW]})

    id: NewId | None = None
    kind: ConceptKind = ConceptKind.TERM
    status: ConceptStatus = ConceptStatus.PROPOSED
    subject_field: Text | None = None
    definition: Text | None = None
    note: Text | None = None
    images: Addresses = []
    external_links: Addresses = []
    languages: dict[str, SectionWrite] = Field(min_length=1, max_length=MAX_LANGUAGES)


class ConceptPatch(Body):
    """A merge patch (RFC 7396) of what GET gives: what is left out stays, null takes away, a list is replaced whole."""

    model_config = ConfigDict(json_schema_extra={"examples": [_PATCH]})

    kind: ConceptKind = ConceptKind.TERM
    status: ConceptStatus = ConceptStatus.PROPOSED
    subject_field: Text | None = None
    definition: Text | None = None
    note: Text | None = None
    images: Addresses | None = None
    external_links: Addresses | None = None
    languages: dict[str, SectionPatch | None] = Field({}, max_length=MAX_LANGUAGES)
    id: JsonValue = Field(None, description=_READ_ONLY)
    confidence: JsonValue = Field(None, description=_READ_ONLY)
    links: JsonValue = Field(None, description=_READ_ONLY)
    documents: JsonValue = Field(None, description=_READ_ONLY)


class TermName(Body):
    """A term by its language and its text."""

    model_config = ConfigDict(json_schema_extra={"examples": [_TERM]})

    language: Tag
    text: TermText

    def refer(self) -> TermReference:
        """Return the reference that it is."""
        return TermReference(self.language, self.text)


class Act(Body):
    """What every act may say: why it is done."""

    note: Note | None = Field(None, description="why; kept in the history")


class StatusAct(Act):
    """Approve, reject or reopen a concept."""

    status: ConceptStatus


class StandingAct(Act, TermName):
    """Give a term of a concept its standing; `note` becomes its reason."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**_TERM, "status": "preferred", "note": "style guide"}]})

    status: Standing


class MergeAct(Act):
    """Merge another concept into this one."""

    other: str = Field(max_length=500, description="the id of the concept that goes into this one")
    if_match_other: str | None = Field(None, max_length=500, description="its ETag, so that it goes as it was read")


class SplitAct(Act):
    """Take terms out of a concept into a new one."""

    terms: list[TermName] = Field(min_length=1, max_length=MAX_TERMS)
    id: NewId | None = None


class MoveAct(Act, TermName):
    """Move a term to another concept."""

    to: str = Field(max_length=500, description="the id of the concept that the term goes to")
    if_match_other: str | None = Field(None, max_length=500, description="the ETag of that concept")


class WriteAnswer(BaseModel):
    """What a write has made: the concept as it is now, and the number that takes the write back.

    `entry` is null where there was nothing to change; `concept` where it is gone; `other` is the concept that a split
    made, or that a term was moved to.
    """

    entry: int | None = Field(description="number in the history")
    concept: ConceptDetail | None
    etag: str | None = Field(description="the validator of `concept`, as in the ETag field")
    other: ConceptDetail | None = None
    other_etag: str | None = None


class ListParameters(Parameters):
    """The query parameters of the list of concepts; `language`, `term_status` and `q` must hold of one term."""

    language: str | None = Field(None, description="only concepts with a term in this language", examples=["pl"])
    kind: ConceptKind | None = Field(None, description="only concepts of this kind")
    status: ConceptStatus | None = Field(None, description="only concepts of this status")
    term_status: AdministrativeStatus | None = Field(None, description="only concepts with a term of this status")
    subject: str | None = Field(None, max_length=1000, description="only concepts of this subject field")
    document: str | None = Field(None, max_length=500, description="only concepts that occur in this document")
    min_confidence: float | None = Field(None, ge=0, le=1, description="only concepts of at least this confidence")
    changed_since: str | None = Field(
        None, max_length=40, description="only concepts changed at this RFC 3339 time or later", examples=["2026-05-04"]
    )
    q: str | None = Field(None, max_length=500, description="only concepts with a term that has this in it, folded")
    match: TextMatch = Field(TextMatch.CONTAINS, description="whether terms contain q or begin with it")
    sort: str = Field(
        ListKey.RANK.value,
        max_length=110,
        pattern=r"^-?(rank|confidence|termhood|changed|term:[A-Za-z0-9-]+)$",
        description="rank, confidence, termhood, changed, or term:LANG, that is the preferred term of a language; "
        "with - before it, descending",
        examples=["-confidence", "term:pl"],
    )
    count: bool = Field(False, description="whether all the concepts that fit are counted")
    limit: int = Field(50, ge=1, le=200, description="at most so many concepts a page")
    cursor: str | None = Field(
        None, max_length=MAX_CURSOR, description="where the page starts: next of the page before"
    )


class RepresentationParameters(Parameters):
    """The query parameters of one concept."""

    format: Representation | None = Field(None, description="what to get it as; none: what Accept prefers")
    download: bool = Field(False, description="whether it is to be saved as a file")


class ListedConcept(ConceptSummary):
    """A concept of a list and its terms by language tag."""

    subject_field: str | None

    @classmethod
    def of_listed(cls, concept: Concept) -> Self:
        """Return a concept as a list shows it."""
        return cls(**dict(ConceptSummary.of(concept)), subject_field=concept.subject_field)


class ConceptList(BaseModel):
    """Some concepts; `next` is the cursor of the following page, if any; `total` is counted with count=true."""

    concepts: list[ListedConcept]
    next: str | None
    total: int | None


class TermContext(ContextDetail):
    """An occurrence of a term of a concept."""

    language: str
    term: str

    @classmethod
    def of(cls, language: str, term: str, context: Context) -> Self:
        """Return an occurrence with the term that occurs."""
        return cls(language=language, term=term, **dict(ContextDetail.model_validate(context)))


class ContextPage(BaseModel):
    """Some occurrences, by document and place, and the documents that they stand in."""

    contexts: list[TermContext]
    documents: list[DocumentDetail]
    next: str | None


class ContextParameters(Parameters):
    """The query parameters of the occurrences of a concept."""

    language: str | None = Field(None, max_length=100, description="only terms of this language")
    document: str | None = Field(None, max_length=500, description="only in the document of this id")
    limit: int = Field(50, ge=1, le=200, description="at most so many occurrences a page")
    cursor: str | None = Field(None, max_length=MAX_CURSOR, description="`next` of the page before")
