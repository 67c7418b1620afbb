"""Find the keys of terms in a folded text, in one pass whatever their number (Aho and Corasick 1975)."""

import unicodedata
from array import array
from codecs import charmap_build, charmap_encode
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from ahocorasick_rs import BytesAhoCorasick, Implementation

from glossary.termkeys import TermKeys

_FIXED: Final = "\0? "
"""The first bytes of every table: 0 must be NUL, or tables are slow, and "?" stands for what has no byte."""
_UNKNOWN: Final = bytes([_FIXED.index("?")])
_SPACE: Final = bytes([_FIXED.index(" ")])
_BYTES: Final = 256
_NO_CHARACTER: Final = "\ufffe"  # what a table has for a byte without a character
_EXACT: Final = 255


class TermAutomaton:
    """An automaton over the keys of terms, which finds them where they stand between words.

    Each distinct key is an entry, and belongs to one term or several. Words are made of letters, digits and marks, and
    of apostrophes between those. The automaton reads one byte for each character, as its speed and its memory go by
    bytes: the letters of the keys have each their own, or the commonest where there are too many; whatever else there
    is looks like a space to it. What this may hide is compared afterwards. It finds every key, also within and across
    others, so that whoever asks can leave some out and then choose.
    """

    def __init__(self, terms: Iterable[TermKeys]) -> None:
        """Take terms in any order; their keys are folded by the rules of one language."""
        keys: dict[str, int] = {}
        # For each key its last term, and for each of these the one before it: lists would take ten times the memory.
        self._latest, self._earlier, self._numbers = array("i"), array("i"), array("q")
        for term in terms:
            for key in filter(is_searched, term.keys):
                entry = keys.setdefault(key, len(keys))
                if entry == len(self._latest):
                    self._latest.append(-1)
                self._earlier.append(self._latest[entry])
                self._latest[entry] = len(self._numbers)
                self._numbers.append(term.number)
        letters = _choose_letters(keys)
        self._table = charmap_build((_FIXED + letters).ljust(_BYTES, _NO_CHARACTER))
        self._kinds = bytearray(len(keys))
        self._exact: dict[int, tuple[str, int]] = {}
        self._automaton = BytesAhoCorasick(
            self._make_patterns(keys, frozenset(letters)), implementation=Implementation.ContiguousNFA
        )

    def __len__(self) -> int:
        return len(self._latest)

    def find(self, folded: str) -> list[tuple[int, int, int]]:
        """Return entry, start and end of every key in a folded text, where the end counts two spaces around the key.

        A key that comes from 3 to 9 is `folded[3:7]`.
        """
        text, kinds = f" {folded} ", self._kinds
        matches = self._automaton.find_matches_as_indexes(self._encode(text), overlapping=True)
        found = [
            match
            for match in matches
            if ((kind := kinds[match[0]]) == 0 or text.count(" ", match[1] + 1, match[2] - 1) == kind)
            and (text[match[1]] == " " or _is_separator(text, match[1]))
            and (text[match[2] - 1] == " " or _is_separator(text, match[2] - 1))
        ]
        if self._exact:
            found += self._find_exact(text, matches)
        return found

    def find_terms(self, entry: int) -> Iterator[int]:
        """Yield the numbers of the terms of an entry."""
        position = self._latest[entry]
        while position >= 0:
            yield self._numbers[position]
            position = self._earlier[position]

    def _find_exact(self, text: str, matches: Iterable[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
        for entry, start, _ in matches:
            if self._kinds[entry] == _EXACT:
                key, lead = self._exact[entry]
                first = start + lead
                last = first + len(key) - 1
                if (
                    text.startswith(key, first)
                    and (_is_separator(text, first - 1) or _is_separator(text, first))
                    and (_is_separator(text, last) or _is_separator(text, last + 1))
                ):
                    yield entry, first - 1, last + 2

    def _make_patterns(self, keys: Collection[str], letters: Collection[str]) -> Iterator[bytes]:
        """Yield the pattern of each key: between spaces, where it begins and ends with a letter."""
        known = {*letters, " "}
        for entry, key in enumerate(keys):
            pattern = self._encode(f" {key} ")
            spaces = key.count(" ")
            if spaces < _EXACT and known.issuperset(key):
                self._kinds[entry] = spaces
            else:
                self._kinds[entry] = _EXACT
                lead = int(pattern[1:2] != _SPACE)
                pattern = pattern[1 - lead : len(pattern) - (pattern[-2:-1] == _SPACE)]
                self._exact[entry] = key, lead
            yield pattern

    def _encode(self, text: str) -> bytes:
        return charmap_encode(text, "replace", self._table)[0].replace(_UNKNOWN, _SPACE)


def is_searched(key: str) -> bool:
    """Whether a key is looked for in texts: one letter, and what has no letter, would be found everywhere.

    >>> [key for key in ("a", "1 000", "24/7", "no", "c++", "5g") if is_searched(key)]
    ['no', 'c++', '5g']
    """
    return len(key) > 1 and (key[0].isalpha() or any(map(str.isalpha, key)))


def _is_separator(text: str, position: int) -> bool:
    """Whether a character of a text stands in no word."""
    character = text[position]
    if character == "'":
        return not (_is_letter(text[position - 1 : position]) and _is_letter(text[position + 1 : position + 2]))
    return not _is_letter(character)


def _is_letter(character: str) -> bool:
    """Whether something is one letter, digit or mark."""
    return character.isalnum() or (character != "" and unicodedata.category(character)[0] == "M")


def _choose_letters(keys: Iterable[str]) -> str:
    """Return the characters of words in the keys that get a byte, the commonest where there are too many."""
    every: set[str] = set()
    for key in keys:
        every.update(key)
    letters = {character for character in every if _is_letter(character) and character < _NO_CHARACTER}
    if len(letters) <= _BYTES - len(_FIXED):
        return "".join(sorted(letters))
    counts = Counter(character for key in keys for character in key if character in letters)
    return "".join(character for character, _ in counts.most_common(_BYTES - len(_FIXED)))
