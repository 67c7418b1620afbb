"""A glossary as a graph of SKOS and SKOS-XL: the vocabulary, and what is said of a concept, a term and a document."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar
from urllib.parse import quote, unquote

from glossary.model import (
    AdministrativeStatus,
    Concept,
    ConceptKind,
    ConceptStatus,
    Context,
    FormOrigin,
    GrammaticalGender,
    GrammaticalNumber,
    LanguageSection,
    PartOfSpeech,
    SourceDocument,
    Term,
    TermType,
)

_E = TypeVar("_E", bound=Enum)

PREFIXES: Mapping[str, str] = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "ga": "urn:glossalign:vocabulary:",
    "lexinfo": "http://www.lexinfo.net/ontology/3.0/lexinfo#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "skosxl": "http://www.w3.org/2008/05/skos-xl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Of `ga`, our own vocabulary, is only what the others have no word for; `lexinfo` is the one for grammar."""

SCHEME = "urn:glossalign:scheme"
CONCEPT = "urn:glossalign:concept:"
DOCUMENT = "urn:glossalign:document:"
LABEL = "urn:glossalign:label:"

DISCOURAGED = frozenset(
    {AdministrativeStatus.DEPRECATED, AdministrativeStatus.SUPERSEDED, AdministrativeStatus.REJECTED}
)
"""The standings of a term that nobody should be offered: a hidden label."""

_NAMES: Mapping[Enum, str] = {
    AdministrativeStatus.PREFERRED: "lexinfo:preferredTerm",
    AdministrativeStatus.ADMITTED: "lexinfo:admittedTerm",
    AdministrativeStatus.DEPRECATED: "lexinfo:deprecatedTerm",
    AdministrativeStatus.SUPERSEDED: "lexinfo:supersededTerm",
    AdministrativeStatus.REJECTED: "ga:rejectedTerm",
    AdministrativeStatus.PROPOSED: "ga:proposedTerm",
    **{each: f"lexinfo:{each.value}" for each in PartOfSpeech if each is not PartOfSpeech.OTHER},
    PartOfSpeech.OTHER: "ga:otherPartOfSpeech",
    **{each: f"lexinfo:{each.value}" for each in GrammaticalGender if each is not GrammaticalGender.OTHER},
    GrammaticalGender.OTHER: "ga:otherGender",
    GrammaticalNumber.SINGULAR: "lexinfo:singular",
    GrammaticalNumber.PLURAL: "lexinfo:plural",
    GrammaticalNumber.DUAL: "lexinfo:dual",
    GrammaticalNumber.MASS: "lexinfo:massNoun",
    GrammaticalNumber.OTHER: "ga:otherNumber",
    TermType.FULL_FORM: "lexinfo:fullForm",
    TermType.SHORT_FORM: "lexinfo:shortForm",
    TermType.ACRONYM: "lexinfo:acronym",
    TermType.ABBREVIATION: "lexinfo:abbreviation",
    TermType.VARIANT: "ga:variant",
    TermType.PHRASE: "ga:phrase",
}

# Web addresses and URNs that no reader rewrites: no dot segments, no empty fragment or query, no odd character.
_ADDRESS = re.compile(
    r"(?:https?://[a-z0-9.-]+(?::[0-9]+)?(?:/(?!\.{1,2}(?:[/?#]|$))[\w.~!$&'()*+,;=:@%-]*)*"
    r"(?:\?[\w.~!$&'()*+,;=:@%/-]+)?(?:#[\w.~!$&'()*+,;=:@%/-]+)?|urn:(?!glossalign:)[a-z0-9-]{2,32}:[\w.~!$'()*+,;=:@%/-]+)"
)


@dataclass(frozen=True, slots=True)
class Iri:
    """A resource, by its whole address."""

    address: str


