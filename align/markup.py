"""Take plain text, Markdown and HTML apart into blocks of text that know where in the source they stand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise

import regex

# The characters that end a line, as str.splitlines knows them.
_LINE = regex.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_BREAK = regex.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# What article exports leave of images and tables: "![]() |", and pipes that stand free.
_STUB = regex.compile(
    r"(?:!\[[^\]\n]{0,300}\]\([^)\s]{0,2000}\)|(?:^|(?<=\s))\|(?=\s|$))(?:\s*(?:!\[\]\(\)|\|(?=\s|$)))*"
)
_MIN_WRAP, _MAX_WRAP = 40, 120  # columns that texts are wrapped at


class BlockKind(Enum):
    """What a block is in its source."""

    TEXT = "text"
    HEADING = "heading"
    ITEM = "item"
    CELL = "cell"
    CODE = "code"
    CHROME = "chrome"


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list item or cell: text without markup, and where it stands.

    `offsets` holds len(text) + 1 values: the offset in the source of each code point, and of the end. A range means
    that the text stands in the source as it is.
    """

    text: str
    offsets: Sequence[int]
    kind: BlockKind = BlockKind.TEXT

    @property
    def start(self) -> int:
        """Offset in the source of the first code point."""
        return self.offsets[0]

    @property
    def end(self) -> int:
        """Offset in the source after the last code point."""
        return self.offsets[-1]

    @property
    def positions(self) -> tuple[int, ...] | None:
        """The offsets as a Segment has them: None where the text stands in the source as it is."""
        return None if isinstance(self.offsets, range) else tuple(self.offsets)

    def cut(self, start: int, end: int) -> "Block":
        """Return text[start:end] as a block, without the space around it."""
        while start < end and self.text[start].isspace():
            start += 1
        while start < end and self.text[end - 1].isspace():
            end -= 1
        return Block(self.text[start:end], self.offsets[start : end + 1], self.kind)


@dataclass(frozen=True, slots=True)
class Page:
    """A source taken apart: its blocks in order, and what its markup says about it."""

    blocks: tuple[Block, ...]
    title: str | None = None
    publisher: str | None = None
    date: str | None = None
    url: str | None = None


@dataclass(slots=True)
class TextBuilder:
    """A text in the making: runs of white space become one space, and each code point keeps its offset."""

    characters: list[str] = field(default_factory=list)
    offsets: list[int] = field(default_factory=list)
    end: int = 0

    def add(self, text: str, start: int, end: int | None = None) -> None:
        """Add text that stands at `start`; with an `end` it is written otherwise there, as an entity is."""
        for i, character in enumerate(text):
            at = start + i if end is None else start
            if not character.isspace():
                self.characters.append(character)
                self.offsets.append(at)
                self.end = at + 1 if end is None else end
            elif self.characters and self.characters[-1] != " ":
                # A space belongs directly behind the word before it, so that a word's end is not that of its tag.
                self.characters.append(" ")
                self.offsets.append(self.end)

    def build(self, kind: BlockKind) -> Block | None:
        """Return what was added as a block and begin anew; None without text."""
        if self.characters and self.characters[-1] == " ":
            self.characters.pop()
            self.offsets.pop()
        block = Block("".join(self.characters), (*self.offsets, self.end), kind) if self.characters else None
        self.characters, self.offsets = [], []
        return block


def find_lines(text: str) -> Iterator[tuple[int, int]]:
    r"""Yield the start and end of each line that is not blank, without the space around it.

    >>> list(find_lines("ab\n\n  c\n"))
    [(0, 2), (6, 7)]
    """
    for match in _LINE.finditer(text):
        line = match.group()
        stripped = line.strip()
        if stripped:
            start = match.start() + len(line) - len(line.lstrip())
            yield start, start + len(stripped)


def read_plain(text: str) -> Page:
    """Return the paragraphs of a plain text: its lines, or runs of lines where it is wrapped at a column."""
    blocks: list[Block] = []
    lines = list(find_lines(text))
    for start, end in _join_wrapped(text, lines):
        whole = Block(text[start:end], range(start, end + 1))
        at = 0
        for stub in _STUB.finditer(whole.text):
            blocks += [whole.cut(at, stub.start()), whole.cut(stub.start(), stub.end())]
            at = stub.end()
        blocks.append(whole.cut(at, len(whole.text)))
    return Page(tuple(block for block in blocks if block.text))


def _join_wrapped(text: str, lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join the lines of each paragraph if the text is wrapped; how, shows in the lines that have a follower.

    A line was wrapped when the first word of the next one would not have fitted into the width of the text.
    """
    width = max((end - start for start, end in lines), default=0)
    if not _MIN_WRAP <= width <= _MAX_WRAP:
        return lines
    pairs = list(pairwise(lines))
    adjacent = [len(_BREAK.findall(text, a[1], b[0])) == 1 for a, b in pairs]
    wrapped = [
        near and a[1] - a[0] + 1 + len(text[b[0] : b[1]].split(maxsplit=1)[0]) > width
        for near, (a, b) in zip(adjacent, pairs, strict=True)
    ]
    if sum(wrapped) < 3 or 2 * sum(wrapped) < sum(adjacent):
        return lines
    joined = lines[:1]
    for follows, line in zip(wrapped, lines[1:], strict=True):
        joined[-1:] = [(joined[-1][0], line[1])] if follows else [joined[-1], line]
    return joined
