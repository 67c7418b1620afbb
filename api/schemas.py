"""The JSON of concepts and of what the glossary holds: what comes in as query parameters and what goes out."""

from collections.abc import Collection
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.config import JsonDict

from glossary.model import (
    AdministrativeStatus,
    Concept,
    ConceptKind,
    ConceptStatus,
    Evidence,
    FormOrigin,
    GrammaticalGender,
    GrammaticalNumber,
    LanguageSection,
    PartOfSpeech,
    SourceDocument,
    TermType,
)

_EXAMPLE_TERM: JsonDict = {
    "text": "массовая мобилизация",
    "status": "preferred",
    "part_of_speech": "noun",
    "gender": "feminine",
    "number": None,
    "term_type": None,
    "geographical_usage": None,
    "do_not_translate": False,
    "is_case_sensitive": False,
    "note": None,
    "frequency": 12,
    "reason": "most frequent of 2 variants",
}
_EXAMPLE_CONCEPT: JsonDict = {
    "id": "c4f1d09a2b7e",
    "kind": "term",
    "status": "proposed",
    "confidence": 0.93,
    "languages": {"ru": {"preferred": "массовая мобилизация", "terms": [_EXAMPLE_TERM]}},
}


def _map_evidence(evidence: tuple[Evidence, ...]) -> dict[str, float]:
    return {item.signal: item.value for item in evidence}


class _Value(BaseModel):
    """What is read off a value of the glossary, field by field."""

    model_config = ConfigDict(from_attributes=True)


class Parameters(BaseModel):
    """Query parameters; an unknown one is a fault, as it would else be a silent misunderstanding."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class NoParameters(Parameters):
    """The query parameters of a resource that takes none."""


class Problem(BaseModel):
    """A fault (RFC 9457); `type` is stable, `detail` is for people."""

    type: str = Field(examples=["urn:glossalign:problem:not-found"])
    title: str
    status: int
    detail: str
    errors: list[dict[str, str]] = Field([], description="for an invalid request: each parameter and its fault")


class TermSummary(BaseModel):
    """A term; `frequency` counts its occurrences in the corpus, `reason` says why it has its status."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra={"examples": [_EXAMPLE_TERM]})

    text: str
    status: AdministrativeStatus
    part_of_speech: PartOfSpeech | None
    gender: GrammaticalGender | None
    number: GrammaticalNumber | None
    term_type: TermType | None
    geographical_usage: str | None = Field(description="a BCP-47 region or free text")
    do_not_translate: bool
    is_case_sensitive: bool
    note: str | None
    frequency: int
    reason: str


class SectionSummary(BaseModel):
    """The terms of a concept in one language, the preferred one first."""

    preferred: str
    terms: list[TermSummary]


class ConceptSummary(BaseModel):
    """A concept and its terms by language tag."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE_CONCEPT]})

    id: str
    kind: ConceptKind
    status: ConceptStatus
    confidence: float = Field(description="probability that all the terms mean the same")
    languages: dict[str, SectionSummary]

    @classmethod
    def of(cls, concept: Concept, languages: Collection[str] | None = None) -> Self:
        """Return the summary of a concept, in some of its languages or all."""
        return cls(
            id=concept.id,
            kind=concept.kind,
            status=concept.status,
            confidence=concept.confidence,
            languages={
                section.language: SectionSummary(
                    preferred=section.preferred.text, terms=[TermSummary.model_validate(term) for term in section.terms]
                )
                for section in concept.sections
                if languages is None or section.language in languages
            },
        )


class FormDetail(_Value):
    """An inflected form; `count` is how often it stands in the corpus."""

    text: str
    origin: FormOrigin
    count: int


class ContextDetail(_Value):
    """An occurrence; offsets are in Unicode code points, into the source text and into the sentence."""

    document: str
    start: int
    end: int
    sentence: str
    sentence_start: int
    sentence_end: int


class TermDetail(TermSummary):
    """A term with all that is known of it."""

    nested: int
    termhood: float
    forms: list[FormDetail]
    contexts: list[ContextDetail]


class SectionDetail(BaseModel):
    """The terms of a concept in one language with all that is known of them."""

    definition: str | None
    note: str | None
    preferred: str
    terms: list[TermDetail]

    @classmethod
    def of(cls, section: LanguageSection) -> Self:
        """Return a section with its terms."""
        return cls(
            definition=section.definition,
            note=section.note,
            preferred=section.preferred.text,
            terms=[TermDetail.model_validate(term) for term in section.terms],
        )


class LinkDetail(_Value):
    """Why two terms were taken for equivalent: the method, the score and each signal."""

    source_language: str
    source_term: str
    target_language: str
    target_term: str
    method: str
    score: float
    evidence: Annotated[dict[str, float], BeforeValidator(_map_evidence)]


class DocumentDetail(_Value):
    """A document that occurrences point into."""

    id: str
    file: str
    language: str
    title: str
    publisher: str | None
    date: str | None
    url: str | None


class ConceptDetail(BaseModel):
    """A concept with its evidence: forms, occurrences, links, and the documents they stand in."""

    id: str
    kind: ConceptKind
    status: ConceptStatus
    confidence: float
    subject_field: str | None
    definition: str | None
    note: str | None
    images: list[str]
    external_links: list[str]
    languages: dict[str, SectionDetail]
    links: list[LinkDetail]
    documents: list[DocumentDetail]

    @classmethod
    def of(cls, concept: Concept, documents: Collection[SourceDocument]) -> Self:
        """Return a concept; of the documents, those that it occurs in."""
        used = {context.document for section in concept.sections for term in section.terms for context in term.contexts}
        return cls(
            id=concept.id,
            kind=concept.kind,
            status=concept.status,
            confidence=concept.confidence,
            subject_field=concept.subject_field,
            definition=concept.definition,
            note=concept.note,
            images=list(concept.images),
            external_links=list(concept.external_links),
            languages={section.language: SectionDetail.of(section) for section in concept.sections},
            links=[LinkDetail.model_validate(link) for link in concept.links],
            documents=[DocumentDetail.model_validate(document) for document in documents if document.id in used],
        )


class LanguageSummary(BaseModel):
    """A language of the glossary, how it is named and written, and how much there is in it."""

    language: str
    name: str
    native_name: str
    direction: str
    concepts: int
    terms: int


class LanguageList(BaseModel):
    """The languages of the glossary."""

    languages: list[LanguageSummary]


class Health(BaseModel):
    """That the process answers, and its version."""

    status: str = "ok"
    version: str
