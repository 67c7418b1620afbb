"""XML from elsewhere, element by element."""

import io
from collections.abc import Iterator

import pytest
from lxml import etree

from glossary.errors import InputError
from glossary.formats.xml_input import find_line, find_local_name, find_root, iterate_contents, iterate_elements


def _iterate(content: bytes, *tags: str) -> Iterator[etree._Element]:
    return iterate_elements(io.BytesIO(content), tags, "test.xml")


def test_elements_of_a_name() -> None:
    """Elements come whole and in order, by name in a namespace or in any; one within another is part of that."""
    content = b"<r xmlns:n='urn:n'>a<b>1</b><n:b>2<b>3</b></n:b><c><b>4</b></c></r>"
    assert ["".join(map(str, each.itertext())) for each in _iterate(content, "{*}b")] == ["1", "23", "4"]
    assert ["".join(map(str, each.itertext())) for each in _iterate(content, "{urn:n}b")] == ["23"]
    assert ["".join(map(str, each.itertext())) for each in _iterate(content, "b")] == ["1", "3", "4"]


def test_contents_of_containers() -> None:
    """Whatever stands in containers only is yielded, with its line."""
    content = b"<r><x/>\n<body><!-- a --><e><body/></e>\n<f/></body></r>"
    found = [
        (find_local_name(each), find_line(each))
        for each in iterate_contents(io.BytesIO(content), ("r",), ("body",), "test.xml")
    ]
    assert found == [("x", 1), ("e", 2), ("f", 3)]


def test_memory_is_flat() -> None:
    """What is done with is forgotten, whether it was asked for or not."""
    content = b"<r>" + b"<a><b/></a><!-- c --><d>x</d>" * 100_000 + b"</r>"
    # libxml2 is given 32 KiB at a time.
    for element in _iterate(content, "a"):
        parent = element.getparent()
        assert parent is not None
        assert len(parent) < 5_000


def test_other_root() -> None:
    """A root that isn't among those that are known is an error at once."""
    with pytest.raises(
        InputError, match=r"^test\.xml:1: the file begins with <q>, not with <r> or <s>; name the format"
    ):
        list(iterate_contents(io.BytesIO(b"<q><e/></q>"), ("r", "s"), (), "test.xml"))


def test_faults() -> None:
    """Broken XML and entities are errors with name and line; what stood before is yielded."""
    elements = _iterate(b"<r>\n<a/>\n<b>\n</r>", "a")
    assert find_line(next(elements)) == 2
    with pytest.raises(InputError, match=r"^test\.xml:4: no well-formed XML: .*; repair it, or export it again$"):
        next(elements)
    with pytest.raises(InputError, match=r"^test\.xml:2: entities such as &e; are declared, and not taken; write"):
        list(_iterate(b"<!DOCTYPE r [<!ENTITY e 'x'>]>\n<r/>", "a"))


def test_root() -> None:
    """The root of a document is found in its beginning, in every encoding; what is no XML has none."""
    root = find_root("\ufeff<?xml version='1.0'?><!-- a --><!DOCTYPE r SYSTEM 'x.dtd'><r style='dct'><a>".encode())
    assert root is not None
    assert (find_local_name(root), root.get("style")) == ("r", "dct")
    root = find_root("<r xmlns='urn:r'>ą</r>".encode("utf-16"))
    assert root is not None
    assert root.tag == "{urn:r}r"
    broken = find_root(b"<r><a></b></r>")
    assert broken is not None
    assert broken.tag == "r"
    for head in (b"", b"a,b\n", b"\x00\x01\x02", b"<!-- a", b"{}", b"\xff\xfe", b"<"):
        assert find_root(head) is None


def test_names_of_comments() -> None:
    """A comment has no name."""
    assert [find_local_name(each) for each in etree.fromstring(b"<r><!-- a --><b/></r>")] == ["", "b"]
