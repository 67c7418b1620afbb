"""A concept as an element of TBX, and a whole glossary as a file of it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO

from lxml import etree

from glossary.formats.content import Content
from glossary.formats.tbx_names import (
    MAKER,
    MODULES,
    Dialect,
    is_address,
    make_document_name,
    make_name,
    quote_address,
)
from glossary.formats.tbx_remarks import MARK, NOT_XML, Remark, write_remarks
from glossary.formats.tbx_values import STATUSES
from glossary.model import (
    AdministrativeStatus,
    Concept,
    ConceptKind,
    Context,
    LanguageSection,
    Link,
    PartOfSpeech,
    SourceDocument,
    Term,
)

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# In the elements that are made, the prefix of a data category is parted by a point. No text holds a bare "<".
_PREFIXED = re.compile(rf"(</?)({'|'.join(MODULES)})\.".encode())
# The data categories of the smallest dialect; the others belong to TBX-Basic (TBX-Basic, module.min and module.basic).
_MIN = frozenset({"administrativeStatus", "externalCrossReference", "partOfSpeech", "subjectField"})


def write_entries(content: Content, concepts: Iterable[Concept], stream: BinaryIO, dialect: Dialect) -> None:
    """Write concepts, which are as `keep` gave them, and the documents of the content, one concept at a time."""
    documents = list(content.documents)
    maker = _EntryMaker(dialect, {each.id: mend(_describe(each)) for each in documents})
    stream.write(dialect.head)
    stream.write(_serialize(_make_header(documents, dialect)))
    stream.write(b"<text><body>\n")
    stream.writelines(_serialize(maker.make_entry(concept)) for concept in concepts)
    stream.write(dialect.tail)


def mend(text: str) -> str:
    """Return a text with U+FFFD for each character that XML can't hold."""
    return NOT_XML.sub("\ufffd", text)


def _serialize(element: etree._Element) -> bytes:
    """Return an element as bytes.

    The elements are made without a namespace, and stand in the default one of the root: lxml would else declare it
    anew on every concept. (Its own incremental writer would give the root's xml:lang a false prefix.)
    """
    etree.indent(element)
    return _PREFIXED.sub(rb"\1\2:", etree.tostring(element, encoding="utf-8")) + b"\n"


def _add(parent: etree._Element, tag: str, text: str | None = None) -> etree._Element:
    element = etree.SubElement(parent, tag)
    if text is not None:
        element.text = mend(text)
    return element


# -- documents ---------------------------------------------------------------------------------------------------------


def _make_header(documents: Iterable[SourceDocument], dialect: Dialect) -> etree._Element:
    header = etree.Element(dialect.header)
    file = _add(header, "fileDesc")
    _add(_add(file, "sourceDesc"), "p", f"{MAKER}.")
    for document in documents:
        element = _add(file, "sourceDesc")
        element.set("id", make_document_name(document.id))
        for name, text in (
            ("title", document.title),
            ("publisher", document.publisher),
            ("date", document.date),
            ("language", document.language),
            ("url", document.url),
            ("file", document.file),
        ):
            if text is not None:
                _add(element, "p", f"{name}: {text}")
    return header


def _describe(document: SourceDocument) -> str:
    issue = ", ".join(part for part in (document.publisher, document.date) if part)
    return f"{document.title}{f' ({issue})' if issue else ''}, {document.url or document.file}"


# -- concepts ----------------------------------------------------------------------------------------------------------


