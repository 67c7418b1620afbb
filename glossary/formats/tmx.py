"""TMX 1.4, what translation memories exchange (LISA OSCAR, 2005): a unit is a concept, a variant of it a term.

It has no place for the standing of a term, and tools offer each variant as a translation: so those out of use are not
written. What the properties `x-…` of ours tell, other tools pass over.
"""

from collections.abc import Iterator, Mapping
from typing import BinaryIO

from lxml import etree

from glossary.errors import UsageError
from glossary.formats.content import MAX_TERM, MAX_TEXT, Content, LanguagePair, Origin, Rejected
from glossary.formats.identity import make_id
from glossary.formats.tbx_remarks import NOT_XML
from glossary.formats.tbx_writing import mend
from glossary.formats.xml_input import find_line, find_local_name, find_root, iterate_contents
from glossary.model import AdministrativeStatus, Concept, ConceptStatus, LanguageSection, Term
from glossary.text import check_language, shorten

LOSSES = (
    "concepts that are rejected, and terms that are deprecated, superseded or rejected, are left out",
    "of concepts only subject field, definition and note; other tools see the first two as properties, if at all",
    "of terms only the note and whether they are preferred or admitted, which other tools see as a property, if at all",
    "definitions and notes of languages, links, proposals and documents are left out",
    "characters that XML can't hold are replaced by U+FFFD, and written \\uXXXX in ids; concepts without an id get one",
    "white space around terms is lost",
    "sections of one language are joined, the preferred terms first; tags are in the usual case",
    "terms without text, or of more than 10,000 characters, and languages of malformed tags are left out",
)

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<tmx version="1.4">\n'
    '<header creationtool="glossalign" creationtoolversion="1" segtype="phrase" o-tmf="glossalign" adminlang="en" '
    'srclang="{}" datatype="plaintext"/>\n<body>\n'
)
_TAIL = b"</body>\n</tmx>\n"
_ALL_LANGUAGES = "*all*"
_SUBJECT_FIELD, _DEFINITION, _STATUS = "x-subject-field", "x-definition", "x-administrative-status"
_WRITTEN = (AdministrativeStatus.PREFERRED, AdministrativeStatus.ADMITTED, AdministrativeStatus.PROPOSED)
_STATUSES: Mapping[str, AdministrativeStatus] = {each.value: each for each in AdministrativeStatus}


class _UnitError(Exception):
    """What is wrong with a unit, and the remedy."""


# -- writing -----------------------------------------------------------------------------------------------------------


def keep(concept: Concept, pair: LanguagePair | None) -> Concept | None:  # noqa: ARG001 - every format has these
    """Return a concept as TMX holds it; None if it is rejected or has no term that may be used."""
    terms: dict[str, list[Term]] = {}
    for section in concept.sections:
        try:
            language = check_language(section.language)
        except UsageError:
            continue
        found = [_keep_term(term) for term in section.terms if term.status in _WRITTEN]
        terms.setdefault(language, []).extend(term for term in found if 0 < len(term.text) <= MAX_TERM)
    sections = tuple(
        LanguageSection(
            language, tuple(sorted(found, key=lambda term: term.status is not AdministrativeStatus.PREFERRED))
        )
        for language, found in terms.items()
        if found
    )
    if concept.status is ConceptStatus.REJECTED or not sections:
        return None
    return Concept(
        NOT_XML.sub(lambda match: f"\\u{ord(match[0]):04x}", concept.id) or make_id(sections),
        sections,
        subject_field=_mend_optional(concept.subject_field),
        definition=_mend_optional(concept.definition),
        note=_mend_optional(concept.note),
    )


def write_tmx(content: Content, stream: BinaryIO) -> None:
    """Write a glossary as TMX 1.4; it has a source language only if the content names one."""
    source = content.pair.source if content.pair else _ALL_LANGUAGES
    stream.write(_HEAD.format(source).encode())
    for concept in content.concepts:
        kept = keep(concept, content.pair)
        if kept is not None:
            unit = _make_unit(kept)
            etree.indent(unit)
            stream.write(etree.tostring(unit, encoding="utf-8") + b"\n")
    stream.write(_TAIL)


def _mend_optional(text: str | None) -> str | None:
    return None if text is None else mend(text)


def _keep_term(term: Term) -> Term:
    return Term(mend(term.text).strip(), term.status, note=_mend_optional(term.note))


def _make_unit(kept: Concept) -> etree._Element:
    unit = etree.Element("tu", tuid=kept.id)
    _add_text(unit, "note", kept.note)
    _add_text(unit, "prop", kept.subject_field, _SUBJECT_FIELD)
    _add_text(unit, "prop", kept.definition, _DEFINITION)
    for section in kept.sections:
        for term in section.terms:
            variant = etree.SubElement(unit, "tuv", {_XML_LANG: section.language})
            _add_text(variant, "note", term.note)
            if term.status is not AdministrativeStatus.PROPOSED:
                _add_text(variant, "prop", term.status.value, _STATUS)
            _add_text(variant, "seg", term.text)
    return unit


