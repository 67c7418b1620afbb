"""Find the terms that a misspelt query may mean.

Each word of the query of more than three letters needs a counterpart in the key of the term, and each such word of the
key one in the query: a word that both share says nothing where the others differ. Shorter words may be missing.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from align.completion import Mask
from align.spelling import Scores, Spelling, compare_words, respace
from align.wordpostings import RANKS, Keys, Numbers, WordTable, lay_out_keys

LEAST_SCORE = 0.75
SMALL = 3
"""Words of so many letters may be missing or additional; a query of no more letters is like no term."""
_MOST_WORDS = 24
_MOST_SPACINGS = 8
_COMPARED = 400  # terms whose keys are compared with the query
_FEW = 100  # terms that are not worth looking for more words
_CHANGED = 0.97
"""What is left of the score where the words stand in another order, or their spaces elsewhere."""
_Near = tuple[NDArray[np.int64], Scores]


@dataclass(frozen=True, slots=True)
class Resemblance:
    """A term that is like a query: its number, the words of the key that is, and how much, 0..1.

    The score is the share of the letters of query and key that have a counterpart in the other, typos off; 3 % less
    where the words stand in another order, and 3 % where a space is missing, too many or misplaced.
    """

    number: int
    words: tuple[str, ...]
    score: float
    is_reordered: bool
    is_respaced: bool
    is_citation: bool


def find_resembling(
    table: WordTable,
    spelling: Spelling,
    words: Sequence[str],
    allowed: Mask | None,
    limit: int,
    least: float = LEAST_SCORE,
) -> list[Resemblance]:
    """Return the terms whose keys are like a query, the best first.

    `allowed` tells for each language whether its terms are wanted.
    """
    if len("".join(words)) <= SMALL or len(words) > _MOST_WORDS:
        return []

    @cache
    def find(word: str) -> _Near:
        return spelling.find_near(word) if word in words else _find_exact(table.words, word)

    found: dict[int, Resemblance] = {}
    for variant in _list_spacings(table.words, words):
        is_respaced = variant is not words
        ranks = _find_candidates(table, variant, find, allowed, least)
        for rank, resemblance in _compare(table, variant, ranks, least, is_respaced=is_respaced):
            known = found.get(rank)
            if known is None or known.score < resemblance.score:
                found[rank] = resemblance
    order = sorted(found.items(), key=lambda item: (-item[1].score, item[0]))
    return [resemblance for _, resemblance in order[:limit]]


def _list_spacings(vocabulary: Sequence[str], words: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield the words as they are, then with spaces changed."""
    yield words
    yield from islice(respace(words, lambda word: len(_find_exact(vocabulary, word)[0]) > 0), _MOST_SPACINGS)


def _find_exact(vocabulary: Sequence[str], word: str) -> _Near:
    place = bisect_left(vocabulary, word)
    is_known = place < len(vocabulary) and vocabulary[place] == word
    return np.full(int(is_known), place), np.ones(int(is_known), np.float32)


def _find_candidates(
    table: WordTable, words: Sequence[str], find: Callable[[str], _Near], allowed: Mask | None, least: float
) -> Numbers:
    """Return the ranks of the terms that may be like the words: those that have the long ones, the most alike first.

    Where the longest ones leave few terms, the others are not looked for.
    """
    letters = len("".join(words))
    share = least / (2 - least)  # of the longer text, if all letters of the shorter one have a counterpart
    ranks, total = np.empty(0, np.int64), np.empty(0, np.int64)
    long = [word for word in words if len(word) > SMALL] or words
    for i, word in enumerate(sorted(long, key=len, reverse=True)):
        if i > 0 and len(ranks) <= _FEW:
            break
        alike = _mark(table, *find(word))
        if i == 0:
            ranks = np.flatnonzero(alike > 0)
            ranks = ranks[(table.shortest[ranks] <= letters / share) & (table.longest[ranks] >= letters * share)]
            ranks = ranks if allowed is None else ranks[allowed[table.codes[ranks]]]
            total = np.zeros(len(ranks), np.int64)
        has_one = alike[ranks] > 0
        ranks, total = ranks[has_one], total[has_one] + alike[ranks[has_one]]
    return ranks[np.argsort(-total, kind="stable")[:_COMPARED]]


