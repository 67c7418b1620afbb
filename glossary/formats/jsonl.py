"""JSON Lines, our own format: nothing is lost, and each line can be read by itself.

The first line is a header with the version; then one `{"document": …}`, `{"concept": …}` or `{"proposal": …}` a line,
in that order; the last line counts them, so that a file that was cut short is known as one. Proposals may be missing.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, BinaryIO, get_args, get_origin, get_type_hints

import orjson

from glossary.errors import InputError
from glossary.model import Concept, Glossary, Proposal, SourceDocument
from glossary.text import shorten

FORMAT = "glossalign"
VERSION = 1

_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
_WORDS = {str: "text", int: "a whole number", float: "a number"}


def write_jsonl(
    concepts: Iterable[Concept],
    documents: Iterable[SourceDocument],
    stream: BinaryIO,
    proposals: Iterable[Proposal] = (),
) -> None:
    """Write a glossary as JSON Lines; the fields of a value stand in the order of the model."""
    counts = {"concepts": 0, "documents": 0}
    stream.write(orjson.dumps({"format": FORMAT, "version": VERSION}, option=_OPTIONS))
    for document in documents:
        stream.write(orjson.dumps({"document": document}, option=_OPTIONS))
        counts["documents"] += 1
    for concept in concepts:
        stream.write(orjson.dumps({"concept": concept}, option=_OPTIONS))
        counts["concepts"] += 1
    for proposal in proposals:
        stream.write(orjson.dumps({"proposal": proposal}, option=_OPTIONS))
        counts["proposals"] = counts.get("proposals", 0) + 1
    stream.write(orjson.dumps({"end": counts}, option=_OPTIONS))


def read_jsonl(stream: BinaryIO, name: str = "<stream>") -> Glossary:
    """Return the glossary that `write_jsonl` wrote.

    Raises InputError with the file and line for anything else: another format or version, broken JSON, a missing,
    unknown or ill-typed field, an id that stands twice, a file that was cut short.
    """
    reader = _Reader()
    number = 0
    for number, line in enumerate(stream, 1):
        try:
            reader.take(orjson.loads(line))
        except orjson.JSONDecodeError as error:
            raise InputError(f"{name}:{number}: no JSON: {error}; export the glossary again") from error
        except _LineError as error:
            raise InputError(f"{name}:{number}: {error}") from None
    if not reader.ended:
        raise InputError(f"{name}:{number + 1}: the file ends before its last line; export the glossary again")
    return Glossary(tuple(reader.concepts.values()), tuple(reader.documents.values()), tuple(reader.proposals))


class _LineError(Exception):
    """What is wrong with a line, and with which field of it; the caller knows which line it is."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.path: tuple[str, ...] = ()

    def __str__(self) -> str:
        place = ".".join(reversed(self.path))
        return f"{place}: {self.args[0]}" if place else str(self.args[0])


class _Reader:
    """Takes the lines of a file one by one."""

    def __init__(self) -> None:
        self.documents: dict[str, SourceDocument] = {}
        self.concepts: dict[str, Concept] = {}
        self.proposals: list[Proposal] = []
        self.ended = False
        self._begun = False

    def take(self, line: Any) -> None:
        if not self._begun:
            self._take_header(line)
        elif self.ended:
            raise _LineError("there is more after the last line; remove it")
        elif not isinstance(line, dict) or len(line) != 1:
            raise _LineError("expected one of document, concept, proposal, end; export the glossary again")
        else:
            [(kind, value)] = line.items()
            self._take_value(kind, value)

    def _take_header(self, line: Any) -> None:
        if not isinstance(line, dict) or line.get("format") != FORMAT:
            raise _LineError(f'this is no glossary in JSON Lines; its first line must say "format":"{FORMAT}"')
        if line.get("version") != VERSION:
            version = shorten(str(line.get("version")))
            raise _LineError(f"version {version!r} of the format isn't known, only {VERSION}; upgrade glossalign")
        self._begun = True

    def _take_value(self, kind: str, value: Any) -> None:
        if kind == "document":
            _add(self.documents, _decode(SourceDocument, value, kind))
        elif kind == "concept":
            _add(self.concepts, _decode(Concept, value, kind))
        elif kind == "proposal":
            self.proposals.append(_decode(Proposal, value, kind))
        elif kind == "end":
            counts = {"concepts": len(self.concepts), "documents": len(self.documents)}
            if self.proposals:
                counts["proposals"] = len(self.proposals)
            if value != counts:
                raise _LineError(f"the file should hold {value}, but holds {counts}; export the glossary again")
            self.ended = True
        else:
            raise _LineError(f"{shorten(kind)!r} is none of document, concept, proposal, end; upgrade glossalign")


def _add(found: dict[str, Any], value: Any) -> None:
    if value.id in found:
        raise _LineError(f"the id {value.id!r} stands twice; give each its own")
    found[value.id] = value


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
        if type(value) not in allowed:
            raise _LineError(f"expected {_WORDS[hint]}, not {_show(value)}")
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
        return hint(**values)

    return decode_dataclass


def _show(value: Any) -> str:
    return repr(shorten(re.sub(r"\s+", " ", str(value))))
