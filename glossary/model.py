"""The concept-oriented model of ISO 30042 (TBX): Concept -> LanguageSection -> Term.

All values are frozen; offsets are Unicode code points into the source text as it was given; scores are in 0..1 and
higher is better; `language` is always a BCP-47 tag.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class ConceptKind(Enum):
    """What sort of thing a concept is."""

    TERM = "term"
    PERSON = "person"
    PLACE = "place"
    ORGANIZATION = "organization"
    DOCUMENT = "document"


class ConceptStatus(Enum):
    """How far a concept has come: machines propose, people decide."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"


class AdministrativeStatus(Enum):
    """The standing of a term within its concept and language (ISO 30042, `administrativeStatus`)."""

    PREFERRED = "preferred"
    ADMITTED = "admitted"
    DEPRECATED = "deprecated"
    SUPERSEDED = "superseded"
    REJECTED = "rejected"
    PROPOSED = "proposed"


STANDING_ORDER: Mapping[AdministrativeStatus, int] = {
    AdministrativeStatus.PREFERRED: 0,
    AdministrativeStatus.ADMITTED: 1,
    AdministrativeStatus.PROPOSED: 2,
    AdministrativeStatus.SUPERSEDED: 3,
    AdministrativeStatus.DEPRECATED: 4,
    AdministrativeStatus.REJECTED: 5,
}
"""Which of two terms goes first, other things being equal."""
AVOIDED = frozenset({AdministrativeStatus.DEPRECATED, AdministrativeStatus.SUPERSEDED, AdministrativeStatus.REJECTED})
"""Standings of terms that are not to be used: the preferred term of the language is."""


class PartOfSpeech(Enum):
    """The part of speech of a term's head word (the TBX-Basic picklist)."""

    NOUN = "noun"
    PROPER_NOUN = "properNoun"
    ADJECTIVE = "adjective"
    VERB = "verb"
    ADVERB = "adverb"
    OTHER = "other"


class GrammaticalGender(Enum):
    """The grammatical gender of a term's head word (the TBX-Basic picklist)."""

    MASCULINE = "masculine"
    FEMININE = "feminine"
    NEUTER = "neuter"
    OTHER = "other"


class GrammaticalNumber(Enum):
    """The grammatical number of a term as it is cited (the ISO 12620 picklist)."""

    SINGULAR = "singular"
    PLURAL = "plural"
    DUAL = "dual"
    MASS = "mass"
    OTHER = "other"


class TermType(Enum):
    """How a term is made (the TBX-Basic picklist)."""

    FULL_FORM = "fullForm"
    SHORT_FORM = "shortForm"
    ACRONYM = "acronym"
    ABBREVIATION = "abbreviation"
    VARIANT = "variant"
    PHRASE = "phrase"


class FormOrigin(Enum):
    """Where a form of a term comes from."""

    SEEN = "seen"
    GENERATED = "generated"


@dataclass(frozen=True, slots=True)
class Form:
    """One written form of a term; `count` is how often it stands in the corpus (0 for a generated form)."""

    text: str
    origin: FormOrigin = FormOrigin.SEEN
    count: int = 0


@dataclass(frozen=True, slots=True)
class Context:
    """One occurrence of a term.

    `start`/`end` are its offsets in the source document's text; `sentence[sentence_start:sentence_end]` is the term.
    """

    document: str
    start: int
    end: int
    sentence: str
    sentence_start: int
    sentence_end: int


@dataclass(frozen=True, slots=True)
class Term:
    """One designation of a concept in one language, in its citation form.

    `frequency` counts all occurrences, `nested` those that lie inside a longer term; `termhood` is comparable within
    one language only; `reason` says why the term has its status. `geographical_usage` is a BCP-47 region or free text;
    `do_not_translate` asks to leave the term as it is in every language, `is_case_sensitive` to keep its capitals.
    """

    text: str
    status: AdministrativeStatus = AdministrativeStatus.PROPOSED
    part_of_speech: PartOfSpeech | None = None
    gender: GrammaticalGender | None = None
    frequency: int = 0
    nested: int = 0
    termhood: float = 0.0
    reason: str = ""
    forms: tuple[Form, ...] = ()
    contexts: tuple[Context, ...] = ()
    number: GrammaticalNumber | None = None
    term_type: TermType | None = None
    geographical_usage: str | None = None
    do_not_translate: bool = False
    is_case_sensitive: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True)
class LanguageSection:
    """The terms of one concept in one language, the preferred one first; `definition` is in that language."""

    language: str
    terms: tuple[Term, ...]
    definition: str | None = None
    note: str | None = None

    @property
    def preferred(self) -> Term:
        """The preferred term; the first one where none is marked."""
        return next((term for term in self.terms if term.status is AdministrativeStatus.PREFERRED), self.terms[0])


@dataclass(frozen=True, slots=True)
class Evidence:
    """One signal behind a link: its name (such as `csls` or `coverage`) and its value."""

    signal: str
    value: float


@dataclass(frozen=True, slots=True)
class Link:
    """Why two terms of one concept were taken for equivalent: the method, the score in 0..1 and the signals."""

    source_language: str
    source_term: str
    target_language: str
    target_term: str
    method: str
    score: float
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Concept:
    """A unit of knowledge with its terms in each language.

    `confidence` is the probability in 0..1 that all its languages mean the same; 1.0 for a concept of one language.
    `images` and `external_links` are URLs of pictures and of pages on it.
    """

    id: str
    sections: tuple[LanguageSection, ...]
    kind: ConceptKind = ConceptKind.TERM
    status: ConceptStatus = ConceptStatus.PROPOSED
    confidence: float = 1.0
    subject_field: str | None = None
    definition: str | None = None
    note: str | None = None
    links: tuple[Link, ...] = ()
    images: tuple[str, ...] = ()
    external_links: tuple[str, ...] = ()

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the concept, in the order of its sections."""
        return tuple(section.language for section in self.sections)

    def find_section(self, language: str) -> LanguageSection | None:
        """Return the section of one language, or None."""
        return next((section for section in self.sections if section.language == language), None)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A link too weak to join two concepts of the glossary and too strong to forget: a question for a person."""

    link: Link
    source_concept: str
    target_concept: str


class Verdict(Enum):
    """What a person decided: the first three about two terms, the others about the standing of one."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"
    PREFERRED = "preferred"
    ADMITTED = "admitted"
    DEPRECATED = "deprecated"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class TermReference:
    """A term named by its language and text, which outlast a rebuild."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """One decision of a person. It wins over every score, now and in later builds, until it is withdrawn.

    `second` is None where the verdict is about one term. `when` is an RFC 3339 time in UTC.
    """

    verdict: Verdict
    first: TermReference
    second: TermReference | None = None
    who: str = ""
    when: str = ""
    note: str | None = None
    is_withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A document that terms were taken from: what a reader needs to find it again."""

    id: str
    file: str
    language: str
    title: str
    publisher: str | None = None
    date: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Glossary:
    """A whole glossary: its concepts, the documents their evidence points into, and the links left for people."""

    concepts: tuple[Concept, ...]
    documents: tuple[SourceDocument, ...] = ()
    proposals: tuple[Proposal, ...] = ()
