"""JSON Lines, our own format: nothing is lost, and each line can be read by itself.

The first line is a header with the version; then one `{"document": …}`, `{"concept": …}` or `{"proposal": …}` a line,
in that order; the last line counts them, so that a file that was cut short is known as one. Proposals may be missing.
"""

import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, BinaryIO, get_args, get_origin, get_type_hints

import orjson

from glossary.errors import InputError
from glossary.formats.content import MAX_COUNT, MAX_TERM, MAX_TEXT, Content, Entry, LanguagePair, Origin, Rejected
from glossary.model import Concept, Proposal, SourceDocument, Term
from glossary.text import shorten

FORMAT = "glossalign"
VERSION = 2
"""The version that is written; in version 1, some fields that have a default were not known yet."""

MAX_LINE = 2**28
"""Bytes of the longest line that is read, so that no file of one endless line fills the memory."""

_KINDS: Mapping[str, type[Entry]] = {"document": SourceDocument, "concept": Concept, "proposal": Proposal}
_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
_WORDS = {str: "text", int: f"a whole number from 0 to {MAX_COUNT}", float: "a number", bool: "true or false"}


def keep(concept: Concept, pair: LanguagePair | None) -> Concept:  # noqa: ARG001 - every format has these
    """Return the concept: nothing is lost."""
    return concept


def write_jsonl(content: Content, stream: BinaryIO) -> None:
    """Write a glossary as JSON Lines; the fields of a value stand in the order of the model."""
    counts = {"concepts": 0, "documents": 0}
    stream.write(orjson.dumps({"format": FORMAT, "version": VERSION}, option=_OPTIONS))
    for document in content.documents:
        stream.write(orjson.dumps({"document": document}, option=_OPTIONS))
        counts["documents"] += 1
    for concept in content.concepts:
        stream.write(orjson.dumps({"concept": concept}, option=_OPTIONS))
        counts["concepts"] += 1
    for proposal in content.proposals:
        stream.write(orjson.dumps({"proposal": proposal}, option=_OPTIONS))
        counts["proposals"] = counts.get("proposals", 0) + 1
    stream.write(orjson.dumps({"end": counts}, option=_OPTIONS))


def read_jsonl(stream: BinaryIO, origin: Origin) -> Iterator[Entry | Rejected]:
    """Yield what stands in a file that `write_jsonl` wrote, line by line; only the ids are held in memory.

    A line that makes no sense by itself is rejected: broken JSON, a missing, unknown or ill-typed field, an id that
    stands twice, a text that is too long. Raises InputError with the line for another format or version, and for a
    file that was cut short or goes on after its end.
    """
    reader = _Reader()
    number = 0
    while line := stream.readline(MAX_LINE):
        number += 1
        if len(line) == MAX_LINE:
            raise InputError(f"{origin.name}:{number}: the line has more than {MAX_LINE:,} bytes; break the concept up")
        try:
            entry = reader.take(line) if line.strip() else None
        except _FileError as error:
            raise InputError(f"{origin.name}:{number}: {error}") from None
        except _LineError as error:
            yield Rejected(number, str(error), line.decode("utf-8", "replace").rstrip("\r\n"))
        else:
            if entry is not None:
                yield entry
    if not reader.ended:
        raise InputError(f"{origin.name}:{number + 1}: the file ends before its last line; export the glossary again")


def recognize(head: bytes) -> bool:
    """Whether a file begins with a header of this format, of any version."""
    try:
        header = orjson.loads(head.removeprefix(BOM_UTF8).partition(b"\n")[0])
    except orjson.JSONDecodeError:
        return False
    return isinstance(header, dict) and header.get("format") == FORMAT


def dump_concept(concept: Concept) -> str:
    """Return a concept as JSON."""
    return orjson.dumps(concept).decode()


def load_concept(text: str) -> Concept:
    """Return the concept that `dump_concept` wrote."""
    concept: Concept = _decoder(Concept)(orjson.loads(text))
    return concept


def load_proposal(value: object) -> Proposal:
    """Return the proposal that a parsed JSON object is."""
    proposal: Proposal = _decoder(Proposal)(value)
    return proposal


class _LineError(Exception):
    """What is wrong with a line, and with which field of it; the caller knows which line it is."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.path: tuple[str, ...] = ()

    def __str__(self) -> str:
        place = ".".join(reversed(self.path))
        return f"{place}: {self.args[0]}" if place else str(self.args[0])


class _FileError(_LineError):
    """What is wrong with a line, when the lines after it can't be trusted either."""


