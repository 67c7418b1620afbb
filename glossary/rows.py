"""Turn concepts into rows of the store's tables; `glossary.loading` turns them back, and no row leaves the store.

A glossary is read once, part by part, and never held whole.
"""

from collections import Counter, OrderedDict, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count, islice
from math import isfinite
from operator import itemgetter
from typing import Any, Protocol

import orjson
from sqlalchemy import Connection, Table, delete, func, insert, select

from glossary.errors import StoreError
from glossary.model import Concept, Context, LanguageSection, Link, Proposal, SourceDocument, Term
from glossary.revisions import write_meta
from glossary.schema import (
    CONCEPTS,
    CONTEXTS,
    DOCUMENTS,
    FORMS,
    KEPT,
    LINKS,
    METADATA,
    PROPOSALS,
    SECTIONS,
    SENTENCES,
    TERMS,
)
from glossary.storedtext import escape
from glossary.termkeys import LAST_TERM, find_last_term
from glossary.text import lookup_key, shorten

_BATCH = 250
_CHUNK = 1000  # ids that one query asks for
# A sentence that comes back after so many others is stored once more, or all sentences had to be held in memory.
_REMEMBERED_SENTENCES = 100_000
# In bytes, that is less than what an index of PostgreSQL holds.
_MAX_ID = 500

Row = Mapping[str, Any]
Batch = tuple[Table, list[Row]]


class Source(Protocol):
    """What a glossary is written from; each part of it is read once, and may be a stream."""

    @property
    def concepts(self) -> Iterable[Concept]:
        """The concepts, in the order of the glossary."""

    @property
    def documents(self) -> Iterable[SourceDocument]:
        """The documents that the evidence points into."""

    @property
    def proposals(self) -> Iterable[Proposal]:
        """The links left for people."""


@dataclass(slots=True)
class _Writer:
    """Gives rows their numbers, and collects them by table in the order that foreign keys ask for."""

    term_numbers: Iterator[int] = field(default_factory=lambda: count(1))
    sentence_numbers: Iterator[int] = field(default_factory=lambda: count(1))
    sentences: OrderedDict[str, int] = field(default_factory=OrderedDict)
    rows: dict[Table, list[Row]] = field(default_factory=lambda: defaultdict(list))

    def take_batches(self) -> Iterator[Batch]:
        """Yield what has been collected, parents before children, and forget it."""
        for table in (CONCEPTS, SECTIONS, TERMS, FORMS, SENTENCES, CONTEXTS, LINKS):
            if self.rows[table]:
                yield table, self.rows[table]
        self.rows.clear()

    def add_concept(self, rank: int, concept: Concept) -> None:
        """Collect the rows of one concept. Raises StoreError for a number that is none."""
        _check_numbers(concept)
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
                "images": _dump_list(concept.images),
                "external_links": _dump_list(concept.external_links),
            }
        )
        for position, section in enumerate(concept.sections):
            self._add_section(rank, position, section)
        for position, link in enumerate(concept.links):
            self._add_link(rank, position, link)

    def _add_section(self, rank: int, position: int, section: LanguageSection) -> None:
        self.rows[SECTIONS].append(
            {
                "concept": rank,
                "position": position,
                "language": section.language,
                "definition": section.definition,
                "note": section.note,
            }
        )
        for term in section.terms:
            self._add_term(rank, position, section.language, term)

    def _add_term(self, rank: int, section: int, language: str, term: Term) -> None:
        number = next(self.term_numbers)
        place = {"number": number, "concept": rank, "section": section, "language": language}
        self.rows[TERMS].append({**place, "key": lookup_key(term.text, language), **_make_term_row(term)})
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
            if len(self.sentences) == _REMEMBERED_SENTENCES:
                self.sentences.popitem(last=False)
            sentence = self.sentences[context.sentence] = next(self.sentence_numbers)
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


