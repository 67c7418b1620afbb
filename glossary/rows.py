"""Turn concepts into rows of the store's tables, and rows back into concepts; no row leaves the store."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count, groupby
from operator import itemgetter
from typing import Any, TypeVar

import orjson
from sqlalchemy import Connection, Select, Table, Text, bindparam, cast, insert, literal, null, select, union_all

from glossary.model import (
    AdministrativeStatus,
    Concept,
    ConceptKind,
    ConceptStatus,
    Context,
    Evidence,
    Form,
    FormOrigin,
    Glossary,
    GrammaticalGender,
    LanguageSection,
    Link,
    PartOfSpeech,
    Proposal,
    SourceDocument,
    Term,
)
from glossary.schema import CONCEPTS, CONTEXTS, DOCUMENTS, FORMS, LINKS, PROPOSALS, SECTIONS, SENTENCES, TERMS
from glossary.text import lookup_key

_BATCH = 250
_T = TypeVar("_T")

_MATCHES = union_all(
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
        literal(-1).label("position"),
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
).order_by("number", "position")

Batch = tuple[Table, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class FormMatch:
    """A written form whose lookup key was asked for.

    `origin` is None where the form is the term's citation form; `rank` is the place of the concept in the glossary.
    """

    concept: str
    language: str
    term: str
    form: str
    origin: FormOrigin | None
    status: AdministrativeStatus
    frequency: int
    rank: int


@dataclass(slots=True)
class _Writer:
    """Gives rows their numbers, and collects them by table in the order that foreign keys ask for."""

    term_numbers: Iterator[int] = field(default_factory=lambda: count(1))
    sentences: dict[str, int] = field(default_factory=dict)
    rows: dict[Table, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))

    def take_batches(self) -> Iterator[Batch]:
        """Yield what has been collected, parents before children, and forget it."""
        for table in (CONCEPTS, SECTIONS, TERMS, FORMS, SENTENCES, CONTEXTS, LINKS):
            if self.rows[table]:
                yield table, self.rows[table]
        self.rows.clear()

    def add_concept(self, rank: int, concept: Concept) -> None:
        """Collect the rows of one concept."""
        self.rows[CONCEPTS].append(
            {
                "rank": rank,
                "id": concept.id,
                "kind": concept.kind.value,
                "status": concept.status.value,
                "confidence": concept.confidence,
                "subject_field": concept.subject_field,
                "definition": concept.definition,
                "note": concept.note,
            }
        )
        for position, section in enumerate(concept.sections):
            self.rows[SECTIONS].append({"concept": rank, "position": position, "language": section.language})
            for term in section.terms:
                self._add_term(rank, position, section.language, term)
        for position, link in enumerate(concept.links):
            self._add_link(rank, position, link)

    def _add_term(self, rank: int, section: int, language: str, term: Term) -> None:
        number = next(self.term_numbers)
        self.rows[TERMS].append(
            {
                "number": number,
                "concept": rank,
                "section": section,
                "language": language,
                "text": term.text,
                "key": lookup_key(term.text, language),
                "status": term.status.value,
                "part_of_speech": term.part_of_speech.value if term.part_of_speech else None,
                "gender": term.gender.value if term.gender else None,
                "frequency": term.frequency,
                "nested": term.nested,
                "termhood": term.termhood,
                "reason": term.reason,
            }
        )
        self.rows[FORMS].extend(
            {
                "term": number,
                "position": position,
                "text": form.text,
                "key": lookup_key(form.text, language),
                "origin": form.origin.value,
                "occurrences": form.count,
            }
            for position, form in enumerate(term.forms)
        )
        for position, context in enumerate(term.contexts):
            self._add_context(number, position, context)

    def _add_context(self, term: int, position: int, context: Context) -> None:
        sentence = self.sentences.get(context.sentence)
        if sentence is None:
            sentence = self.sentences[context.sentence] = len(self.sentences) + 1
            self.rows[SENTENCES].append({"number": sentence, "text": context.sentence})
        self.rows[CONTEXTS].append(
            {
                "term": term,
                "position": position,
                "document": context.document,
                "start_offset": context.start,
                "end_offset": context.end,
                "sentence": sentence,
                "sentence_start": context.sentence_start,
                "sentence_end": context.sentence_end,
            }
        )

    def _add_link(self, rank: int, position: int, link: Link) -> None:
        self.rows[LINKS].append({"concept": rank, "position": position, **_make_link_row(link)})


def _make_link_row(link: Link) -> dict[str, Any]:
    return {
        "source_language": link.source_language,
        "source_term": link.source_term,
        "target_language": link.target_language,
        "target_term": link.target_term,
        "method": link.method,
        "score": link.score,
        "evidence": orjson.dumps([(signal.signal, signal.value) for signal in link.evidence]).decode(),
    }


def make_rows(glossary: Glossary) -> Iterator[Batch]:
    """Yield the rows of a glossary in batches for one table each, in an order that keeps foreign keys whole."""
    document_rows = [
        {
            "number": number,
            "id": document.id,
            "file": document.file,
            "language": document.language,
            "title": document.title,
            "publisher": document.publisher,
            "date": document.date,
            "url": document.url,
        }
        for number, document in enumerate(glossary.documents, 1)
    ]
    if document_rows:
        yield DOCUMENTS, document_rows
    writer = _Writer()
    for rank, concept in enumerate(glossary.concepts, 1):
        writer.add_concept(rank, concept)
        if rank % _BATCH == 0:
            yield from writer.take_batches()
    yield from writer.take_batches()
    proposal_rows = [
        {
            "number": number,
            **_make_link_row(proposal.link),
            "source_concept": proposal.source_concept,
            "target_concept": proposal.target_concept,
        }
        for number, proposal in enumerate(glossary.proposals, 1)
    ]
    if proposal_rows:
        yield PROPOSALS, proposal_rows


def insert_rows(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Insert rows by the driver's own statement: a third of the time of SQLAlchemy's, which binds each value anew."""
    statement = insert(table).compile(dialect=connection.dialect)
    names = statement.positiontup
    values = rows if names is None else list(map(itemgetter(*names), rows))
    connection.exec_driver_sql(str(statement), values)


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


