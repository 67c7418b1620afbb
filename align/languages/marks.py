"""Find the numbers of documents: № 12, nr 7-AB/CD, 2016/679."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from align.languages.tokens import Token

_SIGNS = frozenset({"№", "n°", "nº", "#", "no"})
"""Signs that stand before numbers in any language."""
_JOINERS = frozenset("/-‐‑–.:")
_MAX_BARE_DIGITS = 5


class Code(NamedTuple):
    """The number of a document, `tokens[start:stop]`; `is_marked` tells one that can be nothing else."""

    start: int
    stop: int
    value: str
    is_marked: bool


def find_codes(tokens: Sequence[Token], signs: frozenset[str]) -> Iterator[Code]:
    """Yield the numbers that may be those of documents: after a sign (№ 12), with letters (7-AB/CD), or bare digits.

    `signs` are the abbreviations of "number" in the language, in lower case and without a point.
    """
    at = 0
    while at < len(tokens):
        first = _skip_sign(tokens, at, signs)
        stop = _find_code_end(tokens, first)
        if stop == first:
            at += 1
            continue
        value = "".join(token.text for token in tokens[first:stop]).lower()
        is_coded = "/" in value and any(char.isalpha() for char in value)
        if first > at or is_coded or _is_bare(tokens, first, stop):
            yield Code(at, stop, value, first > at or is_coded)
        at = stop


def _skip_sign(tokens: Sequence[Token], at: int, signs: frozenset[str]) -> int:
    """Return the index after the sign for a number at a token, with its point; the same index if there is none."""
    if tokens[at].text.lower() not in _SIGNS | signs:
        return at
    has_point = at + 1 < len(tokens) and tokens[at + 1].text == "."
    return at + 1 + has_point


def _find_code_end(tokens: Sequence[Token], first: int) -> int:
    """Return the index after a number and all that is written in one with it; the same index if there is none."""
    if first >= len(tokens) or not tokens[first].text[0].isdigit():
        return first
    stop = last = first + 1
    while stop < len(tokens) and tokens[stop].start == tokens[stop - 1].end:
        is_part = tokens[stop].text[0].isalnum()
        if not is_part and tokens[stop].text not in _JOINERS:
            break
        stop += 1
        last = stop if is_part else last
    return last


def _is_bare(tokens: Sequence[Token], first: int, stop: int) -> bool:
    """Whether figures may be a number without a sign: 2016/679, or digits that are no share or amount of a thing."""
    text = tokens[first].text
    if stop > first + 1 or not text.replace("/", "").isdigit():
        return False
    follows = tokens[stop].text if stop < len(tokens) else "."
    return "/" in text or (len(text) <= _MAX_BARE_DIGITS and not follows[0].isalnum() and follows not in "%‰°")