@dataclass(frozen=True, slots=True)
class Name:
    """A resource of one of the vocabularies, as prefix:name."""

    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A text, in a language or in none."""

    text: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Property:
    """What is said of a node: the property, as prefix:name, and its values."""

    name: str
    values: tuple["Value", ...]


@dataclass(frozen=True, slots=True)
class Node:
    """A resource and what is said of it; without an address it stands inside another one."""

    properties: tuple[Property, ...]
    address: str | None = None


Value = Iri | Name | Text | Node | bool | int | float


# -- names -------------------------------------------------------------------------------------------------------------


def make_address(prefix: str, identifier: str) -> str:
    """Return the address of what has an id; a concept whose id is a web address has that one.

    >>> make_address(CONCEPT, "c-12 a"), make_address(CONCEPT, "http://example.org/c_1")
    ('urn:glossalign:concept:c-12%20a', 'http://example.org/c_1')
    """
    if prefix == CONCEPT and identifier.startswith("http") and _ADDRESS.fullmatch(identifier):
        return identifier
    return prefix + _quote(identifier)


def find_identifier(prefix: str, address: str) -> str:
    """Return the id that `make_address` was given, or of another's address all of it."""
    return unquote(address[len(prefix) :], errors="surrogatepass") if address.startswith(prefix) else address


def find_member(kind: type[_E], name: str) -> _E | None:
    """Return the member of a closed set that is called so in TBX or, without its prefix, in the graph; None for none.

    >>> find_member(PartOfSpeech, "properNoun"), find_member(TermType, "idiom")
    (<PartOfSpeech.PROPER_NOUN: 'properNoun'>, None)
    """
    return next((each for each in kind if name in (each.value, _NAMES.get(each, "").partition(":")[2])), None)


def _quote(text: str) -> str:
    return quote(text, safe="", errors="surrogatepass")


def _make_label_address(concept: str, language: str, text: str) -> str:
    # By content and not by number, so that the address of a term outlasts the coming and going of others.
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    return f"{LABEL}{_quote(concept)}:{language}:{digest}"


def _refer(address: str) -> Value:
    """Return a link as a resource, or what is no address of a kind that every reader leaves alone as a text."""
    return Iri(address) if _ADDRESS.fullmatch(address) else Text(address)


# -- concepts ----------------------------------------------------------------------------------------------------------


def describe_scheme() -> Node:
    """Return the concept scheme, which all concepts are in."""
    title = Text("Glossary made by glossalign", "en")
    return Node((Property("rdf:type", (Name("skos:ConceptScheme"),)), Property("dct:title", (title,))), SCHEME)


def describe_document(document: SourceDocument) -> Node:
    """Return what is said of a document."""
    properties = [
        Property("rdf:type", (Name("foaf:Document"),)),
        Property("dct:title", (Text(document.title),)),
        Property("dc:language", (Text(document.language),)),
        Property("ga:file", (Text(document.file),)),
    ]
    properties += _say("dc:publisher", document.publisher)
    properties += _say("dct:issued", document.date)
    if document.url is not None:
        properties.append(Property("foaf:page", (_refer(document.url),)))
    return Node(tuple(properties), make_address(DOCUMENT, document.id))


def describe_concept(concept: Concept) -> Iterator[Node]:
    """Yield the concept, and each of its labels as a resource. The concept is one that `keep` gave."""
    labels: dict[str, list[Value]] = {"prefLabel": [], "altLabel": [], "hiddenLabel": []}
    resources: dict[str, list[Value]] = {"prefLabel": [], "altLabel": [], "hiddenLabel": []}
    nodes: list[Node] = []
    for section in concept.sections:
        preferred = section.terms[0] if section.terms[0].status not in DISCOURAGED else None
        successor = _make_label_address(concept.id, section.language, preferred.text) if preferred else None
        for term in section.terms:
            name = _choose_label(term, preferred)
            address = _make_label_address(concept.id, section.language, term.text)
            labels[name].append(Text(term.text, section.language))
            resources[name].append(Iri(address))
            nodes.append(Node(tuple(_describe_term(term, section.language, successor)), address))
        labels["hiddenLabel"] += (Text(form, section.language) for form in _find_hidden_forms(section))
    properties = [
        Property("rdf:type", (Name("skos:Concept"),)),
        Property("skos:inScheme", (Iri(SCHEME),)),
        *(Property(f"skos:{name}", tuple(values)) for name, values in labels.items() if values),
        *_describe_meaning(concept),
        *(Property(f"skosxl:{name}", tuple(values)) for name, values in resources.items() if values),
    ]
    yield Node(tuple(properties), make_address(CONCEPT, concept.id))
    yield from nodes


