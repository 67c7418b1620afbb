"""Bilingual files, a source text and its translation segment by segment: TMX, XLIFF and tables of two columns."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from glossary.bilingual.content import Origin, Segment
from glossary.bilingual.table_segments import read_table, recognize_table
from glossary.bilingual.tmx_segments import read_tmx
from glossary.bilingual.xliff_segments import read_xliff1, read_xliff2
from glossary.errors import InputError
from glossary.formats.content import Rejected
from glossary.formats.tmx import recognize_tmx
from glossary.formats.xml_input import find_local_name, find_root

HEAD = 65536
"""How many bytes of the beginning of a file tell what it is."""


@dataclass(frozen=True, slots=True)
class BilingualFormat:
    """A kind of bilingual file: its name, its media type, how it is known by its beginning, and how it is read."""

    name: str
    media_type: str
    recognize: Callable[[bytes], bool]
    read: Callable[[BinaryIO, Origin], Iterator[Segment | Rejected]]


def _is_xliff(head: bytes, major: str) -> bool:
    root = find_root(head)
    return root is not None and find_local_name(root) == "xliff" and root.get("version", "").startswith(f"{major}.")


BILINGUAL_FORMATS: Mapping[str, BilingualFormat] = {
    each.name: each
    for each in (
        BilingualFormat("tmx", "application/x-tmx+xml", recognize_tmx, read_tmx),
        BilingualFormat("xliff1", "application/xliff+xml", lambda head: _is_xliff(head, "1"), read_xliff1),
        BilingualFormat("xliff2", "application/xliff+xml", lambda head: _is_xliff(head, "2"), read_xliff2),
        BilingualFormat("table", "text/tab-separated-values", recognize_table, read_table),
    )
}


def recognize(head: bytes, name: str) -> BilingualFormat:
    """Return the format of a file by its first bytes, of which there should be 64 KiB. Raises InputError."""
    for each in BILINGUAL_FORMATS.values():
        if each.recognize(head):
            return each
    raise InputError(
        f"{name} is no bilingual file; give TMX, XLIFF 1.2 or 2, or a table of two columns with tabs or commas"
    )


def read_segments(stream: BinaryIO, origin: Origin) -> Iterator[Segment | Rejected]:
    """Yield the segments of a file of any of the formats, in flat memory; a bad entry comes as Rejected.

    The stream must be one that can be gone back in. Raises InputError for what is of no format and for what spoils the
    rest of a file, UsageError where its languages can't be told.
    """
    head = stream.read(HEAD)
    stream.seek(0)
    return recognize(head, origin.name).read(stream, origin)
