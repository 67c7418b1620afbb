"""Match the names in a table with concepts, and fill its columns from them (W3C Reconciliation Service API 0.2)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from api.lookups import MAX_QUERY, Finder, Match, read_request
from api.patterns import take_page
from api.tags import name_language
from glossary.errors import NotFoundError, UsageError
from glossary.model import Concept, ConceptKind, ConceptStatus
from glossary.store import Store
from glossary.text import lookup_key, shorten

_T = TypeVar("_T")

MAX_BATCH = 100
MAX_CANDIDATES = 100
MAX_IDS = 500
MAX_PROPERTIES = 50
SUGGESTED = 20
_SCANNED = 100  # terms that concepts are taken from
_CERTAIN = 0.8  # the lowest score that may be a match: that of a form which was only generated
_MISSED = 0.2  # of the score, for a property that differs
_DESCRIPTION = 200
_TERM = "term:"
_TEXT_MATCHES = tuple(match.value for match in Match if match is not Match.SEMANTIC)


def _read_values(given: object) -> object:
    """Return one or many property values as texts; of one that was reconciled before, its id."""
    values = given if isinstance(given, list) else [given]
    return [str(value["id"] if isinstance(value, dict) and "id" in value else value) for value in values]


class QueryProperty(BaseModel):
    """What else is known of a name: the property and its values."""

    pid: str = Field(max_length=100)
    v: Annotated[list[str], BeforeValidator(_read_values)] = Field(max_length=20)


class ReconcileQuery(BaseModel):
    """A name to match."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    query: str | None = None
    type: str | list[str] | None = None
    limit: int = Field(10, ge=1, le=MAX_CANDIDATES)
    properties: list[QueryProperty] = Field([], max_length=20)
    type_strict: Literal["any", "should", "all"] | None = None


class ExtendProperty(BaseModel):
    """A property to fetch; it has no settings."""

    id: str = Field(max_length=100)
    settings: dict[str, object] = {}


class ExtendQuery(BaseModel):
    """Concepts, and what to fetch of each."""

    ids: list[str] = Field(max_length=MAX_IDS)
    properties: list[ExtendProperty] = Field(max_length=MAX_PROPERTIES)


class Named(BaseModel):
    """A type or a property."""

    id: str
    name: str


class Feature(BaseModel):
    """One reason behind a score."""

    id: str
    value: bool | float


class Candidate(BaseModel):
    """A concept that a name may stand for; `score` is in 0..100, `match` says that it is certain."""

    id: str
    name: str
    description: str
    type: list[Named]
    score: float
    features: list[Feature]
    match: bool


class EntitySuggestion(BaseModel):
    """A concept that begins so."""

    id: str
    name: str
    description: str
    notable: list[Named]


TYPES = tuple(Named(id=kind.value, name=kind.value.capitalize()) for kind in ConceptKind)
_TYPES = dict(zip(ConceptKind, TYPES, strict=True))
_QUERIES = TypeAdapter(dict[str, ReconcileQuery])
_EXTENSION = TypeAdapter(ExtendQuery)
_READERS: Mapping[str, tuple[str, Callable[[Concept], list[str]]]] = {
    "status": ("Status", lambda concept: [concept.status.value]),
    "kind": ("Kind", lambda concept: [concept.kind.value]),
    "subject": ("Subject field", lambda concept: [concept.subject_field] if concept.subject_field else []),
    "definition": (
        "Definition",
        lambda concept: [
            text for text in (concept.definition, *(each.definition for each in concept.sections)) if text
        ],
    ),
}


def read_queries(text: str) -> dict[str, ReconcileQuery]:
    """Return a batch of queries; raise UsageError for one that is none."""
    return _read(_QUERIES, text, "queries")


def read_extension(text: str) -> ExtendQuery:
    """Return what to fetch; raise UsageError for what is no data extension query."""
    return _read(_EXTENSION, text, "extend")


def list_properties(store: Store) -> list[Named]:
    """Return what can be fetched of a concept, and what names can be narrowed down by."""
    terms = [
        Named(id=f"{_TERM}{tag}", name=f"Preferred term ({name_language(tag).english})")
        for tag in store.get_languages()
    ]
    return [*terms, *(Named(id=name, name=title) for name, (title, _) in _READERS.items())]


def find_candidates(store: Store, finder: Finder, query: ReconcileQuery) -> list[Candidate]:
    """Return the concepts that a name may stand for, the best first. Raises UsageError.

    The property `language` tells that of the name. Others must be those of the concept, or they cost it a fifth of its
    score each, and it is no certain match.
    """
    language = next((value for each in query.properties if each.pid == "language" for value in each.v), None)
    others = [each for each in query.properties if each.pid != "language"]
    for each in others:
        read_property(None, each.pid)
    text = (query.query or "").strip()
    if not text:
        named = next((each for each in others if each.pid.startswith(_TERM) and each.v), None)
        if named is None:
            raise UsageError("queries: a query is empty; give a name as query, or a property like term:pl")
        text, language = named.v[0], named.pid.removeprefix(_TERM)
    kinds = _read_types(query.type)
    if len(text) > MAX_QUERY:  # a cell with prose is no reason to fail those beside it
        return []
    request = read_request(store, text, language, (), _TEXT_MATCHES, MAX_CANDIDATES)
    best: dict[str, Candidate] = {
        concept.id: _make_candidate(concept, language, 1.0, True, others)
        for concept in store.find_concepts_by_id([text], with_evidence=False)
        if concept.kind in kinds
    }
    for found in finder.find(request):
        if found.concept.kind in kinds and found.concept.id not in best:
            is_text = found.match in (Match.EXACT, Match.INFLECTED)
            best[found.concept.id] = _make_candidate(found.concept, found.language, found.score, is_text, others)
    return _settle(sorted(best.values(), key=lambda each: -each.score))[: query.limit]