def _make_term_row(term: Term) -> Row:
    return {
        "text": term.text,
        "status": term.status.value,
        "part_of_speech": term.part_of_speech.value if term.part_of_speech else None,
        "gender": term.gender.value if term.gender else None,
        "frequency": term.frequency,
        "nested": term.nested,
        "termhood": term.termhood,
        "reason": term.reason,
        "grammatical_number": term.number.value if term.number else None,
        "term_type": term.term_type.value if term.term_type else None,
        "geographical_usage": term.geographical_usage,
        "do_not_translate": term.do_not_translate,
        "is_case_sensitive": term.is_case_sensitive,
        "note": term.note,
    }


def _make_link_row(link: Link) -> Row:
    return {
        "source_language": link.source_language,
        "source_term": link.source_term,
        "target_language": link.target_language,
        "target_term": link.target_term,
        "method": link.method,
        "score": link.score,
        "evidence": orjson.dumps([(signal.signal, signal.value) for signal in link.evidence]).decode(),
    }


def _dump_list(texts: Sequence[str]) -> str:
    return orjson.dumps(texts).decode()


def _make_document_row(number: int, document: SourceDocument) -> Row:
    return {
        "number": number,
        "id": document.id,
        "file": document.file,
        "language": document.language,
        "title": document.title,
        "publisher": document.publisher,
        "date": document.date,
        "url": document.url,
    }


def _make_proposal_row(number: int, proposal: Proposal) -> Row:
    return {
        "number": number,
        **_make_link_row(proposal.link),
        "source_concept": proposal.source_concept,
        "target_concept": proposal.target_concept,
    }


def make_rows(source: Source) -> Iterator[Batch]:
    """Yield the rows of a glossary in batches for one table each, in an order that keeps foreign keys whole.

    Raises StoreError for a number that is none.
    """
    document_rows = (_make_document_row(number, document) for number, document in enumerate(source.documents, 1))
    yield from _cut(DOCUMENTS, document_rows)
    writer = _Writer()
    for rank, concept in enumerate(source.concepts, 1):
        writer.add_concept(rank, concept)
        if rank % _BATCH == 0:
            yield from writer.take_batches()
    yield from writer.take_batches()
    proposal_rows = (_make_proposal_row(number, proposal) for number, proposal in enumerate(source.proposals, 1))
    yield from _cut(PROPOSALS, proposal_rows)


def write_rows(connection: Connection, source: Source) -> None:
    """Write the rows of a glossary into empty tables, batch by batch.

    Raises StoreError for an id that is too long or stands twice, and for a number that is none.
    """
    _write_batches(connection, make_rows(source))


def write_concepts(connection: Connection, concepts: Iterable[tuple[int, Concept]]) -> None:
    """Write concepts, each with its rank, beside those that are there.

    Raises StoreError for an id that is too long or stands twice, and for a number that is none.
    """
    terms = find_last_term(connection)
    sentences = connection.scalar(select(func.max(SENTENCES.c.number))) or 0
    writer = _Writer(count(terms + 1), count(sentences + 1))
    for n, (rank, concept) in enumerate(concepts, 1):
        writer.add_concept(rank, concept)
        if n % _BATCH == 0:
            _write_batches(connection, writer.take_batches())
    _write_batches(connection, writer.take_batches())


def write_documents(connection: Connection, documents: Iterable[tuple[int, SourceDocument]]) -> None:
    """Write documents, each with its number, beside those that are there."""
    rows = (_make_document_row(number, document) for number, document in documents)
    _write_batches(connection, _cut(DOCUMENTS, rows))


def write_proposals(connection: Connection, proposals: Iterable[Proposal]) -> None:
    """Write the proposals in place of those that are there."""
    connection.execute(delete(PROPOSALS))
    rows = (_make_proposal_row(number, proposal) for number, proposal in enumerate(proposals, 1))
    _write_batches(connection, _cut(PROPOSALS, rows))


