"""The tables of the glossary store, the same for SQLite and PostgreSQL.

Numbers that the tables are joined by are given at writing and never leave the store; `rank` is the place of a concept
in the glossary. A sentence is stored once, however many terms it is evidence for. A build writes all tables anew but
those of `KEPT`, which hold what people decided.
"""

from typing import Any

from sqlalchemy import Boolean, Column, Double, ForeignKey, Index, Integer, MetaData, String, Table, Text

FORMAT = "glossalign"
SCHEMA_VERSION = 2

METADATA = MetaData()


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _integer(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def _number(name: str) -> Column[float]:
    return Column(name, Double, nullable=False)


def _part_of(parent: str) -> Column[int]:
    """Return the first part of a primary key that points at the row this one belongs to."""
    return Column(parent.split(".", maxsplit=1)[0].removesuffix("s"), ForeignKey(parent), primary_key=True)


def _position() -> Column[int]:
    """Return the second part of that key: the place among its siblings."""
    return Column("position", Integer, primary_key=True, autoincrement=False)


def _link_columns() -> list[Column[Any]]:
    """Return the columns that hold a link."""
    names = ("source_language", "source_term", "target_language", "target_term", "method")
    return [*map(_text, names), _number("score"), _text("evidence")]


META = Table(
    "meta",
    METADATA,
    Column("name", String(40), primary_key=True),
    _text("value"),
)

DOCUMENTS = Table(
    "documents",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, unique=True),
    _text("file"),
    _text("language"),
    _text("title"),
    Column("publisher", Text),
    Column("date", Text),
    Column("url", Text),
)

CONCEPTS = Table(
    "concepts",
    METADATA,
    Column("rank", Integer, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, unique=True),
    _text("kind"),
    _text("status"),
    _number("confidence"),
    Column("subject_field", Text),
    Column("definition", Text),
    Column("note", Text),
)

SECTIONS = Table(
    "sections",
    METADATA,
    _part_of("concepts.rank"),
    _position(),
    _text("language"),
    sqlite_with_rowid=False,
)

TERMS = Table(
    "terms",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("concept", ForeignKey("concepts.rank"), nullable=False),
    _integer("section"),
    _text("language"),
    _text("text"),
    _text("key"),
    _text("status"),
    Column("part_of_speech", Text),
    Column("gender", Text),
    _integer("frequency"),
    _integer("nested"),
    _number("termhood"),
    _text("reason"),
    Index("terms_by_concept", "concept"),
    Index("terms_by_key", "key"),
)

FORMS = Table(
    "forms",
    METADATA,
    _part_of("terms.number"),
    _position(),
    _text("text"),
    _text("key"),
    _text("origin"),
    _integer("occurrences"),
    Index("forms_by_key", "key"),
    sqlite_with_rowid=False,
)

SENTENCES = Table(
    "sentences",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    _text("text"),
)

CONTEXTS = Table(
    "contexts",
    METADATA,
    _part_of("terms.number"),
    _position(),
    _text("document"),
    _integer("start_offset"),
    _integer("end_offset"),
    Column("sentence", ForeignKey("sentences.number"), nullable=False),
    _integer("sentence_start"),
    _integer("sentence_end"),
    sqlite_with_rowid=False,
)

LINKS = Table(
    "links",
    METADATA,
    _part_of("concepts.rank"),
    _position(),
    *_link_columns(),
    sqlite_with_rowid=False,
)

PROPOSALS = Table(
    "proposals",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    *_link_columns(),
    _text("source_concept"),
    _text("target_concept"),
)

REDIRECTS = Table(
    "redirects",
    METADATA,
    Column("id", Text, primary_key=True),
    _text("target"),
    sqlite_with_rowid=False,
)

JUDGEMENTS = Table(
    "judgements",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    _text("verdict"),
    _text("first_language"),
    _text("first_text"),
    Column("second_language", Text),
    Column("second_text", Text),
    _text("who"),
    _text("at"),
    Column("note", Text),
    Column("is_withdrawn", Boolean, nullable=False),
    sqlite_autoincrement=True,  # or the number of a row that is deleted by hand would be given again
)

KEPT = (META, JUDGEMENTS)
ADDED_IN_2 = (PROPOSALS, REDIRECTS, JUDGEMENTS)
