"""Alphabetical order for readers: a small sort key for each language, and the letter that a term stands under.

The Unicode Collation Algorithm with its default table would not do: it files Polish ą and ł as marked a and l, and
needs a table of a megabyte. What the languages ask of it is said here in a line each, after CLDR's collation rules.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import groupby
from typing import TypeVar

from glossary.text import primary_language

Entry = TypeVar("Entry")

NO_LETTER = "#"
"""What digits, signs and empty terms stand under, before all letters."""

# Letters that come after another one as letters of their own; any other mark matters only between equal words.
_FOLLOWING: Mapping[str, str] = {
    "be": "её iі уў",
    "cs": "cč rř sš zž",
    "da": "zæøå",
    "es": "nñ",
    "hr": "cčć dđ sš zž",
    "nb": "zæøå",
    "nn": "zæøå",
    "no": "zæøå",
    "pl": "aą cć eę lł nń oó sś zźż",
    "ro": "aăâ iî sș tț",
    "sk": "aä cč oô sš zž",
    "sl": "cč sš zž",
    "sv": "zåäö",
    "tr": "cç gğ hı oö sş uü",
    "uk": "гґ еє иії",
}
_CYRILLIC_SHORT_I = "ий"
# Letters that no decomposition takes apart.
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})
# ة is filed as ت and ى as ي (CLDR); hamza carriers and madda fall apart into letter and mark.
_ARABIC = str.maketrans({"ة": "ت", "ى": "ي", "ک": "ك", "ی": "ي", "ٱ": "ا", "ـ": None})
# An index files "the" under the noun; these are the commonest words whose own letters look like the article.
_ARABIC_ARTICLE = re.compile(r"(?<!\w)ال(?!تزام|تهاب|تماس|تحاق|تقاء|تقاط|تفاف|تواء|تباس|كترون|ماني)(?=[^\W\d_]{3})")
_AFTER = 0x10FF00  # private use: after every letter, so that "ą" is filed after "a" with anything behind it
_SEPARATORS = re.compile(r"[\s\-‐‑‒–—/_]+")


def sort_key(text: str, language: str) -> tuple[str, str, str]:
    """Return what a term is sorted by among those of its language: letters, then marks, then the text itself.

    Word by word (ISO 999): "most zwodzony" stands before "mostek". Case and punctuation make no difference.

    >>> sorted(["łódź", "lustro", "Lublin", "mur"], key=lambda text: sort_key(text, "pl"))
    ['Lublin', 'lustro', 'łódź', 'mur']
    >>> sorted(["ζώνη", "άνθρωπος", "αρχή"], key=lambda text: sort_key(text, "el"))
    ['άνθρωπος', 'αρχή', 'ζώνη']
    """
    marks = "".join(each if unicodedata.combining(each) else "\0" for each in unicodedata.normalize("NFD", text))
    return _find_letters(text, language), marks, text


def find_letter(text: str, language: str) -> str:
    """Return the letter that a term stands under, or "#".

    >>> find_letter("łódź", "pl"), find_letter("ёлка", "ru"), find_letter("الأمن", "ar"), find_letter("3 maja", "pl")
    ('Ł', 'Е', 'ا', '#')
    """
    letters = _find_letters(text, language)[:2]
    return _tailor(primary_language(language))[1].get(letters) or _show(letters[:1])


def group_by_letter(entries: Iterable[tuple[str, Entry]], language: str) -> list[tuple[str, list[tuple[str, Entry]]]]:
    """Return terms and what belongs to them in alphabetical order, under their letters."""
    ordered = sorted(entries, key=lambda entry: sort_key(entry[0], language))
    return [(letter, list(group)) for letter, group in groupby(ordered, lambda entry: find_letter(entry[0], language))]


def _show(letter: str) -> str:
    return letter.upper() if letter.isalpha() else NO_LETTER


def _find_letters(text: str, language: str) -> str:
    primary = primary_language(language)
    text = unicodedata.normalize("NFKC", text).casefold()
    if primary == "ar":
        marks_gone = "".join(each for each in text if not unicodedata.combining(each) or each in "\u0653\u0654\u0655")
        text = _ARABIC_ARTICLE.sub("", marks_gone)
    text = unicodedata.normalize("NFD", unicodedata.normalize("NFC", text).translate(_tailor(primary)[0]))
    text = _SEPARATORS.sub(" ", text.translate(_ARABIC if primary == "ar" else _PLAIN)).strip()
    return "".join(map(_fold, text)).strip()


def _fold(character: str) -> str:
    if character == " " or character >= chr(_AFTER) or character.isalpha():
        return character
    return str(unicodedata.digit(character)) if character.isdigit() else ""


@cache
def _tailor(primary: str) -> tuple[dict[int, str], dict[str, str]]:
    """Return a language's letters of their own by what they are sorted by, and the other way round, in capitals."""
    table, back = {}, {}
    for letters in f"{_CYRILLIC_SHORT_I} {_FOLLOWING.get(primary, '')}".split():
        for place, letter in enumerate(letters[1:], 1):
            table[ord(letter)] = letters[0] + chr(_AFTER + place)
            back[table[ord(letter)]] = letter.upper()
    return table, back
