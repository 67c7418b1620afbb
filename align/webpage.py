"""Read HTML into blocks with offsets into the source, and tell the article from the page around it.

trafilatura knows best which part of a page is the article, but gives text without positions; html.parser gives
positions. A block counts as part of the article when its letters stand in trafilatura's text.
"""

import html
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

import regex

from align.markup import Block, BlockKind, Page, TextBuilder

_KINDS = dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), BlockKind.HEADING)
_KINDS |= {"li": BlockKind.ITEM, "dt": BlockKind.ITEM, "dd": BlockKind.ITEM}
_KINDS |= {"td": BlockKind.CELL, "th": BlockKind.CELL, "pre": BlockKind.CODE}
_BLOCKS = frozenset(_KINDS) | frozenset(
    "address article aside blockquote body br caption center details dialog div dl fieldset figcaption figure footer "
    "form header hgroup hr html legend main nav ol option p section select summary table tbody tfoot thead tr ul "
    "button label".split()
)
_INVISIBLE = frozenset(("script", "style", "noscript", "template", "svg", "math", "iframe", "object", "textarea"))
_CHROME = frozenset(("nav", "footer", "aside", "form", "button", "select", "dialog", "menu"))
_NOT_A_WORD = regex.compile(r"[^\p{L}\p{N}]+")
_SHORT = 30  # letters; a shorter block must be a whole line of the article, or "Kultura" is found in any text


def read_html(text: str) -> Page:
    """Return the blocks of a page; those outside of the article are of the kind CHROME."""
    parser = _Parser(text)
    parser.feed(text)
    parser.close()
    parser.flush()
    title = " ".join(parser.page_title.split()) or None
    meta = parser.meta
    return Page(
        _mark_chrome(text, parser.blocks),
        meta.get("og:title") or parser.heading or title,
        meta.get("og:site_name"),
        _find_date(meta.get("article:published_time", "")),
        meta.get("canonical") or meta.get("og:url"),
    )


def _mark_chrome(text: str, blocks: list[Block]) -> tuple[Block, ...]:
    """Return the blocks, those that are not in trafilatura's text marked as CHROME; the first h1 stays in any case."""
    from trafilatura import extract  # noqa: PLC0415 - half a second

    article = extract(text, include_comments=False, include_tables=True, favor_recall=True)
    if not article:  # too short a page for its statistics
        return tuple(blocks)
    letters = _letters(article)
    lines = {_letters(part) for line in article.splitlines() for part in (line, *line.split("|"))}
    marked = []
    has_headline = False
    for block in blocks:
        own = _letters(block.text)
        is_headline = block.kind is BlockKind.HEADING and not has_headline
        has_headline |= is_headline
        is_article = own in lines or is_headline or (len(own) >= _SHORT and own in letters)
        keeps = is_article or block.kind in (BlockKind.CODE, BlockKind.CHROME)
        marked.append(block if keeps else replace(block, kind=BlockKind.CHROME))
    return tuple(marked)


def _find_date(text: str) -> str | None:
    match = regex.match(r"\d{4}-\d{2}-\d{2}", text)
    return match.group() if match else None


def _letters(text: str) -> str:
    return _NOT_A_WORD.sub("", text).casefold()


@dataclass(slots=True)
class _Skipped:
    """The element that hides or sets apart what stands in it, and how many of its name are open."""

    tag: str
    depth: int = 1


@dataclass(slots=True)
class _State:
    builder: TextBuilder = field(default_factory=TextBuilder)
    kind: BlockKind = BlockKind.TEXT
    hidden: _Skipped | None = None
    chrome: _Skipped | None = None
    in_title: bool = False


class _Parser(HTMLParser):
    """Collect visible text block by block. Entities are handled here, as html.parser's own way loses their places."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=False)
        self.text = text
        self.blocks: list[Block] = []
        self.meta: dict[str, str] = {}
        self.page_title = ""
        self.heading: str | None = None
        self._state = _State()
        self._lines = [0, *(match.end() for match in regex.finditer("\n", text))]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a block, or what hides or sets apart what follows."""
        state = self._state
        if tag in ("meta", "link"):
            self._read_meta({name: value or "" for name, value in attrs})
        if tag in _BLOCKS:
            self.flush()
            state.kind = _KINDS.get(tag, BlockKind.TEXT)
        state.in_title = state.in_title or (tag == "title" and state.hidden is None)
        state.hidden = _enter(state.hidden, tag, _INVISIBLE)
        state.chrome = _enter(state.chrome, tag, _CHROME)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take `<br/>` for a begin tag and an end tag in one."""
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """End a block, or what hides or sets apart."""
        if tag in _BLOCKS:
            self.flush()
        self._state.in_title = self._state.in_title and tag != "title"
        self._state.hidden = _leave(self._state.hidden, tag)
        self._state.chrome = _leave(self._state.chrome, tag)

    def handle_data(self, data: str) -> None:
        """Add text."""
        self._add(data, None)

    def handle_entityref(self, name: str) -> None:
        """Add the character that an entity such as `&amp;` stands for."""
        self._add_reference(f"&{name}")

    def handle_charref(self, name: str) -> None:
        """Add the character that a reference such as `&#243;` stands for."""
        self._add_reference(f"&#{name}")

    def _add_reference(self, source: str) -> None:
        at = self._offset()
        source += ";" if self.text.startswith(";", at + len(source)) else ""
        character = html.unescape(source)
        self._add(character, None if character == source else at + len(source))

    def _add(self, text: str, end: int | None) -> None:
        if self._state.in_title:
            self.page_title += text
        elif self._state.hidden is None:
            self._state.builder.add(text, self._offset(), end)

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def _read_meta(self, attributes: dict[str, str]) -> None:
        name = attributes.get("property") or attributes.get("name") or attributes.get("rel", "")
        value = attributes.get("content") or attributes.get("href") or ""
        if value.strip():
            self.meta.setdefault(name.lower(), value.strip())

    def flush(self) -> None:
        """End the block in the making."""
        kind = BlockKind.CHROME if self._state.chrome else self._state.kind
        block = self._state.builder.build(kind)
        if block:
            self.blocks.append(block)
            if kind is BlockKind.HEADING and self.heading is None:
                self.heading = block.text
        self._state.kind = BlockKind.TEXT


def _enter(skipped: _Skipped | None, tag: str, names: frozenset[str]) -> _Skipped | None:
    if skipped is None:
        return _Skipped(tag) if tag in names else None
    if tag == skipped.tag:
        skipped.depth += 1
    return skipped


def _leave(skipped: _Skipped | None, tag: str) -> _Skipped | None:
    if skipped is not None and tag == skipped.tag:
        skipped.depth -= 1
        return skipped if skipped.depth else None
    return skipped
