"""Read terms into arrays of words: which terms have a word, and which words the keys of a term have.

The vocabulary is that of all keys, so of every inflected form. Terms are ranked, the best first, and known by their
rank: the first terms of a list are the ones to show. A million terms of nine keys take some 300 MB.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from align.vocabulary import END_OF_TERM, KEY_END, TERM_END, Vocabulary, Words
from glossary.model import STANDING_ORDER, AdministrativeStatus
from glossary.termkeys import TermKeys

Numbers = NDArray[np.int64]
Postings = NDArray[np.uint32]

RANKS = np.uint32((1 << 30) - 1)
"""The bits of a posting that are the rank of a term; the two above are where in the term the word stands."""
LATER = 2
OTHER_FORM = 1
"""Of that place: the word begins no key, and it is in no citation form. So the smallest postings are the best."""

_LONGEST = 0xFFFF
_RENUMBERED = 1 << 20  # tokens that get other numbers at once
_BATCH = 1 << 12  # terms whose keys are split at once
_SLICE = 1 << 14  # terms whose postings are sorted at once


@dataclass(frozen=True, slots=True)
class WordTable:
    """All words of v words and n terms.

    `words` is sorted. The postings of word i are `postings[starts[i]:starts[i + 1]]`, one for each term that has it.
    The keys of the term of rank r are the `sizes[r]` words from `tokens[begins[r]]` on, each key with END_OF_KEY after
    it, the last one with END_OF_TERM. `numbers` names the terms, `codes` their languages, by the place in `languages`.
    `shortest` and `longest` are the letters of the shortest and the longest key.
    """

    words: list[str]
    starts: Numbers
    postings: Postings
    tokens: Words
    begins: Numbers
    sizes: NDArray[np.int32]
    numbers: Numbers
    codes: NDArray[np.uint16]
    languages: tuple[str, ...]
    shortest: NDArray[np.uint16]
    longest: NDArray[np.uint16]


def order_weight(status: AdministrativeStatus, frequency: int, letters: int) -> tuple[int, int, int]:
    """Return what terms are ranked by: standing, then the magnitude of the frequency, then length."""
    return (STANDING_ORDER[status], 63 - min(frequency.bit_length(), 63), min(letters, _LONGEST))


@dataclass(slots=True)
class _Reading:
    """What was read: words have the numbers they came in, terms too."""

    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    tokens: "array[int]" = field(default_factory=lambda: array("I"))
    numbers: "array[int]" = field(default_factory=lambda: array("q"))
    weights: "array[int]" = field(default_factory=lambda: array("q"))
    codes: "array[int]" = field(default_factory=lambda: array("H"))
    languages: defaultdict[str, int] = field(default_factory=defaultdict)

    def read(self, terms: Iterable[TermKeys]) -> None:
        """Read all terms, holding one batch of them in memory."""
        self.languages.default_factory = self.languages.__len__
        source = iter(terms)
        while batch := list(islice(source, _BATCH)):
            text = "".join([KEY_END.join(term.keys) + TERM_END for term in batch])
            self.tokens.frombytes(self.vocabulary.number(text).tobytes())
            for term in batch:
                self.numbers.append(term.number)
                self.codes.append(self.languages[term.language])
                status, rareness, letters = order_weight(term.status, term.frequency, len("".join(term.keys[:1])))
                self.weights.append((status << 6 | rareness) << 16 | letters)


def tabulate(terms: Iterable[TermKeys]) -> WordTable:
    """Return the words of some terms. Each term may be given once."""
    reading = _Reading()
    reading.read(terms)
    unsorted = reading.vocabulary.words
    by_text = np.array(sorted(range(len(unsorted)), key=unsorted.__getitem__), np.int64)
    words = [unsorted[i] for i in by_text.tolist()]
    tokens: Words = np.asarray(reading.tokens)
    _renumber(tokens, by_text)
    order = np.argsort(np.array(reading.weights, np.int64), kind="stable")
    ends = np.flatnonzero(tokens == END_OF_TERM) + 1
    begins = np.concatenate(([0], ends[:-1])) if len(ends) else ends
    sizes = (ends - begins).astype(np.int32)
    blocks, shortest, longest = _sort_slices(tokens, begins, order, np.fromiter(map(len, words), np.int64, len(words)))
    starts, postings = _merge(blocks, len(words))
    return WordTable(
        words=words,
        starts=starts,
        postings=postings,
        tokens=tokens,
        begins=begins[order],
        sizes=sizes[order],
        numbers=np.array(reading.numbers, np.int64)[order],
        codes=np.array(reading.codes, np.uint16)[order],
        languages=tuple(reading.languages),
        shortest=shortest[order],
        longest=longest[order],
    )


def _renumber(tokens: Words, by_text: Numbers) -> None:
    """Give words in the tokens the numbers of their places in the sorted vocabulary."""
    places = np.empty(len(by_text), np.uint32)
    places[by_text] = np.arange(len(by_text), dtype=np.uint32)
    for first in range(0, len(tokens), _RENUMBERED):
        part = slice(first, first + _RENUMBERED)
        tokens[part] = places[tokens[part]]


@dataclass(frozen=True, slots=True)
class _Block:
    """The postings of some terms by word: of each of `words` (v,), in their order, so many as `counts` (v,) says."""

    words: Words
    counts: NDArray[np.int32]
    postings: Postings


def _sort_slices(
    tokens: Words, begins: Numbers, order: Numbers, lengths: Numbers
) -> tuple[list[_Block], NDArray[np.uint16], NDArray[np.uint16]]:
    """Return the postings of each slice of terms, and how many letters their shortest and longest keys have."""
    ranks = np.empty(len(order), np.uint64)
    ranks[order] = np.arange(len(order), dtype=np.uint64)
    shortest, longest = np.empty(len(order), np.uint16), np.empty(len(order), np.uint16)
    lengths[:2] = 0
    room = np.empty(len(tokens), np.uint32)  # one array for all, which goes back to the system as a whole
    blocks: list[_Block] = []
    for first in range(0, len(order), _SLICE):
        last = min(first + _SLICE, len(order))
        offset = begins[first]
        part = tokens[offset : begins[last] if last < len(order) else None]
        of_terms = begins[first:last] - offset
        keys = np.concatenate(([0], np.flatnonzero(part <= END_OF_TERM)[:-1] + 1))
        citations = np.searchsorted(keys, of_terms)
        letters = np.minimum(np.add.reduceat(lengths[part], keys), _LONGEST)
        shortest[first:last] = np.minimum.reduceat(letters, citations)
        longest[first:last] = np.maximum.reduceat(letters, citations)
        blocks.append(_sort_slice(part, of_terms, ranks[first:last], keys, citations, room))
        room = room[len(blocks[-1].postings) :]
    return blocks, shortest, longest


def _sort_slice(
    part: Words, of_terms: Numbers, ranks: NDArray[np.uint64], keys: Numbers, citations: Numbers, room: Postings
) -> _Block:
    """Return the postings of the terms of a slice of the tokens, the best one for each word and term.

    They are written to the start of `room`.
    """
    places = np.full(len(keys), OTHER_FORM, np.uint64)
    places[citations] = 0
    found = np.repeat(places, np.diff(keys, append=len(part))) | np.uint64(LATER)
    found[keys] ^= np.uint64(LATER)
    found |= np.repeat(ranks << np.uint64(2), np.diff(of_terms, append=len(part)))
    found |= part.astype(np.uint64) << np.uint64(32)
    found = np.sort(found[part > END_OF_TERM])
    owners = found >> np.uint64(2)
    found = found[np.diff(owners, prepend=np.uint64(0)) > 0]  # no word has the number 0, so no owner is 0
    words, counts = np.unique_counts((found >> np.uint64(32)).astype(np.uint32))
    low = found.astype(np.uint32)
    postings = room[: len(low)]
    np.bitwise_or((low & 3) << 30, low >> 2, out=postings)
    return _Block(words, counts.astype(np.int32), postings)


def _merge(blocks: list[_Block], count: int) -> tuple[Numbers, Postings]:
    """Return where the postings of each word start, and all postings; the blocks are used up."""
    totals = np.zeros(count, np.int64)
    for block in blocks:
        totals[block.words] += block.counts
    starts = np.concatenate(([0], np.cumsum(totals)))
    postings = np.empty(starts[-1], np.uint32)
    free = starts[:-1].copy()
    while blocks:
        block = blocks.pop()
        firsts = np.cumsum(block.counts) - block.counts
        places = np.arange(len(block.postings)) + np.repeat(free[block.words] - firsts, block.counts)
        postings[places] = block.postings
        free[block.words] += block.counts
    return starts, postings


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of some terms. `owners` (k,) are the terms, by their place among those asked for, `is_citation` (k,).

    `words` (k, l) has the words of each key in their order, and 0 after the last one.
    """

    owners: Numbers
    words: Words
    is_citation: NDArray[np.bool_]


def lay_out_keys(table: WordTable, ranks: Numbers) -> Keys:
    """Return the keys of the terms of these ranks, of which there must be one at least."""
    sizes = table.sizes[ranks].astype(np.int64)
    ends = np.cumsum(sizes)
    tokens = table.tokens[np.arange(ends[-1]) + np.repeat(table.begins[ranks] - (ends - sizes), sizes)]
    is_end = tokens <= END_OF_TERM
    starts = np.concatenate(([0], np.flatnonzero(is_end)[:-1] + 1))
    of_keys = np.cumsum(is_end) - is_end
    columns = np.arange(len(tokens)) - starts[of_keys]
    words = np.zeros((len(starts), max(int(columns.max()), 1)), np.uint32)
    words[of_keys[~is_end], columns[~is_end]] = tokens[~is_end]
    owners = np.repeat(np.arange(len(ranks)), sizes)[starts]
    return Keys(owners, words, np.concatenate(([True], owners[1:] != owners[:-1])))
