"""Find the concepts that a word or phrase stands for: its citation form, or any form of it."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import Enum

from glossary.errors import UsageError
from glossary.loading import FormMatch
from glossary.model import AdministrativeStatus, Concept, FormOrigin, Term
from glossary.store import Store
from glossary.text import check_language, lookup_key, matches_language, shorten

MAX_QUERY_LENGTH = 500

_STATUS_ORDER = (
    AdministrativeStatus.PREFERRED,
    AdministrativeStatus.ADMITTED,
    AdministrativeStatus.PROPOSED,
    AdministrativeStatus.SUPERSEDED,
    AdministrativeStatus.DEPRECATED,
    AdministrativeStatus.REJECTED,
)
_SCORES = {None: 1.0, FormOrigin.SEEN: 0.9, FormOrigin.GENERATED: 0.8}


class MatchKind(Enum):
    """How a query met a term: as its citation form, or as another form of it, seen or generated."""

    EXACT = "exact"
    INFLECTED = "inflected"


@dataclass(frozen=True, slots=True)
class Hit:
    """A concept found in one language: the best of its terms there, and the form that matched.

    `score` is 1.0 for a citation form, 0.9 for a form seen in the texts and 0.8 for one that was only generated.
    """

    concept: Concept
    language: str
    term: Term
    form: str
    match: MatchKind
    score: float


def find_hits(
    store: Store,
    query: str,
    *,
    language: str | None = None,
    kinds: AbstractSet[MatchKind] = frozenset(MatchKind),
    limit: int = 10,
) -> list[Hit]:
    """Return the concepts that a query stands for, the best first, at most one hit for each concept and language.

    Exact matches go before inflected ones and seen forms before generated ones; then preferred terms before others,
    frequent before rare, and the order of the glossary. Raises UsageError for a query that is empty or longer than 500
    characters, and for a malformed language tag; a language without terms has no hits.
    """
    text = check_query(query)
    if limit < 1:
        raise UsageError(f"limit is {limit}; ask for at least 1")
    best: dict[tuple[str, str], FormMatch] = {}
    for match in sorted(_find_matches(store, text, language), key=_rank):
        if _kind(match) in kinds:
            best.setdefault((match.concept, match.language), match)
    chosen = list(best.values())[:limit]
    concepts = {concept.id: concept for concept in store.find_concepts_by_id([match.concept for match in chosen])}
    hits = (_make_hit(concepts.get(match.concept), match) for match in chosen)
    return [hit for hit in hits if hit is not None]


def check_query(query: str) -> str:
    """Return a query without the white space around it, or raise UsageError if it is empty or too long."""
    text = query.strip()
    if not text:
        raise UsageError(f"the query {shorten(query)!r} is empty; give a term or a form of one")
    if len(text) > MAX_QUERY_LENGTH:
        raise UsageError(
            f"the query {shorten(text)!r} has {len(text)} characters; give a term of at most {MAX_QUERY_LENGTH}"
        )
    return text


def _find_matches(store: Store, text: str, language: str | None) -> list[FormMatch]:
    """Return what has the key that the text has in the language of the match: languages fold differently."""
    wanted = None if language is None else check_language(language)
    tags = [tag for tag in store.get_languages() if wanted is None or matches_language(tag, wanted)]
    by_key: dict[str, set[str]] = {}
    for tag in tags:
        by_key.setdefault(lookup_key(text, tag), set()).add(tag)
    return [match for key, tags in by_key.items() for match in store.find_matches(key) if match.language in tags]


def _kind(match: FormMatch) -> MatchKind:
    return MatchKind.EXACT if match.origin is None else MatchKind.INFLECTED


def _rank(match: FormMatch) -> tuple[float, int, int, int]:
    return (-_SCORES[match.origin], _STATUS_ORDER.index(match.status), -match.frequency, match.rank)


def _make_hit(concept: Concept | None, match: FormMatch) -> Hit | None:
    """Return the hit of a match, or None if a rebuild took the term away in between."""
    sections = concept.sections if concept is not None else ()
    terms = (term for section in sections if section.language == match.language for term in section.terms)
    term = next((term for term in terms if term.text == match.term), None)
    if concept is None or term is None:
        return None
    return Hit(concept, match.language, term, match.form, _kind(match), _SCORES[match.origin])