def load_concepts(connection: Connection, ranks: Sequence[int]) -> list[Concept]:
    """Return the concepts of these ranks in rank order, in six queries however many terms they have."""
    if not ranks:
        return []
    links = _load_links(connection, ranks)
    sections = _load_sections(connection, ranks)
    names = ("rank", "id", "kind", "status", "confidence", "subject_field", "definition", "note")
    query = select(*(CONCEPTS.c[name] for name in names)).where(CONCEPTS.c.rank.in_(ranks)).order_by(CONCEPTS.c.rank)
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
        )
        for rank, identifier, kind, status, confidence, subject_field, definition, note in connection.execute(query)
    ]


def load_matches(connection: Connection, key: str) -> list[FormMatch]:
    """Return every term and form with this lookup key: in the order of the glossary, a term before its forms."""
    return [
        FormMatch(
            concept=concept,
            language=language,
            term=term,
            form=form,
            origin=FormOrigin(origin) if origin else None,
            status=AdministrativeStatus(status),
            frequency=frequency,
            rank=rank,
        )
        for concept, language, term, form, origin, status, frequency, rank, *_ in (
            connection.execute(_MATCHES, {"key": key})
        )
    ]


def _load_sections(connection: Connection, ranks: Sequence[int]) -> dict[int, tuple[LanguageSection, ...]]:
    terms = _load_terms(connection, ranks)
    query = (
        select(SECTIONS.c.concept, SECTIONS.c.position, SECTIONS.c.language)
        .where(SECTIONS.c.concept.in_(ranks))
        .order_by(SECTIONS.c.concept, SECTIONS.c.position)
    )
    return _group(
        (rank, LanguageSection(language, terms.get((rank, position), ())))
        for rank, position, language in connection.execute(query)
    )


def _load_terms(connection: Connection, ranks: Sequence[int]) -> dict[tuple[int, int], tuple[Term, ...]]:
    forms = _load_forms(connection, ranks)
    contexts = _load_contexts(connection, ranks)
    names = (
        *("number", "concept", "section", "text", "status", "part_of_speech", "gender"),
        *("frequency", "nested", "termhood", "reason"),
    )
    query = select(*(TERMS.c[name] for name in names)).where(TERMS.c.concept.in_(ranks)).order_by(TERMS.c.number)
    return _group(
        (
            (rank, section),
            Term(
                text=text,
                status=AdministrativeStatus(status),
                part_of_speech=PartOfSpeech(part_of_speech) if part_of_speech else None,
                gender=GrammaticalGender(gender) if gender else None,
                frequency=frequency,
                nested=nested,
                termhood=termhood,
                reason=reason,
                forms=forms.get(number, ()),
                contexts=contexts.get(number, ()),
            ),
        )
        for number, rank, section, text, status, part_of_speech, gender, frequency, nested, termhood, reason in (
            connection.execute(query)
        )
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
