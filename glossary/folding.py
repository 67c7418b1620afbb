"""Fold a whole text as lookup keys are folded, and tell where in it each letter of the folded text stands.

A phrase of a text, cut at word boundaries, has its own lookup key in the folded text, save for what a key loses at its
ends. Every rule is that of `glossary.text.lookup_key`, which is asked about single letters and clusters of them: most
letters fold to one letter, whatever stands beside them, so that one translation of the text does nearly all the work.
What remains (combining marks, invisible characters, ligatures, runs of white space, Arabic articles) is edited after
it, and each round of edits notes where it moved the text.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from operator import add, sub
from typing import Final

from glossary.text import lookup_key, primary_language

_UNCLEAR: Final = "\0"  # stands in a translated text for what can't be folded by itself; no key has it
_RUN: Final = re.compile(f"{_UNCLEAR}{_UNCLEAR}*+")  # twice, as `re` is quick at finding what begins with a letter
# White space, and apostrophes beside it, are one space to `lookup_key`. Each begins with what `re` finds quickly.
_APOSTROPHES: Final = re.compile("''*+")
_SPACES: Final = re.compile("   *+")
_ARABIC_PREFIX: Final = re.compile(r"(?<!\w)(?:ال|لل)\w++")
_JAMO: Final = range(0x1100, 0x1200)  # the parts of Hangul syllables compose like marks
_ANCHOR: Final = "0"  # composes with nothing, and keeps a piece from being taken for the end of a key
_COMMON: Final = (*range(0x530), *range(0x1E00, 0x1F00))  # Latin, Greek and Cyrillic letters
_DENSE: Final = frozenset({"ar", "el"})  # languages with many letters that change otherwise than in case
_CLUSTER: Final = 64  # letters; Unicode's stream-safe text has no longer cluster, and sorting marks is quadratic
_CACHED: Final = 20_000
_KNOWN: Final = 20_000  # characters
_Edit = tuple[int, int, str]  # a stretch of a text, and what stands there instead


@dataclass(frozen=True, slots=True)
class _Round:
    """The edits of one round: where each one stands in the text before them and in the text after them, in order."""

    before_starts: Sequence[int]
    before_ends: Sequence[int]
    after_starts: Sequence[int]
    after_ends: Sequence[int]

    def find_start(self, offset: int) -> int:
        """Return where something that starts at an offset of the text after the edits started before them."""
        last = bisect_right(self.after_starts, offset) - 1
        if last < 0:
            return offset
        if offset < self.after_ends[last]:
            return self.before_starts[last]
        return offset - self.after_ends[last] + self.before_ends[last]

    def find_end(self, offset: int) -> int:
        """Return where something that ends at an offset of the text after the edits ended before them."""
        last = bisect_left(self.after_starts, offset) - 1
        if last < 0:
            return offset
        if offset <= self.after_ends[last]:
            return self.before_ends[last]
        return offset - self.after_ends[last] + self.before_ends[last]


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A folded text. Offsets are code points."""

    text: str
    _rounds: tuple[_Round, ...] = ()

    def find_span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of the folded text stands in the text as it was given."""
        for each in self._rounds:
            start, end = each.find_start(start), each.find_end(end)
        return start, end


class TextFolder:
    """Folds texts of one language. Threads may share it."""

    def __init__(self, language: str) -> None:
        self._language = primary_language(language)
        self._table = _Table(self._language)
        self._irregular = None if self._language in _DENSE else _find_irregular(self._language)

    def fold(self, text: str) -> FoldedText:
        """Return a text folded, in time that is linear in its length."""
        folded = self._translate(text)
        rounds: list[_Round] = []
        if _UNCLEAR in folded:
            folded = _apply(list(self._fold_unclear(text, folded)), folded, rounds)
        if "'" in folded:
            folded = _APOSTROPHES.sub(_blank_apostrophes, folded)
        if "  " in folded:
            folded = _apply([(*found.span(), " ") for found in _SPACES.finditer(folded)], folded, rounds)
        if self._language == "ar":
            folded = _apply(_drop_articles(folded), folded, rounds)
        return FoldedText(folded, tuple(reversed(rounds)))

    def _translate(self, text: str) -> str:
        """Return a text with what each of its characters becomes by itself."""
        if self._irregular is None:
            return text.translate(self._table)
        # Folding case is ten times as quick as translating, and leaves alone what was translated.
        return self._irregular.sub(lambda found: found[0].translate(self._table), text).casefold()

    def _fold_unclear(self, text: str, folded: str) -> Iterator[_Edit]:
        """Yield what becomes of each run of unclear characters, together with the letter that they may compose with."""
        for found in _RUN.finditer(folded):
            start, end = found.span()
            if start and folded[start - 1] != " ":
                start -= 1
            for position in range(start, end, _CLUSTER):
                cluster = text[position : min(position + _CLUSTER, end)]
                for first, last, piece in _split(cluster, self._language):
                    yield position + first, position + last, piece


class _Table(dict[int, str]):
    """What each character is folded to by itself, found out at its first use."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language

    def __missing__(self, code: int) -> str:
        piece = _fold_piece(chr(code), self._language)
        # "ΐ" is the key of itself, and yet folding its case makes three characters of it.
        if len(piece) != 1 or piece != piece.casefold() or _composes(piece) or _composes(chr(code)):
            piece = _UNCLEAR
        elif piece.isspace():
            piece = " "
        if len(self) < _KNOWN:
            self[code] = piece
        return piece


