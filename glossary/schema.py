"""The tables of the glossary store, the same for SQLite and PostgreSQL.

Numbers that the tables are joined by are given at writing and never leave the store; `rank` is the place of a concept
in the glossary. A sentence is stored once, however many terms it is evidence for (`glossary.rows` says up to how many
sentences). A build writes all tables anew but those of `KEPT`, which hold what people decided and what the
service keeps of its clients.

The tables are made and changed by `glossary.migrations` only, whose newest version is SCHEMA_VERSION; a column added to
a table that was there before stands last, as it does in a store that was migrated.
"""

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    false,
)

from glossary.storedtext import StoredText

FORMAT = "glossalign"
SCHEMA_VERSION = 5

METADATA = MetaData()


def _text(name: str) -> Column[str]:
    return Column(name, StoredText, nullable=False)


def _optional(name: str) -> Column[str]:
    return Column(name, StoredText)


def _integer(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def _number(name: str) -> Column[float]:
    return Column(name, Double, nullable=False)


def _list(name: str) -> Column[str]:
    """Return a column for a JSON list; a row that was there before the column has an empty one."""
    return Column(name, StoredText, nullable=False, server_default="[]")


def _mark(name: str) -> Column[bool]:
    """Return a column that a row that was there before it says no in."""
    return Column(name, Boolean, nullable=False, server_default=false())


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
    Column("id", StoredText, nullable=False, unique=True),
    _text("file"),
    _text("language"),
    _text("title"),
    _optional("publisher"),
    _optional("date"),
    _optional("url"),
)

CONCEPTS = Table(
    "concepts",
    METADATA,
    Column("rank", Integer, primary_key=True, autoincrement=False),
    Column("id", StoredText, nullable=False, unique=True),
    _text("kind"),
    _text("status"),
    _number("confidence"),
    _optional("subject_field"),
    _optional("definition"),
    _optional("note"),
    _list("images"),
    _list("external_links"),
)

SECTIONS = Table(
    "sections",
    METADATA,
    _part_of("concepts.rank"),
    _position(),
    _text("language"),
    _optional("definition"),
    _optional("note"),
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
    _optional("part_of_speech"),
    _optional("gender"),
    _integer("frequency"),
    _integer("nested"),
    _number("termhood"),
    _text("reason"),
    _optional("grammatical_number"),
    _optional("term_type"),
    _optional("geographical_usage"),
    _mark("do_not_translate"),
    _mark("is_case_sensitive"),
    _optional("note"),
    Index("terms_by_concept", "concept"),
    Index("terms_by_key", "key", postgresql_using="hash"),  # any other index of PostgreSQL has no room for long keys
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
    Index("forms_by_key", "key", postgresql_using="hash"),
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
    _integer("sentence"),
    _integer("sentence_start"),
    _integer("sentence_end"),
    # PostgreSQL would look through all contexts for each sentence that is deleted.
    ForeignKeyConstraint(["sentence"], ["sentences.number"]).ddl_if(dialect="sqlite"),
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
    Column("id", StoredText, primary_key=True),
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
    _optional("second_language"),
    _optional("second_text"),
    _text("who"),
    _text("at"),
    _optional("note"),
    Column("is_withdrawn", Boolean, nullable=False),
    sqlite_autoincrement=True,  # or the number of a row that is deleted by hand would be given again
)

HISTORY = Table(
    "history",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    _text("action"),
    _text("who"),
    _text("at"),
    _optional("note"),
    _list("judged"),
    _list("withdrawn"),
    _list("settled"),
    _list("raised"),
    Column("redirects", StoredText, nullable=False, server_default="{}"),
    Column("undoes", Integer),
    sqlite_autoincrement=True,
)

HISTORY_CONCEPTS = Table(
    "history_concepts",
    METADATA,
    Column("entry", ForeignKey("history.number"), primary_key=True),
    _position(),
    _text("concept"),
    _integer("rank"),
    _optional("before"),
    _optional("after"),
    Index("history_by_concept", "concept"),
    sqlite_with_rowid=False,
)

API_KEYS = Table(
    "api_keys",
    METADATA,
    Column("id", StoredText, primary_key=True),
    _text("name"),
    _text("scope"),
    _text("digest"),
    _text("created_at"),
    _optional("revoked_at"),
    sqlite_with_rowid=False,
)

JOBS = Table(
    "jobs",
    METADATA,
    Column("id", StoredText, primary_key=True),
    _text("kind"),
    _text("state"),
    _text("who"),
    _text("created_at"),
    _text("heartbeat_at"),
    _integer("progress"),
    _optional("result"),
    _optional("error"),
    sqlite_with_rowid=False,
)

KEPT = (META, JUDGEMENTS, HISTORY, HISTORY_CONCEPTS, API_KEYS, JOBS)
