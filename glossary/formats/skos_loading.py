"""Turtle and JSON-LD from outside as a graph in memory, with nothing fetched from anywhere."""

import logging
import re
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any, BinaryIO

import orjson

from glossary.errors import InputError
from glossary.text import shorten

if TYPE_CHECKING:
    from rdflib import Graph

BASE = "https://glossary.invalid/"
"""What addresses without a beginning are taken to be relative to; the name is reserved to be nobody's (RFC 2606)."""

# A whole address or a prefixed name, in Turtle or as a string of JSON; and the ends of lines, to count them.
_ADDRESS = re.compile(r'<([^<>"\s]*)>|"([^"\s\\]*)"\s*|([\w.-]*:[\w.%:-]+)|\n')


class Places:
    """Where in a file a resource is named first, which the graph doesn't tell."""

    def __init__(self, text: str) -> None:
        self._text = text

    def find_line(self, address: str) -> int:
        """Return the line where an address, or a prefixed name with its last part, stands first; 1 for none."""
        last = re.split("[/#:]", address)[-1]
        return self._lines.get(address, self._lines.get(":" + last, 1) if last else 1)

    @cached_property
    def _lines(self) -> dict[str, int]:
        lines: dict[str, int] = {}
        line = 1
        for match in _ADDRESS.finditer(self._text):
            name = match[1] or match[2] or match[3]
            if name:
                lines.setdefault(name, line)
                if not match[1]:
                    lines.setdefault(":" + name.rpartition(":")[2], line)
            line += match[0].count("\n")
        return lines


def load_turtle(stream: BinaryIO, name: str) -> "tuple[Graph, Places]":
    """Return the graph of a file in Turtle. All of it is held in memory: rdflib can't read it part by part.

    Raises InputError with the line for what is no Turtle in UTF-8.
    """
    from rdflib import Graph  # noqa: PLC0415 - a third of a second that only this format needs

    text = _decode(stream.read(), name)
    graph = Graph()
    _guard(lambda: graph.parse(data=text, format="turtle", publicID=BASE), name)
    return graph, Places(text)


def load_jsonld(stream: BinaryIO, name: str) -> "tuple[Graph, Places]":
    """Return the graph of a file in JSON-LD. All of it is held in memory, as with Turtle.

    Raises InputError for what is no JSON-LD in UTF-8, and for a context that stands elsewhere and would be fetched.
    """
    from rdflib import Graph  # noqa: PLC0415 - as above
    from rdflib.plugins.parsers.jsonld import to_rdf  # noqa: PLC0415 - as above

    text = _decode(stream.read(), name)
    try:
        data = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise InputError(f"{name}:{error.lineno}: no JSON: {error.msg}; repair it, or export it again") from error
    places = Places(text)
    remote = next(_find_remote_contexts(data), None)
    if remote is not None:
        raise InputError(
            f"{name}:{places.find_line(remote)}: the @context {shorten(remote)!r} stands elsewhere, and nothing is "
            "fetched; put what stands there into the file"
        )
    graph = Graph()
    _guard(lambda: to_rdf(data, graph, base=BASE), name)
    return graph, places


def _decode(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError(f"{name}:{line}: the line is not in UTF-8; save the file as UTF-8") from error


def _guard(parse: Callable[[], object], name: str) -> None:
    """Run a parser of rdflib; raise InputError for all that it trips over."""
    # Else it logs each literal that doesn't fit its datatype, with a traceback; what matters of them is rejected.
    logger = logging.getLogger("rdflib.term")
    logger.addFilter(_refuse)
    try:
        parse()
    except RecursionError as error:
        raise InputError(f"{name}:1: the file is nested too deeply; write its parts one after the other") from error
    except Exception as error:  # its parsers raise whatever comes, IndexError at the end of a file among them
        line = getattr(error, "lines", 0) + 1
        reason = getattr(error, "_why", None) or str(error) or type(error).__name__
        raise InputError(f"{name}:{line}: {shorten_reason(reason)}; repair it, or export it again") from error
    finally:
        logger.removeFilter(_refuse)


def shorten_reason(reason: str) -> str:
    """Return a message of another's making as one line that is not too long."""
    line = " ".join(reason.split())
    return line if len(line) <= 120 else line[:120] + "…"


def _refuse(_: logging.LogRecord) -> bool:
    return False


def _find_remote_contexts(data: Any) -> Iterator[str]:
    """Yield the addresses of contexts that stand elsewhere, in any depth (JSON-LD 1.1, 3.1 and 9.15.2)."""
    waiting: list[Any] = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            contexts = value.get("@context", [])
            for context in contexts if isinstance(contexts, list) else [contexts]:
                if isinstance(context, str):
                    yield context
                elif isinstance(context, dict) and "@import" in context:
                    yield str(context["@import"])
            waiting += value.values()
