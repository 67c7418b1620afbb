"""Read a file of TBX: both versions, both styles, all dialects."""

from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from glossary.formats.content import MAX_TEXT, Origin, Rejected
from glossary.formats.identity import make_id
from glossary.formats.tbx_entry import EntryError, Source, read_entry
from glossary.formats.tbx_names import MAKER, find_document
from glossary.formats.xml_input import find_line, find_local_name, iterate_contents
from glossary.model import Concept, SourceDocument
from glossary.text import shorten

_ROOTS = ("tbx", "martif")
_CONTAINERS = frozenset({"text", "body", "back", "refObjectSec", "refObjectList"})
_HEADERS = frozenset({"tbxHeader", "martifHeader"})
_ENTRIES = frozenset({"conceptEntry", "termEntry"})
# The dialects with closed sets of values, in version 3; version 2 leaves them to a file beside, which few tools write.
_STRICT = frozenset({"TBX-Basic", "TBX-Min"})


def read_tbx(stream: BinaryIO, origin: Origin) -> Iterator[Concept | SourceDocument | Rejected]:
    """Yield the documents and concepts of a file in flat memory: one concept, and the ids of all, are held.

    An entry that makes no sense is rejected as a whole: a language without a good tag or without a term, a term
    without text, an id that stands twice, a text that is too long, a value that TBX-Basic doesn't have in a file that
    says to be of it, a reference to an entity. Persons and other things in the back matter are passed over. Raises
    InputError for what is no well-formed XML, declares entities or is of another format.
    """
    source = Source()
    names: set[str] = set()
    for element in iterate_contents(stream, _ROOTS, _CONTAINERS, origin.name):
        name, parent = find_local_name(element), find_local_name(_get_parent(element))
        if name in _HEADERS:
            source = _read_header(element)
            if source.is_ours:
                yield from _read_documents(element)
        elif name in _ENTRIES and parent == "body":
            yield _read_concept(element, source, names)
        elif parent in ("body", "text", *_ROOTS):
            expected = " or ".join(f"<{each}>" for each in sorted(_ENTRIES))
            yield _reject(element, f"<{shorten(name)}> can't stand in <{parent}>; expected {expected} in <body>")


def _get_parent(element: etree._Element) -> etree._Element:
    parent = element.getparent()
    # The root is never yielded.
    assert parent is not None
    return parent


def _read_header(element: etree._Element) -> Source:
    root = _get_parent(element)
    first = next(element.iter("{*}p"), None)
    is_ours = first is not None and (first.text or "").startswith(MAKER)
    return Source(is_ours, find_local_name(root) == "tbx" and root.get("type") in _STRICT)


def _read_documents(header: etree._Element) -> Iterator[SourceDocument | Rejected]:
    for element in header.iter("{*}sourceDesc"):
        identifier = find_document(element.get("id", ""))
        if identifier is None:
            continue
        fields = {}
        for paragraph in element.iter("{*}p"):
            name, _, text = "".join(map(str, paragraph.itertext())).partition(": ")
            fields[name] = text
        too_long = next((text for text in fields.values() if len(text) > MAX_TEXT), None)
        if too_long is not None:
            reason = f"{shorten(too_long)!r} has {len(too_long):,} characters, more than {MAX_TEXT:,}; shorten it"
            yield _reject(element, reason)
        else:
            yield SourceDocument(
                identifier,
                fields.get("file", ""),
                fields.get("language", ""),
                fields.get("title", ""),
                fields.get("publisher"),
                fields.get("date"),
                fields.get("url"),
            )


def _read_concept(element: etree._Element, source: Source, names: set[str]) -> Concept | Rejected:
    try:
        concept = read_entry(element, source)
    except EntryError as error:
        where = "" if error.line == find_line(element) else f"line {error.line}: "
        return _reject(element, f"{where}{error}")
    if concept.id in names:
        is_made = concept.id == make_id(concept.sections)
        named = "an entry before has the same terms" if is_made else f"the id {shorten(concept.id)!r} stands twice"
        return _reject(element, f"{named}; give each entry an id of its own")
    names.add(concept.id)
    return concept


def _reject(element: etree._Element, reason: str) -> Rejected:
    return Rejected(find_line(element), reason, etree.tostring(element, encoding="unicode", with_tail=False))
