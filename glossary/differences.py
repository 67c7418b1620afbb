"""Say in what two terms of one language differ, from their letters alone: no dictionary is at hand here.

Words are compared by lookup key and by how much of their beginnings they share. That tells "masowa" and "masowej" (one
word) from "масс" and "массовая" (one root) and both from other words, but not the head of a phrase from its attributes.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from glossary.text import lookup_key, primary_language

MIN_SHARED = 0.6
"""Two words have one root if they begin alike for at least this share of the shorter one ..."""
MIN_ROOT = 3
"""... and for so many letters."""
MAX_ENDING = 3
"""Words of one root that differ in no more letters than this at the end of either are taken for forms of one word."""
MAX_LINKING = 3
"""Words up to this length are taken for prepositions and the like where the other term has no counterpart."""
_ADJECTIVES: Mapping[str, frozenset[str]] = {
    "ar": frozenset("ي ية يه".split()),
    "el": frozenset("ικη ικο".split()),
    "pl": frozenset("owy owa owe ny na ne".split()),
    "ru": frozenset("ный ная ное".split()),
}
"""Endings that make adjectives of nouns and are short enough to be taken for inflection."""
_BETWEEN = re.compile(r"[\s\-‐‑‒–—]+")


class Difference(Enum):
    """In what a competing term differs from the preferred one."""

    CAPITALS = "capitals"
    SPELLING = "spelling"
    INFLECTION = "number or case"
    ABBREVIATION = "abbreviation"
    WORD_ORDER = "word order"
    DERIVATION = "derivation"
    LINKING = "linking word"
    OTHER_WORD = "another word"
    EXTENSION = "more words"
    OTHER = "several words"

    @property
    def is_minor(self) -> bool:
        """Whether the two are one term written in two ways, rather than two terms."""
        return self in (Difference.CAPITALS, Difference.SPELLING, Difference.INFLECTION)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The kind of difference, and the words of each term that make it, where words do."""

    difference: Difference
    first: tuple[str, ...] = ()
    second: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The words that make the difference, of either side, for people: "przez / nad"; empty without any."""
        sides = (" ".join(self.first) or "–", " ".join(self.second) or "–")
        return " / ".join(sides) if self.first or self.second else ""


def compare_terms(first: str, second: str, language: str, forms: Collection[str] = ()) -> Comparison:
    """Return in what the second term differs from the first; `forms` are inflected forms of the first.

    >>> compare_terms("most kolejowy", "kolejowy most", "pl").difference.value
    'word order'
    >>> compare_terms("мост города", "городской мост", "ru").first
    ('города',)
    """
    keys = [lookup_key(text, language) for text in (first, second)]
    if keys[0] == keys[1]:
        alike = "".join(first.casefold().split()) == "".join(second.casefold().split())
        return Comparison(Difference.CAPITALS if alike else Difference.SPELLING)
    if _join(keys[0]) == _join(keys[1]):
        return Comparison(Difference.SPELLING)
    if _is_abbreviation(first, second) or _is_abbreviation(second, first):
        return Comparison(Difference.ABBREVIATION)
    if keys[1] in {lookup_key(form, language) for form in forms}:
        return Comparison(Difference.INFLECTION)
    one, other = (key.replace("-", " ").split() for key in keys)
    found = _compare_words(one, other, _ADJECTIVES.get(primary_language(language), frozenset()))
    return Comparison(found.difference, _show(found.first, first, language), _show(found.second, second, language))


def _show(words: Sequence[str], text: str, language: str) -> tuple[str, ...]:
    """Return words that are keys as they are written in a text."""
    written = {lookup_key(word, language): word for word in _BETWEEN.split(text)}
    return tuple(written.get(word, word) for word in words)


def _join(key: str) -> str:
    return key.replace("-", "").replace(" ", "").replace("'", "")


def _is_abbreviation(short: str, long: str) -> bool:
    """Whether a word in capitals spells the first letters of most words of the other term, in order."""
    words, letters = long.split(), short.replace(".", "")
    if len(words) < 2 or not 2 <= len(letters) <= len(words) or not letters.isupper():
        return False
    initials = iter(word[0].upper() for word in words if len(word) > 1 or len(words) == len(letters))
    return all(letter in initials for letter in letters)


def _compare_words(first: Sequence[str], second: Sequence[str], adjectives: Collection[str]) -> Comparison:
    pairs = _match(first, second)
    derived = [(i, j) for i, j in pairs if not _is_inflected(first[i], second[j], adjectives)]
    left = _find_rest(first, {i for i, _ in pairs})
    right = _find_rest(second, {j for _, j in pairs})
    content = [[word for word in rest if len(word) > MAX_LINKING] for rest in (left, right)]
    if not pairs or all(content):
        is_one = [len(words) for words in content] == [1, 1]
        return Comparison(Difference.OTHER_WORD if is_one else Difference.OTHER, tuple(content[0]), tuple(content[1]))
    if any(content):
        # "w zakresie" for "nad" is no longer term, but another way to join the same words.
        kind = Difference.LINKING if left and right else Difference.EXTENSION
        return Comparison(kind, tuple(left), tuple(right))
    if derived:
        return Comparison(
            Difference.DERIVATION, tuple(first[i] for i, _ in derived), tuple(second[j] for _, j in derived)
        )
    if [j for _, j in pairs] != sorted(j for _, j in pairs):
        return Comparison(Difference.WORD_ORDER)
    if left or right:
        return Comparison(Difference.LINKING, tuple(left), tuple(right))
    changed = [(first[i], second[j]) for i, j in pairs if first[i] != second[j]]
    return Comparison(Difference.INFLECTION, tuple(a for a, _ in changed), tuple(b for _, b in changed))


def _match(first: Sequence[str], second: Sequence[str]) -> list[tuple[int, int]]:
    """Return which word of the first term answers which of the second, the likest words first; sorted."""
    candidates = [
        (-_measure_shared(a, b), abs(i - j), i, j)
        for i, a in enumerate(first)
        for j, b in enumerate(second)
        if _has_one_root(a, b)
    ]
    pairs: dict[int, int] = {}
    for *_, i, j in sorted(candidates):
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return sorted(pairs.items())


def _measure_shared(a: str, b: str) -> float:
    """Return for how much of the longer word two words begin alike, from 0 to 1; 1 for equal ones."""
    return _count_shared(a, b) / max(len(a), len(b))


def _count_shared(a: str, b: str) -> int:
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _has_one_root(a: str, b: str) -> bool:
    shared = _count_shared(a, b)
    return a == b or (shared >= MIN_ROOT and shared >= MIN_SHARED * min(len(a), len(b)))


def _is_inflected(a: str, b: str, adjectives: Collection[str]) -> bool:
    """Whether two words of one root are likely forms of one word."""
    shared = _count_shared(a, b)
    endings = (a[shared:], b[shared:])
    return not any(ending in adjectives or len(ending) > MAX_ENDING for ending in endings)


def _find_rest(words: Iterable[str], matched: Collection[int]) -> list[str]:
    return [word for i, word in enumerate(words) if i not in matched]
