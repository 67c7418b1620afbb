"""The tables of the glossary store, the same for SQLite and PostgreSQL.

Numbers that the tables are joined by are given at writing and never leave the store; `rank` is the place of a concept
in the glossary. A sentence is stored once, however many terms it is evidence for.
"""

from sqlalchemy import Column, Double, ForeignKey, Index, Integer, MetaData, String, Table, Text

SCHEMA_VERSION = 1

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
    _text("source_language"),
    _text("source_term"),
    _text("target_language"),
    _text("target_term"),
    _text("method"),
    _number("score"),
    _text("evidence"),
    sqlite_with_rowid=False,
)