def _choose_label(term: Term, preferred: Term | None) -> str:
    if term is preferred:
        return "prefLabel"
    return "hiddenLabel" if term.status in DISCOURAGED else "altLabel"


def _find_hidden_forms(section: LanguageSection) -> Iterable[str]:
    """Return the forms that are no terms: the kinds of labels are disjoint (SKOS reference, S13)."""
    terms = {term.text for term in section.terms}
    forms = dict.fromkeys(form.text for term in section.terms for form in term.forms)
    return (form for form in forms if form not in terms)


def _say(name: str, text: str | None) -> Iterator[Property]:
    if text is not None:
        yield Property(name, (Text(text),))


def _describe_meaning(concept: Concept) -> Iterator[Property]:
    definitions = [Text(each.definition, each.language) for each in concept.sections if each.definition is not None]
    if concept.definition is not None:
        definitions.insert(0, Text(concept.definition))
    notes = tuple(Text(each.note, each.language) for each in concept.sections if each.note is not None)
    for name, values in (
        ("skos:definition", tuple(definitions)),
        ("skos:scopeNote", notes),
        ("foaf:depiction", tuple(map(_refer, concept.images))),
        ("rdfs:seeAlso", tuple(map(_refer, concept.external_links))),
    ):
        if values:
            yield Property(name, values)
    yield from _say("skos:note", concept.note)
    yield from _say("dct:subject", concept.subject_field)
    if concept.kind is not ConceptKind.TERM:
        yield from _say("ga:kind", concept.kind.value)
    yield from _say("ga:status", concept.status.value)
    if concept.status is ConceptStatus.REJECTED:
        yield Property("owl:deprecated", (True,))
    yield Property("ga:confidence", (concept.confidence,))


# -- terms -------------------------------------------------------------------------------------------------------------


def _describe_term(term: Term, language: str, successor: str | None) -> Iterator[Property]:
    yield Property("rdf:type", (Name("skosxl:Label"),))
    yield Property("skosxl:literalForm", (Text(term.text, language),))
    for name, value in (
        ("lexinfo:normativeAuthorization", term.status),
        ("lexinfo:partOfSpeech", term.part_of_speech),
        ("lexinfo:gender", term.gender),
        ("lexinfo:number", term.number),
        ("lexinfo:termType", term.term_type),
    ):
        if value is not None:
            yield Property(name, (Name(_NAMES[value]),))
    if term.status in (AdministrativeStatus.DEPRECATED, AdministrativeStatus.SUPERSEDED):
        yield Property("owl:deprecated", (True,))
        if successor is not None:
            yield Property("dct:isReplacedBy", (Iri(successor),))
    yield from _say("ga:geographicalUsage", term.geographical_usage)
    yield from _say("skos:note", term.note)
    yield from _say("ga:reason", term.reason or None)
    for name, number in (
        ("ga:doNotTranslate", term.do_not_translate),
        ("ga:caseSensitive", term.is_case_sensitive),
        ("ga:frequency", term.frequency),
        ("ga:nested", term.nested),
        ("ga:termhood", term.termhood),
    ):
        if number:
            yield Property(name, (number,))
    for name, origin in (("ga:seenForm", FormOrigin.SEEN), ("ga:generatedForm", FormOrigin.GENERATED)):
        forms = tuple(Text(form.text, language) for form in term.forms if form.origin is origin)
        if forms:
            yield Property(name, forms)
    if term.contexts:
        yield Property("skos:example", tuple(_describe_context(context, language) for context in term.contexts))


def _describe_context(context: Context, language: str) -> Node:
    """Return a context as documentation that is itself a resource (SKOS primer, 4.2)."""
    return Node(
        (
            Property("rdf:value", (Text(context.sentence, language),)),
            Property("dct:source", (Iri(make_address(DOCUMENT, context.document)),)),
            Property("ga:start", (context.start,)),
            Property("ga:end", (context.end,)),
            Property("ga:sentenceStart", (context.sentence_start,)),
            Property("ga:sentenceEnd", (context.sentence_end,)),
        )
    )
