"""Number the words of much text, an array at a time: a dict would be asked twenty million times.

A word is known by a 64-bit polynomial hash, which a running sum over the text gives for all words at once: among ten
million words the chance that two share one is below one in 300,000.
"""

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint32]
_Hashes = NDArray[np.uint64]

END_OF_KEY = 0
END_OF_TERM = 1
"""The numbers of the two words that end keys and terms; lookup keys hold no control characters."""
KEY_END, TERM_END = " \1 ", " \2 "
_FACTOR = 0x9E3779B97F4A7C15
_INVERSE = pow(_FACTOR, -1, 1 << 64)
_BREAKS = "-/\\()[]{}<>,.;:!?&'_|·•…،؛؟"
"""What stands between words, beside spaces; lookup keys have one kind of space, of dash and of apostrophe."""


def split_words(key: str) -> list[str]:
    """Return the words of a lookup key: parts of hyphenated words are words.

    >>> split_words("wojna polsko-radziecka (1920)")
    ['wojna', 'polsko', 'radziecka', '1920']
    """
    return _open_breaks(key).split()


class Vocabulary:
    """The distinct words of all texts so far, numbered from 0; those of a later text come after those before."""

    def __init__(self) -> None:
        self.words = [KEY_END.strip(), TERM_END.strip()]
        self._hashes: _Hashes = np.empty(0, np.uint64)  # sorted, without those of the two ends
        self._numbers: Words = np.empty(0, np.uint32)  # of the words that have them
        self._powers: _Hashes = np.ones(1, np.uint64)
        self._inverses: _Hashes = np.ones(1, np.uint64)

    def number(self, text: str) -> Words:
        """Return the number of each word of some lookup keys, joined by KEY_END and TERM_END."""
        text = _open_breaks(text)
        letters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        gaps = np.concatenate(([True], letters == ord(" "), [True]))
        starts = np.flatnonzero(gaps[:-1] & ~gaps[1:])
        ends = np.flatnonzero(~gaps[:-1] & gaps[1:])
        found = letters[starts] - 1  # right for the two ends
        is_word = found > END_OF_TERM
        starts, ends = starts[is_word], ends[is_word]
        distinct, places = np.unique(self._hash(letters, starts, ends), return_inverse=True)
        examples = np.empty(len(distinct), np.int64)
        examples[places] = np.arange(len(places))
        found[is_word] = self._number_hashes(distinct, text, starts[examples], ends[examples])[places]
        return found

    def _hash(self, letters: Words, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> _Hashes:
        self._powers = _extend_powers(self._powers, _FACTOR, len(letters))
        self._inverses = _extend_powers(self._inverses, _INVERSE, len(letters))
        sums = np.zeros(len(letters) + 1, np.uint64)
        np.cumsum(letters * self._powers[: len(letters)], out=sums[1:])
        hashes: _Hashes = (sums[ends] - sums[starts]) * self._inverses[starts]
        return hashes

    def _number_hashes(self, hashes: _Hashes, text: str, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> Words:
        """Return the numbers of distinct, sorted hashes; new ones are of the words that start and end there."""
        places = np.searchsorted(self._hashes, hashes)
        is_known = np.zeros(len(hashes), np.bool_)
        inside = places < len(self._hashes)
        is_known[inside] = self._hashes[places[inside]] == hashes[inside]
        numbers = np.empty(len(hashes), np.uint32)
        numbers[is_known] = self._numbers[places[is_known]]
        is_new = ~is_known
        first = len(self.words)
        spans = zip(starts[is_new].tolist(), ends[is_new].tolist(), strict=True)
        self.words.extend([text[start:end] for start, end in spans])
        numbers[is_new] = np.arange(first, len(self.words), dtype=np.uint32)
        self._hashes = np.insert(self._hashes, places[is_new], hashes[is_new])
        self._numbers = np.insert(self._numbers, places[is_new], numbers[is_new])
        return numbers


def _open_breaks(text: str) -> str:
    """Return a text with a space for everything that stands between words."""
    for mark in _BREAKS:
        text = text.replace(mark, " ")
    return text


def _extend_powers(powers: _Hashes, factor: int, count: int) -> _Hashes:
    """Return at least that many powers of a factor, modulo 2 to the 64."""
    while len(powers) < count:
        powers = np.concatenate((powers, powers * np.uint64(pow(factor, len(powers), 1 << 64))))
    return powers
