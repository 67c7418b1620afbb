"""Read text from outside line by line, in the encodings that spreadsheets and CAT tools write."""

import io
import re
from collections.abc import Generator
from typing import BinaryIO, cast

from glossary.errors import InputError

MAX_LINE = 2**25
"""Characters of the longest line that is read, so that no file of one endless line fills the memory."""

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_REMEDY = "save it as UTF-8, which spreadsheets call “CSV UTF-8”"
# What Python makes of bytes that are no UTF-8 when it is told to go on (PEP 383).
_UNDECODED = re.compile("[\udc80-\udcff]")


def iterate_lines(stream: BinaryIO, name: str) -> Generator[str, None, None]:
    r"""Yield each line with its end: \n, \r\n or \r. A byte order mark is taken away; the stream stays open.

    Raises InputError with the line for text that is neither UTF-8 nor UTF-16 with a byte order mark, and for a line
    of more than MAX_LINE characters.
    """
    source = io.BufferedReader(cast(io.RawIOBase, stream))
    encoding, errors = _find_encoding(source.peek(2))
    text = io.TextIOWrapper(source, encoding, errors, newline="")
    number = 0
    try:
        while line := text.readline(MAX_LINE):
            number += 1
            if _UNDECODED.search(line):
                raise InputError(f"{name}:{number}: the line is not in UTF-8; {_REMEDY}")
            if len(line) == MAX_LINE:
                raise InputError(f"{name}:{number}: the line has more than {MAX_LINE:,} characters; break it up")
            yield line
    except UnicodeDecodeError as error:
        raise InputError(f"{name}:{number + 1}: from here on the file is not in UTF-16; {_REMEDY}") from error
    finally:
        # Or the wrappers would close the stream, which is its owner's, who may have closed it before us.
        if not text.closed:
            text.detach()
            source.detach()


def decode_head(head: bytes) -> str:
    """Return what the first bytes of a file say, as `iterate_lines` would read them; empty for what is no text."""
    encoding, _ = _find_encoding(head)
    text = head.decode(encoding, "surrogateescape" if encoding == "utf-8-sig" else "ignore")
    # The last character may have been cut in two.
    return "" if _UNDECODED.search(text[:-3]) else _UNDECODED.sub("", text)


def _find_encoding(head: bytes) -> tuple[str, str]:
    """Return the encoding and how its faults are handled: UTF-16 can't be told to go on."""
    return ("utf-16", "strict") if head[:2] in _UTF16_MARKS else ("utf-8-sig", "surrogateescape")
