"""TBX v3 (ISO 30042:2019), dialect TBX-Basic, DCA style: what CAT tools and termbases exchange."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO

from lxml import etree

from glossary.model import (
    AdministrativeStatus,
    Concept,
    Context,
    LanguageSection,
    Link,
    PartOfSpeech,
    SourceDocument,
    Term,
)

NAMESPACE = "urn:iso:std:iso:30042:ed-2"
MAX_CONTEXTS = 3
LOSSES = (
    "proposed terms are marked admitted and rejected terms deprecated, with a note: TBX-Basic has neither status",
    "proper nouns are marked nouns",
    f"at most {MAX_CONTEXTS} contexts of a term, each with another sentence, and without their offsets",
    "inflected forms are left out",
    "kind, status, confidence, frequency, termhood and links are notes for people to read",
    "characters that XML can't hold are replaced by U+FFFD",
    "ids that are no XML names are escaped",
    "languages without terms, and concepts without languages, are left out",
)

_HEAD = (
    f'<?xml version="1.0" encoding="UTF-8"?>\n<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="{NAMESPACE}">\n'
).encode()
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_IN_NAME = re.compile(r"[^A-Za-z0-9_.\-]|_(?=x[0-9A-F]+_)|^[^A-Za-z_]")

_STATUSES: Mapping[AdministrativeStatus, str] = {
    AdministrativeStatus.PREFERRED: "preferredTerm-admn-sts",
    AdministrativeStatus.ADMITTED: "admittedTerm-admn-sts",
    AdministrativeStatus.DEPRECATED: "deprecatedTerm-admn-sts",
    AdministrativeStatus.SUPERSEDED: "supersededTerm-admn-sts",
    AdministrativeStatus.REJECTED: "deprecatedTerm-admn-sts",
    AdministrativeStatus.PROPOSED: "admittedTerm-admn-sts",
}


def write_tbx(concepts: Iterable[Concept], documents: Iterable[SourceDocument], stream: BinaryIO) -> None:
    """Write a glossary as TBX-Basic, one concept at a time. It carries no time of export: the bytes are repeatable."""
    sources = {document.id: _describe(document) for document in documents}
    stream.write(_HEAD)
    stream.write(_serialize(_make_header(sources.values())))
    stream.write(b"<text><body>\n")
    stream.writelines(
        _serialize(_make_entry(concept, sources))
        for concept in concepts
        if any(section.terms for section in concept.sections)
    )
    stream.write(b"</body></text>\n</tbx>\n")


def _serialize(element: etree._Element) -> bytes:
    """Return an element of the body as bytes.

    The elements are made without a namespace, and stand in the default one of the root: lxml would else declare it
    anew on every concept. (Its own incremental writer would give the root's xml:lang a false prefix.)
    """
    etree.indent(element)
    return etree.tostring(element, encoding="utf-8") + b"\n"


def _add(parent: etree._Element, tag: str, text: str | None = None, kind: str | None = None) -> etree._Element:
    element = etree.SubElement(parent, tag)
    if kind is not None:
        element.set("type", kind)
    if text is not None:
        element.text = _NOT_XML.sub("\ufffd", text)
    return element


def _make_header(sources: Iterable[str]) -> etree._Element:
    header = etree.Element("tbxHeader")
    description = _add(_add(header, "fileDesc"), "sourceDesc")
    _add(description, "p", "Glossary made by glossalign from the documents below.")
    for source in sources:
        _add(description, "p", source)
    return header


def _make_entry(concept: Concept, sources: Mapping[str, str]) -> etree._Element:
    entry = etree.Element("conceptEntry", id=_make_name(concept.id))
    for kind, text in (("subjectField", concept.subject_field), ("definition", concept.definition)):
        if text is not None:
            _add(entry, "descrip", text, kind)
    if concept.note is not None:
        _add(entry, "note", concept.note)
    _add(
        entry,
        "note",
        f"kind: {concept.kind.value}; status: {concept.status.value}; confidence: {concept.confidence:.4f}",
    )
    for link in concept.links:
        _add(entry, "note", _describe_link(link))
    for section in concept.sections:
        if section.terms:
            _add_section(entry, section, sources)
    return entry


def _add_section(entry: etree._Element, section: LanguageSection, sources: Mapping[str, str]) -> None:
    element = etree.SubElement(entry, "langSec", {_XML_LANG: section.language})
    for term in section.terms:
        _add_term(element, term, sources)


def _add_term(section: etree._Element, term: Term, sources: Mapping[str, str]) -> None:
    element = _add(section, "termSec")
    _add(element, "term", term.text)
    if term.part_of_speech is not None:
        noun = term.part_of_speech is PartOfSpeech.PROPER_NOUN
        _add(element, "termNote", "noun" if noun else term.part_of_speech.value, "partOfSpeech")
    if term.gender is not None:
        _add(element, "termNote", term.gender.value, "grammaticalGender")
    _add(element, "termNote", _STATUSES[term.status], "administrativeStatus")
    for context in _choose_contexts(term):
        group = _add(element, "descripGrp")
        _add(group, "descrip", context.sentence, "context")
        _add(group, "admin", sources.get(context.document, context.document), "source")
    _add(element, "note", "; ".join(_describe_term(term)))


def _choose_contexts(term: Term) -> list[Context]:
    distinct: dict[str, Context] = {}
    for context in term.contexts:
        if len(distinct) < MAX_CONTEXTS:
            distinct.setdefault(context.sentence, context)
    return list(distinct.values())


def _describe_term(term: Term) -> Iterator[str]:
    if term.status in (AdministrativeStatus.PROPOSED, AdministrativeStatus.REJECTED):
        yield f"status: {term.status.value}"
    yield f"frequency: {term.frequency}"
    yield f"nested: {term.nested}"
    yield f"termhood: {term.termhood:.4f}"
    if term.reason:
        yield f"reason: {term.reason}"


def _describe_link(link: Link) -> str:
    signals = "".join(f", {evidence.signal} {evidence.value:.4f}" for evidence in link.evidence)
    return (
        f"link: {link.source_language} “{link.source_term}” = {link.target_language} “{link.target_term}”; "
        f"{link.method} {link.score:.4f}{signals}"
    )


def _describe(document: SourceDocument) -> str:
    issue = ", ".join(part for part in (document.publisher, document.date) if part)
    return f"{document.title}{f' ({issue})' if issue else ''}, {document.url or document.file}"


def _make_name(identifier: str) -> str:
    """Return an id as an XML name: what may not stand in one becomes _xHEX_, as SQL/XML does (ISO 9075-14).

    >>> _make_name("c-12"), _make_name("12 a")
    ('c-12', '_x31_2_x20_a')
    """
    return _NOT_IN_NAME.sub(lambda match: f"_x{ord(match[0]):X}_", identifier) or "_x_"
