"""What comes out of a bilingual file: segments, and what is told of the file beforehand."""

from dataclasses import dataclass

from glossary.errors import InputError, UsageError
from glossary.text import check_language, primary_language, shorten

MAX_SEGMENT = 1_000_000
"""Code points of the longest source or target that is read."""
MAX_ID = 1000
"""Code points of the longest id of a segment that is read."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A source text and its translation; tags are BCP-47. `line` is the one that it begins in, from 1.

    Markup is no part of the texts. A target without text means that nothing is translated yet.
    """

    id: str
    source_language: str
    source: str
    target_language: str
    target: str
    file: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where segments are read from: what to call it in errors, and its languages, as far as they are asked for."""

    name: str = "<stream>"
    source: str | None = None
    target: str | None = None


class SegmentError(Exception):
    """What is wrong with one entry of a file, and the remedy."""


def check_text(text: str, name: str) -> str:
    """Return a text that is no longer than a segment may be, or raise SegmentError."""
    if len(text) > MAX_SEGMENT:
        size = f"{len(text):,} characters, more than {MAX_SEGMENT:,}"
        raise SegmentError(f"the {name} {shorten(text)!r} has {size}; split the segment")
    return text


def read_tag(tag: str) -> str:
    """Return a language tag of a file in its usual case; tools write underscores. Raises SegmentError."""
    try:
        return check_language(tag.strip().replace("_", "-"))
    except UsageError as error:
        raise SegmentError(str(error)) from None


def settle_language(declared: str | None, asked: str | None, option: str, where: str) -> str:
    """Return the language of one side of a file, from what the file says and what it was asked to be.

    Raises UsageError where neither says it, and InputError where they contradict each other or the file's is malformed.
    `where` is the file and line; `option` is "source" or "target".
    """
    if not declared:
        if asked is None:
            raise UsageError(f"{where}: the file doesn't tell its {option} language; name it as the {option}")
        return asked
    try:
        found = read_tag(declared)
    except SegmentError as error:
        raise InputError(f"{where}: {error}") from None
    if asked is not None and primary_language(asked) != primary_language(found):
        raise InputError(f"{where}: the {option} language is {found!r}, not {asked!r}; name the one of the file")
    return found