def delete_concept(connection: Connection, rank: int) -> None:
    """Delete all rows of a concept; the sentences, which others may need, go with the next build."""
    # Or the numbers of the last concept would be given again.
    write_meta(connection, LAST_TERM, str(find_last_term(connection)))
    terms = select(TERMS.c.number).where(TERMS.c.concept == rank)
    for table in (CONTEXTS, FORMS):
        connection.execute(delete(table).where(table.c.term.in_(terms)))
    for table in (TERMS, LINKS, SECTIONS):
        connection.execute(delete(table).where(table.c.concept == rank))
    connection.execute(delete(CONCEPTS).where(CONCEPTS.c.rank == rank))


def _write_batches(connection: Connection, batches: Iterable[Batch]) -> None:
    for table, rows in batches:
        if table in (CONCEPTS, DOCUMENTS):
            _check_ids(connection, table, [row["id"] for row in rows])
        insert_rows(connection, table, rows)


def insert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows by the driver's own means: a third of the time of SQLAlchemy's, which binds each value anew."""
    if connection.dialect.name == "postgresql":
        _copy_rows(connection, table, rows)
        return
    statement = insert(table).compile(dialect=connection.dialect)
    assert statement.positiontup is not None
    connection.exec_driver_sql(str(statement), list(map(itemgetter(*statement.positiontup), rows)))


def _copy_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    names = [column.name for column in table.columns]
    quote = connection.dialect.identifier_preparer.quote
    pick = itemgetter(*names)
    statement = f"COPY {quote(table.name)} ({', '.join(map(quote, names))}) FROM STDIN"
    # Of the driver itself, as COPY is none of the means that drivers have in common.
    cursor: Any = connection.connection.cursor()
    with cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([escape(value) if isinstance(value, str) else value for value in pick(row)])


def clear_tables(connection: Connection, kept: Collection[Table] = KEPT) -> None:
    """Delete the glossary, but not what people decided."""
    for table in reversed(METADATA.sorted_tables):
        if table not in kept:
            connection.execute(delete(table))


def refresh_statistics(connection: Connection) -> None:
    """Tell the planner of PostgreSQL what stands in the tables now; that of SQLite does without."""
    if connection.dialect.name == "postgresql":
        for table in METADATA.sorted_tables:
            connection.exec_driver_sql(f"ANALYZE {table.name}")


def find_living(connection: Connection, identifiers: Collection[str]) -> set[str]:
    """Return those of the ids that concepts have."""
    wanted = sorted(identifiers)
    found: set[str] = set()
    for start in range(0, len(wanted), _CHUNK):
        chosen = CONCEPTS.c.id.in_(wanted[start : start + _CHUNK])
        found.update(connection.scalars(select(CONCEPTS.c.id).where(chosen)))
    return found


def _cut(table: Table, rows: Iterator[Row]) -> Iterator[Batch]:
    while batch := list(islice(rows, _BATCH)):
        yield table, batch


def _check_ids(connection: Connection, table: Table, ids: Sequence[str]) -> None:
    """Raise StoreError for ids that no new row may have."""
    long = next((identifier for identifier in ids if len(identifier) > _MAX_ID), None)
    if long is not None:
        raise StoreError(f"the id {shorten(long)!r} has {len(long)} characters; shorten it to {_MAX_ID}")
    twice = [identifier for identifier, times in Counter(ids).items() if times > 1]
    twice += connection.scalars(select(table.c.id).where(table.c.id.in_(ids)).limit(1)).all()
    if twice:
        raise StoreError(f"two {table.name} have the id {twice[0]!r}; nothing was written")


def _check_numbers(concept: Concept) -> None:
    """Raise StoreError for a number that is none: SQLite would make nothing of it, PostgreSQL would keep it."""
    numbers = {"confidence": [concept.confidence]}
    numbers["termhood"] = [term.termhood for section in concept.sections for term in section.terms]
    numbers["score"] = [link.score for link in concept.links]
    numbers["evidence"] = [signal.value for link in concept.links for signal in link.evidence]
    for name, values in numbers.items():
        for value in values:
            if not isfinite(value):
                raise StoreError(f"cannot write {shorten(concept.id)!r}: {name} is {value}; give a number")
