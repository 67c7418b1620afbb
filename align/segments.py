"""What a document consists of: the sentences that terms are taken from, and the pieces that are left out."""

from dataclasses import dataclass
from enum import Enum


class LeftOutReason(Enum):
    """Why a piece of a document was not read as running text."""

    CHROME = "site chrome"
    REPEATED = "repeated headline or caption"
    OTHER_LANGUAGE = "in another language"
    FILE_NAME = "file name"
    ADVERTISEMENT = "advertisement slot"
    CODE = "source code"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A piece of the original text, `text == document.text[start:end]`, that no term is taken from."""

    start: int
    end: int
    text: str
    reason: LeftOutReason


@dataclass(frozen=True, slots=True)
class Segment:
    """One sentence of running text.

    `text` is the sentence as a reader sees it. `positions` gives for each code point of `text`, and for its end, the
    offset in the original text (len(text) + 1 values); None means `start + i`, which holds for all plain text files.
    """

    text: str
    language: str
    start: int
    positions: tuple[int, ...] | None = None

    def source_offset(self, index: int) -> int:
        """Return the offset in the original text of the code point `index` of the sentence."""
        return self.start + index if self.positions is None else self.positions[index]
