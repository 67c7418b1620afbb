"""Segments of XLIFF 1.2 (OASIS, 2008) and 2.0, 2.1 (OASIS, 2014, 2018; ISO 21720)."""

from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from glossary.bilingual.content import MAX_ID, Origin, Segment, SegmentError, settle_language
from glossary.bilingual.inline import XLIFF1, XLIFF2, read_text
from glossary.formats.content import Rejected
from glossary.formats.xml_input import find_line, find_local_name, iterate_elements

_SHOWN = 1000
# XLIFF 1.2, 3.2.1 (state): what such a target holds is a copy of the source, or of an older translation.
_UNTRANSLATED = frozenset({"new", "needs-translation"})


def read_xliff1(stream: BinaryIO, origin: Origin) -> Iterator[Segment | Rejected]:
    """Yield the units of XLIFF 1.x as segments, in flat memory; those that are not to be translated are passed over.

    A unit whose target is missing, `new` or `needs-translation` has an empty target. Raises UsageError where the
    target language is neither in the file nor asked for, and InputError where another one is.
    """
    for number, unit in enumerate(iterate_elements(stream, ("{*}trans-unit",), origin.name), 1):
        if not _is_translatable(unit):
            continue
        file = next(unit.iterancestors("{*}file"), None)
        declared = (None, None) if file is None else (file.get("source-language"), file.get("target-language"))
        languages = _settle(unit, declared, origin)
        try:
            yield _read_unit(unit, languages, number, origin)
        except SegmentError as error:
            yield _reject(unit, error)


def read_xliff2(stream: BinaryIO, origin: Origin) -> Iterator[Segment | Rejected]:
    """Yield the segments of the units of XLIFF 2.x, in flat memory; those not to be translated are passed over.

    The id of a segment is that of its unit, a slash, and its own id or else its number in the unit. Raises UsageError
    where the target language is neither in the file nor asked for, and InputError where another one is.
    """
    for number, unit in enumerate(iterate_elements(stream, ("{*}unit",), origin.name), 1):
        if not _is_translatable(unit):
            continue
        root = unit.getroottree().getroot()
        languages = _settle(unit, (root.get("srcLang"), root.get("trgLang")), origin)
        for place, segment in enumerate(unit.iterfind("{*}segment"), 1):
            identifier = f"{unit.get('id') or number}/{segment.get('id') or place}"
            try:
                yield _read_segment(segment, languages, identifier, origin)
            except SegmentError as error:
                yield _reject(segment, error)


def _settle(unit: etree._Element, declared: tuple[str | None, str | None], origin: Origin) -> tuple[str, str]:
    where = f"{origin.name}:{find_line(unit)}"
    return (
        settle_language(declared[0], origin.source, "source", where),
        settle_language(declared[1], origin.target, "target", where),
    )


def _is_translatable(unit: etree._Element) -> bool:
    """Whether a unit is to be translated: what stands around it says so for all that is in it."""
    told = (element.get("translate") for element in (unit, *unit.iterancestors()))
    return next((value for value in told if value is not None), "yes") != "no"


def _read_unit(unit: etree._Element, languages: tuple[str, str], number: int, origin: Origin) -> Segment:
    source = _find_source(unit)
    target = unit.find("{*}target")
    is_translated = target is not None and target.get("state") not in _UNTRANSLATED
    return Segment(
        (unit.get("id") or str(number))[:MAX_ID],
        languages[0],
        read_text(source, XLIFF1, "source"),
        languages[1],
        read_text(target, XLIFF1, "target") if target is not None and is_translated else "",
        origin.name,
        find_line(unit),
    )


def _read_segment(segment: etree._Element, languages: tuple[str, str], identifier: str, origin: Origin) -> Segment:
    source, target = _find_source(segment), segment.find("{*}target")
    return Segment(
        identifier[:MAX_ID],
        languages[0],
        read_text(source, XLIFF2, "source"),
        languages[1],
        "" if target is None else read_text(target, XLIFF2, "target"),
        origin.name,
        find_line(segment),
    )


def _find_source(element: etree._Element) -> etree._Element:
    source = element.find("{*}source")
    if source is None:
        raise SegmentError(f"<{find_local_name(element)}> has no <source>; write the text into one")
    return source


def _reject(element: etree._Element, error: SegmentError) -> Rejected:
    entry = etree.tostring(element, encoding="unicode", with_tail=False)[:_SHOWN]
    return Rejected(find_line(element), str(error), entry)