def _add_text(parent: etree._Element, tag: str, text: str | None, kind: str | None = None) -> None:
    if text is not None:
        element = etree.SubElement(parent, tag)
        element.text = text
        if kind is not None:
            element.set("type", kind)


# -- reading -----------------------------------------------------------------------------------------------------------


def read_tmx(stream: BinaryIO, origin: Origin) -> Iterator[Concept | Rejected]:
    """Yield the units of a file of any version as concepts, in flat memory but for their ids.

    A segment is read without the codes in it (`bpt`, `ept`, `it`, `ph`, `ut`), which stand for formatting, and one
    that is empty is passed over. A unit is rejected if it has no term, a variant without a good language or without a
    segment, a text that is too long, or the id or the terms of an earlier one. Raises InputError for what is no
    well-formed XML, declares entities or is of another format.
    """
    seen: set[str] = set()
    for element in iterate_contents(stream, ("tmx",), frozenset({"body"}), origin.name):
        name, parent = find_local_name(element), element.getparent()
        if name == "tu":
            yield _read_concept(element, seen)
        elif name and parent is not None and find_local_name(parent) == "body":
            yield _reject(element, f"<{shorten(name)}> can't stand in <body>; expected <tu>")


def recognize_tmx(head: bytes) -> bool:
    """Whether a file that begins so is TMX."""
    root = find_root(head)
    return root is not None and find_local_name(root) == "tmx"


def _read_concept(unit: etree._Element, seen: set[str]) -> Concept | Rejected:
    try:
        concept = _read_unit(unit)
    except _UnitError as error:
        return _reject(unit, str(error))
    if concept.id in seen:
        named = f"the tuid {shorten(concept.id)!r} stands twice" if unit.get("tuid") else "a unit has the same terms"
        return _reject(unit, f"{named}; give each unit a tuid of its own")
    seen.add(concept.id)
    return concept


def _reject(element: etree._Element, reason: str) -> Rejected:
    return Rejected(find_line(element), reason, etree.tostring(element, encoding="unicode", with_tail=False))


def _read_unit(unit: etree._Element) -> Concept:
    terms: dict[str, list[Term]] = {}
    for variant in unit.iterfind("{*}tuv"):
        language = _read_language(variant)
        term = _read_term(variant)
        if term.text:
            terms.setdefault(language, []).append(term)
    if not terms:
        raise _UnitError("the unit has no term; write a <tuv> with a <seg>, or remove the unit")
    sections = tuple(LanguageSection(language, tuple(found)) for language, found in terms.items())
    properties = _read_properties(unit)
    return Concept(
        _check_length(unit.get("tuid") or make_id(sections), MAX_TERM, "the tuid"),
        sections,
        subject_field=properties.get(_SUBJECT_FIELD),
        definition=properties.get(_DEFINITION),
        note=_read_note(unit),
    )


def _read_language(variant: etree._Element) -> str:
    # The bare attribute is that of versions before 1.3 (TMX 1.4b, 4.1).
    tag = variant.get(_XML_LANG) or variant.get("lang")
    if not tag:
        raise _UnitError("a <tuv> has no language; write it into xml:lang")
    try:
        return check_language(tag.strip().replace("_", "-"))
    except UsageError as error:
        raise _UnitError(str(error)) from None


def _read_term(variant: etree._Element) -> Term:
    segment = variant.find("{*}seg")
    if segment is None:
        raise _UnitError("a <tuv> has no <seg>; write its text into one")
    text = _check_length(_read_text(segment).strip(), MAX_TERM, "the term")
    status = _read_properties(variant).get(_STATUS, AdministrativeStatus.PROPOSED.value)
    if status not in _STATUSES:
        raise _UnitError(f"{_STATUS}: expected one of {', '.join(_STATUSES)}, not {shorten(status)!r}")
    return Term(text, _STATUSES[status], note=_read_note(variant))


def _read_text(element: etree._Element) -> str:
    """Return the text of an element and of the marks in it, without codes and comments."""
    parts = [element.text or ""]
    for child in element:
        if child.tag is etree.Entity:
            raise _UnitError(f"the entity {shorten(child.text or '')} isn't taken; write its text instead")
        if find_local_name(child) == "hi":
            parts.append(_read_text(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _read_note(element: etree._Element) -> str | None:
    notes = [_read_text(note) for note in element.iterfind("{*}note")]
    return _check_length("\n".join(notes), MAX_TEXT, "the note") if notes else None


def _read_properties(element: etree._Element) -> Mapping[str, str]:
    """Return the texts of the properties that are ours, by their types."""
    found = {prop.get("type", ""): prop for prop in element.iterfind("{*}prop")}
    ours = ((kind, found[kind]) for kind in (_SUBJECT_FIELD, _DEFINITION, _STATUS) if kind in found)
    return {kind: _check_length(_read_text(prop), MAX_TEXT, kind) for kind, prop in ours}


def _check_length(text: str, limit: int, name: str) -> str:
    if len(text) > limit:
        size = f"{len(text):,} characters, more than {limit:,}"
        raise _UnitError(f"{name} {shorten(text)!r} has {size}; shorten it")
    return text
