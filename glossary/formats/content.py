"""What goes into a file of any format and what comes out of one."""

from collections.abc import Iterable
from dataclasses import dataclass

from glossary.model import Concept, Proposal, SourceDocument

Entry = Concept | SourceDocument | Proposal

MAX_TERM = 10_000
"""Code points of the longest term that is read: what is longer comes from a broken file, and no text holds it."""
MAX_TEXT = 1_000_000
"""Code points of any other text that is read."""
MAX_COUNT = 2**31 - 1
"""The highest frequency or offset that is read: what every store can hold."""


@dataclass(frozen=True, slots=True)
class LanguagePair:
    """The source and the target language of a file that holds just two, as BCP-47 tags."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Content:
    """What is to be written: the concepts are read once and in order, so that they may be a stream."""

    concepts: Iterable[Concept]
    documents: Iterable[SourceDocument] = ()
    proposals: Iterable[Proposal] = ()
    pair: LanguagePair | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where content is read from: what to call it in errors, and its languages where the file doesn't tell them."""

    name: str = "<stream>"
    pair: LanguagePair | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """An entry of a file that makes no sense: the line it begins in (from 1), what is wrong, and the entry itself.

    The entries after it can still be read. What spoils the rest of a file is an InputError.
    """

    line: int
    reason: str
    text: str