def extend(store: Store, query: ExtendQuery) -> dict[str, object]:
    """Return the properties of concepts as a data extension response; an unknown concept has no values."""
    names = {each.id: each.name for each in list_properties(store)}
    for each in query.properties:
        read_property(None, each.id)
    concepts = {each.id: each for each in store.find_concepts_by_id(query.ids, with_evidence=False)}
    rows: dict[str, object] = {}
    for identifier in query.ids:
        concept = concepts.get(identifier) or _find_merged(store, identifier)
        rows[identifier] = {
            each.id: [{"str": value} for value in ([] if concept is None else read_property(concept, each.id))]
            for each in query.properties
        }
    meta = [{"id": each.id, "name": names.get(each.id, each.id)} for each in query.properties]
    return {"meta": meta, "rows": rows}


def suggest(store: Store, finder: Finder, prefix: str, skipped: int) -> list[EntitySuggestion]:
    """Return concepts with a term that has these words, the last of which may go on; and the concept of that id."""
    bare = prefix.strip()
    found = finder.suggest(prefix, None, skipped + _SCANNED) if bare else []
    page = take_page((each.card for each in found), skipped, SUGGESTED)
    named = {card.concept: card for card in page}
    ids = [*([bare] if skipped == 0 else []), *named]
    suggestions = []
    for concept in store.find_concepts_by_id(ids, with_evidence=False):
        card = named.get(concept.id)
        language = card.language if card else None
        suggestions.append(
            EntitySuggestion(
                id=concept.id,
                name=card.text if card else _name(concept, None),
                description=describe(concept, language),
                notable=[_TYPES[concept.kind]],
            )
        )
    return suggestions


def read_property(concept: Concept | None, identifier: str) -> list[str]:
    """Return the values that a concept has of a property, none where there is no concept; raise UsageError."""
    if identifier.startswith(_TERM):
        section = concept.find_section(identifier.removeprefix(_TERM)) if concept else None
        return [section.preferred.text] if section else []
    if identifier not in _READERS:
        known = ", ".join((f"{_TERM}pl and the like", "language", *_READERS))
        raise UsageError(f"no property {shorten(identifier)!r}; there are {known}")
    return [] if concept is None else _READERS[identifier][1](concept)


def describe(concept: Concept, language: str | None) -> str:
    """Return the preferred terms of a concept in other languages than one, which tell it from its namesakes."""
    others = [f"{each.language}: {each.preferred.text}" for each in concept.sections if each.language != language]
    text = "; ".join(others)
    return text if len(text) <= _DESCRIPTION else f"{text[:_DESCRIPTION]}…"


def _make_candidate(
    concept: Concept, language: str | None, score: float, is_text: bool, properties: Sequence[QueryProperty]
) -> Candidate:
    differing = sum(not _has_property(concept, each) for each in properties)
    reached = max(score - _MISSED * differing, 0.0)
    may_match = is_text and not differing and score >= _CERTAIN and concept.status is not ConceptStatus.REJECTED
    features = [Feature(id="form", value=round(score, 4)), Feature(id="confidence", value=concept.confidence)]
    if properties:
        features.append(Feature(id="properties", value=1 - differing / len(properties)))
    return Candidate(
        id=concept.id,
        name=_name(concept, language),
        description=describe(concept, language or concept.languages[0] if concept.sections else None),
        type=[_TYPES[concept.kind]],
        score=round(100 * reached, 2),
        features=features,
        match=may_match,
    )


def _settle(candidates: list[Candidate]) -> list[Candidate]:
    """Let only one candidate be a match, and none where two are equally good."""
    is_clear = len(candidates) == 1 or (len(candidates) > 1 and candidates[0].score > candidates[1].score)
    return [
        each.model_copy(update={"match": each.match and place == 0 and is_clear})
        for place, each in enumerate(candidates)
    ]


def _has_property(concept: Concept, wanted: QueryProperty) -> bool:
    """Whether a concept has one of the values; of terms, not only the preferred ones count."""
    language = wanted.pid.removeprefix(_TERM) if wanted.pid.startswith(_TERM) else ""
    section = concept.find_section(language) if language else None
    had = [term.text for term in section.terms] if section else read_property(concept, wanted.pid)
    return not {lookup_key(text, language) for text in had}.isdisjoint(lookup_key(text, language) for text in wanted.v)


def _name(concept: Concept, language: str | None) -> str:
    section = concept.find_section(language) if language else None
    return (section or concept.sections[0]).preferred.text if concept.sections else concept.id


def _read_types(given: str | list[str] | None) -> frozenset[ConceptKind]:
    names = [given] if isinstance(given, str) else given or []
    known = {kind.value: kind for kind in ConceptKind}
    for name in names:
        if name not in known:
            raise UsageError(f"no type {shorten(name)!r}; choose among {', '.join(known)}")
    return frozenset(known[name] for name in names) or frozenset(ConceptKind)


def _find_merged(store: Store, identifier: str) -> Concept | None:
    try:
        return store.get_concept(identifier)
    except NotFoundError:
        return None


def _read(adapter: TypeAdapter[_T], text: str, name: str) -> _T:
    try:
        return adapter.validate_json(text)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in fault["loc"])
        raise UsageError(f"{name}: {shorten(place)}: {fault['msg'][:1].lower()}{fault['msg'][1:]}") from None
