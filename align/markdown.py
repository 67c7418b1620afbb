"""Read Markdown (CommonMark with tables) into blocks: what a reader sees of it, with offsets into the source."""

import html
from dataclasses import dataclass, field

import regex

from align.markup import Block, BlockKind, Page, TextBuilder, find_lines

_FENCE = regex.compile(r"(`{3,}|~{3,})")
_HEADING = regex.compile(r"#{1,6}(?:\s+|$)")
_CLOSING_HASHES = regex.compile(r"\s+#+$")
_UNDERLINE = regex.compile(r"=+|-+")
_RULE = regex.compile(r"(?:[*_-]\s*){3,}")
_ITEM = regex.compile(r"(?:[-*+•]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?")
_QUOTE = regex.compile(r"(?:>\s?)+")
_DELIMITER_ROW = regex.compile(r"\|?\s*+:?-+:?\s*+(?:\|\s*+:?-*+:?\s*+)*+")
_CELL = regex.compile(r"(?:\\.|[^|\\])+")
_REFERENCE = regex.compile(r"\[[^\]]{1,300}\]:\s*\S+")
_META_TITLE = regex.compile(r"title\s*:\s*(?P<title>.+)", regex.IGNORECASE)

# Lengths are bounded so that a line of a million brackets does not take a million squared steps.
_INLINE = regex.compile(
    r"(?P<image>!\[[^\]]{0,1000}\]\([^)]{0,2000}\)|!\[[^\]]{0,1000}\]\[[^\]]{0,300}\])"
    r"|\[\^[^\]\s]{1,100}\]"
    r"|\[(?P<label>(?:\\.|[^\[\]\\]){0,1000})\](?:\([^)]{0,2000}\)|\[[^\]]{0,300}\])"
    r"|(?P<address><(?:https?://|mailto:)[^>\s]{1,2000}>)"
    r"|<!--.{0,5000}?-->|</?[A-Za-z][^<>]{0,1000}>"
    r"|(?P<ticks>`{1,3})(?P<code>[^`]{1,1000})(?P=ticks)"
    r"|\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<entity>&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,30});)"
    r"|\*{1,3}(?=\S)|(?<=\S)\*{1,3}|~~|(?<!\w)_{1,3}(?=\S)|(?<=\S)_{1,3}(?!\w)",
    regex.DOTALL,
)


def read_markdown(text: str) -> Page:
    """Return the headings, paragraphs, list items and table cells of a Markdown text; code is marked as such."""
    reader = _Reader(text)
    for start, end in find_lines(text):
        reader.read_line(start, end)
    reader.close()
    headings = (block.text for block in reader.blocks if block.kind is BlockKind.HEADING)
    return Page(tuple(reader.blocks), reader.title or next(headings, None))


@dataclass(slots=True)
class _Reader:
    """The state between two lines."""

    text: str
    blocks: list[Block] = field(default_factory=list)
    title: str | None = None
    builder: TextBuilder = field(default_factory=TextBuilder)
    kind: BlockKind = BlockKind.TEXT
    fence: str = ""
    fence_start: int = 0
    last_end: int = 0
    in_meta: bool = False

    def read_line(self, start: int, end: int) -> None:
        """Take in the line text[start:end], which is not blank."""
        line = self.text[start:end]
        is_first, follows_blank = not self.last_end, self.text.count("\n", self.last_end, start) > 1
        self.last_end = end
        if self._read_verbatim(line, start, end, is_first):
            return
        if follows_blank:
            self.flush()
        if not self.builder.characters:
            quote = _QUOTE.match(line)
            start, line = (start + quote.end(), line[quote.end() :]) if quote else (start, line)
        if self.builder.characters and self.kind is BlockKind.TEXT and _UNDERLINE.fullmatch(line):
            self.flush(BlockKind.HEADING)
        elif _RULE.fullmatch(line) or _REFERENCE.fullmatch(line):
            self.flush()
        elif heading := _HEADING.match(line):
            self.flush()
            closing = _CLOSING_HASHES.search(line)
            self._add_inline(start + heading.end(), start + closing.start() if closing else end)
            self.flush(BlockKind.HEADING)
        elif line.startswith("|") or (line.count("|") and _DELIMITER_ROW.fullmatch(line)):
            self._read_row(line, start)
        else:
            self._read_text(line, start, end)

    def _read_verbatim(self, line: str, start: int, end: int, is_first: bool) -> bool:
        """Take in a line of front matter or of a code block; False for any other."""
        if is_first and line == "---" and "\n---" in self.text[end:]:
            self.in_meta, self.fence_start = True, start
            return True
        if self.in_meta:
            title = _META_TITLE.fullmatch(line)
            self.title = title["title"].strip("\"'") if title else self.title
            if line == "---":
                self.in_meta = False
                self._add_verbatim(end, BlockKind.CHROME)
            return True
        fence = _FENCE.match(line)
        if self.fence:
            if fence and line.startswith(self.fence) and not line.strip(self.fence[0]):
                self.fence = ""
                self._add_verbatim(end, BlockKind.CODE)
            return True
        if fence:
            self.flush()
            self.fence, self.fence_start = fence.group(), start
        return bool(fence)

    def _read_row(self, line: str, start: int) -> None:
        self.flush()
        if not _DELIMITER_ROW.fullmatch(line):
            for cell in _CELL.finditer(line):
                self._add_inline(start + cell.start(), start + cell.end())
                self.flush(BlockKind.CELL)

    def _read_text(self, line: str, start: int, end: int) -> None:
        item = _ITEM.match(line)
        # A number begins a list only after a blank line or another item: "w\n2023. roku" does not.
        if item and (not self.builder.characters or not line[0].isdigit() or self.kind is BlockKind.ITEM):
            self.flush()
            self.kind = BlockKind.ITEM
            start += item.end()
        if self.builder.characters:
            self.builder.add(" ", start)
        self._add_inline(start, end)

    def _add_inline(self, start: int, end: int) -> None:
        """Add text[start:end] without its inline markup."""
        at = start
        for match in _INLINE.finditer(self.text, start, end):
            self.builder.add(self.text[at : match.start()], at)
            at = match.end()
            if match["label"] is not None:
                self._add_inline(match.start("label"), match.end("label"))
            elif match["code"] is not None:
                self.builder.add(match["code"], match.start("code"))
            elif match["escaped"] is not None:
                self.builder.add(match["escaped"], match.start("escaped"))
            elif match["entity"] is not None:
                self.builder.add(html.unescape(match["entity"]), match.start(), match.end())
        self.builder.add(self.text[at:end], at)

    def _add_verbatim(self, end: int, kind: BlockKind) -> None:
        start = self.fence_start
        self.blocks.append(Block(self.text[start:end], range(start, end + 1), kind))

    def flush(self, kind: BlockKind | None = None) -> None:
        """End the block in the making."""
        block = self.builder.build(kind or self.kind)
        self.blocks += [block] if block else []
        self.kind = BlockKind.TEXT

    def close(self) -> None:
        """End the text; a fence or front matter that was never closed reaches to its end."""
        self.flush()
        if self.fence or self.in_meta:
            self._add_verbatim(self.last_end, BlockKind.CODE if self.fence else BlockKind.CHROME)
