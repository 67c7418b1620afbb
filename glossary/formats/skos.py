"""SKOS with SKOS-XL (W3C 2009), in Turtle and in JSON-LD: what thesaurus tools and triple stores exchange.

In each language the preferred term is the one skos:prefLabel (where none is marked, the first that may be used),
admitted and proposed terms are skos:altLabel, discouraged ones and inflected forms skos:hiddenLabel. A language that
has discouraged terms only has no skos:prefLabel. Each term is a skosxl:Label, too, which says all that is known of it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import BinaryIO

from glossary.errors import UsageError
from glossary.formats.content import Content, LanguagePair
from glossary.formats.skos_graph import (
    DISCOURAGED,
    Node,
    describe_concept,
    describe_document,
    describe_scheme,
)
from glossary.formats.skos_reading import read_jsonld, read_skos
from glossary.formats.skos_text import make_json, make_json_head, make_turtle, make_turtle_head
from glossary.model import AdministrativeStatus, Concept, Context, Form, FormOrigin, LanguageSection, Term
from glossary.text import check_language

LOSSES = (
    "links between terms and their evidence, and the proposals for people to decide, are left out",
    "forms are without their counts; those seen stand before those generated, and each of a kind once",
    "a text stands once as a term of a language of a concept: the term that may be used wins, then the first",
    "the terms of a language stand in the order preferred, other usable, discouraged",
    "languages that have discouraged terms only stand last",
    "sections of one language are joined, with the first definition and the first note; tags are in the usual case",
    "an address of a picture or page stands once",
    "terms and forms without text, languages without terms or of malformed tags, and empty concepts are left out",
    "half a surrogate pair, which is no character, is replaced by U+FFFD",
)

__all__ = [
    "LOSSES",
    "keep",
    "read_jsonld",
    "read_skos",
    "recognize_jsonld",
    "recognize_skos",
    "write_jsonld",
    "write_skos",
]

_SURROGATE = re.compile("[\ud800-\udfff]")
_SKOS = b"http://www.w3.org/2004/02/skos/core#"
# After white space and comments: a directive, or a resource and the property that is said of it.
_TURTLE = re.compile(rb"(?:\s|#[^\n]*\n)*(?:@?(?:prefix|base)\s|(?:<[a-z]+:[^<>\s]*>|_:\w+)\s+[<\w])", re.IGNORECASE)
_JSON = re.compile(rb'\s*[\[{](?!\s*"format"\s*:)')
_KEYWORD = re.compile(rb'"@(?:context|graph|id)"\s*:')


def keep(concept: Concept, pair: LanguagePair | None) -> Concept | None:  # noqa: ARG001 - every format has these
    """Return a concept as SKOS holds it, or None if it has no term."""
    sections: dict[str, LanguageSection] = {}
    for section in concept.sections:
        try:
            language = check_language(section.language)
        except UsageError:
            continue
        joined = sections.get(language, LanguageSection(language, ()))
        sections[language] = LanguageSection(
            language,
            joined.terms + section.terms,
            section.definition if joined.definition is None else joined.definition,
            section.note if joined.note is None else joined.note,
        )
    kept = [each for each in map(_keep_section, sections.values()) if each.terms]
    # What is read first is what has a preferred label.
    kept.sort(key=lambda section: section.terms[0].status in DISCOURAGED)
    if not kept:
        return None
    return replace(
        concept,
        sections=tuple(kept),
        subject_field=_mend_optional(concept.subject_field),
        definition=_mend_optional(concept.definition),
        note=_mend_optional(concept.note),
        links=(),
        images=_keep_distinct(concept.images),
        external_links=_keep_distinct(concept.external_links),
    )


def write_skos(content: Content, stream: BinaryIO) -> None:
    """Write a glossary as Turtle, one concept at a time."""
    stream.write(make_turtle_head())
    stream.writelines(map(make_turtle, _describe(content)))


def write_jsonld(content: Content, stream: BinaryIO) -> None:
    """Write a glossary as JSON-LD with its context inside, one node a line."""
    stream.write(make_json_head())
    stream.writelines((b",\n" if number else b"\n") + make_json(node) for number, node in enumerate(_describe(content)))
    stream.write(b"\n]}\n")


def recognize_skos(head: bytes) -> bool:
    """Tell whether a file that begins so is SKOS in Turtle (or in N-Triples, which are Turtle)."""
    return _SKOS in head and _TURTLE.match(head.removeprefix(b"\xef\xbb\xbf")) is not None


def recognize_jsonld(head: bytes) -> bool:
    """Tell whether a file that begins so is SKOS in JSON-LD."""
    text = head.removeprefix(b"\xef\xbb\xbf")
    return _SKOS in text and _JSON.match(text) is not None and _KEYWORD.search(text) is not None


def _describe(content: Content) -> Iterator[Node]:
    yield describe_scheme()
    yield from map(describe_document, content.documents)
    for concept in content.concepts:
        kept = keep(concept, None)
        if kept is not None:
            yield from describe_concept(kept)


def _mend(text: str) -> str:
    return _SURROGATE.sub("\ufffd", text)


def _mend_optional(text: str | None) -> str | None:
    return None if text is None else _mend(text)


def _keep_distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(_mend, texts)))


def _keep_section(section: LanguageSection) -> LanguageSection:
    terms = [_keep_term(term) for term in section.terms if term.text.strip()]
    usable = [term for term in terms if term.status not in DISCOURAGED]
    marked = [term for term in usable if term.status is AdministrativeStatus.PREFERRED]
    by_text: dict[str, Term] = {}
    for term in (*marked[:1], *usable, *terms):
        by_text.setdefault(term.text, term)
    return replace(
        section,
        terms=tuple(by_text.values()),
        definition=_mend_optional(section.definition),
        note=_mend_optional(section.note),
    )


def _keep_term(term: Term) -> Term:
    forms = dict.fromkeys((form.origin, _mend(form.text)) for form in term.forms if form.text.strip())
    return replace(
        term,
        text=_mend(term.text),
        reason=_mend(term.reason),
        forms=tuple(Form(text, each) for each in FormOrigin for origin, text in forms if origin is each),
        contexts=tuple(map(_keep_context, term.contexts)),
        geographical_usage=_mend_optional(term.geographical_usage),
        note=_mend_optional(term.note),
    )


def _keep_context(context: Context) -> Context:
    return replace(context, sentence=_mend(context.sentence))
