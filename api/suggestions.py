"""Find terms for a query that is not finished, or misspelt: by the index of words, told by the store."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from align.completion import Completion, Fit
from align.resemblance import LEAST_SCORE, Resemblance
from align.vocabulary import split_words
from align.wordindex import WordIndex
from align.wordpostings import order_weight
from glossary.errors import UsageError
from glossary.liveindex import LiveIndex
from glossary.lookup import check_query
from glossary.model import FormOrigin
from glossary.store import Store
from glossary.termkeys import TermCard
from glossary.text import lookup_keys, matches_language, primary_language
from glossary.writtenforms import WrittenForm, find_written_forms

_SPARE = 4
"""How many times more terms are had from the index than wanted, as those of one concept are told once."""
_GOES_ON = "xxx"
"""Letters that an unfinished word may go on with: a key drops an article only where three letters follow it."""
_FIT_SCORES = {Fit.WHOLE: 1.0, Fit.START: 0.9, Fit.IN_ORDER: 0.8, Fit.ANY_ORDER: 0.7}
_OTHER_FORM = 0.05
_Found = TypeVar("_Found", Completion, Resemblance)


@dataclass(frozen=True, slots=True)
class Suggested:
    """A term that a query may become, by a form of it, which is the citation form where `origin` is None.

    `score` follows from these: 1.0 where the form is the query, 0.9 where it begins with it, 0.8 where it has its words
    in their order, 0.7 in another one; 0.05 less for a form that is not the citation form.
    """

    card: TermCard
    form: str
    origin: FormOrigin | None
    fit: Fit
    score: float


@dataclass(frozen=True, slots=True)
class Similar:
    """A term that a misspelt query may mean, by a form of it, which is the citation form where `origin` is None.

    `score` is the share of the letters of query and form that have a counterpart in the other, typos off; 3 % less
    where the words are reordered, and 3 % where a space is missing, too many or misplaced.
    """

    card: TermCard
    form: str
    origin: FormOrigin | None
    score: float
    is_reordered: bool
    is_respaced: bool


class WordSearch:
    """Finds terms of a store by parts and misspellings of their forms; the index is made at the first use."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._index = LiveIndex(store, WordIndex.of)

    def age(self) -> float | None:
        """Return for how many seconds nobody has compared the index with the store; None where it isn't made yet."""
        return self._index.age()

    def suggest(self, query: str, language: str | None = None, limit: int = 10) -> list[Suggested]:
        """Return the terms that have all words of a query, the last of which may go on; the best first.

        At most one term of each concept and language is returned. The words may stand in any order, anywhere in the
        term, in any inflected form. The last one is finished where something follows it, such as a space. Raises
        UsageError for a query that is empty or too long, and StoreError.
        """
        _check(query, limit)
        asked, is_open = _fold_open(query), _is_open(query)

        def ask(index: WordIndex, count: int) -> Iterator[Completion]:
            for key, languages in _group(asked, language, index.languages):
                yield from index.complete(key, languages, count, is_open=is_open)

        found = self._search(ask, _score_fit, limit)
        return [Suggested(card, form, origin, hit.fit, _score_fit(hit)) for hit, card, form, origin in found]

    def find_similar(
        self, query: str, language: str | None = None, limit: int = 10, least: float = LEAST_SCORE
    ) -> list[Similar]:
        """Return the terms that a misspelt query may mean, by a score of at least so much; the best first.

        At most one term of each concept and language is returned. None is similar to a query of three letters or less.
        Raises UsageError for a query that is empty or too long or a score out of range, and StoreError.
        """
        _check(query, limit)
        if not 0 < least <= 1:
            raise UsageError(f"the least score is {least}; give one above 0, and at most 1")
        asked = [lookup_keys(query)]

        def ask(index: WordIndex, count: int) -> Iterator[Resemblance]:
            for key, languages in _group(asked, language, index.languages):
                yield from index.find_resembling(key, languages, count, least)

        found = self._search(ask, _get_score, limit)
        return [
            Similar(card, form, origin, hit.score, hit.is_reordered, hit.is_respaced)
            for hit, card, form, origin in found
        ]

    def _search(
        self, ask: Callable[[WordIndex, int], Iterable[_Found]], score: Callable[[_Found], float], limit: int
    ) -> list[tuple[_Found, TermCard, str, FormOrigin | None]]:
        """Return the best that the parts of the index answer, each with its term and the form that was met."""
        chosen = self._collect(ask, score, limit)
        if chosen is None:  # the whole glossary was written anew in between
            chosen = self._collect(ask, score, limit) or []
        forms = find_written_forms(self._store, [hit.number for hit, _ in chosen if not hit.is_citation])
        found = []
        for hit, card in chosen:
            form, origin = _find_form(hit, card, forms)
            found.append((hit, card, form, origin))
        return found

    def _collect(
        self, ask: Callable[[WordIndex, int], Iterable[_Found]], score: Callable[[_Found], float], limit: int
    ) -> list[tuple[_Found, TermCard]] | None:
        """Return the best of all answers with their terms; None where the store knows none of these."""
        snapshot = self._index.get()
        count = limit
        while True:
            count *= _SPARE
            answers = [list(ask(part, count)) for part in snapshot.parts]
            hits = [hit for answer in answers for hit in answer]
            cards = self._store.find_term_cards({hit.number for hit in hits}, snapshot.generation)
            if hits and not cards:
                return None
            best = _choose(hits, cards, score)
            if len(best) >= limit or all(len(answer) < count for answer in answers):
                return best[:limit]