def _mark(table: WordTable, ids: NDArray[np.int64], scores: Scores) -> NDArray[np.uint8]:
    """Return for each term (n,) the highest score of the words that it has among these, in percent."""
    order = np.argsort(scores)
    starts = table.starts[ids[order]]
    counts = table.starts[ids[order] + 1] - starts
    places = np.arange(counts.sum()) + np.repeat(starts - np.cumsum(counts) + counts, counts)
    marks = np.zeros(len(table.numbers), np.uint8)
    # Of several values for one place the last one stays, which is the highest.
    marks[table.postings[places] & RANKS] = np.repeat((100 * scores[order]).astype(np.uint8), counts)
    return marks


def _compare(
    table: WordTable, words: Sequence[str], ranks: Numbers, least: float, *, is_respaced: bool
) -> Iterator[tuple[int, Resemblance]]:
    """Yield the rank of each term that is like the words, and how much its best key is."""
    if not len(ranks):
        return
    keys = lay_out_keys(table, ranks)
    scores, is_ordered = _score(table.words, words, keys)
    scores = scores * np.where(is_ordered, 1, _CHANGED) * (_CHANGED if is_respaced else 1)
    order = np.lexsort((~keys.is_citation, -scores))
    _, firsts = np.unique(keys.owners[order], return_index=True)
    for key in order[firsts].tolist():
        if scores[key] >= least:
            rank = int(ranks[keys.owners[key]])
            yield (
                rank,
                Resemblance(
                    int(table.numbers[rank]),
                    tuple(table.words[word] for word in keys.words[key].tolist() if word),
                    round(float(scores[key]), 4),
                    not is_ordered[key],
                    is_respaced,
                    bool(keys.is_citation[key]),
                ),
            )


def _score(vocabulary: Sequence[str], words: Sequence[str], keys: Keys) -> tuple[NDArray[np.float64], Mask]:
    """Return how much each key (k,) is like the words, by the letters, and whether it has them in their order."""
    distinct, places = np.unique(keys.words, return_inverse=True)
    known = [vocabulary[word] if word else "" for word in distinct.tolist()]
    alike = compare_words(words, known)[:, places.reshape(keys.words.shape)]  # (m, k, l)
    lengths = np.fromiter(map(len, words), np.int64, len(words))
    of_keys = np.fromiter(map(len, known), np.int64, len(known))[places.reshape(keys.words.shape)]
    by_word, by_key_word = alike.max(axis=2), alike.max(axis=0)
    total = lengths.sum() + of_keys.sum(axis=1)
    scores = (lengths @ by_word + (of_keys * by_key_word).sum(axis=1)) / total
    scores = np.minimum(scores, 2 * np.minimum(lengths.sum(), of_keys.sum(axis=1)) / total)
    scores[(by_word[lengths > SMALL] == 0).any(axis=0)] = 0
    scores[((by_key_word == 0) & (of_keys > SMALL)).any(axis=1)] = 0
    return scores, _keep_order(alike, by_word > 0)


def _keep_order(alike: Scores, is_found: Mask) -> Mask:
    """Return whether each key (k,) has the words in their order, those (m, k) that are found in it."""
    places = alike.argmax(axis=2)
    furthest = np.maximum.accumulate(np.where(is_found, places, -1), axis=0)
    is_ordered: Mask = ~(is_found[1:] & (places[1:] < furthest[:-1])).any(axis=0)
    diagonal = np.arange(min(len(alike), alike.shape[2]))
    # A word that stands twice in the key is found at its first place.
    is_ordered |= (alike[diagonal, :, diagonal] > 0).all(axis=0) & (len(alike) <= alike.shape[2])
    return is_ordered
