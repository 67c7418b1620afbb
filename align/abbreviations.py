"""Find which terms of one language are abbreviations of others.

A text that writes "long form (LF)", or the other way round, says so itself; the letters are checked after Schwartz and
Hearst 2003, "A simple algorithm for identifying abbreviation definitions in biomedical text". Without that, initials
alone speak for a phrase, if there are three of them and they fit no other.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from align.pairs import TermLink
from align.variants import TermGroup
from glossary.model import Evidence

ABBREVIATION: Final = "abbreviation"
"""The signal: 1 where the text says it, 0.5 where only the initials do."""
DEFINED_SCORE: Final = 0.95
INITIALS_SCORE: Final = 0.8
MIN_INITIALS: Final = 3
_SHORT: Final = re.compile(r"[^\W\d_]{2,8}")
_AFTER: Final = re.compile(r"\s*[(\[]\s*(?P<inside>[^()\[\]]{2,80}?)\s*[)\]]")


def find_abbreviations(groups: Sequence[TermGroup]) -> list[TermLink]:
    """Return the links between abbreviations and the terms of the same language that they stand for."""
    shorts = {group.texts[0]: group for group in groups if _is_abbreviation(group)}
    if not shorts:
        return []
    longs = [group for group in groups if len(group.phrase.content()) > 1]
    links: dict[tuple[str, str], TermLink] = {}
    for text, group in _find_initials(shorts, longs):
        links[text, group.id] = _make_link(shorts[text], group, INITIALS_SCORE, 0.5)
    for text, group in _find_definitions(shorts, longs):
        links[text, group.id] = _make_link(shorts[text], group, DEFINED_SCORE, 1.0)
    return [links[key] for key in sorted(links)]


def spells(short: str, long: str) -> bool:
    """Whether the letters of an abbreviation stand in its long form in order, the first at the begin of a word.

    >>> spells("PKP", "Polskie Koleje Państwowe"), spells("PKP", "Koleje Polskie")
    (True, False)
    """
    folded = long.casefold()
    at = len(folded)
    for place, letter in reversed(list(enumerate(short.casefold()))):
        at = folded.rfind(letter, 0, at)
        while at > 0 and place == 0 and folded[at - 1].isalnum():
            at = folded.rfind(letter, 0, at)
        if at < 0:
            return False
    return True


def _is_abbreviation(group: TermGroup) -> bool:
    text = group.texts[0]
    return bool(_SHORT.fullmatch(text)) and text.isupper()


def _find_initials(shorts: Mapping[str, TermGroup], longs: Sequence[TermGroup]) -> Iterator[tuple[str, TermGroup]]:
    """Yield abbreviations of three letters or more with the only phrase that has these initials."""
    found: dict[str, list[TermGroup]] = defaultdict(list)
    for group in longs:
        parts = [part for word in group.phrase.content() for part in word.text.split("-") if part]
        found["".join(part[0] for part in parts).upper()].append(group)
    for text in shorts:
        if len(text) >= MIN_INITIALS and len(found[text]) == 1:
            yield text, found[text][0]


def _find_definitions(shorts: Mapping[str, TermGroup], longs: Sequence[TermGroup]) -> Iterator[tuple[str, TermGroup]]:
    """Yield abbreviations with the phrases beside which they, or which beside them, stand in brackets."""
    for group in longs:
        for context in (context for member in group.members for context in member.contexts):
            long = context.sentence[context.sentence_start : context.sentence_end]
            after = _AFTER.match(context.sentence, context.sentence_end)
            if after and after["inside"] in shorts and spells(after["inside"], long):
                yield after["inside"], group
            before = re.search(r"(\w+)\s*[(\[]\s*$", context.sentence[: context.sentence_start])
            is_closed = re.match(r"\s*[)\]]", context.sentence[context.sentence_end :])
            if before and is_closed and before[1] in shorts and spells(before[1], long):
                yield before[1], group


def _make_link(short: TermGroup, long: TermGroup, score: float, value: float) -> TermLink:
    return TermLink(short, long, score, (Evidence(ABBREVIATION, value),))
