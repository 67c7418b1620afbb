"""A node of a graph as text: Turtle (RDF 1.1 Turtle, W3C 2014) and JSON-LD 1.1 (W3C 2020)."""

import re
from collections.abc import Iterable
from typing import Any

import orjson

from glossary.formats.skos_graph import PREFIXES, Iri, Name, Node, Text, Value

_INDENT = "    "
_DOUBLE = "xsd:double"

# STRING_LITERAL_QUOTE holds anything but these four; other controls are escaped for the eye and for line counts.
_ESCAPED = re.compile('["\\\\\x00-\x1f\x7f-\x9f\u2028\u2029]')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}

# -- Turtle ------------------------------------------------------------------------------------------------------------


def make_turtle_head() -> bytes:
    """Return the prefixes, which stand before all nodes."""
    return "".join(f"@prefix {prefix}: <{address}> .\n" for prefix, address in PREFIXES.items()).encode()


def make_turtle(node: Node) -> bytes:
    """Return a node that has an address as a statement of Turtle, with an empty line before it."""
    return f"\n<{node.address}> {_join_properties(node, _INDENT)} .\n".encode()


def _join_properties(node: Node, indent: str) -> str:
    lines = (
        f"{'a' if each.name == 'rdf:type' else each.name} {_join_values(each.values, indent)}"
        for each in node.properties
    )
    return f" ;\n{indent}".join(lines)


def _join_values(values: Iterable[Value], indent: str) -> str:
    return ", ".join(_write_value(value, indent) for value in values)


def _write_value(value: Value, indent: str) -> str:
    match value:
        case Iri():
            return f"<{value.address}>"
        case Name():
            return value.text
        case Text():
            return f'"{_escape(value.text)}"' + (f"@{value.language}" if value.language else "")
        case Node():
            inner = indent + _INDENT
            return f"[\n{inner}{_join_properties(value, inner)}\n{indent}]"
        case bool() | int():
            return str(value).lower()
    return f'"{_write_double(value)}"^^{_DOUBLE}'


def _escape(text: str) -> str:
    return _ESCAPED.sub(lambda match: _ESCAPES.get(match[0], f"\\u{ord(match[0]):04X}"), text)


def _write_double(value: float) -> str:
    """Return a number as xsd:double writes it, where infinity is INF."""
    return repr(value).replace("inf", "INF").replace("nan", "NaN")


# -- JSON-LD -----------------------------------------------------------------------------------------------------------


def make_json_head() -> bytes:
    """Return what stands before the nodes: the context, which is all inside the file."""
    return b'{"@context":' + orjson.dumps(PREFIXES) + b',"@graph":['


def make_json(node: Node) -> bytes:
    """Return a node as an object of JSON-LD."""
    return orjson.dumps(_make_object(node))


def _make_object(node: Node) -> dict[str, Any]:
    made: dict[str, Any] = {} if node.address is None else {"@id": node.address}
    for each in node.properties:
        if each.name == "rdf:type":
            made["@type"] = [value.text for value in each.values if isinstance(value, Name)]
        else:
            made[each.name] = [_make_value(value) for value in each.values]
    return {name: value[0] if isinstance(value, list) and len(value) == 1 else value for name, value in made.items()}


def _make_value(value: Value) -> Any:
    match value:
        case Iri():
            return {"@id": value.address}
        case Name():
            return {"@id": value.text}
        case Text():
            return {"@value": value.text} | ({"@language": value.language} if value.language else {})
        case Node():
            return _make_object(value)
        case bool() | int():
            return value
    return {"@value": _write_double(value), "@type": _DOUBLE}
