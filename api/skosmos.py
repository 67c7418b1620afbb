"""What a client of Skosmos is told: hits of labels and the labels of a concept, in the words of its REST API.

The shapes are those of Skosmos 2 and 3 (`RestController.php`, `GenericSparql.php`); labels are those that the SKOS
export writes (`glossary.formats.skos`).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from io import BytesIO

import orjson

from api.patterns import find_terms
from api.representations import find_sources
from glossary.errors import NotFoundError
from glossary.formats import skos
from glossary.formats.content import Content
from glossary.formats.skos_graph import CONCEPT, DISCOURAGED, PREFIXES, find_identifier, make_address
from glossary.lookup import MatchKind, find_hits
from glossary.model import Concept, LanguageSection
from glossary.store import Store
from glossary.text import check_language, matches_language, shorten

VOCABULARY = "glossary"
"""The id of the one vocabulary that there is."""
MAX_HITS = 1000
MAX_OFFSET = 10_000
TURTLE = "text/turtle"
JSON_TYPES = ("application/json", "application/ld+json")
RDF_XML = "application/rdf+xml"
RDF_TYPES = (*JSON_TYPES, TURTLE, RDF_XML)

SKOS = "http://www.w3.org/2004/02/skos/core#"
ONKI = "http://schema.onki.fi/onki#"
LABELS = {"prefLabel": "skos:prefLabel", "altLabel": "skos:altLabel", "hiddenLabel": "skos:hiddenLabel"}
BARE_CONTEXT = {"skos": SKOS, "uri": "@id", "type": "@type"}
_DATA_CONTEXT = {
    "skos": SKOS,
    "isothes": "http://purl.org/iso25964/skos-thes#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "dct": "http://purl.org/dc/terms/",
    "dc11": "http://purl.org/dc/elements/1.1/",
    "uri": "@id",
    "type": "@type",
    "lang": "@language",
    "value": "@value",
    "graph": "@graph",
    "label": "rdfs:label",
    **LABELS,
    **{
        name: f"skos:{name}"
        for name in (
            *("broader", "narrower", "related", "inScheme"),
            *("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch"),
        )
    },
}

_SHORT_NAMES = {name: short for short, name in _DATA_CONTEXT.items()}


class LabelKind(Enum):
    """Which of its labels a concept was found by."""

    PREFERRED = "prefLabel"
    ALTERNATIVE = "altLabel"
    HIDDEN = "hiddenLabel"


@dataclass(frozen=True, slots=True)
class LabelHit:
    """A concept and the label that it was found by."""

    concept: Concept
    language: str
    label: str
    kind: LabelKind


@dataclass(frozen=True, slots=True)
class LabelSearch:
    """A search for labels: a text, in which * stands for any text, and the languages that labels may have."""

    query: str
    language: str | None = None
    is_unique: bool = False
    offset: int = 0
    limit: int = MAX_HITS


@dataclass(frozen=True, slots=True)
class _Match:
    """What a concept was found by; `form` is set where it is no term of its."""

    concept: str
    language: str
    term: str
    form: str | None = None

    @property
    def label(self) -> str:
        return self.term if self.form is None else self.form


def find_labels(store: Store, search: LabelSearch) -> list[LabelHit]:
    """Return the labels that a search finds, in the order of the alphabet. Inflected forms are found without a *.

    Raises UsageError for a malformed language tag and for a query that is too long.
    """
    language = None if search.language is None else check_language(search.language)
    query = search.query.strip()
    if "*" in query:
        matches = [_Match(card.concept, card.language, card.text) for card in find_terms(store, query, language)]
    else:
        hits = find_hits(store, query, language=language, limit=MAX_OFFSET, with_evidence=False)
        matches = [
            _Match(hit.concept.id, hit.language, hit.term.text, None if hit.match is MatchKind.EXACT else hit.form)
            for hit in hits
        ]
    matches.sort(key=lambda match: (match.label.casefold(), match.language))
    if search.is_unique:
        matches = list({match.concept: match for match in reversed(matches)}.values())[::-1]
    page = matches[search.offset : search.offset + search.limit]
    found = store.find_concepts_by_id([match.concept for match in page], with_evidence=False)
    concepts = {concept.id: kept for concept in found if (kept := skos.keep(concept, None)) is not None}
    made = [_make_hit(concepts[match.concept], match) for match in page if match.concept in concepts]
    return [hit for hit in made if hit is not None]


def _make_hit(concept: Concept, match: _Match) -> LabelHit | None:
    """Return a hit, or None where a change in between took the term away."""
    section = find_section(concept, match.language)
    term = next((term for term in section.terms if term.text == match.term), None) if section else None
    if section is None or term is None:
        return None
    if match.form is not None or term.status in DISCOURAGED:
        kind = LabelKind.HIDDEN
    else:
        kind = LabelKind.PREFERRED if term is section.terms[0] else LabelKind.ALTERNATIVE
    return LabelHit(concept, section.language, match.label, kind)


def find_section(concept: Concept, language: str) -> LanguageSection | None:
    """Return the section of a language, or else the first one that serves it."""
    exact = (section for section in concept.sections if section.language.lower() == language.lower())
    return next(exact, None) or next(
        (section for section in concept.sections if matches_language(section.language, language)), None
    )


def find_preferred(section: LanguageSection | None) -> str | None:
    """Return the preferred label of a section that `skos.keep` gave; None where all of its terms are discouraged."""
    return None if section is None or section.terms[0].status in DISCOURAGED else section.terms[0].text


def describe_hit(hit: LabelHit, shown: str | None, fields: Collection[str]) -> dict[str, object]:
    """Return a hit as an object of JSON-LD: its preferred label is in the language `shown`, or in that of the hit."""
    uri = make_address(CONCEPT, hit.concept.id)
    made: dict[str, object] = {"uri": uri, "type": ["skos:Concept"]}
    for field in fields:
        values = _list_values(hit.concept, field)
        if values:
            made["prefLabels" if field == "prefLabel" else field] = values
    if uri.startswith(CONCEPT):
        made["localname"] = uri.removeprefix(CONCEPT)
    section = find_section(hit.concept, shown or hit.language)
    preferred = find_preferred(section)
    language = section.language if section else hit.language
    if preferred is not None:
        made["prefLabel"] = preferred
    if hit.kind is not LabelKind.PREFERRED:
        language = hit.language
        made.setdefault(hit.kind.value, hit.label)
    elif hit.label != preferred:
        language = hit.language
        made["matchedPrefLabel"] = hit.label
    return {**made, "lang": language, "vocab": VOCABULARY}


def _list_values(concept: Concept, field: str) -> object:
    """Return the values of a property of SKOS: the preferred labels by language, a list of all others."""
    match field:
        case "prefLabel":
            preferred = {section.language: find_preferred(section) for section in concept.sections}
            return {language: label for language, label in preferred.items() if label is not None}
        case "altLabel" | "hiddenLabel":
            return list_labels(concept.sections)[LabelKind(field)]
        case "definition":
            return [text for text in (concept.definition, *(each.definition for each in concept.sections)) if text]
        case "scopeNote":
            return [section.note for section in concept.sections if section.note]
        case "note":
            return [concept.note] if concept.note else []
    return []


def list_labels(sections: Iterable[LanguageSection]) -> Mapping[LabelKind, list[str]]:
    """Return the labels of each kind of sections that `skos.keep` gave; inflected forms are hidden ones."""
    labels: dict[LabelKind, list[str]] = {kind: [] for kind in LabelKind}
    for section in sections:
        preferred = find_preferred(section)
        for term in section.terms:
            if term.status in DISCOURAGED:
                labels[LabelKind.HIDDEN].append(term.text)
            else:
                kind = LabelKind.PREFERRED if term.text == preferred else LabelKind.ALTERNATIVE
                labels[kind].append(term.text)
        texts = {term.text for term in section.terms}
        forms = dict.fromkeys(form.text for term in section.terms for form in term.forms)
        labels[LabelKind.HIDDEN] += [form for form in forms if form not in texts]
    return labels


def choose_lookup_hits(hits: Sequence[LabelHit], label: str) -> list[LabelHit]:
    """Return the hits of the best kind there is, as Skosmos ranks them (`findLookupHits`), an inflected form last."""
    for kind in LabelKind:
        of_kind = [hit for hit in hits if hit.kind is kind]
        for found in (
            [hit for hit in of_kind if hit.label == label],
            [hit for hit in of_kind if hit.label.casefold() == label.casefold()],
            of_kind if kind is LabelKind.HIDDEN else [],
        ):
            if found:
                return found
    return []


def get_concept_at(store: Store, uri: str) -> Concept:
    """Return the concept of an address as SKOS has it; raise NotFoundError."""
    found = skos.keep(store.get_concept(find_identifier(CONCEPT, uri)), None)
    if found is None:
        raise NotFoundError(f"the concept at {shorten(uri)!r} has no term that SKOS can hold; see /v1/concepts")
    return found


def write_concept(store: Store, concept: Concept, media_type: str) -> bytes:
    """Return a concept in one of the media types of RDF, with the scheme and the documents that it stands in."""
    content = Content([concept], find_sources(store, concept))
    stream = BytesIO()
    if media_type in JSON_TYPES:
        skos.write_jsonld(content, stream)
        nodes = orjson.loads(stream.getvalue())["@graph"]
        return orjson.dumps({"@context": {**PREFIXES, **_DATA_CONTEXT}, "graph": _rename(nodes)})
    skos.write_skos(content, stream)
    return stream.getvalue() if media_type == TURTLE else _write_xml(stream.getvalue())


def _rename(value: object) -> object:
    """Return what stands in a document of JSON-LD by the names that the context of Skosmos has."""
    if isinstance(value, list):
        return [_rename(each) for each in value]
    if isinstance(value, dict):
        return {_SHORT_NAMES.get(name, name): _rename(each) for name, each in value.items()}
    return value


def _write_xml(turtle: bytes) -> bytes:
    from rdflib import Graph  # noqa: PLC0415 - half as much memory again as the server, for one format of one route

    graph = Graph()
    graph.parse(data=turtle, format="turtle")
    return graph.serialize(format="pretty-xml", encoding="utf-8")
