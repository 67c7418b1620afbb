"""Segments of a translation memory in TMX 1.4 (LISA, 2005): one variant of a unit is the source, one the target."""

from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from glossary.bilingual.content import MAX_ID, Origin, Segment, SegmentError, read_tag
from glossary.bilingual.inline import TMX, read_text
from glossary.errors import UsageError
from glossary.formats.content import Rejected
from glossary.formats.xml_input import find_line, find_local_name, iterate_contents
from glossary.text import matches_language

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ALL_LANGUAGES = "*all*"
_SHOWN = 1000


def read_tmx(stream: BinaryIO, origin: Origin) -> Iterator[Segment | Rejected]:
    """Yield the units that have both languages as segments, in flat memory.

    The source language is the one asked for, else `srclang` of the unit or the file; the target the one asked for, else
    the only other language of the unit. A variant in a region of a language serves for the language. Raises UsageError
    where neither tells the source language.
    """
    header: str | None = None
    number = 0
    for element in iterate_contents(stream, ("tmx",), frozenset({"body"}), origin.name):
        name = find_local_name(element)
        if name == "header":
            header = element.get("srclang")
        elif name == "tu":
            number += 1
            language = origin.source or _find_source_language(element, header, origin)
            try:
                segment = _read_unit(element, language, number, origin)
            except SegmentError as error:
                entry = etree.tostring(element, encoding="unicode", with_tail=False)[:_SHOWN]
                yield Rejected(find_line(element), str(error), entry)
            else:
                if segment is not None:
                    yield segment


def _find_source_language(unit: etree._Element, header: str | None, origin: Origin) -> str:
    found = unit.get("srclang") or header
    if not found or found.lower() == _ALL_LANGUAGES:
        raise UsageError(f"{origin.name}:{find_line(unit)}: no source language is told; name it as the source")
    return found


def _read_unit(unit: etree._Element, language: str, number: int, origin: Origin) -> Segment | None:
    """Return a unit as a segment; None if one of the languages isn't in it."""
    source_language = read_tag(language)
    variants = [(_read_language(variant), variant) for variant in unit.iterfind("{*}tuv")]
    source = _find_variant(variants, source_language)
    if source is None:
        return None
    target = _find_target(variants, source[0], origin.target)
    if target is None:
        return None
    return Segment(
        (unit.get("tuid") or str(number))[:MAX_ID],
        source[0],
        _read_variant(source[1], "source"),
        target[0],
        _read_variant(target[1], "target"),
        origin.name,
        find_line(unit),
    )


_Variant = tuple[str, etree._Element]


def _find_target(variants: list[_Variant], source_language: str, asked: str | None) -> _Variant | None:
    if asked is not None:
        return _find_variant(variants, asked)
    others = {language for language, _ in variants} - {source_language}
    if len(others) > 1:
        raise SegmentError(f"the unit is in {', '.join(sorted(others))}; name one of these as the target")
    return _find_variant(variants, others.pop()) if others else None


def _find_variant(variants: list[_Variant], wanted: str) -> _Variant | None:
    """Return the first variant of a language, one of the very tag before others."""
    fitting = [variant for variant in variants if matches_language(variant[0], wanted)]
    return next((variant for variant in fitting if variant[0] == wanted), fitting[0] if fitting else None)


def _read_language(variant: etree._Element) -> str:
    # The bare attribute is that of versions before 1.3 (TMX 1.4b, 4.1).
    tag = variant.get(_XML_LANG) or variant.get("lang")
    if not tag:
        raise SegmentError("a <tuv> has no language; write it into xml:lang")
    return read_tag(tag)


def _read_variant(variant: etree._Element, name: str) -> str:
    segment = variant.find("{*}seg")
    if segment is None:
        raise SegmentError("a <tuv> has no <seg>; write its text into one")
    return read_text(segment, TMX, name)
