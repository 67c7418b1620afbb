"""One self-contained web page for readers: the languages side by side, in alphabetical order, with an index of each.

It needs no script and no other file, and its content security policy lets in nothing but its own style sheet, so that
no text of a glossary can do anything but be read.
"""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any, BinaryIO

from glossary.formats.alphabets import group_by_letter
from glossary.formats.content import Content, LanguagePair
from glossary.formats.reading_order import (
    arrange,
    choose_contexts,
    clean,
    describe_grammar,
    find_heads,
    order_languages,
    order_terms,
)
from glossary.language_names import find_direction, name_language
from glossary.model import Concept, ConceptKind, Context, LanguageSection, SourceDocument, Term

if TYPE_CHECKING:
    from jinja2 import Environment

MAX_SENTENCES = 3
LOSSES = (
    "a page to read, which can't be read back",
    f"at most {MAX_SENTENCES} sentences of each language of a concept, without their offsets",
    "inflected forms, frequency, termhood, links, and the reasons of statuses are left out",
    "pictures are addresses: the page loads nothing",
    "proposals, and concepts and languages without terms, are left out",
    "control characters are replaced by U+FFFD, and characters that turn the text around them about are left out",
)

MAX_COLUMNS = 6
"""With more languages than that, those of a concept follow one another, each under its name."""

_TEMPLATES = Path(__file__).parent / "templates"
_NOT_IN_ANCHOR = re.compile(r"[^A-Za-z0-9.\-]")
_WEB_ADDRESS = re.compile(r"https?://[^\s/]", re.IGNORECASE)
_BLOCK = 2**16


def write_html(content: Content, stream: BinaryIO) -> None:
    """Write a glossary as one page of HTML 5.

    The concepts are filed under the source language of the pair, otherwise under the language that most of them have.
    They wait in a temporary file, rendered, until all are known: only their terms are held in memory, for the index.
    """
    page = _Page(content.documents)
    with TemporaryFile() as spool:
        for concept in content.concepts:
            page.add(concept, spool)
        stream.writelines(_join(page.render(content.pair, spool)))


@dataclass(frozen=True, slots=True)
class _Entry:
    """A concept that waits in the spool: where it does, its anchor, and its terms by language for the index."""

    start: int
    length: int
    anchor: str
    heads: Mapping[str, str]
    terms: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class _Cell:
    """The terms of a concept in one language, with the number of that language on the page."""

    number: int
    section: LanguageSection
    terms: list[Term]
    contexts: list[tuple[str, str, str, int | None, str]]


class _Page:
    """Takes the concepts one by one, and renders the page when there are no more."""

    def __init__(self, documents: Iterable[SourceDocument]) -> None:
        self._documents = list(documents)
        self._sources = {each.id: (i, each.title or each.file) for i, each in enumerate(self._documents, 1)}
        self._entries: list[_Entry] = []
        self._counts: dict[str, int] = {}
        self._numbers: dict[str, int] = {}

    def add(self, concept: Concept, spool: IO[bytes]) -> None:
        sections = [section for section in concept.sections if section.terms]
        if not sections:
            return
        heads = find_heads(concept)
        for language in heads:
            self._counts[language] = self._counts.get(language, 0) + 1
            self._numbers.setdefault(language, len(self._numbers))
        anchor = _make_anchor(concept.id)
        cells = [self._make_cell(section) for section in sections]
        text = (
            _environment()
            .get_template("html_concept.html")
            .module.concept(  # type: ignore[attr-defined]
                concept, anchor, cells, list(_find_facts(concept))
            )
        )
        terms = tuple(
            (section.language, term.text, term is section.preferred) for section in sections for term in section.terms
        )
        start = spool.tell()
        self._entries.append(_Entry(start, spool.write(text.encode()), anchor, heads, terms))

    def render(self, pair: LanguagePair | None, spool: IO[bytes]) -> Iterator[str]:
        from markupsafe import Markup  # noqa: PLC0415 - comes with Jinja

        def show(entry: _Entry) -> Markup:
            spool.seek(entry.start)
            return Markup(spool.read(entry.length).decode())  # noqa: S704 - rendered above, and escaped there

        languages = order_languages(self._counts, pair)
        places = [self._numbers[language] for language in languages]
        style = (_TEMPLATES / "html_page.css").read_text(encoding="utf-8")
        if 1 < len(places) <= MAX_COLUMNS:
            style += _environment().get_template("html_rules.css").render(places=places)
        return (
            _environment()
            .get_template("html_page.html")
            .generate(
                style=Markup(style),  # noqa: S704 - ours, and numbers
                digest=b64encode(sha256(style.encode()).digest()).decode(),
                languages=languages,
                count=len(self._entries),
                parts=arrange(((entry.heads, entry) for entry in self._entries), languages),
                get_index=self._get_index,
                sources=self._documents,
                show=show,
            )
        )

    def _get_index(self, language: str) -> list[tuple[str, list[tuple[str, tuple[str, bool]]]]]:
        entries = (
            (text, (entry.anchor, is_preferred))
            for entry in self._entries
            for tag, text, is_preferred in entry.terms
            if tag == language
        )
        return group_by_letter(entries, language)

    def _make_cell(self, section: LanguageSection) -> _Cell:
        contexts = [self._split(context) for context in choose_contexts(section, MAX_SENTENCES)]
        return _Cell(self._numbers[section.language], section, order_terms(section), contexts)

    def _split(self, context: Context) -> tuple[str, str, str, int | None, str]:
        """Return what stands before the term, the term and what comes after it, and the source by number and title."""
        start, end = context.sentence_start, context.sentence_end
        if not start < end <= len(context.sentence):
            start = end = 0
        sentence = context.sentence
        number, title = self._sources.get(context.document, (None, context.document))
        return sentence[:start], sentence[start:end], sentence[end:], number, title


def _find_facts(concept: Concept) -> Iterator[str]:
    if len(concept.sections) > 1:
        yield f"confidence {concept.confidence:.0%}"
    if concept.kind is not ConceptKind.TERM:
        yield concept.kind.value
    if concept.subject_field:
        yield concept.subject_field


def _make_anchor(identifier: str) -> str:
    """Return a concept's id as a name that can stand in an address as it is.

    >>> _make_anchor("c-12"), _make_anchor("a b")
    ('concept-c-12', 'concept-a_20_b')
    """
    return "concept-" + _NOT_IN_ANCHOR.sub(lambda match: f"_{ord(match[0]):x}_", identifier)


def _join(pieces: Iterable[str]) -> Iterator[bytes]:
    """Yield text as blocks of bytes: a template gives it away word by word."""
    block: list[str] = []
    size = 0
    for piece in pieces:
        block.append(piece)
        size += len(piece)
        if size > _BLOCK:
            yield "".join(block).encode()
            block.clear()
            size = 0
    yield "".join(block).encode()


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - of use to this format only
    from markupsafe import Markup  # noqa: PLC0415 - as above

    def finalize(value: Any) -> Any:
        return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, finalize=finalize
    )
    environment.filters.update(direction=find_direction, language_name=name_language, grammar=describe_grammar)
    environment.tests["web_address"] = lambda text: text is not None and _WEB_ADDRESS.match(text) is not None
    return environment
