"""A phrase dictionary in the markup of Azure AI Translator (Microsoft, "How to use a dynamic dictionary").

Each entry is an element as it stands in a text that is sent to be translated, on a line of its own:
`<mstrans:dictionary translation="разводной мост">most zwodzony</mstrans:dictionary>`. Microsoft defines this element
only; the root, with the languages under the names that requests have for them, is ours. Custom Translator itself
trains on dictionaries in TMX and XLSX.
"""

from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO
from xml.sax.saxutils import escape

from lxml import etree

from glossary.errors import InputError
from glossary.formats.content import Content, LanguagePair, Origin, Rejected
from glossary.formats.term_pairs import (
    BARE_LOSS,
    PAIR_LOSSES,
    UNIQUE_LOSS,
    Limits,
    PairEntry,
    PairError,
    iterate_pairs,
    join_entries,
    keep_pair,
    parse_entry,
    parse_language,
    require_pair,
)
from glossary.formats.xml_input import find_line, find_local_name, find_root, iterate_elements
from glossary.model import Concept
from glossary.text import shorten

LOSSES = (*PAIR_LOSSES, BARE_LOSS, UNIQUE_LOSS)

_ROOT = "phraseDictionary"
_PREFIX = "mstrans"
_LIMITS = Limits()


def keep(concept: Concept, pair: LanguagePair | None) -> Concept | None:
    """Return a concept as the file holds it: source terms and one target term; None if one is missing."""
    return keep_pair(concept, pair, _LIMITS)


def write_azure(content: Content, stream: BinaryIO) -> None:
    """Write a glossary as a phrase dictionary; holds a digest of each source term."""
    pair = require_pair(content.pair)
    head = f'<{_ROOT} xmlns:{_PREFIX}="urn:{_PREFIX}" from="{_quote(pair.source)}" to="{_quote(pair.target)}">'
    stream.write(f'<?xml version="1.0" encoding="utf-8"?>\n{head}\n'.encode())
    name = f"{_PREFIX}:dictionary"
    stream.writelines(
        f'<{name} translation="{_quote(target)}">{_quote(source)}</{name}>\n'.encode()
        for source, target, _ in iterate_pairs(content, keep)
    )
    stream.write(f"</{_ROOT}>\n".encode())


def read_azure(stream: BinaryIO, origin: Origin) -> Iterator[Concept | Rejected]:
    """Yield the entries of a phrase dictionary as concepts, in flat memory but for their ids.

    They may stand in any well-formed XML, within running text, too; those that stand together and have the same
    translation are one concept. An entry is rejected if it has no term or no translation, or those of an earlier one.
    Raises InputError for what is no well-formed XML, or tells other languages than the origin, or none.
    """
    elements = iterate_elements(stream, ["{*}dictionary"], origin.name)
    first = next(elements, None)
    if first is not None:
        pair = _find_pair(first.getroottree().getroot(), origin)
        yield from join_entries(map(_read_entry, chain([first], elements)), pair)


def recognize_azure(head: bytes) -> bool:
    """Whether a file that begins so is XML in which such entries may stand."""
    root = find_root(head)
    return root is not None and (_PREFIX in root.nsmap or find_local_name(root) == _ROOT)


def _read_entry(element: etree._Element) -> PairEntry | Rejected:
    line, text = find_line(element), etree.tostring(element, encoding="unicode", with_tail=False)
    if any(child.tag is etree.Entity for child in element.iter()):
        return Rejected(
            line, "the source has a reference to an entity, which isn't taken; write its text instead", text
        )
    source = "".join(map(str, element.itertext(tag=etree.Element)))
    try:
        return parse_entry(line, text, source, element.get("translation") or "")
    except PairError as error:
        return Rejected(line, str(error), text)


def _find_pair(root: etree._Element, origin: Origin) -> LanguagePair:
    """Return the languages that the root tells, or else the origin; raise InputError if they tell others, or none."""
    place = f"{origin.name}:{find_line(root)}"
    source, target = root.get("from"), root.get("to")
    if source is None or target is None:
        if origin.pair is None:
            raise InputError(f"{place}: the file doesn't tell its languages; name the source and the target")
        return origin.pair
    try:
        told = LanguagePair(parse_language(source), parse_language(target))
    except PairError as error:
        raise InputError(f"{place}: {error}") from None
    if origin.pair is not None and origin.pair != told:
        expected = f"{origin.pair.source!r} to {origin.pair.target!r}"
        found = f"{shorten(told.source)!r} to {shorten(told.target)!r}"
        raise InputError(f"{place}: the file is from {found}, not from {expected}; name its languages")
    return told


def _quote(text: str) -> str:
    return escape(text, {'"': "&quot;"})
