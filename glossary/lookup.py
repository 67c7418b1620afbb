"""Find the concepts that a word or phrase stands for: its citation form, or any form of it."""

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import Enum

from glossary.errors import UsageError
from glossary.loading import FormMatch
from glossary.model import STANDING_ORDER, Concept, FormOrigin, Term
from glossary.store import Store
from glossary.text import check_language, lookup_key, lookup_keys, matches_language, primary_language, shorten

MAX_QUERY_LENGTH = 500

_SCORES = {None: 1.0, FormOrigin.SEEN: 0.9, FormOrigin.GENERATED: 0.8}


class MatchKind(Enum):
    """How a query met a term: as its citation form, or as another form of it, seen or generated."""

    EXACT = "exact"
    INFLECTED = "inflected"


@dataclass(frozen=True, slots=True)
class Hit:
    """A concept found in one language: the best of its terms there, and the form that matched.

    `score` is 1.0 for a citation form, 0.9 for a form seen in the texts and 0.8 for one that was only generated;
    `origin` tells which of these the form is, None for the citation form.
    """

    concept: Concept
    language: str
    term: Term
    form: str
    match: MatchKind
    score: float
    origin: FormOrigin | None = None


def find_hits(
    store: Store,
    query: str,
    *,
    language: str | None = None,
    kinds: AbstractSet[MatchKind] = frozenset(MatchKind),
    limit: int = 10,
    with_evidence: bool = True,
) -> list[Hit]:
    """Return the concepts that a query stands for, the best first, at most one hit for each concept and language.

    Exact matches go before inflected ones and seen forms before generated ones; then preferred terms before others,
    frequent before rare, and the order of the glossary. Raises UsageError for a query that is empty or longer than 500
    characters, and for a malformed language tag; a language without terms has no hits. Without evidence, that is
    without forms, contexts and links, the concepts are had in less time.
    """
    text = check_query(query)
    if limit < 1:
        raise UsageError(f"limit is {limit}; ask for at least 1")
    wanted = None if language is None else check_language(language)
    chosen = choose_matches(find_keyed(text, wanted, store.find_matches), kinds, limit)
    concepts = {
        concept.id: concept
        for concept in store.find_concepts_by_id([match.concept for match in chosen], with_evidence=with_evidence)
    }
    hits = (_make_hit(concepts.get(match.concept), match) for match in chosen)
    return [hit for hit in hits if hit is not None]


def choose_matches(matches: Iterable[FormMatch], kinds: AbstractSet[MatchKind], limit: int) -> list[FormMatch]:
    """Return the best match of each concept and language among those of some kinds, the best first."""
    best: dict[tuple[str, str], FormMatch] = {}
    for match in sorted(matches, key=_rank):
        if find_kind(match) in kinds:
            best.setdefault((match.concept, match.language), match)
    return list(best.values())[:limit]


def find_keyed(text: str, language: str | None, find: Callable[[str], Iterable[FormMatch]]) -> Iterator[FormMatch]:
    """Yield what has the key that the text has in the language of the match: languages fold differently."""
    keys = lookup_keys(text) if language is None else {"": lookup_key(text, language)}
    for key in filter(None, dict.fromkeys(keys.values())):
        for match in find(key):
            if language is not None:
                if matches_language(match.language, language):
                    yield match
            elif keys.get(primary_language(match.language), keys[""]) == key:
                yield match


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


def find_kind(match: FormMatch) -> MatchKind:
    """Return how the query met the term."""
    return MatchKind.EXACT if match.origin is None else MatchKind.INFLECTED


def score_match(match: FormMatch) -> float:
    """Return the score of a match: how sure it is that the term is meant."""
    return _SCORES[match.origin]


def _rank(match: FormMatch) -> tuple[float, int, int, int, int]:
    return (-_SCORES[match.origin], STANDING_ORDER[match.status], -match.frequency, match.rank, match.number)


def _make_hit(concept: Concept | None, match: FormMatch) -> Hit | None:
    """Return the hit of a match, or None if a rebuild took the term away in between."""
    sections = concept.sections if concept is not None else ()
    terms = (term for section in sections if section.language == match.language for term in section.terms)
    term = next((term for term in terms if term.text == match.term), None)
    if concept is None or term is None:
        return None
    return Hit(concept, match.language, term, match.form, find_kind(match), score_match(match), match.origin)
