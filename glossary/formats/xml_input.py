"""Read XML from outside: element by element in flat memory, with nothing loaded from elsewhere and nothing expanded.

What has no end is refused by libxml2: elements nested 256 deep, texts of 10 MB, entities that grow (CWE-776).
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any, BinaryIO

from lxml import etree

from glossary.errors import InputError
from glossary.text import shorten

_SHOWN = 5


def iterate_elements(stream: BinaryIO, tags: Sequence[str], name: str) -> Iterator[etree._Element]:
    """Yield each element of these names ("{namespace}tag", or "{*}tag" for any) when it is whole, then forget it.

    One that stands within another is part of that one. Raises InputError for what is no well-formed XML, or declares
    entities: those could take in files or grow without bound (CWE-611, CWE-776). A declaration of a document type
    without any is passed over and never loaded.
    """
    wanted = frozenset(tags)
    return _iterate(
        stream, lambda element: str(element.tag) in wanted or f"{{*}}{find_local_name(element)}" in wanted, name
    )


def iterate_contents(
    stream: BinaryIO, roots: Collection[str], containers: Collection[str], name: str
) -> Iterator[etree._Element]:
    """Yield each element that stands in containers only and is none, when it is whole, then forget it.

    `roots` and `containers` are local names; what stands where nothing should is yielded, too. Raises InputError as
    `iterate_elements` does, and for another root.
    """

    def is_content(element: etree._Element) -> bool:
        found = find_local_name(element)
        if element.getparent() is None and found not in roots:
            raise InputError(
                f"{name}:{find_line(element)}: the file begins with <{shorten(found)}>, not with "
                f"{' or '.join(f'<{each}>' for each in roots)}; name the format that it is of"
            )
        return found not in containers and found not in roots

    return _iterate(stream, is_content, name)


def find_root(head: bytes) -> etree._Element | None:
    """Return the root of the document that begins so, with its attributes, or None for what is no XML."""
    parser = etree.XMLPullParser(events=("start",), resolve_entities=False, no_network=True, load_dtd=False)
    with suppress(etree.XMLSyntaxError):
        # What is wrong may stand after the root.
        parser.feed(head)
    events: Any = parser.read_events()
    return next((element for _, element in events), None)


def find_local_name(element: etree._Element) -> str:
    """Return the name of an element without its namespace; empty for a comment or the like."""
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


def find_line(element: etree._Element) -> int:
    """Return the line that an element begins in, from 1; beyond 65,535, libxml2 may tell one beside it."""
    line: Any = element.sourceline
    return int(line or 1)


def _iterate(stream: BinaryIO, is_wanted: Callable[[etree._Element], bool], name: str) -> Iterator[etree._Element]:
    parser = etree.iterparse(
        stream, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    depth = 0
    is_checked = False
    try:
        for event, element in parser:
            if event == "start":
                if not is_checked:
                    _check_entities(element, name)
                    is_checked = True
                if depth or is_wanted(element):
                    depth += 1
            elif depth == 0:
                _forget(element)
            else:
                depth -= 1
                if depth == 0:
                    yield element
                    _forget(element)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        reason = (error.msg or "").split(", line")[0].strip() or "the file is empty"
        raise InputError(f"{name}:{line}: no well-formed XML: {reason}; repair it, or export it again") from error


def _check_entities(root: etree._Element, name: str) -> None:
    document_type: Any = root.getroottree().docinfo.internalDTD
    if document_type is None:
        return
    declared = [shorten(f"&{each.name};") for each in islice(document_type.iterentities(), _SHOWN)]
    if declared:
        raise InputError(
            f"{name}:{find_line(root)}: entities such as {', '.join(declared)} are declared, and not taken; "
            "write their text instead"
        )


def _forget(element: etree._Element) -> None:
    """Free an element and its elder siblings that are done with."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
