"""How a page for readers names a language and which way it runs."""

from collections.abc import Mapping

from glossary.text import primary_language

_NAMES: Mapping[str, str] = {
    "ar": "Arabic",
    "be": "Belarusian",
    "bg": "Bulgarian",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "et": "Estonian",
    "fa": "Persian",
    "fi": "Finnish",
    "fr": "French",
    "he": "Hebrew",
    "hr": "Croatian",
    "hu": "Hungarian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "nb": "Norwegian Bokmål",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sk": "Slovak",
    "sl": "Slovenian",
    "sr": "Serbian",
    "sv": "Swedish",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "vi": "Vietnamese",
    "zh": "Chinese",
}
_RIGHT_TO_LEFT = frozenset("ar arc ckb dv fa he ps sd syr ug ur yi".split())
_SCRIPTS_RIGHT_TO_LEFT = frozenset({"adlm", "arab", "hebr", "nkoo", "rohg", "syrc", "thaa"})


def name_language(tag: str) -> str:
    """Return the English name of a language, with what its tag says beyond it.

    >>> name_language("pl"), name_language("pt-BR"), name_language("sw")
    ('Polish', 'Portuguese (BR)', 'sw')
    """
    name = _NAMES.get(primary_language(tag))
    if name is None:
        return tag
    rest = tag.partition("-")[2]
    return f"{name} ({rest})" if rest else name


def find_direction(tag: str) -> str:
    """Return `rtl` or `ltr`, by the script where the tag names one.

    >>> find_direction("ar-EG"), find_direction("az-Arab"), find_direction("fa-Latn")
    ('rtl', 'rtl', 'ltr')
    """
    script = next((subtag.lower() for subtag in tag.split("-")[1:] if len(subtag) == 4 and subtag.isalpha()), None)
    if script is not None:
        return "rtl" if script in _SCRIPTS_RIGHT_TO_LEFT else "ltr"
    return "rtl" if primary_language(tag) in _RIGHT_TO_LEFT else "ltr"