def _composes(character: str) -> bool:
    """Whether a character may change, or be changed by, those before it."""
    return unicodedata.category(character)[0] == "M" or ord(character) in _JAMO


def _fold_piece(piece: str, language: str) -> str:
    """Return what a piece of a word becomes in the lookup key of the word."""
    return lookup_key(_ANCHOR + piece + _ANCHOR, language)[1:-1]


@lru_cache
def _find_irregular(language: str) -> re.Pattern[str]:
    """Return what finds the characters of a text that need more than their case folded."""
    table = _Table(language)
    regular = (chr(code) for code in _COMMON if table[code] == chr(code).casefold())
    return re.compile(f"[^{''.join(map(re.escape, regular))}]+")


@lru_cache(_CACHED)
def _split(cluster: str, language: str) -> tuple[_Edit, ...]:
    """Return the parts of a cluster that fold by themselves: where each one stands in it, and what it becomes.

    A part is a character with the marks after it; so a mark belongs to its letter, and an invisible character after a
    word doesn't belong to the word. Where characters of several parts compose, the cluster is one part.
    """
    starts = [i for i, character in enumerate(cluster) if not i or not _composes(character)]
    spans = list(zip(starts, [*starts[1:], len(cluster)], strict=True))
    parts = tuple((start, end, _fold_piece(cluster[start:end], language)) for start, end in spans)
    whole = _fold_piece(cluster, language)
    return parts if "".join(piece for *_, piece in parts) == whole else ((0, len(cluster), whole),)


def _blank_apostrophes(found: re.Match[str]) -> str:
    """Return spaces for apostrophes that stand beside one, and others as they are."""
    start, end = found.span()
    is_beside = " " in (found.string[start - 1 : start], found.string[end : end + 1])
    return " " * (end - start) if is_beside else found[0]


def _drop_articles(folded: str) -> list[_Edit]:
    """Return the edits that take the article from each Arabic word that loses it: it belongs to the letter after it."""
    lost = [(found.start(), _count_lost(found[0]), found[0]) for found in _ARABIC_PREFIX.finditer(folded)]
    return [(start, start + count + 1, word[count]) for start, count, word in lost if count]


@lru_cache(_CACHED)
def _count_lost(word: str) -> int:
    """Return how many letters an Arabic word loses at its beginning."""
    return len(word) - len(lookup_key(f"{word} {_ANCHOR}", "ar")[:-2])


def _apply(edits: Sequence[_Edit], text: str, rounds: list[_Round]) -> str:
    """Return a text with edits made to it, which are in order and apart, and note what they moved."""
    if not edits:
        return text
    starts, ends, pieces = zip(*edits, strict=True)
    lengths = list(map(len, pieces))
    lost = accumulate(map(sub, map(sub, ends, starts), lengths), initial=0)
    after_starts = tuple(map(sub, starts, lost))
    rounds.append(_Round(starts, ends, after_starts, tuple(map(add, after_starts, lengths))))
    parts = [""] * (2 * len(edits) + 1)
    parts[::2] = [text[start:end] for start, end in zip((0, *ends), (*starts, len(text)), strict=True)]
    parts[1::2] = pieces
    return "".join(parts)
