"""Read SKOS and SKOS-XL from outside: thesauri such as AGROVOC or UNESCO's as well as our own files.

What a thesaurus says of how concepts relate (broader, related, collections) has no place in a glossary and is passed
over. A skos:prefLabel is read as a preferred term, a skos:altLabel as an admitted one, and a skos:hiddenLabel as a form
of the preferred one, unless the label's resource says more.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING, BinaryIO

from glossary.errors import InputError
from glossary.formats.content import MAX_TERM, Origin, Rejected
from glossary.formats.identity import make_id
from glossary.formats.skos_graph import CONCEPT, DOCUMENT, find_identifier
from glossary.formats.skos_loading import Places, load_jsonld, load_turtle
from glossary.formats.skos_values import EntryError, Values, check_length, find_tag, is_of
from glossary.model import (
    AdministrativeStatus,
    Concept,
    ConceptKind,
    ConceptStatus,
    Context,
    Form,
    FormOrigin,
    GrammaticalGender,
    GrammaticalNumber,
    LanguageSection,
    PartOfSpeech,
    SourceDocument,
    Term,
    TermType,
)
from glossary.text import shorten

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

_NOTES = ("skos:note", "skos:scopeNote", "skos:editorialNote", "skos:historyNote", "skos:changeNote")
_SUBJECTS = ("dct:subject", "dc:subject")
_PAGES = (
    *("rdfs:seeAlso", "foaf:page", "owl:sameAs", "skos:exactMatch", "skos:closeMatch", "skos:broadMatch"),
    *("skos:narrowMatch", "skos:relatedMatch", "dct:isReplacedBy"),
)


class _Kind(Enum):
    """The three kinds of labels, in the order of preference."""

    PREFERRED = "prefLabel"
    ALTERNATIVE = "altLabel"
    HIDDEN = "hiddenLabel"


@dataclass(frozen=True, slots=True)
class _Label:
    """A label of a concept, and the resource that says more of it, if there is one."""

    kind: _Kind
    text: str
    language: str
    resource: "Node | None" = None


@dataclass(slots=True)
class _Draft:
    """What is known of a concept while its labels are read."""

    sections: dict[str, list[Term]] = field(default_factory=dict)
    forms: dict[str, list[str]] = field(default_factory=dict)
    has_preferred: set[str] = field(default_factory=set)


def read_skos(stream: BinaryIO, origin: Origin) -> Iterator[Concept | SourceDocument | Rejected]:
    """Yield the documents and the concepts of a file in Turtle. Its graph is held in memory: this is not flat.

    A label without a language, or that is no text, is rejected, and the concept goes on without it; of several
    preferred labels of a language the first is preferred, and the others are admitted with the reason.
    """
    yield from _GraphReader(*load_turtle(stream, origin.name)).read(origin.name)


def read_jsonld(stream: BinaryIO, origin: Origin) -> Iterator[Concept | SourceDocument | Rejected]:
    """Yield the documents and the concepts of a file in JSON-LD, as `read_skos` does of one in Turtle."""
    yield from _GraphReader(*load_jsonld(stream, origin.name)).read(origin.name)


class _GraphReader:
    """Makes concepts out of a graph."""

    def __init__(self, graph: "Graph", places: Places) -> None:
        self._values = Values(graph)
        self._places = places

    def read(self, name: str) -> Iterator[Concept | SourceDocument | Rejected]:
        # A collection or a label may be in a scheme, too, but says what it is; a concept need not.
        untyped = (each for each in self._values.find_subjects("skos:inScheme") if not self._has_type(each))
        subjects = dict.fromkeys((*self._values.find_subjects("rdf:type", "skos:Concept"), *untyped))
        if not subjects and not any(self._values.find_subjects("rdf:type", "skos:ConceptScheme")):
            raise InputError(f"{name}:1: there is no skos:Concept in it; name the format that the file is of")
        for subject in self._values.find_subjects("rdf:type", "foaf:Document"):
            if str(subject).startswith(DOCUMENT):
                yield from self._attempt(subject, lambda each: iter((self._make_document(each),)))
        for subject in subjects:
            yield from self._attempt(subject, self._make_concept)

    def _has_type(self, subject: "Node") -> bool:
        return next(self._values.find_values(subject, "rdf:type"), None) is not None

    def _attempt(
        self, subject: "Node", make: "Callable[[Node], Iterator[Concept | SourceDocument | Rejected]]"
    ) -> Iterator[Concept | SourceDocument | Rejected]:
        try:
            yield from make(subject)
        except EntryError as error:
            yield self._reject(subject, str(error))

    def _reject(self, subject: "Node", reason: str) -> Rejected:
        address = str(subject)
        return Rejected(
            self._places.find_line(address), f"{shorten_address(address)}: {reason}", self._values.show(subject)
        )

    # -- documents and concepts ----------------------------------------------------------------------------------------

    def _make_document(self, subject: "Node") -> SourceDocument:
        identifier = find_identifier(DOCUMENT, str(subject))
        return SourceDocument(
            identifier,
            self._values.get_text(subject, "ga:file") or "",
            self._values.get_text(subject, "dc:language") or "und",
            self._values.get_text(subject, "dct:title") or "",
            self._values.get_text(subject, "dc:publisher"),
            self._values.get_text(subject, "dct:issued"),
            self._values.get_text(subject, "foaf:page"),
        )

    def _make_concept(self, subject: "Node") -> Iterator[Concept | Rejected]:
        draft = _Draft()
        for label in self._find_labels(subject):
            fault = label if isinstance(label, str) else self._take_label(label, draft)
            if fault is not None:
                yield self._reject(subject, fault)
        for language, forms in draft.forms.items():
            first, *others = draft.sections.get(language, [None])
            if first is None:
                fault = f"the skos:hiddenLabel {shorten(forms[0])!r} has no other label in {language!r}; add one"
                yield self._reject(subject, fault)
            else:
                added = tuple(Form(text) for text in dict.fromkeys(forms))
                draft.sections[language] = [replace(first, forms=first.forms + added), *others]
        if not draft.sections:
            raise EntryError('there is no label with a language; give it a skos:prefLabel such as "most"@pl')
        yield self._complete(subject, draft.sections)

    def _complete(self, subject: "Node", terms: Mapping[str, Sequence[Term]]) -> Concept:
        definitions, definition = self._values.split_texts(subject, ("skos:definition",), terms)
        notes, note = self._values.split_texts(subject, _NOTES, terms)
        sections = tuple(
            LanguageSection(language, tuple(found), definitions.get(language), notes.get(language))
            for language, found in terms.items()
        )
        subjects = list(self._values.find_names(subject, *_SUBJECTS))
        is_deprecated = self._values.is_true(subject, "owl:deprecated")
        status = self._values.get_member(subject, "ga:status", ConceptStatus)
        return Concept(
            find_identifier(CONCEPT, str(subject)) if is_of("URIRef", subject) else make_id(sections),
            sections,
            self._values.get_member(subject, "ga:kind", ConceptKind) or ConceptKind.TERM,
            status or (ConceptStatus.REJECTED if is_deprecated else ConceptStatus.PROPOSED),
            self._values.get_number(subject, "ga:confidence", 1.0),
            "; ".join(subjects) if subjects else None,
            definition,
            note,
            images=self._values.find_addresses(subject, "foaf:depiction"),
            external_links=self._values.find_addresses(subject, *_PAGES),
        )

    # -- labels --------------------------------------------------------------------------------------------------------

    def _find_labels(self, subject: "Node") -> Iterator[_Label | str]:
        """Yield each label of a concept once, or what is wrong with it; those with a resource go first."""
        seen: set[tuple[str, str]] = set()
        forms: set[tuple[str, str]] = set()
        for kind in _Kind:
            for resource in self._values.find_values(subject, f"skosxl:{kind.value}"):
                found = self._make_label(kind, resource)
                if isinstance(found, _Label):
                    forms.update((form.text, found.language) for form in self._find_forms(resource))
                if _is_new(found, seen):
                    yield found
        seen |= forms
        for kind in _Kind:
            for value in self._values.find_values(subject, f"skos:{kind.value}"):
                found = _read_label(kind, value)
                if _is_new(found, seen):
                    yield found

    def _make_label(self, kind: _Kind, resource: "Node") -> _Label | str:
        forms = list(self._values.find_values(resource, "skosxl:literalForm"))
        if len(forms) != 1:
            return f"the label {shorten_address(str(resource))} has {len(forms)} skosxl:literalForm; give it one"
        found = _read_label(kind, forms[0])
        return replace(found, resource=resource) if isinstance(found, _Label) else found

    def _take_label(self, label: _Label, draft: _Draft) -> str | None:
        """Add a label to what is known of its concept; return what is wrong with it, or None."""
        status = None
        if label.resource is not None:
            status = self._values.get_member(label.resource, "lexinfo:normativeAuthorization", AdministrativeStatus)
        if label.kind is _Kind.HIDDEN and status is None:
            draft.forms.setdefault(label.language, []).append(label.text)
            return None
        reason = ""
        if status is None:
            is_first = label.kind is _Kind.PREFERRED and label.language not in draft.has_preferred
            status = AdministrativeStatus.PREFERRED if is_first else AdministrativeStatus.ADMITTED
            if label.kind is _Kind.PREFERRED and not is_first:
                reason = f"one of several skos:prefLabel in {label.language!r}, of which the first is preferred"
        try:
            term = self._make_term(label, status)
        except EntryError as error:
            return f"the label {shorten(label.text)!r}: {error}"
        if label.kind is _Kind.PREFERRED:
            draft.has_preferred.add(label.language)
        draft.sections.setdefault(label.language, []).append(replace(term, reason=term.reason or reason))
        return None

    def _make_term(self, label: _Label, status: AdministrativeStatus) -> Term:
        node = label.resource
        if node is None:
            return Term(label.text, status)
        return Term(
            label.text,
            status,
            self._values.get_member(node, "lexinfo:partOfSpeech", PartOfSpeech),
            self._values.get_member(node, "lexinfo:gender", GrammaticalGender),
            self._values.get_number(node, "ga:frequency", 0),
            self._values.get_number(node, "ga:nested", 0),
            self._values.get_number(node, "ga:termhood", 0.0),
            self._values.get_text(node, "ga:reason") or "",
            tuple(self._find_forms(node)),
            tuple(self._make_context(each) for each in self._values.find_values(node, "skos:example")),
            self._values.get_member(node, "lexinfo:number", GrammaticalNumber),
            self._values.get_member(node, "lexinfo:termType", TermType),
            self._values.get_text(node, "ga:geographicalUsage"),
            self._values.is_true(node, "ga:doNotTranslate"),
            self._values.is_true(node, "ga:caseSensitive"),
            self._values.get_text(node, "skos:note"),
        )

    def _find_forms(self, resource: "Node") -> Iterator[Form]:
        for name, origin in (("ga:seenForm", FormOrigin.SEEN), ("ga:generatedForm", FormOrigin.GENERATED)):
            for value in self._values.find_values(resource, name):
                yield Form(check_length(str(value), MAX_TERM), origin)

    def _make_context(self, node: "Node") -> Context:
        if not list(self._values.find_values(node, "rdf:value")):
            return Context("", 0, 0, check_length(str(node)), 0, 0)
        document = next(self._values.find_values(node, "dct:source"), None)
        return Context(
            find_identifier(DOCUMENT, str(document)) if document is not None else "",
            self._values.get_number(node, "ga:start", 0),
            self._values.get_number(node, "ga:end", 0),
            self._values.get_text(node, "rdf:value") or "",
            self._values.get_number(node, "ga:sentenceStart", 0),
            self._values.get_number(node, "ga:sentenceEnd", 0),
        )


# -- nodes -------------------------------------------------------------------------------------------------------------


def _read_label(kind: _Kind, value: "Node") -> _Label | str:
    """Return a label, or what is wrong with it."""
    tag = getattr(value, "language", None)
    language = find_tag(tag)
    text = str(value)
    shown = f"the skos:{kind.value} {shorten(text)!r}"
    if not is_of("Literal", value):
        return f'{shown} is no text; write one with its language, such as "most"@pl'
    if tag is None:
        return f'{shown} has no language; write it with its tag, such as "most"@pl'
    if language is None:
        return f"{shown} has the language {shorten(str(tag))!r}, which is no language tag; write one like 'pl' (BCP 47)"
    if not text.strip():
        return f"{shown} is empty; write a text, or remove it"
    if len(text) > MAX_TERM:
        return f"{shown} has {len(text):,} characters, more than {MAX_TERM:,}; shorten it"
    return _Label(kind, text, language)


def _is_new(label: _Label | str, seen: set[tuple[str, str]]) -> bool:
    """Whether a label was not seen before, which it is from now on; a fault is always new."""
    if isinstance(label, str):
        return True
    known = len(seen)
    seen.add((label.text, label.language))
    return len(seen) > known


def shorten_address(address: str) -> str:
    """Return an address for a message: the end of it tells more than the beginning."""
    return address if len(address) <= 100 else "…" + address[-100:]
