"""Turn rows of the store's tables, which `glossary.rows` makes, back into concepts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeVar

import orjson
from sqlalchemy import Connection, Select, Text, bindparam, cast, literal_column, null, select, union_all

from glossary.model import (
    AdministrativeStatus,
    Concept,
    ConceptKind,
    ConceptStatus,
    Context,
    Evidence,
    Form,
    FormOrigin,
    GrammaticalGender,
    GrammaticalNumber,
    LanguageSection,
    Link,
    PartOfSpeech,
    Proposal,
    SourceDocument,
    Term,
    TermType,
)
from glossary.schema import CONCEPTS, CONTEXTS, FORMS, LINKS, PROPOSALS, SECTIONS, SENTENCES, TERMS

_T = TypeVar("_T")

_STATUSES = {status.value: status for status in AdministrativeStatus}
_ORIGINS = {origin.value: origin for origin in FormOrigin}

MATCHES = union_all(
    select(
        CONCEPTS.c.id,
        TERMS.c.language,
        TERMS.c.text.label("term"),
        TERMS.c.text.label("form"),
        cast(null(), Text).label("origin"),
        TERMS.c.status,
        TERMS.c.frequency,
        CONCEPTS.c.rank,
        TERMS.c.number,
        literal_column("-1").label("position"),
    )
    .join(TERMS, TERMS.c.concept == CONCEPTS.c.rank)
    .where(TERMS.c.key == bindparam("key")),
    select(
        CONCEPTS.c.id,
        TERMS.c.language,
        TERMS.c.text,
        FORMS.c.text,
        FORMS.c.origin,
        TERMS.c.status,
        TERMS.c.frequency,
        CONCEPTS.c.rank,
        TERMS.c.number,
        FORMS.c.position,
    )
    .join(TERMS, TERMS.c.concept == CONCEPTS.c.rank)
    .join(FORMS, FORMS.c.term == TERMS.c.number)
    .where(FORMS.c.key == bindparam("key")),
)


"""Every term and form with a lookup key, as rows that `make_match` takes."""
_ORDERED_MATCHES = MATCHES.order_by("rank", "number", "position")


@dataclass(frozen=True, slots=True)
class FormMatch:
    """A written form whose lookup key was asked for.

    `origin` is None where the form is the term's citation form; `rank` is the place of the concept in the glossary,
    `number` that of the term (`glossary.termkeys`).
    """

    concept: str
    language: str
    term: str
    form: str
    origin: FormOrigin | None
    status: AdministrativeStatus
    frequency: int
    rank: int
    number: int


def load_documents(connection: Connection, query: Select[Any]) -> list[SourceDocument]:
    """Return the documents of a query over the whole documents table."""
    return [SourceDocument(*row) for _, *row in connection.execute(query)]


def load_proposals(connection: Connection) -> list[Proposal]:
    """Return the proposals in the order they were written in."""
    c = PROPOSALS.c
    query = select(
        *(c.source_language, c.source_term, c.target_language, c.target_term, c.method, c.score, c.evidence),
        *(c.source_concept, c.target_concept),
    ).order_by(c.number)
    return [
        Proposal(_load_link(*link), source_concept, target_concept)
        for *link, source_concept, target_concept in connection.execute(query)
    ]


def load_concepts(connection: Connection, ranks: Sequence[int], *, with_evidence: bool = True) -> list[Concept]:
    """Return the concepts of these ranks in rank order, in six queries however many terms they have.

    Without evidence, that is without forms, contexts and links, there are three.
    """
    if not ranks:
        return []
    links = _load_links(connection, ranks) if with_evidence else {}
    sections = _load_sections(connection, ranks, with_evidence=with_evidence)
    c = CONCEPTS.c
    query = select(
        *(c.rank, c.id, c.kind, c.status, c.confidence, c.subject_field, c.definition, c.note),
        *(c.images, c.external_links),
    )
    query = query.where(CONCEPTS.c.rank.in_(ranks)).order_by(CONCEPTS.c.rank)
    return [
        Concept(
            id=identifier,
            sections=sections.get(rank, ()),
            kind=ConceptKind(kind),
            status=ConceptStatus(status),
            confidence=confidence,
            subject_field=subject_field,
            definition=definition,
            note=note,
            links=links.get(rank, ()),
            images=_load_list(images),
            external_links=_load_list(external_links),
        )
        for rank, identifier, kind, status, confidence, subject_field, definition, note, images, external_links in (
            connection.execute(query)
        )
    ]


def load_matches(connection: Connection, key: str) -> list[FormMatch]:
    """Return every term and form with this lookup key: in the order of the glossary, a term before its forms."""
    return [make_match(row) for row in connection.execute(_ORDERED_MATCHES, {"key": key})]


def make_match(row: Sequence[Any]) -> FormMatch:
    """Return the match that a row of MATCHES is."""
    concept, language, term, form, origin, status, frequency, rank, number, _ = row
    return FormMatch(
        concept, language, term, form, _ORIGINS[origin] if origin else None, _STATUSES[status], frequency, rank, number
    )


def _load_list(texts: str) -> tuple[str, ...]:
    return tuple(orjson.loads(texts))


def _load_sections(
    connection: Connection, ranks: Sequence[int], *, with_evidence: bool
) -> dict[int, tuple[LanguageSection, ...]]:
    terms = _load_terms(connection, ranks, with_evidence=with_evidence)
    c = SECTIONS.c
    query = (
        select(c.concept, c.position, c.language, c.definition, c.note)
        .where(c.concept.in_(ranks))
        .order_by(c.concept, c.position)
    )
    return _group(
        (rank, LanguageSection(language, terms.get((rank, position), ()), definition, note))
        for rank, position, language, definition, note in connection.execute(query)
    )


def _load_terms(
    connection: Connection, ranks: Sequence[int], *, with_evidence: bool
) -> dict[tuple[int, int], tuple[Term, ...]]:
    forms = _load_forms(connection, ranks) if with_evidence else {}
    contexts = _load_contexts(connection, ranks) if with_evidence else {}
    c = TERMS.c
    query = select(
        *(c.number, c.concept, c.section, c.text, c.status, c.part_of_speech, c.gender),
        *(c.frequency, c.nested, c.termhood, c.reason, c.grammatical_number, c.term_type, c.geographical_usage),
        *(c.do_not_translate, c.is_case_sensitive, c.note),
    )
    query = query.where(c.concept.in_(ranks)).order_by(c.number)
    return _group(
        ((rank, section), _make_term(values, forms.get(number, ()), contexts.get(number, ())))
        for number, rank, section, *values in connection.execute(query)
    )


def _make_term(values: Sequence[Any], forms: tuple[Form, ...], contexts: tuple[Context, ...]) -> Term:
    """Return the term of a row of the columns that follow its place."""
    text, status, part_of_speech, gender, frequency, nested, termhood, reason, *rest = values
    number, term_type, geographical_usage, do_not_translate, is_case_sensitive, note = rest
    return Term(
        text=text,
        status=AdministrativeStatus(status),
        part_of_speech=PartOfSpeech(part_of_speech) if part_of_speech else None,
        gender=GrammaticalGender(gender) if gender else None,
        frequency=frequency,
        nested=nested,
        termhood=termhood,
        reason=reason,
        forms=forms,
        contexts=contexts,
        number=GrammaticalNumber(number) if number else None,
        term_type=TermType(term_type) if term_type else None,
        geographical_usage=geographical_usage,
        do_not_translate=bool(do_not_translate),
        is_case_sensitive=bool(is_case_sensitive),
        note=note,
    )


def _load_forms(connection: Connection, ranks: Sequence[int]) -> dict[int, tuple[Form, ...]]:
    query = (
        select(FORMS.c.term, FORMS.c.text, FORMS.c.origin, FORMS.c.occurrences)
        .join(TERMS, TERMS.c.number == FORMS.c.term)
        .where(TERMS.c.concept.in_(ranks))
        .order_by(FORMS.c.term, FORMS.c.position)
    )
    return _group(
        (term, Form(text, FormOrigin(origin), occurrences))
        for term, text, origin, occurrences in connection.execute(query)
    )


def _load_contexts(connection: Connection, ranks: Sequence[int]) -> dict[int, tuple[Context, ...]]:
    c = CONTEXTS.c
    query = (
        select(c.term, c.document, c.start_offset, c.end_offset, SENTENCES.c.text, c.sentence_start, c.sentence_end)
        .join(TERMS, TERMS.c.number == c.term)
        .join(SENTENCES, SENTENCES.c.number == c.sentence)
        .where(TERMS.c.concept.in_(ranks))
        .order_by(c.term, c.position)
    )
    return _group((term, Context(*values)) for term, *values in connection.execute(query))


def _load_links(connection: Connection, ranks: Sequence[int]) -> dict[int, tuple[Link, ...]]:
    c = LINKS.c
    query = (
        select(
            *(c.concept, c.source_language, c.source_term, c.target_language, c.target_term),
            *(c.method, c.score, c.evidence),
        )
        .where(c.concept.in_(ranks))
        .order_by(c.concept, c.position)
    )
    return _group((rank, _load_link(*values)) for rank, *values in connection.execute(query))


def _load_link(
    source_language: str,
    source_term: str,
    target_language: str,
    target_term: str,
    method: str,
    score: float,
    evidence: str,
) -> Link:
    signals = tuple(Evidence(signal, value) for signal, value in orjson.loads(evidence))
    return Link(source_language, source_term, target_language, target_term, method, score, signals)


def _group(pairs: Iterable[tuple[Any, _T]]) -> dict[Any, tuple[_T, ...]]:
    """Collect the values of equal keys, which stand side by side."""
    return {key: tuple(value for _, value in members) for key, members in groupby(pairs, key=lambda pair: pair[0])}
