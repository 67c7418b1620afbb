"""One folding of text for variants, lookup and check, and the few things we ask of language tags.

Two strings mean the same entry when their keys are equal; a key is compared, never shown.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache

from glossary.errors import UsageError

# Nothing that a reader can't see may tell two terms apart: controls, soft hyphen, zero-width and bidi characters,
# variation selectors, tags, and the lone surrogates of undecodable command line arguments.
_INVISIBLE = [
    *range(0x09), *range(0x0E, 0x1C), *range(0x7F, 0x85), *range(0x86, 0xA0), 0xAD, 0x34F, 0x61C, 0x180E,
    *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), *range(0xD800, 0xE000),
    *range(0xFE00, 0xFE10), 0xFEFF, *range(0xFFF9, 0xFFFC), *range(0xE0000, 0xE0080), *range(0xE0100, 0xE01F0),
]  # fmt: skip
_TABLE: Mapping[int, str | None] = (
    dict.fromkeys(_INVISIBLE)
    | dict.fromkeys(map(ord, '"«»‹›„“”‟〝〞〟″❝❞'), " ")
    | dict.fromkeys(map(ord, "‘’‚‛ʼʻʹ′`´"), "'")
    | dict.fromkeys(map(ord, "‐‑‒–—―−⁃"), "-")
)
# Letters and digits that the table leaves alone, with single spaces: matching is far quicker than translating.
_PLAIN = re.compile("[^\\W\u02b9-\u02bf]+(?: [^\\W\u02b9-\u02bf]+)*")
_TRAILING = " '.,;:!?،؛؟"

_ARABIC_MARKS = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]")
_ARABIC_LETTERS = str.maketrans("أإآٱىیک٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "ااااييك01234567890123456789")
# Repeated, or "الالتزام" would give the key "التزام" and the bare "التزام" the key "تزام".
_ARABIC_ARTICLE = re.compile(r"(?<!\w)(?:ال)+(?=[^\W\d_]{3})")
_ARABIC_LIL = re.compile(r"(?<!\w)لل+(?=[^\W\d_]{3})")

_LANGUAGE_TAG = re.compile(
    r"(?:(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})"  # language, extended language
    r"(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?"  # script, region
    r"(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"  # variants
    r"(?:-[0-9a-wyz](?:-[a-z0-9]{2,8})+)*"  # extensions
    r"(?:-x(?:-[a-z0-9]{1,8})+)?"
    r"|x(?:-[a-z0-9]{1,8})+)",  # private use
    re.IGNORECASE | re.ASCII,
)
_ECHO = 40
_TAGS = 10_000


def lookup_key(text: str, language: str) -> str:
    """Return what a text is compared by in a language: equal keys are the same entry.

    Case, width, ligatures and presentation forms (NFKC), invisible characters, runs of white space, double quotes,
    kinds of apostrophe and dash, and punctuation after the text make no difference. Nor do, by language: Russian ё/е
    and stress marks; Greek accents; Arabic vowel marks, tatweel, hamza on alif, final ى/ي, digits, and the article of
    each word (where three letters remain). Only the primary subtag of `language` matters; a language without rules of
    its own gets the general ones. Idempotent. The key of a text with nothing to compare is empty.

    >>> lookup_key("  Mobilizacji   Masowej,", "pl")
    'mobilizacji masowej'
    >>> lookup_key("Μαζικής Κινητοποίησης", "el")
    'μαζικησ κινητοποιησησ'
    >>> lookup_key("التَّعبئة الجماهيرية", "ar") == lookup_key("تعبئة جماهيرية", "ar")
    True
    """
    fold = _FOLDS.get(primary_language(language))
    text = _fold_all(text)
    return _trim(text if fold is None else fold(text))


def lookup_keys(text: str) -> dict[str, str]:
    """Return the lookup keys of a text by primary language, for those with rules of their own; of all others by "".

    >>> lookup_keys("Ёлка")["ru"], lookup_keys("Ёлка")[""]
    ('елка', 'ёлка')
    """
    text = _fold_all(text)
    return {"": _trim(text)} | {language: _trim(fold(text)) for language, fold in _FOLDS.items()}


def _fold_all(text: str) -> str:
    """Fold what makes no difference in any language."""
    # The table goes first because an invisible character may keep letter and accent from composing, and again later
    # because NFKC and case folding make quotes, dashes and apostrophes out of other characters.
    text = unicodedata.normalize("NFKC", _unify(text))
    return _unify(unicodedata.normalize("NFKC", text.casefold()))


def _trim(text: str) -> str:
    """Return folded text without what stands around its words."""
    words = text.split()
    if "'" in text:
        words = [bare for word in words if (bare := word.strip("'"))]
    return " ".join(words).rstrip(_TRAILING)


@lru_cache(_TAGS)
def primary_language(tag: str) -> str:
    """Return the primary subtag of a language tag, in lower case.

    >>> primary_language("pl-PL")
    'pl'
    """
    return re.split("[-_]", tag, maxsplit=1)[0].lower()


def check_language(tag: str) -> str:
    """Return a language tag in the recommended case, or raise UsageError if it isn't well-formed (RFC 5646, 2.1).

    >>> check_language("ZH-hant-tw")
    'zh-Hant-TW'
    """
    if _LANGUAGE_TAG.fullmatch(tag) is None:
        raise UsageError(f"{shorten(tag)!r} is no language tag; write one like 'pl', 'ar' or 'pt-BR' (BCP 47)")
    subtags = tag.lower().split("-")
    cased = subtags[:1]
    for i, subtag in enumerate(subtags[1:], 1):
        after_singleton = any(len(earlier) == 1 for earlier in subtags[:i])
        if after_singleton or len(subtag) not in (2, 4):
            cased.append(subtag)
        else:
            cased.append(subtag.upper() if len(subtag) == 2 else subtag.title())
    return "-".join(cased)


def matches_language(tag: str, wanted: str) -> bool:
    """Whether a text in language `tag` serves one who asks for `wanted` (RFC 4647: filtering, and lookup's fallback).

    >>> matches_language("pl", "pl-PL"), matches_language("pl-PL", "pl"), matches_language("pt-PT", "pt-BR")
    (True, True, False)
    """
    tag, wanted = tag.lower(), wanted.lower()
    return tag == wanted or tag.startswith(wanted + "-") or wanted.startswith(tag + "-")


def shorten(text: str) -> str:
    """Return a text cut to what an error message can show of it."""
    return text if len(text) <= _ECHO else text[:_ECHO] + "…"


def _unify(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else text.translate(_TABLE)


def _fold_arabic(text: str) -> str:
    # Marks go before letters and article, because a vowel mark may stand inside the article.
    # NFC again, as a mark or tatweel may have kept a letter and an accent from composing.
    text = unicodedata.normalize("NFC", _ARABIC_MARKS.sub("", text)).translate(_ARABIC_LETTERS)
    return _ARABIC_LIL.sub("ل", _ARABIC_ARTICLE.sub("", text))


def _fold_greek(text: str) -> str:
    return unicodedata.normalize("NFC", re.sub("[\u0300-\u036f]+", "", unicodedata.normalize("NFD", text)))


def _fold_russian(text: str) -> str:
    # Decomposed, because some vowels compose with their stress mark ("ѝ"); й survives as its mark is the breve.
    text = re.sub("[\u0300\u0301]", "", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", re.sub("е\u0308+", "е", text))


_FOLDS: Mapping[str, Callable[[str], str]] = {"ar": _fold_arabic, "el": _fold_greek, "ru": _fold_russian}
