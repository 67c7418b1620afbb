"""How things are called in the kinds of TBX: elements, identifiers and addresses."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from glossary.formats.tbx_remarks import NOT_XML

NAMESPACE = "urn:iso:std:iso:30042:ed-2"
MODULES: Mapping[str, str] = {"min": "http://www.tbxinfo.net/ns/min", "basic": "http://www.tbxinfo.net/ns/basic"}
"""The namespaces of the data categories in DCT style, by the prefix that they go by."""

MAKER = "Glossary made by glossalign"
"""How the first paragraph of the header of a file begins that we wrote."""

_NOT_IN_NAME = re.compile(r"[^A-Za-z0-9_.\-]|_(?=x)|^[^A-Za-z_]|^d(?=oc\.)")
_ESCAPED = re.compile("_x([0-9A-F]{1,6})_")
_NO_NAME = "_x_"
_DOCUMENT = "doc."

# What RELAX NG and the rules of TBX-Basic both take for an address, when all but ASCII is escaped.
_ADDRESS = re.compile(r"https?://[\w.-]+(?::[0-9]{1,5})?(?:[/?][^\s#]*)?(?:#[^\s#]*)?")
_STRAY_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class Dialect:
    """One kind of TBX that is written: what stands before and after the concepts, and what the elements are called.

    `is_dct` is the style with data categories as tags. `is_terse` leaves out the remarks that only we read.
    """

    head: bytes
    tail: bytes
    header: str
    entry: str
    section: str
    term: str
    is_dct: bool = False
    is_terse: bool = False


def _make_head(style: str, namespaces: str) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<tbx type="TBX-Basic" style="{style}" xml:lang="en" xmlns="{NAMESPACE}"{namespaces}>\n'
    ).encode()


_TAIL = b"</body></text>\n</tbx>\n"
_DECLARED = "".join(f' xmlns:{prefix}="{address}"' for prefix, address in MODULES.items())
DCA = Dialect(_make_head("dca", ""), _TAIL, "tbxHeader", "conceptEntry", "langSec", "termSec")
DCT = Dialect(_make_head("dct", _DECLARED), _TAIL, "tbxHeader", "conceptEntry", "langSec", "termSec", is_dct=True)
MARTIF = Dialect(
    b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE martif SYSTEM "TBXBasiccoreStructV02.dtd">\n'
    b'<martif type="TBX" xml:lang="en">\n',
    b"</body></text>\n</martif>\n",
    "martifHeader",
    "termEntry",
    "langSet",
    "tig",
    is_terse=True,
)


def make_name(identifier: str) -> str:
    """Return the id of a concept as an XML name: what may not stand in one becomes _xHEX_, as in SQL/XML (ISO 9075-14).

    Different ids have different names, and none has that of a document.

    >>> make_name("c-12"), make_name("12 a"), make_name("doc.1")
    ('c-12', '_x31_2_x20_a', '_x64_oc.1')
    """
    return _NOT_IN_NAME.sub(lambda match: f"_x{ord(match[0]):X}_", identifier) or _NO_NAME


def find_identifier(name: str) -> str:
    """Return the id that `make_name` was given.

    >>> find_identifier("_x31_2_x20_a"), find_identifier("_x5F_x20_"), find_identifier("_x_")
    ('12 a', '_x20_', '')
    """
    if name == _NO_NAME:
        return ""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)) if int(match[1], 16) < 0x110000 else match[0], name)


def make_document_name(identifier: str) -> str:
    """Return the id of a document as an XML name.

    >>> make_document_name("d 1")
    'doc.d_x20_1'
    """
    return _DOCUMENT + make_name(identifier)


def find_document(name: str) -> str | None:
    """Return the id that `make_document_name` was given, or None for another name."""
    return find_identifier(name.removeprefix(_DOCUMENT)) if name.startswith(_DOCUMENT) else None


def is_address(text: str) -> bool:
    """Whether a text is an address of the web that both the schema and the rules of TBX-Basic take.

    >>> is_address("https://example.org/most#1"), is_address("ftp://example.org/")
    (True, False)
    """
    return _ADDRESS.fullmatch(text) is not None and NOT_XML.search(text) is None


def quote_address(address: str) -> str:
    """Return an address with all but ASCII escaped, as XML Schema asks (anyURI)."""
    return quote(_STRAY_PERCENT.sub("%25", address), safe="%/:?#@!$&'()*+,;=~")
