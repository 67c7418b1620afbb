"""Find the terms that have the words of a query, the last of which may be the beginning of one: search as you type."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from align.wordpostings import RANKS, Keys, Numbers, Postings, WordTable, lay_out_keys

_HIGHEST = "\U0010ffff"
_FEWEST = 200
"""Of so many terms at least, those that the postings put first, it is looked at how their keys meet the query."""
_FORMS = 8
"""How many postings of a term are reckoned with where a prefix takes in several of its forms."""
Mask = NDArray[np.bool_]


class Fit(Enum):
    """How the words of a query stand in a term or a form of it, the best first."""

    WHOLE = "whole"
    START = "start"
    IN_ORDER = "in order"
    ANY_ORDER = "any order"


_FITS = tuple(Fit)


@dataclass(frozen=True, slots=True)
class Completion:
    """A term that a query may become: its number, the words of the key that the query met, and how it met it."""

    number: int
    words: tuple[str, ...]
    fit: Fit
    is_citation: bool


def complete(
    table: WordTable, words: Sequence[str], allowed: Mask | None, limit: int, *, is_open: bool
) -> list[Completion]:
    """Return the terms that have all these words in their forms, the best first.

    `allowed` tells for each language whether its terms are wanted. A key that is the query goes before one that begins
    with it, then one that has the words in the same order; a citation form before other ones; then comes the rank.
    """
    spans = _find_spans(table.words, words, is_open=is_open)
    if not spans or any(start == end for start, end in spans):
        return []
    ranks = _take_best(table, _intersect(table, spans), allowed, max(_FEWEST, limit))
    last = spans[-1][0]
    if is_open and table.words[last] == words[-1]:
        # The terms that are the query may stand far behind those that go on; how short they are tells them.
        whole = _intersect(table, [*spans[:-1], (last, last + 1)])
        whole = whole[table.shortest[whole & RANKS] <= len("".join(words))]
        ranks = np.union1d(ranks, _take_best(table, whole, allowed, max(_FEWEST, limit)))
    return _rank(table, spans, ranks, words[-1], limit) if len(ranks) else []


def _find_spans(vocabulary: Sequence[str], words: Sequence[str], *, is_open: bool) -> list[tuple[int, int]]:
    """Return where in the vocabulary each word starts and ends: what begins with it, for an open last one."""
    starts = [bisect_left(vocabulary, word) for word in words]
    ends = [
        start + (start < len(vocabulary) and vocabulary[start] == word)
        for start, word in zip(starts, words, strict=True)
    ]
    if is_open and words:
        ends[-1] = bisect_left(vocabulary, words[-1] + _HIGHEST)
    return list(zip(starts, ends, strict=True))


def _intersect(table: WordTable, spans: Sequence[tuple[int, int]]) -> Postings:
    """Return those postings of the words of the first span whose terms have words of all others, too."""
    found, *others = (table.postings[table.starts[start] : table.starts[end]] for start, end in spans)
    for postings in others:
        has_word = np.zeros(len(table.numbers), np.bool_)
        has_word[postings & RANKS] = True
        found = found[has_word[found & RANKS]]
    return found


def _take_best(table: WordTable, found: Postings, allowed: Mask | None, count: int) -> Numbers:
    """Return the ranks of the best terms among some postings: so many of them, or all there are."""
    wanted = count * _FORMS
    while True:
        best = np.sort(np.partition(found, wanted)[:wanted] if wanted < len(found) else found) & RANKS
        if allowed is not None:
            best = best[allowed[table.codes[best]]]
        ranks, firsts = np.unique(best, return_index=True)
        if len(ranks) >= count or wanted >= len(found):
            best_first: Numbers = ranks[np.argsort(firsts)][:count].astype(np.int64)
            return best_first
        wanted *= _FORMS


def _rank(
    table: WordTable, spans: Sequence[tuple[int, int]], ranks: Numbers, last: str, limit: int
) -> list[Completion]:
    """Return the terms of some ranks in the order of how their keys meet the query."""
    keys = lay_out_keys(table, ranks)
    fits = _fit_keys(keys, spans, table.words[spans[-1][0]] == last)
    order = np.lexsort((ranks[keys.owners], ~keys.is_citation, fits))
    _, firsts = np.unique(keys.owners[order], return_index=True)
    chosen = order[np.sort(firsts)][:limit]
    return [
        Completion(
            int(table.numbers[ranks[keys.owners[key]]]),
            tuple(table.words[word] for word in keys.words[key].tolist() if word),
            _FITS[min(fits[key], len(_FITS) - 1)],
            bool(keys.is_citation[key]),
        )
        for key in chosen.tolist()
    ]


def _fit_keys(keys: Keys, spans: Sequence[tuple[int, int]], is_last_known: bool) -> NDArray[np.int64]:
    """Return the place of the fit of each key (k,); keys that lack words of the query come after all fits."""
    starts, ends = (np.array(side, np.uint32)[:, None, None] for side in zip(*spans, strict=True))
    hits = (keys.words >= starts) & (keys.words < ends)  # (m, k, l)
    columns = np.arange(hits.shape[2])
    fits: NDArray[np.int64] = len(_FITS) - 1 + len(spans) - hits.any(axis=2).sum(axis=0)
    is_ordered = np.ones(len(fits), np.bool_)
    places = np.full(len(fits), -1)
    for hit in hits:
        later = hit & (columns > places[:, None])
        is_ordered &= later.any(axis=1)
        places = later.argmax(axis=1)
    fits[is_ordered] = _FITS.index(Fit.IN_ORDER)
    if len(spans) <= len(columns):
        diagonal = np.arange(len(spans))
        is_start = hits[diagonal, :, diagonal].all(axis=0)
        fits[is_start] = _FITS.index(Fit.START)
        is_whole = is_start & ((keys.words > 0).sum(axis=1) == len(spans))
        is_whole &= is_last_known & (keys.words[:, len(spans) - 1] == spans[-1][0])
        fits[is_whole] = _FITS.index(Fit.WHOLE)
    return fits
