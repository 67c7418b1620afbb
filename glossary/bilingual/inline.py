"""The text of a segment in XML: what is translated, without the codes for formatting in it."""

from collections.abc import Mapping
from enum import Enum

from lxml import etree

from glossary.bilingual.content import SegmentError, check_text
from glossary.formats.xml_input import find_local_name
from glossary.text import shorten


class Inline(Enum):
    """What an inline element gives: the text in it, a line break if it is one, or nothing."""

    TEXT = "text"
    CODE = "code"


_BREAKS = frozenset({"lb", "x-br", "xlf:lb", "br"})
_Kinds = Mapping[str, Inline]

TMX: _Kinds = {
    "hi": Inline.TEXT,
    **dict.fromkeys(("bpt", "ept", "it", "ph", "ut"), Inline.CODE),
}
"""TMX 1.4b, 3.2: the content of the codes is native formatting."""
XLIFF1: _Kinds = {
    **dict.fromkeys(("g", "mrk"), Inline.TEXT),
    **dict.fromkeys(("x", "bx", "ex", "bpt", "ept", "ph", "it", "sub"), Inline.CODE),
}
"""XLIFF 1.2, 2.3: as in TMX; `g` stands around text."""
XLIFF2: _Kinds = {
    **dict.fromkeys(("pc", "mrk"), Inline.TEXT),
    **dict.fromkeys(("cp", "ph", "sc", "ec", "sm", "em"), Inline.CODE),
}
"""XLIFF 2.1, 4.2.3: codes have no content; `cp` stands for a character that XML can't hold."""


def read_text(element: etree._Element, kinds: Mapping[str, Inline], name: str) -> str:
    """Return the text of a source or target, or raise SegmentError for what can't stand in it or is too long."""
    return check_text("".join(_collect(element, kinds)), name)


def _collect(element: etree._Element, kinds: Mapping[str, Inline]) -> list[str]:
    parts = [element.text or ""]
    for child in element:
        if child.tag is etree.Entity:
            raise SegmentError(f"the entity {shorten(child.text or '')} isn't taken; write its text instead")
        # What the standards don't know is an extension, whose content isn't text.
        if kinds.get(find_local_name(child)) is Inline.TEXT:
            parts.extend(_collect(child, kinds))
        elif {child.get("ctype"), child.get("type"), child.get("subType")} & _BREAKS:
            parts.append("\n")
        parts.append(child.tail or "")
    return parts
