"""Find terms by a pattern in which * stands for any text: as search-as-you-type and thesaurus clients ask.

Only citation forms are searched: a pattern stands for the ending that an inflected form would have.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import merge
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, select

from glossary.schema import TERMS
from glossary.store import Store
from glossary.termkeys import TermCard, load_term_cards
from glossary.text import lookup_keys, matches_language, primary_language

MAX_MATCHES = 10_000
"""The terms that a pattern can have: what goes beyond is not looked at."""
_FETCHED = 500
_HIGHEST = "\U0010ffff"
_ARTICLE = "ال"


class _Line(NamedTuple):
    """A term: the key of its citation form, its number and its language."""

    key: str
    number: int
    language: str


def find_terms(store: Store, pattern: str, language: str | None = None, limit: int = MAX_MATCHES) -> list[TermCard]:
    """Return the terms that a pattern fits, in the order of their keys: the first of them up to the limit.

    Each language compares the pattern by its own folding, as `glossary.text.lookup_key` does; `language` is a BCP-47
    tag that takes in its regions. A beginning is found by the store's index, what else there is by going through it
    (1 M terms: some 0.3 s). Raises StoreError.
    """
    keys = lookup_keys(pattern)
    with store.transaction("read") as connection:
        lines = [_keep_meant(_find_lines(connection, folded), keys, meant, language) for folded, meant in _fold(keys)]
        found = {line.number: line.key for line in islice(merge(*lines), limit)}
        cards = load_term_cards(connection, found)
    return [cards[number] for number in found]


def take_page(cards: Iterable[TermCard], offset: int, limit: int) -> list[TermCard]:
    """Return a page of terms, each concept once."""
    first: dict[str, TermCard] = {}
    for card in cards:
        first.setdefault(card.concept, card)
    return list(islice(first.values(), offset, offset + limit))


def _fold(keys: Mapping[str, str]) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield each distinct folding of a pattern with the languages that it is meant for; "" stands for all others."""
    for folded in dict.fromkeys(keys.values()):
        if folded:
            yield folded, frozenset(language for language, key in keys.items() if key == folded)
    arabic = keys["ar"]
    # The folding leaves an article that less than three letters follow, but keys of whole terms are without it.
    if arabic.startswith(_ARTICLE) and arabic.removeprefix(_ARTICLE).strip("*"):
        yield arabic.removeprefix(_ARTICLE), frozenset({"ar"})


def _find_lines(connection: Connection, pattern: str) -> Iterator[_Line]:
    """Yield the terms whose keys a folded pattern fits, sorted by key."""
    pieces = pattern.split("*")
    rows = connection.execution_options(yield_per=_FETCHED).execute(_select(pieces))
    lines = (_Line(row.key, row.number, row.language) for row in rows)
    return (line for line in lines if fits(line.key, pieces))


def _select(pieces: Sequence[str]) -> Select[Any]:
    """Return a query for the terms that may fit: one condition only, as databases match several * in no linear time.

    The language is no condition of it, so that the index alone tells which rows are read.
    """
    c = TERMS.c
    query = select(c.key, c.number, c.language).order_by(c.key, c.number)
    first, *others = pieces
    if not others:
        return query.where(c.key == first)
    if first:
        query = query.where(c.key >= first, c.key <= first + _HIGHEST)
    literal = max(others, key=len)
    return query.where(c.key.contains(literal, autoescape=True)) if literal else query


def _keep_meant(
    lines: Iterable[_Line], keys: Mapping[str, str], meant: frozenset[str], language: str | None
) -> Iterator[_Line]:
    """Yield the terms of the languages that a folding is meant for, and that were asked for."""
    for line in lines:
        primary = primary_language(line.language)
        if (primary if primary in keys else "") in meant and (
            language is None or matches_language(line.language, language)
        ):
            yield line


def fits(key: str, pieces: Sequence[str]) -> bool:
    """Whether a key is the pieces of a pattern with any text between them. Takes linear time.

    >>> fits("most kolejowy", ["mo", "kol", ""]), fits("most", ["mo", "ost"])
    (True, False)
    """
    if len(pieces) == 1:
        return key == pieces[0]
    first, *middle, last = pieces
    at, end = len(first), len(key) - len(last)
    if at > end or not key.startswith(first) or not key.endswith(last):
        return False
    for piece in middle:
        found = key.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return True