class _Reader:
    """Takes the lines of a file one by one."""

    def __init__(self) -> None:
        self.ended = False
        self._begun = False
        self._count = 0
        self._ids: dict[str, set[str]] = {"document": set(), "concept": set()}

    def take(self, line: bytes) -> Entry | None:
        if not self._begun:
            # Some editors begin a file with a byte order mark.
            self._take_header(line.removeprefix(BOM_UTF8))
            return None
        if self.ended:
            raise _FileError("there is more after the last line; remove it")
        self._count += 1
        try:
            value = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise _LineError(f"no JSON: {error}; export the glossary again") from error
        [(kind, content)] = value.items() if isinstance(value, dict) and len(value) == 1 else [("", None)]
        if kind == "end":
            self._take_end(content)
            return None
        if kind not in _KINDS:
            raise _LineError(f"expected one of {', '.join(_KINDS)}, end, not {_show(value)}; export the glossary again")
        entry: Entry = _decode(_KINDS[kind], content, kind)
        if isinstance(entry, Concept | SourceDocument):
            self._add_id(self._ids[kind], entry.id)
        return entry

    def _take_header(self, line: bytes) -> None:
        try:
            header = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise _FileError(f"no JSON: {error}; export the glossary again") from error
        if not isinstance(header, dict) or header.get("format") != FORMAT:
            raise _FileError(f'this is no glossary in JSON Lines; its first line must say "format":"{FORMAT}"')
        if header.get("version") not in range(1, VERSION + 1):
            version = _show(header.get("version"))
            raise _FileError(f"version {version} of the format isn't known, only 1 to {VERSION}; upgrade glossalign")
        self._begun = True

    def _take_end(self, value: Any) -> None:
        counts = list(value.values()) if isinstance(value, dict) else []
        # By exact type, as True is an int to Python.
        if not counts or any(type(count) is not int for count in counts):
            raise _FileError(f"end: expected the number of lines of each kind, not {_show(value)}; export again")
        if sum(counts) != self._count - 1:
            raise _FileError(
                f"the file should hold {sum(counts)} documents, concepts and proposals, but holds {self._count - 1}; "
                "export the glossary again"
            )
        self.ended = True

    @staticmethod
    def _add_id(ids: set[str], identifier: str) -> None:
        if identifier in ids:
            raise _LineError(f"the id {shorten(identifier)!r} stands twice; give each its own")
        ids.add(identifier)


_Decoder = Callable[[Any], Any]


def _decode(hint: Any, value: Any, name: str) -> Any:
    decode: _Decoder = _decoder(hint)
    try:
        return decode(value)
    except _LineError as error:
        error.path += (name,)
        raise


@cache
def _decoder(hint: Any) -> _Decoder:
    """Return the function that makes a value of a type of the model out of parsed JSON, or raises _LineError."""
    if isinstance(hint, UnionType):
        return _optional_decoder(hint)
    if get_origin(hint) is tuple:
        return _tuple_decoder(get_args(hint)[0])
    if issubclass(hint, Enum):
        return _enum_decoder(hint)
    return _dataclass_decoder(hint) if is_dataclass(hint) else _plain_decoder(hint)


def _optional_decoder(hint: UnionType) -> _Decoder:
    [kind] = (each for each in get_args(hint) if each is not type(None))
    decode = _decoder(kind)
    return lambda value: None if value is None else decode(value)


def _tuple_decoder(kind: Any) -> _Decoder:
    decode = _decoder(kind)

    def decode_tuple(value: Any) -> Any:
        if not isinstance(value, list):
            raise _LineError(f"expected a list, not {_show(value)}")
        return tuple(map(decode, value))

    return decode_tuple


def _enum_decoder(hint: type[Enum]) -> _Decoder:
    members = {member.value: member for member in hint}

    def decode_enum(value: Any) -> Any:
        if not isinstance(value, str) or value not in members:
            raise _LineError(f"expected one of {', '.join(members)}, not {_show(value)}")
        return members[value]

    return decode_enum


def _plain_decoder(hint: type[Any]) -> _Decoder:
    allowed = {float: (float, int)}.get(hint, (hint,))

    def decode_plain(value: Any) -> Any:
        # By exact type, as True is an int to Python.
        if type(value) not in allowed or (hint is int and not 0 <= value <= MAX_COUNT):
            raise _LineError(f"expected {_WORDS[hint]}, not {_show(value)}")
        if hint is str:
            _check_length(value, MAX_TEXT)
        return hint(value)

    return decode_plain


def _dataclass_decoder(hint: Any) -> _Decoder:
    hints = get_type_hints(hint)
    decoders = {each.name: _decoder(hints[each.name]) for each in fields(hint)}
    required = {each.name for each in fields(hint) if each.default is MISSING and each.default_factory is MISSING}

    def decode_dataclass(value: Any) -> Any:
        if not isinstance(value, dict):
            raise _LineError(f"expected an object, not {_show(value)}")
        if not required <= value.keys():
            raise _LineError(f"there is no {min(required - value.keys())!r}; add it")
        if not value.keys() <= decoders.keys():
            unknown = shorten(min(value.keys() - decoders.keys()))
            raise _LineError(f"there is no field {unknown!r}; choose among {', '.join(decoders)}")
        name, values = "", {}
        try:
            for name, each in value.items():
                values[name] = decoders[name](each)
        except _LineError as error:
            error.path += (name,)
            raise
        if hint is Term:
            _check_length(values["text"], MAX_TERM)
        return hint(**values)

    return decode_dataclass


def _check_length(text: str, limit: int) -> None:
    if len(text) > limit:
        raise _LineError(f"{_show(text)} has {len(text):,} characters, more than {limit:,}; shorten it")


def _show(value: Any) -> str:
    """Return a value as an error message can show it: of what may be nested deeply, only the kind."""
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    return repr(shorten(re.sub(r"\s+", " ", str(value))))
