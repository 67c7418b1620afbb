"""Make texts look inflected, so that a network learns that the end of a word says little of its meaning.

The endings are common ones of each language, put on without regard to gender or declension: a network that takes a
wrong form for the right word will take a right one, too.
"""

import re
from typing import Final

import numpy as np

_ENDINGS: Final = {
    "pl": "a ą e ę i y u o em ie ów om ami ach owi ego emu ej ym ych ymi im ich imi".split(),
    "ru": "а я о е и ы у ю ой ей ом ем ов ев ам ям ами ями ах ях ого его ому ему ым им ых их ыми ими ая ую ые".split(),
    "el": "ος ου ο ε οι ων ους α ας ες η ης ι ια ιου ιων ο ών ού ής ή ές ούς".split(),
}
_VOWELS: Final = {"pl": "aąeęioóuy", "ru": "аеёиоуыэюяьй", "el": "αεηιουωάέήίόύώς"}
_PREFIXES: Final = ("ال", "و", "ب", "وال", "بال")
_SHORTEST: Final = 5
"""Shorter words are left alone: what would remain of them could be another word's."""

_WORD: Final = re.compile(rf"[^\W\d_]{{{_SHORTEST},}}")


def inflect(text: str, language: str, random: np.random.Generator) -> str:
    """Return a text in which each longer word may have got another ending, in Arabic an article or a conjunction.

    A text of a language without endings here comes back as it is.
    """
    if language == "ar":
        return _WORD.sub(lambda match: _prefix(match[0], random), text)
    if language not in _ENDINGS:
        return text
    return _WORD.sub(lambda match: _end(match[0], language, random), text)


def _end(word: str, language: str, random: np.random.Generator) -> str:
    stem = word.rstrip(_VOWELS[language])
    if len(word) - len(stem) > 2 or len(stem) < _SHORTEST - 2 or random.random() < 0.5 or word.isupper():
        return word
    return stem + str(random.choice(_ENDINGS[language]))


def _prefix(word: str, random: np.random.Generator) -> str:
    if random.random() < 0.5:
        return word
    if word.startswith("ال"):
        return word[2:]
    return str(random.choice(_PREFIXES)) + word
