"""What export and import are asked for in words, on the command line and over HTTP, as the values they work with."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import TypeVar

from sqlalchemy import Connection

from api.accepting import choose_media_type
from api.tags import resolve_tag, resolve_tags, split_list
from glossary import formats
from glossary.errors import UsageError
from glossary.formats import FORMATS, Format
from glossary.formats.content import LanguagePair
from glossary.history import find_changed
from glossary.importing import ImportMode
from glossary.model import AdministrativeStatus, ConceptStatus
from glossary.selection import Selection
from glossary.text import check_language

Spell = Callable[[str], str]
"""How a way in writes the name of an option in its messages."""
_E = TypeVar("_E", bound=Enum)
# What clients call a file that they know nothing of, or no more than its syntax; the first of them by curl itself.
_UNTOLD = frozenset(
    {
        "application/x-www-form-urlencoded",
        "",
        "application/octet-stream",
        "application/json",
        "application/xml",
        "application/zip",
        "text/plain",
        "text/xml",
    }
)
_ALIASES = {
    "application/x-ndjson": "application/jsonl",
    "application/tbx+xml": "application/x-tbx+xml",
    "application/csv": "text/csv",
}


def spell_option(name: str) -> str:
    """Return an option as the command line has it.

    >>> spell_option("term_status")
    '--term-status'
    """
    return "--" + name.replace("_", "-")


def spell_parameter(name: str) -> str:
    """Return an option as a query string has it."""
    return name


@dataclass(frozen=True, slots=True)
class SelectionText:
    """What is to be exported, in words; lists may be comma-separated."""

    languages: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    term_status: tuple[str, ...] = ()
    min_confidence: float = 0.0
    subject: str | None = None
    changed_since: str | None = None


def read_selection(connection: Connection, text: SelectionText, known: Collection[str], spell: Spell) -> Selection:
    """Return what is meant, with the languages that are known. Raises UsageError for what means nothing."""
    ids = None
    if text.changed_since is not None:
        ids = find_changed(connection, read_time(text.changed_since, spell("changed_since")))
    return Selection(
        languages=resolve_tags(text.languages, known, spell("languages")),
        statuses=_read_choices(text.status, ConceptStatus, spell("status")),
        term_statuses=_read_choices(text.term_status, AdministrativeStatus, spell("term_status")),
        min_confidence=text.min_confidence,
        subject=text.subject,
        ids=ids,
    )


def read_mode(text: str, spell: Spell) -> ImportMode:
    """Return the mode of an import of that name, or raise UsageError."""
    return _read_choice(text, ImportMode, spell("mode"))


def read_time(text: str, name: str) -> str:
    """Return a date or time as the history has it: RFC 3339, in UTC. Raises UsageError with the option's name."""
    try:
        found = datetime.fromisoformat(text)
        zoned = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise UsageError(f"{name} {text[:40]!r} is no date; write it like 2026-05-04") from error
    return zoned.isoformat(timespec="seconds").replace("+00:00", "Z")


def read_pair(
    chosen: Format, source: str | None, target: str | None, known: Collection[str] | None, spell: Spell
) -> LanguagePair | None:
    """Return the two languages of a format that needs them, None for another one.

    With `known`, they must be among these. Raises UsageError where they are missing, the same or not asked for.
    """
    names = spell("source"), spell("target")
    if not chosen.is_bilingual:
        if source is not None or target is not None:
            raise UsageError(f"the format {chosen.name!r} has all languages; leave {names[0]} and {names[1]} out")
        return None
    if source is None or target is None:
        example = "--source pl --target ru" if names[0].startswith("-") else "source=pl&target=ru"
        raise UsageError(f"a file of the format {chosen.name!r} has two languages; name them: {example}")
    if known is None:
        tags = check_language(source), check_language(target)
    else:
        tags = resolve_tag(source, known, names[0]), resolve_tag(target, known, names[1])
    if tags[0] == tags[1]:
        raise UsageError(f"{names[0]} and {names[1]} are both {tags[0]!r}; name two languages")
    return LanguagePair(*tags)


def get_readable(name: str) -> Format:
    """Return the format of that name; raise UsageError for an unknown one and for one that can't be read."""
    chosen = formats.get_format(name)
    if chosen.read is None:
        readable = ", ".join(each.name for each in FORMATS.values() if each.read is not None)
        raise UsageError(f"a file of the format {name!r} can't be read; choose among {readable}")
    return chosen


def strip_media_type(media_type: str) -> str:
    """Return a media type without its parameters.

    >>> strip_media_type("Text/CSV; charset=utf-8")
    'text/csv'
    """
    return media_type.partition(";")[0].strip().lower()


def accept_format(accept: str, *, is_bilingual: bool) -> Format | None:
    """Return the format that an Accept field (RFC 9110, 12.5.1) likes best, the first of those it likes alike.

    Only formats of two languages, or of all, are chosen from; None where none of these is taken.
    """
    offered: dict[str, Format] = {}
    for each in FORMATS.values():
        if each.is_bilingual == is_bilingual:
            offered.setdefault(strip_media_type(each.media_type), each)
    best = choose_media_type(accept, list(offered))
    return None if best is None else offered[best]


def find_sent_format(media_type: str, head: bytes, *, is_bilingual: bool) -> Format | None:
    """Return the format of a file by the media type it is sent with and its first 64 KiB; None for an unknown type.

    A type that says nothing leaves it to the content, a type of several formats too; where no format knows its own
    content there, it is the one of two languages, or the one of all. Raises UsageError where several are left.
    """
    essence = strip_media_type(media_type)
    if essence in _UNTOLD:
        return formats.find_format(head, "the body")
    essence = _ALIASES.get(essence, essence)
    named = [each for each in FORMATS.values() if each.read and strip_media_type(each.media_type) == essence]
    if not named:
        return None
    known = [each for each in named if each.recognize is not None and each.recognize(head)]
    unsure = [each for each in named if each.recognize is None and each.is_bilingual == is_bilingual]
    for found in (named, known, unsure):
        if len(found) == 1:
            return found[0]
    names = ", ".join(each.name for each in named)
    raise UsageError(f"a body of the type {essence!r} may be of several formats; name it: format={names}")


def list_sent_types() -> tuple[str, ...]:
    """Return the media types that a file can be sent with."""
    types = [strip_media_type(each.media_type) for each in FORMATS.values() if each.read is not None]
    return tuple(dict.fromkeys([*types, "application/octet-stream"]))


def _read_choices(values: Collection[str], choices: type[_E], name: str) -> frozenset[_E]:
    return frozenset(_read_choice(each, choices, name) for each in split_list(values))


def _read_choice(text: str, choices: type[_E], name: str) -> _E:
    known: Mapping[str, _E] = {each.value: each for each in choices}
    if text not in known:
        raise UsageError(f"{name} {text[:40]!r} is none of {', '.join(known)}")
    return known[text]
