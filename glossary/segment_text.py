"""One side of a segment: spans in the unit that was asked for, and what stands in it, found in time near linear."""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property

from glossary.findings import OffsetUnit, Span
from glossary.text import lookup_key

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_WORD = re.compile(r"[^\W_]+")
# Between the words of a term that stand apart, there is a conjunction and another modifier, or little more.
_BETWEEN = 4
# What a derived word has of the word: all but an ending, and not so little that anything begins so.
_ENDING, _SHORTEST_STEM, _SHORTEST_PART = 3, 5, 6

WordForms = Sequence[Collection[str]]
"""The words of a term: for each of them, the keys of all of its forms."""


def split_words(text: str, language: str) -> list[str]:
    """Return the words of a text as they are compared.

    >>> split_words("Stary, «żelazny» most.", "pl")
    ['stary', 'żelazny', 'most']
    """
    return _WORD.findall(lookup_key(text, language))


class SegmentText:
    """A source or a target."""

    def __init__(self, text: str, language: str, unit: OffsetUnit = OffsetUnit.CODE_POINT) -> None:
        self.text = text
        self.language = language
        self._unit = unit

    def make_span(self, start: int, end: int) -> Span:
        """Return the span of two offsets in code points.

        >>> SegmentText("😀 most", "pl", OffsetUnit.UTF16).make_span(2, 6)
        Span(start=3, end=7, text='most')
        """
        if self._unit is OffsetUnit.CODE_POINT:
            return Span(start, end, self.text[start:end])
        pairs = self._pairs
        return Span(start + bisect_left(pairs, start), end + bisect_left(pairs, end), self.text[start:end])

    def find(self, form: str) -> tuple[int, int] | None:
        """Return where a form stands first as whole words, in any case; None if it doesn't.

        >>> SegmentText("Ten MOST jest nowy", "pl").find("most"), SegmentText("mostek", "pl").find("most")
        ((4, 8), None)
        """
        return self._search(rf"(?<!\w){re.escape(form)}(?!\w)", form, re.IGNORECASE)

    def has_beginning(self, form: str, *, is_case_sensitive: bool) -> bool:
        """Whether a word begins with a form: endings are added to names that aren't translated."""
        flags = re.NOFLAG if is_case_sensitive else re.IGNORECASE
        return self._search(rf"(?<!\w){re.escape(form)}", form, flags) is not None

    def has_scattered(self, words: WordForms) -> bool:
        """Whether the words of a term stand near each other, in any order, perhaps with others between them.

        >>> text = SegmentText("стальные и чугунные мосты", "ru")
        >>> text.has_scattered([{"стальной", "стальные"}, {"мост", "мосты"}])
        True
        >>> text.has_scattered([{"стальной", "стальные"}, {"рельс", "рельсы"}])
        False
        """
        places = [sorted(place for form in forms for place in self._places.get(form, ())) for forms in words]
        width = len(words) + _BETWEEN
        rarest = min(places, key=len)
        return any(all(_has_near(others, place, width) for others in places) for place in rarest)

    def find_derived(self, forms: Collection[str]) -> Iterator[str]:
        """Yield the words that may be made of one of some forms.

        They begin as the form does, as an adjective of the same root or a compound, or end with the whole of it.

        >>> text = SegmentText("Выборы в парламентский комитет по нацбезопасности", "ru")
        >>> list(text.find_derived(["парламент", "пар", "комиссия", "безопасности"]))
        ['парламентский', 'нацбезопасности']
        """
        stems = {form[: max(_SHORTEST_STEM, len(form) - _ENDING)] for form in forms if len(form) >= _SHORTEST_STEM}
        parts = {form[::-1] for form in forms if len(form) >= _SHORTEST_PART}
        for stem in stems:
            yield from _find_beginning(self._words, stem)
        for part in parts:
            yield from (word[::-1] for word in _find_beginning(self._backwards, part))

    def _search(self, pattern: str, form: str, flags: int) -> tuple[int, int] | None:
        # Looking for the bare text first is much quicker, and mostly enough.
        if not form or form.casefold() not in self._folded:
            return None
        found = re.search(pattern, self.text, flags)
        return None if found is None else found.span()

    @cached_property
    def _folded(self) -> str:
        return self.text.casefold()

    @cached_property
    def _pairs(self) -> Sequence[int]:
        """Where code points are that UTF-16 needs two units for."""
        return [match.start() for match in _ASTRAL.finditer(self.text)]

    @cached_property
    def _words(self) -> Sequence[str]:
        return sorted(self._places)

    @cached_property
    def _backwards(self) -> Sequence[str]:
        return sorted(word[::-1] for word in self._places)

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """The numbers of the words in the text, by their keys."""
        found: dict[str, list[int]] = {}
        for number, word in enumerate(split_words(self.text, self.language)):
            found.setdefault(word, []).append(number)
        return found


def _find_beginning(words: Sequence[str], beginning: str) -> Iterator[str]:
    """Yield those of sorted words that begin so."""
    for number in range(bisect_left(words, beginning), len(words)):
        if not words[number].startswith(beginning):
            return
        yield words[number]


def _has_near(places: Sequence[int], place: int, width: int) -> bool:
    first = bisect_left(places, place - width + 1)
    return first < len(places) and places[first] < place + width
