"""A lookup as every way in asks for it: checked parameters, text and semantic matches, one ranked list."""

import re
import threading
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from align.languages import LANGUAGES
from api.tags import resolve_tag, resolve_tags, split_list
from glossary.errors import UsageError
from glossary.lookup import MAX_QUERY_LENGTH, MatchKind, find_hits
from glossary.model import Concept, FormOrigin, Term
from glossary.prominence import find_prominent
from glossary.store import Store

if TYPE_CHECKING:
    from align.semantic import SemanticIndex
    from api.suggestions import Suggested, WordSearch

MAX_QUERY = MAX_QUERY_LENGTH
MAX_LIMIT = 100
MAX_QUERIES = 1000
_TOP = 12
_UNREADABLE = re.compile("[\0\ud800-\udfff]")


class Match(StrEnum):
    """How a query may meet a term: as it is cited, in an inflected form, but for typos, by meaning."""

    EXACT = MatchKind.EXACT.value
    INFLECTED = MatchKind.INFLECTED.value
    FUZZY = "fuzzy"
    SEMANTIC = "semantic"


DEFAULT_MATCHES = (Match.EXACT, Match.INFLECTED)


@dataclass(frozen=True, slots=True)
class LookupRequest:
    """A checked lookup; no `language` means any, no `target` all."""

    query: str
    language: str | None = None
    target: tuple[str, ...] = ()
    matches: tuple[Match, ...] = DEFAULT_MATCHES
    limit: int = 10


@dataclass(frozen=True, slots=True)
class Found:
    """A concept that a query leads to, by which form of which of its terms.

    `origin` tells where the form comes from that equals the query: it is None for the citation form, and where none
    equals it.
    """

    match: Match
    score: float
    form: str
    language: str
    term: str
    concept: Concept
    origin: FormOrigin | None = None

    @property
    def found_term(self) -> Term | None:
        """The term that was met, None where a rebuild took it away in between."""
        section = self.concept.find_section(self.language)
        return next((term for term in section.terms if term.text == self.term), None) if section else None


def check_query(query: str) -> str:
    """Return a query as it came; raise UsageError where it can't be looked up. The message doesn't repeat it."""
    if not query.strip():
        raise UsageError("q: the query is empty; give a term")
    if len(query) > MAX_QUERY:
        raise UsageError(f"q: the query has {len(query)} characters; at most {MAX_QUERY} are looked up")
    if _UNREADABLE.search(query) is not None:
        raise UsageError("q: the query is not readable text; give it in UTF-8, without NUL characters")
    return query


def read_request(
    store: Store,
    query: str,
    language: str | None,
    target: Iterable[str],
    match: Iterable[str],
    limit: int,
    known: Collection[str] | None = None,
) -> LookupRequest:
    """Return the lookup that loose parameters mean; raise UsageError for one that is empty, too large or unknown.

    `known` are the languages that may be asked for, if they are at hand.
    """
    known = known or find_languages(store)
    return LookupRequest(
        query=check_query(query),
        language=None if language is None else resolve_tag(language, known, "lang"),
        target=resolve_tags(target, known, "target"),
        matches=read_matches(match),
        limit=limit,
    )


def find_languages(store: Store) -> tuple[str, ...]:
    """Return the languages that may be asked for: those that can be built, and those that are in the glossary."""
    return tuple(sorted({*LANGUAGES, *store.get_languages()}))


def read_matches(values: Iterable[str]) -> tuple[Match, ...]:
    """Return the kinds of match that a list names; raise UsageError for an unknown one."""
    known = {match.value: match for match in Match}
    names = split_list(values)
    for name in names:
        if name not in known:
            raise UsageError(f"match: unknown kind of match {name[:40]!r}; choose among {', '.join(known)}")
    return tuple(match for match in Match if match.value in names)


