"""What is said of a node of a graph, as values of the model."""

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

from glossary.errors import UsageError
from glossary.formats.content import MAX_COUNT, MAX_TEXT
from glossary.formats.skos_graph import PREFIXES, find_member
from glossary.text import check_language, shorten

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

_E = TypeVar("_E", bound=Enum)
_N = TypeVar("_N", int, float)

_OLDER = {"lexinfo": "http://www.lexinfo.net/ontology/2.0/lexinfo#"}
"""Namespaces of vocabularies that have moved, and are still written."""


class EntryError(Exception):
    """What is wrong with a concept or a label, and the remedy."""


class Values:
    """Looks up what a graph says of a node; properties are named as prefix:name.

    The order is that of the file, because rdflib keeps triples in dicts. Raises EntryError for a value that makes no
    sense.
    """

    def __init__(self, graph: "Graph") -> None:
        self._graph = graph

    def find_values(self, subject: "Node", *properties: str) -> "Iterator[Node]":
        """Yield the values of these properties, one property after the other."""
        for name in properties:
            for address in _find_addresses(name):
                yield from self._graph.objects(subject, address)

    def find_subjects(self, name: str, value: str | None = None) -> "Iterator[Node]":
        """Yield what has a property, or has this value of it."""
        return self._graph.subjects(make_iri(name), None if value is None else make_iri(value), unique=True)

    def show(self, subject: "Node") -> str:
        """Return what is said of a node, as a statement of N-Triples."""
        triples = (f"{predicate.n3()} {value.n3()}" for predicate, value in self._graph.predicate_objects(subject))
        return f"{subject.n3()} " + " ; ".join(triples)

    def get_text(self, subject: "Node", name: str) -> str | None:
        """Return the texts of a property as one, or None for none."""
        texts = [check_length(str(value)) for value in self.find_values(subject, name)]
        return "\n".join(texts) if texts else None

    def split_texts(
        self, subject: "Node", names: Sequence[str], languages: Mapping[str, object]
    ) -> tuple[dict[str, str], str | None]:
        """Return the texts by language, and those of no language or of another one than these, as one text."""
        texts: dict[str | None, list[str]] = {}
        for value in self.find_values(subject, *names):
            # Documentation may be a resource (SKOS primer, 4.2).
            literal = next(self.find_values(value, "rdf:value"), value)
            language = find_tag(getattr(literal, "language", None))
            texts.setdefault(language if language in languages else None, []).append(check_length(str(literal)))
        joined = {language: "\n".join(found) for language, found in texts.items()}
        return {language: text for language, text in joined.items() if language is not None}, joined.get(None)

    def find_names(self, subject: "Node", *properties: str) -> Iterator[str]:
        """Yield texts, and of resources what they are called, if the file tells."""
        for value in self.find_values(subject, *properties):
            called = self.find_values(value, "skos:prefLabel", "rdfs:label", "dct:title")
            yield check_length(str(next(called, value)))

    def find_addresses(self, subject: "Node", *properties: str) -> tuple[str, ...]:
        """Return the addresses of resources, and texts that should be some, each once."""
        found = (str(value) for value in self.find_values(subject, *properties) if not is_of("BNode", value))
        return tuple(dict.fromkeys(map(check_length, found)))

    def get_member(self, subject: "Node", name: str, kind: type[_E]) -> _E | None:
        """Return the member of a closed set that a resource or text names; None for one of another vocabulary."""
        names = (str(value) for value in self.find_values(subject, name))
        members = (find_member(kind, text.replace("#", "/").replace(":", "/").rpartition("/")[2]) for text in names)
        return next(filter(None, members), None)

    def get_number(self, subject: "Node", name: str, default: _N) -> _N:
        """Return a number of the type of the default, which is for none; a whole one is no less than 0."""
        value = next(self.find_values(subject, name), None)
        if value is None:
            return default
        try:
            number = type(default)(str(value))
        except ValueError:
            raise EntryError(f"{name} should be a number, not {shorten(str(value))!r}") from None
        if isinstance(number, int) and not 0 <= number <= MAX_COUNT:
            raise EntryError(f"{name} should be from 0 to {MAX_COUNT}, not {shorten(str(value))!r}")
        return number

    def is_true(self, subject: "Node", name: str) -> bool:
        """Whether a property is said to be true."""
        return any(str(value).lower() in ("true", "1") for value in self.find_values(subject, name))


def make_iri(name: str) -> Any:
    """Return the resource that is called prefix:name."""
    return next(_find_addresses(name))


def is_of(kind: str, node: "Node") -> bool:
    """Whether a node is a URIRef, BNode or Literal; by name, as loading rdflib takes long."""
    return type(node).__name__ == kind


def find_tag(tag: str | None) -> str | None:
    """Return a language tag in the usual case, or None if it is none."""
    try:
        return None if tag is None else check_language(tag)
    except UsageError:
        return None


def check_length(text: str, most: int = MAX_TEXT) -> str:
    """Return a text, or raise EntryError if it is longer than any text should be."""
    if len(text) > most:
        raise EntryError(f"{shorten(text)!r} has {len(text):,} characters, more than {most:,}; shorten it")
    return text


def _find_addresses(name: str) -> Iterator[Any]:
    from rdflib import URIRef  # noqa: PLC0415 - slow to load, and of no use before a file is read

    prefix, _, local = name.partition(":")
    yield URIRef(PREFIXES[prefix] + local)
    if prefix in _OLDER:
        yield URIRef(_OLDER[prefix] + local)