def _check(query: str, limit: int) -> None:
    check_query(query)
    if limit < 1:
        raise UsageError(f"limit is {limit}; ask for at least 1")


def _score_fit(hit: Completion) -> float:
    return round(_FIT_SCORES[hit.fit] - (0 if hit.is_citation else _OTHER_FORM), 2)


def _get_score(hit: Resemblance) -> float:
    return hit.score


def _is_open(query: str) -> bool:
    """Whether the last word of a query may go on: nothing follows it."""
    return bool(query) and not query[-1].isspace() and not unicodedata.category(query[-1]).startswith("P")


def _fold_open(query: str) -> list[dict[str, str]]:
    """Return the keys of a query by language: as it is, and as it will be when its last word has gone on."""
    if not _is_open(query):
        return [lookup_keys(query)]
    going_on = lookup_keys(query + _GOES_ON)
    return [lookup_keys(query), {language: key.removesuffix(_GOES_ON) for language, key in going_on.items()}]


def _group(
    asked: Iterable[Mapping[str, str]], language: str | None, known: Iterable[str]
) -> Iterator[tuple[str, set[str]]]:
    """Yield each distinct key once, and the languages of the index to look it up in.

    The keys are those of `lookup_keys`; those of the language that is asked for serve all languages that match it.
    """
    groups: dict[str, set[str]] = {}
    for keys in asked:
        for tag in known:
            if language is None or matches_language(tag, language):
                key = keys.get(primary_language(tag if language is None else language), keys[""])
                groups.setdefault(key, set()).add(tag)
    yield from groups.items()


def _choose(
    hits: Iterable[_Found], cards: Mapping[int, TermCard], score: Callable[[_Found], float]
) -> list[tuple[_Found, TermCard]]:
    """Return the best hit of each concept and language with its term, the best first, of terms that are still there."""

    def order(pair: tuple[_Found, TermCard]) -> tuple[float, tuple[int, int, int], int, int]:
        hit, card = pair
        return -score(hit), order_weight(card.status, card.frequency, len(card.text)), card.rank, card.number

    best: dict[tuple[str, str], tuple[_Found, TermCard]] = {}
    for hit, card in sorted(((hit, cards[hit.number]) for hit in hits if hit.number in cards), key=order):
        best.setdefault((card.concept, card.language), (hit, card))
    return list(best.values())


def _find_form(
    hit: Completion | Resemblance, card: TermCard, forms: Mapping[int, Sequence[WrittenForm]]
) -> tuple[str, FormOrigin | None]:
    """Return the form whose key was met, as it is written, and where it comes from."""
    for form in forms.get(hit.number, ()):
        if tuple(split_words(form.key)) == hit.words:
            return form.text, form.origin
    return card.text, None
