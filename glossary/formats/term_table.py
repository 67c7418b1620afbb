r"""The columns of a table of terms, one row a term: what stands in them, and what a table can't hold.

Several texts in a cell are parted by semicolons; a semicolon that belongs to a text is written `\;`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from enum import Enum

from glossary.errors import UsageError
from glossary.formats.content import LanguagePair
from glossary.formats.identity import make_id
from glossary.model import Concept, Context, Form, LanguageSection, Term
from glossary.text import check_language

LOSSES = (
    "links between terms, and proposals, are left out",
    "one context of a term at most, without its offsets; of the documents only the id",
    "forms without their origin and counts; of a term, nested, termhood and reason are left out",
    "confidence has four decimal places",
    "empty texts are as missing ones, and white space around forms and addresses is lost",
    "the sections of one language in a concept are joined, with the first definition and the first note",
    "languages without terms or of malformed tags, terms without text, and concepts without terms are left out",
    "a concept without an id gets one",
)


class Column(Enum):
    """A column, by the name in its head; the order is that of writing."""

    CONCEPT = "concept"
    KIND = "kind"
    CONCEPT_STATUS = "concept status"
    CONFIDENCE = "confidence"
    SUBJECT_FIELD = "subject field"
    DEFINITION = "definition"
    CONCEPT_NOTE = "concept note"
    LANGUAGE = "language"
    TERM = "term"
    STATUS = "administrative status"
    PART_OF_SPEECH = "part of speech"
    GENDER = "gender"
    NUMBER = "number"
    TERM_TYPE = "term type"
    GEOGRAPHICAL_USAGE = "geographical usage"
    DO_NOT_TRANSLATE = "do not translate"
    CASE_SENSITIVE = "case sensitive"
    TERM_NOTE = "term note"
    FREQUENCY = "frequency"
    FORMS = "forms"
    CONTEXT = "context"
    DOCUMENT = "document"
    LANGUAGE_DEFINITION = "language definition"
    LANGUAGE_NOTE = "language note"
    IMAGES = "images"
    EXTERNAL_LINKS = "external links"


HEADER = tuple(column.value for column in Column)


def keep(concept: Concept, pair: LanguagePair | None) -> Concept | None:  # noqa: ARG001 - every format has these
    """Return a concept as a table holds it; None if it has no term."""
    sections = _join_sections(concept.sections)
    if not sections:
        return None
    return replace(
        concept,
        id=concept.id or make_id(sections),
        sections=sections,
        confidence=float(_write_number(concept.confidence)),
        subject_field=concept.subject_field or None,
        definition=concept.definition or None,
        note=concept.note or None,
        links=(),
        images=_strip_all(concept.images),
        external_links=_strip_all(concept.external_links),
    )


def make_rows(concept: Concept) -> Iterator[tuple[str, ...]]:
    """Yield the rows of a concept, with a cell for each column."""
    kept = keep(concept, None)
    if kept is None:
        return
    head = (
        *(kept.id, kept.kind.value, kept.status.value, _write_number(kept.confidence)),
        *(kept.subject_field or "", kept.definition or "", kept.note or ""),
    )
    addresses = (join_texts(kept.images), join_texts(kept.external_links))
    for section in kept.sections:
        tail = (section.definition or "", section.note or "", *addresses)
        for term in section.terms:
            yield (*head, section.language, *_describe_term(term), *tail)


def join_texts(texts: Iterable[str], separator: str = ";") -> str:
    r"""Return texts as one cell.

    >>> join_texts(["mosty; kładki", "mostem"])
    'mosty\\; kładki; mostem'
    """
    # Doubled, or a backslash of the text would be taken for that of a separator: one in the text, or the one after it.
    pattern = _make_pattern(separator)
    escaped = [pattern.sub(rf"\1\1\\{separator}", text) for text in texts]
    escaped[:-1] = [text + "\\" * (len(text) - len(text.rstrip("\\"))) for text in escaped[:-1]]
    return (separator + " ").join(escaped)


def split_texts(cell: str, separator: str = ";") -> tuple[str, ...]:
    r"""Return the texts in a cell that `join_texts` or a person wrote, without white space around and empty ones.

    >>> split_texts(r"mosty\; kładki;mostem ; ")
    ('mosty; kładki', 'mostem')
    """
    texts: list[str] = []
    pieces: list[str] = []
    start = 0
    for match in _make_pattern(separator).finditer(cell):
        count = len(match[1])
        pieces.append(cell[start : match.start()] + "\\" * (count // 2))
        if count % 2:
            pieces.append(separator)
        else:
            texts.append("".join(pieces))
            pieces.clear()
        start = match.end()
    pieces.append(cell[start:])
    texts.append("".join(pieces))
    return _strip_all(texts)


def _make_pattern(separator: str) -> re.Pattern[str]:
    """Return the pattern of a separator with all the backslashes before it, which takes linear time."""
    return re.compile(rf"(?<!\\)(\\*+){re.escape(separator)}")


def _strip_all(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(bare for text in texts if (bare := text.strip()))


def _write_number(value: float) -> str:
    return f"{value:.4f}"


def _join_sections(sections: Sequence[LanguageSection]) -> tuple[LanguageSection, ...]:
    joined: dict[str, LanguageSection] = {}
    for section in sections:
        terms = tuple(_keep_term(term) for term in section.terms if term.text.strip())
        tag = _find_tag(section.language)
        if tag is None or not terms:
            continue
        first = joined.get(tag, LanguageSection(tag, ()))
        joined[tag] = LanguageSection(
            tag,
            first.terms + terms,
            first.definition or section.definition or None,
            first.note or section.note or None,
        )
    return tuple(joined.values())


def _find_tag(language: str) -> str | None:
    try:
        return check_language(language)
    except UsageError:
        return None


def _keep_term(term: Term) -> Term:
    contexts = (Context(each.document, 0, 0, each.sentence, 0, 0) for each in term.contexts[:1])
    return replace(
        term,
        nested=0,
        termhood=0.0,
        reason="",
        forms=tuple(map(Form, _strip_all(form.text for form in term.forms))),
        contexts=tuple(each for each in contexts if each.sentence or each.document),
        geographical_usage=term.geographical_usage or None,
        note=term.note or None,
    )


def _describe_term(term: Term) -> tuple[str, ...]:
    categories = (term.part_of_speech, term.gender, term.number, term.term_type)
    context = term.contexts[0] if term.contexts else Context("", 0, 0, "", 0, 0)
    return (
        *(term.text, term.status.value),
        *(category.value if category else "" for category in categories),
        term.geographical_usage or "",
        *("yes" if mark else "" for mark in (term.do_not_translate, term.is_case_sensitive)),
        *(term.note or "", str(term.frequency), join_texts(form.text for form in term.forms)),
        *(context.sentence, context.document),
    )