class _EntryMaker:
    """Makes the elements of a file; `sources` says how each document is called, by its id."""

    def __init__(self, dialect: Dialect, sources: Mapping[str, str]) -> None:
        self._dialect = dialect
        self._sources = sources

    def make_entry(self, concept: Concept) -> etree._Element:
        entry = etree.Element(self._dialect.entry, id=make_name(concept.id))
        if concept.subject_field is not None:
            self._add_category(entry, "descrip", "subjectField", concept.subject_field)
        if concept.definition is not None:
            self._add_category(entry, "descrip", "definition", concept.definition)
        for kind, addresses in (("xGraphic", concept.images), ("externalCrossReference", concept.external_links)):
            for address in addresses:
                self._add_address(entry, kind, address)
        self._add_note(entry, concept.note)
        if not self._dialect.is_terse:
            _add(entry, "note", write_remarks(_remark_concept(concept)))
            for link in concept.links:
                _add(entry, "note", write_remarks([_remark_link(link)]))
        for section in concept.sections:
            self._add_section(entry, section)
        return entry

    def _add_section(self, entry: etree._Element, section: LanguageSection) -> None:
        element = etree.SubElement(entry, self._dialect.section, {_XML_LANG: section.language})
        if section.definition is not None:
            self._add_category(element, "descrip", "definition", section.definition)
        self._add_note(element, section.note)
        for term in section.terms:
            self._add_term(element, term)

    def _add_term(self, section: etree._Element, term: Term) -> None:
        element = _add(section, self._dialect.term)
        _add(element, "term", term.text)
        part_of_speech = term.part_of_speech
        if part_of_speech is PartOfSpeech.PROPER_NOUN and not self._dialect.is_terse:
            # The later version of TBX-Basic has none.
            part_of_speech = PartOfSpeech.NOUN
        for kind, member in (
            ("partOfSpeech", part_of_speech),
            ("grammaticalGender", term.gender),
            ("termType", term.term_type),
        ):
            if member is not None:
                self._add_category(element, "termNote", kind, member.value)
        if term.geographical_usage is not None:
            self._add_category(element, "termNote", "geographicalUsage", term.geographical_usage)
        if term.status is not AdministrativeStatus.PROPOSED or not self._dialect.is_terse:
            self._add_category(element, "termNote", "administrativeStatus", STATUSES[term.status])
        for context in term.contexts:
            self._add_context(element, context)
        self._add_note(element, term.note)
        remarks = list(_remark_term(term, self._dialect))
        if remarks:
            _add(element, "note", write_remarks(remarks))

    def _add_context(self, element: etree._Element, context: Context) -> None:
        group = _add(element, "descripGrp")
        self._add_category(group, "descrip", "context", context.sentence)
        # Of a terse file nothing but this source tells the document.
        called = context.document if self._dialect.is_terse else self._sources.get(context.document, context.document)
        if not called and self._dialect.is_terse:
            return
        source = self._add_category(group, "admin", "source", called)
        if context.document in self._sources:
            source.set("target", make_document_name(context.document))

    def _add_address(self, entry: etree._Element, kind: str, address: str) -> None:
        if is_address(address):
            self._add_category(entry, "xref", kind, address).set("target", quote_address(address))
        elif self._dialect.is_terse:
            self._add_category(entry, "xref", kind, address).set("target", address)

    def _add_category(self, parent: etree._Element, tag: str, kind: str, text: str) -> etree._Element:
        if self._dialect.is_dct:
            return _add(parent, f"{'min' if kind in _MIN else 'basic'}.{kind}", text)
        element = _add(parent, tag, text)
        element.set("type", kind)
        return element

    def _add_note(self, parent: etree._Element, note: str | None) -> None:
        if note is not None:
            # Or a note that looks like remarks would be read as some.
            _add(parent, "note", write_remarks([Remark("note", (note,))]) if note.startswith(MARK) else note)


# -- remarks -----------------------------------------------------------------------------------------------------------


def _remark_concept(concept: Concept) -> Iterator[Remark]:
    if concept.kind is not ConceptKind.TERM:
        yield Remark("kind", (concept.kind,))
    yield Remark("status", (concept.status,))
    yield Remark("confidence", (concept.confidence,))
    for name, addresses in (("image", concept.images), ("external link", concept.external_links)):
        for position, address in enumerate(addresses):
            if not is_address(address):
                yield Remark(name, (position, address))


def _remark_link(link: Link) -> Remark:
    evidence = (value for each in link.evidence for value in (each.signal, each.value))
    sides = (link.source_language, link.source_term, link.target_language, link.target_term)
    return Remark("link", (*sides, link.method, link.score, *evidence))


def _remark_term(term: Term, dialect: Dialect) -> Iterator[Remark]:
    if term.status is AdministrativeStatus.REJECTED or (
        term.status is AdministrativeStatus.PROPOSED and not dialect.is_terse
    ):
        yield Remark("status", (term.status,))
    if term.part_of_speech is PartOfSpeech.PROPER_NOUN and not dialect.is_terse:
        yield Remark("part of speech", (term.part_of_speech,))
    if term.number is not None:
        yield Remark("number", (term.number,))
    if term.do_not_translate:
        yield Remark("do not translate")
    if term.is_case_sensitive:
        yield Remark("case sensitive")
    if not dialect.is_terse:
        yield from _remark_evidence(term)


def _remark_evidence(term: Term) -> Iterator[Remark]:
    if term.frequency:
        yield Remark("frequency", (term.frequency,))
    if term.nested:
        yield Remark("nested", (term.nested,))
    if term.termhood:
        yield Remark("termhood", (term.termhood,))
    if term.reason:
        yield Remark("reason", (term.reason,))
    for form in term.forms:
        yield Remark("form", (form.origin, form.text, form.count))
    for each in term.contexts:
        yield Remark("context", (each.document, each.start, each.end, each.sentence_start, each.sentence_end))
