"""Language tags: which are known, which of them a request means, how a page names and sets them."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from glossary import language_names
from glossary.errors import UsageError
from glossary.language_names import find_direction
from glossary.text import primary_language

_TAG = re.compile(r"[a-z]{2,8}(-[a-z0-9]{1,8})*", re.IGNORECASE | re.ASCII)
_NATIVE_NAMES = {
    "ar": "العربية",
    "el": "Ελληνικά",
    "en": "English",
    "pl": "polski",
    "ru": "русский",
    "vi": "Tiếng Việt",
}


@dataclass(frozen=True, slots=True)
class LanguageName:
    """How a language is shown: its tag, its English name, its own name, `ltr` or `rtl`."""

    tag: str
    english: str
    native: str
    direction: str


def name_language(tag: str) -> LanguageName:
    """Return how a language is shown; an unnamed one is shown by its tag.

    >>> name_language("ar").direction
    'rtl'
    >>> name_language("sw").english
    'sw'
    """
    english = language_names.name_language(tag)
    return LanguageName(tag, english, _NATIVE_NAMES.get(primary_language(tag), english), find_direction(tag))


def match_tag(requested: str, known: Collection[str]) -> str | None:
    """Return the known tag that a requested one means, by the lookup scheme of RFC 4647, section 3.4.

    >>> match_tag("pl-PL", ["pl", "ru"])
    'pl'
    >>> match_tag("zh-Hant-x-old", ["zh", "ru"])
    'zh'
    """
    folded = {tag.lower(): tag for tag in known}
    subtags = requested.lower().split("-")
    while subtags:
        found = folded.get("-".join(subtags))
        if found is not None:
            return found
        subtags.pop()
        if subtags and len(subtags[-1]) == 1:  # a lone singleton introduces nothing any more
            subtags.pop()
    return None


def resolve_tag(requested: str, known: Collection[str], name: str) -> str:
    """Return the known tag that the value of the parameter `name` means.

    Raises UsageError where it is no language tag (RFC 5646) or no known language.
    """
    requested = requested.strip()
    found = match_tag(requested, known) if _TAG.fullmatch(requested) else None
    if found is None:
        shown = requested if len(requested) <= 35 else f"{requested[:35]}…"
        raise UsageError(f"{name}: unknown language {shown!r}; choose among {', '.join(sorted(known))}")
    return found


def resolve_tags(requested: Iterable[str], known: Collection[str], name: str) -> tuple[str, ...]:
    """Return the known tags that a list means, without repetition; its items may hold several, comma-separated."""
    return tuple(dict.fromkeys(resolve_tag(tag, known, name) for tag in split_list(requested)))


def split_list(values: Iterable[str]) -> list[str]:
    """Return the items of repeated and comma-separated values.

    >>> split_list(["ru, ar", "el"])
    ['ru', 'ar', 'el']
    """
    return [item.strip() for value in values for item in value.split(",")]


def order_tags(tags: Iterable[str], first: Sequence[str] = ()) -> list[str]:
    """Return language tags in the order of display: those given, then left-to-right ones, right-to-left ones last."""
    rank = {tag: position for position, tag in enumerate(first)}
    return sorted(tags, key=lambda tag: (rank.get(tag, len(rank)), name_language(tag).direction == "rtl", tag))
