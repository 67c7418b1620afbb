"""Tell which language a piece of text is in: by its script first, then by py3langid's model."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import regex

# Captions in these languages stand in articles of any other one.
_DECOYS = ("en", "vi")
_SURE = 0.9
_ENOUGH_LETTERS = 15  # of a script that several of the candidates share
_ENOUGH_FOR_ALL = 30  # before one of the model's other hundred languages is believed
_LONG_ENOUGH = 2_000  # more text than this changes no verdict

# Tags of the model that are varieties of one written language.
_SAME_LANGUAGE = {"arz": "ar", "ary": "ar"}
_SCRIPTS = {
    "Arabic": ("ar", "ckb", "fa", "ps", "ug", "ur"),
    "Cyrillic": ("be", "bg", "kk", "ky", "mk", "mn", "ru", "sr", "tg", "tt", "uk"),
    "Greek": ("el",),
    "Latin": (),  # every language that stands in no other row
}
_SCRIPT_OF = {language: script for script, languages in _SCRIPTS.items() for language in languages}
_LETTERS = {script: regex.compile(rf"\p{{{script}}}") for script in _SCRIPTS}
_ADDRESS = regex.compile(r"(?:https?://|www\.)\S+")


@dataclass(frozen=True, slots=True)
class Identified:
    """What a text tells: its script, None without letters, and its language, None where it is too short to say."""

    script: str | None
    language: str | None


def get_script(language: str) -> str:
    """Return the script that a language is written in.

    >>> get_script("pl"), get_script("ar")
    ('Latin', 'Arabic')
    """
    return _SCRIPT_OF.get(_primary(language), "Latin")


def identify(text: str, languages: Sequence[str]) -> Identified:
    """Return the script and language of a text, among `languages` and any other that it is clearly in.

    >>> identify("Комитет утвердил план", ("pl", "ru")).language
    'ru'
    """
    sample = _ADDRESS.sub(" ", text[:_LONG_ENOUGH])
    letters = Counter({script: len(pattern.findall(sample)) for script, pattern in _LETTERS.items()})
    script, count = letters.most_common(1)[0]
    if not count:
        return Identified(None, None)
    if count >= _ENOUGH_FOR_ALL:
        language, confidence = _load(None).classify(sample)
        language = _SAME_LANGUAGE.get(language, language)
        if confidence >= _SURE and get_script(language) == script:
            return Identified(script, _as_configured(language, languages))
    candidates = sorted({_primary(tag) for tag in (*languages, *_DECOYS) if get_script(tag) == script})
    if len(candidates) == 1:
        return Identified(script, _as_configured(candidates[0], languages))
    if not candidates or count < _ENOUGH_LETTERS:
        return Identified(script, None)
    language, confidence = _load(tuple(candidates)).classify(sample)
    return Identified(script, _as_configured(language, languages) if confidence >= _SURE else None)


@cache
def _load(languages: tuple[str, ...] | None) -> Any:
    """Return a model of our own: py3langid's module-level one is shared with whoever else restricts it."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - loads numpy

    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    if languages is not None:
        model.set_languages(sorted(set(languages) & set(model.labels)))
    return model


def _primary(tag: str) -> str:
    return tag.split("-", maxsplit=1)[0].lower()


def _as_configured(language: str, languages: Sequence[str]) -> str:
    """Return the configured tag of a language (`pl-PL` for `pl`), or the language itself."""
    return next((tag for tag in languages if _primary(tag) == language), language)
