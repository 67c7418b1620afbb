"""Find the words of a vocabulary that a misspelt word may stand for.

Each word has two signatures of 64 bits. One has a bit for each letter (by the last six bits of its code point: within
an alphabet no two letters share one, but for a few with diacritics), of which an edit takes away one at most and brings
one; the other has one for each pair of neighbours, of which an edit takes away three at most and brings three. So a
pass over the signatures of words of a like length leaves few of them, and only these are compared letter by letter.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

Scores = NDArray[np.float32]
Signatures = NDArray[np.uint64]

SHORT = 5
"""Up to so many letters one edit is forgiven, in longer words two."""
_MIXER = np.uint32(2654435769)
_SLICE = 1 << 16  # words whose letters are laid out at once


@dataclass(frozen=True, slots=True)
class Spelling:
    """The words of a vocabulary by length: `ids` are their places in it, `bounds[n]` is where those of n letters start.

    `letters` and `pairs` are the signatures of the words that `ids` names.
    """

    words: Sequence[str]
    ids: NDArray[np.int64]
    bounds: NDArray[np.int64]
    letters: Signatures
    pairs: Signatures

    @classmethod
    def of(cls, words: Sequence[str]) -> "Spelling":
        """Return the index over some words, none of which is empty."""
        lengths = np.fromiter(map(len, words), np.int64, len(words))
        ids = np.argsort(lengths, kind="stable")
        bounds = np.concatenate(([0], np.cumsum(np.bincount(lengths, minlength=1))))
        letters, pairs = _sign(words, lengths)
        return cls(words, ids, bounds, letters[ids], pairs[ids])

    def find_near(self, word: str) -> tuple[NDArray[np.int64], Scores]:
        """Return the places of the words that a word may stand for, and how much alike they are, 0..1."""
        rows = np.concatenate([np.empty(0, np.int64), *self._find_rows(word, allow_edits(len(word)))])
        ids = self.ids[rows]
        scores = compare_words([word], [self.words[i] for i in ids.tolist()])[0]
        return ids[scores > 0], scores[scores > 0]

    def _find_rows(self, word: str, edits: int) -> Iterator[NDArray[np.int64]]:
        """Yield, for each length, where words stand that so many edits may turn the word into."""
        letters, pairs = _sign([word], np.array([len(word)]))
        for length in range(max(len(word) - edits, 0), min(len(word) + edits + 1, len(self.bounds) - 1)):
            start, end = self.bounds[length : length + 2]
            added, taken = max(length - len(word), 0), max(len(word) - length, 0)
            others = edits - added - taken
            changed = np.bitwise_count(self.letters[start:end] ^ letters)
            rows = np.flatnonzero(changed <= 2 * others + added + taken) + start
            more, fewer = _count_changes(letters, self.letters[rows])
            # Of the other edits those leave all letters that turn two round, which changes three pairs instead of two.
            turned = others - np.maximum(np.maximum(more - added, fewer - taken), 0)
            rows, turned = rows[turned >= 0], turned[turned >= 0]
            more, fewer = _count_changes(pairs, self.pairs[rows])
            is_near = more <= turned + 2 * others + 2 * added + taken
            is_near &= fewer <= turned + 2 * others + added + 2 * taken
            yield rows[is_near]


def allow_edits(letters: int) -> int:
    """Return how many edits are forgiven in a word of so many letters."""
    return 1 if letters <= SHORT else 2


def compare_words(some: Sequence[str], others: Sequence[str]) -> Scores:
    """Return how much each of some words is like each of others: (n, m), 1 for the same, 0 where no typo explains it.

    The score is the share of letters that stay, 1 - edits / letters of the longer one. An edit is a letter that is
    wrong, missing or too many, or two that changed places. One with a digit is only like itself: a number that differs
    is another number.
    """
    if not some or not others:
        return np.zeros((len(some), len(others)), np.float32)
    edits = cdist(some, others, scorer=OSA.distance, score_cutoff=2, dtype=np.uint8).astype(np.float32)
    longer = np.maximum.outer(_count_letters(some), _count_letters(others))
    allowed = np.where(longer <= SHORT, 1, 2)
    allowed[[any(map(str.isdigit, word)) for word in some]] = 0
    return np.where(edits <= allowed, 1 - edits / longer, 0).astype(np.float32)


def respace(words: Sequence[str], is_word: Callable[[str], bool]) -> Iterator[list[str]]:
    """Yield the words with one space put in, taken out or moved by a letter, where that gives known words.

    A letter in the place of a space is one edit, too.

    >>> list(respace(["tele", "komunikacja", "ipoczta"], {"telekomunikacja", "i", "poczta"}.__contains__))
    [['tele', 'komunikacja', 'i', 'poczta'], ['telekomunikacja', 'ipoczta']]
    """
    for i, word in enumerate(words):
        yield from _cut(words, i, 1, range(1, len(word)), is_word)
    for i, (word, following) in enumerate(pairwise(words)):
        if is_word(word + following):
            yield [*words[:i], word + following, *words[i + 2 :]]
        yield from _cut(words, i, 2, (len(word) - 1, len(word) + 1), is_word)


def _cut(
    words: Sequence[str], first: int, count: int, places: Iterable[int], is_word: Callable[[str], bool]
) -> Iterator[list[str]]:
    """Yield the words with some of them joined and cut in two known words at one of the places."""
    joined = "".join(words[first : first + count])
    for place in places:
        for second in (place, place + 1) if count == 1 else (place,):
            if 0 < place < len(joined) > second and is_word(joined[:place]) and is_word(joined[second:]):
                yield [*words[:first], joined[:place], joined[second:], *words[first + count :]]


def _count_changes(one: Signatures, others: Signatures) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """Return how many bits each of others has that one lacks, and the other way round."""
    return np.bitwise_count(others & ~one).astype(np.int8), np.bitwise_count(one & ~others).astype(np.int8)


def _sign(words: Sequence[str], lengths: NDArray[np.int64]) -> tuple[Signatures, Signatures]:
    """Return the signatures of letters and of pairs of letters, the first letter being one with nothing before it."""
    letters, pairs = np.empty(len(words), np.uint64), np.empty(len(words), np.uint64)
    for first in range(0, len(words), _SLICE):
        part = slice(first, min(first + _SLICE, len(words)))
        text = np.frombuffer("".join(words[part]).encode("utf-32-le", "surrogatepass"), np.uint32)
        starts = np.cumsum(lengths[part]) - lengths[part]
        before = np.roll(text, 1)
        before[starts] = 0
        for signatures, features in ((letters, text), (pairs, (text * _MIXER + before) * _MIXER >> 26)):
            bits = np.uint64(1) << (features & 63).astype(np.uint64)
            signatures[part] = np.bitwise_or.reduceat(bits, starts)
    return letters, pairs


def _count_letters(words: Sequence[str]) -> NDArray[np.int64]:
    return np.fromiter(map(len, words), np.int64, len(words))