class Finder:
    """Answers lookups from a store. The encoder is loaded at the first semantic one, by whichever thread asks."""

    def __init__(self, store: Store, encoder: str | None, cache: Path, *, semantic: bool = True) -> None:
        self._store = store
        self._is_semantic = semantic
        self._encoder = encoder
        self._cache = cache
        self._lock = threading.Lock()
        self._index: SemanticIndex | None = None
        self._indexed = ""
        self._words: WordSearch | None = None
        self._top: tuple[str, list[Concept]] | None = None

    def find(self, request: LookupRequest, *, with_evidence: bool = False) -> list[Found]:
        """Return what a query leads to: its forms, then terms like it, then what is near in meaning; each concept once.

        The concepts have no forms, contexts and links but where evidence is asked for. Raises ModelError where a
        semantic match is asked for and the encoder can't be had.
        """
        if Match.SEMANTIC in request.matches and not self._is_semantic:
            raise UsageError("match: lookup by meaning is switched off here; use exact, inflected, fuzzy")
        found = self._find_text(request, with_evidence=with_evidence)
        further = ((Match.FUZZY, self._find_fuzzy), (Match.SEMANTIC, self._find_semantic))
        for match, find in further:
            if match in request.matches and len(found) < request.limit:
                named = {hit.concept.id for hit in found}
                more = find(request, with_evidence=with_evidence)
                found += [hit for hit in more if hit.concept.id not in named]
        # A rebuild in between may have taken a term away.
        return [hit for hit in found if hit.found_term is not None][: request.limit]

    @property
    def is_encoder_loaded(self) -> bool:
        """Whether a lookup by meaning has loaded the encoder."""
        return self._index is not None

    def get_words(self) -> "WordSearch":
        """Return the index of words, which is made at its first use."""
        from api.suggestions import WordSearch  # noqa: PLC0415 - brings NumPy, which only such lookups need

        with self._lock:
            if self._words is None:
                self._words = WordSearch(self._store)
            return self._words

    def find_ages(self) -> list[float | None]:
        """Return the age of the index of words in seconds, if it was made."""
        return [] if self._words is None else [self._words.age()]

    def find_top(self) -> list[Concept]:
        """Return the concepts worth showing first, from memory while the glossary is the same."""
        revision, known = self._store.revision, self._top
        if known is None or known[0] != revision:
            self._top = known = (revision, find_prominent(self._store, _TOP))
        return known[1]

    def _find_text(self, request: LookupRequest, *, with_evidence: bool) -> list[Found]:
        kinds = [MatchKind(match.value) for match in request.matches if match in DEFAULT_MATCHES]
        if not kinds:
            return []
        hits = find_hits(
            self._store,
            request.query,
            language=request.language,
            kinds=frozenset(kinds),
            limit=request.limit,
            with_evidence=with_evidence,
        )
        return [
            Found(Match(hit.match.value), hit.score, hit.form, hit.language, hit.term.text, hit.concept, hit.origin)
            for hit in hits
        ]

    def suggest(self, query: str, language: str | None, limit: int) -> "list[Suggested]":
        """Return terms that a query may become while it is typed; UsageError for one that is empty or too long."""
        return self.get_words().suggest(query, language, limit)

    def _find_fuzzy(self, request: LookupRequest, *, with_evidence: bool) -> list[Found]:
        hits = self.get_words().find_similar(request.query, request.language, request.limit)
        ids = [hit.card.concept for hit in hits]
        concepts = {found.id: found for found in self._store.find_concepts_by_id(ids, with_evidence=with_evidence)}
        return [
            Found(Match.FUZZY, hit.score, hit.form, hit.card.language, hit.card.text, concepts[hit.card.concept])
            for hit in hits
            if hit.card.concept in concepts
        ]

    def _find_semantic(self, request: LookupRequest, *, with_evidence: bool) -> list[Found]:
        with self._lock:
            index = self._load_index()
        hits = index.find(request.query, request.language, request.limit)
        loaded = self._store.find_concepts_by_id([hit.concept for hit in hits], with_evidence=with_evidence)
        concepts = {concept.id: concept for concept in loaded}
        return [
            Found(Match.SEMANTIC, hit.score, hit.term, hit.language, hit.term, concepts[hit.concept])
            for hit in hits
            if hit.concept in concepts
        ]

    def _load_index(self) -> "SemanticIndex":
        """Return the index of the store as it is now, made again after a rebuild."""
        from align.semantic import load_index  # noqa: PLC0415 - brings the encoder, which only semantic lookups need

        revision = self._store.revision
        if self._index is None or self._indexed != revision:
            self._index = load_index(self._store, self._encoder, self._cache)
            self._indexed = revision
        return self._index


def choose_example(concepts: Sequence[Concept]) -> tuple[str, str, tuple[str, ...]] | None:
    """Return a term to look up, its language and the other languages of its concept; None without a concept.

    The term is the one that is shortest in an address, where every letter beyond ASCII takes six characters or more.
    """
    if not concepts:
        return None
    concept = concepts[0]
    section = min(concept.sections, key=lambda section: len(quote(section.preferred.text)))
    others = tuple(language for language in concept.languages if language != section.language)
    return section.preferred.text, section.language, others
