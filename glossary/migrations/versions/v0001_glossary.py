"""Make the tables of a glossary."""

import sqlalchemy as sa
from alembic import op

from glossary.storedtext import StoredText

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables of concepts, of what they consist of, and of what the store notes of itself."""
    meta = op.create_table(
        "meta",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("value", StoredText, nullable=False),
    )
    op.create_table(
        "documents",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("id", StoredText, nullable=False, unique=True),
        sa.Column("file", StoredText, nullable=False),
        sa.Column("language", StoredText, nullable=False),
        sa.Column("title", StoredText, nullable=False),
        sa.Column("publisher", StoredText),
        sa.Column("date", StoredText),
        sa.Column("url", StoredText),
    )
    op.create_table(
        "concepts",
        sa.Column("rank", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("id", StoredText, nullable=False, unique=True),
        sa.Column("kind", StoredText, nullable=False),
        sa.Column("status", StoredText, nullable=False),
        sa.Column("confidence", sa.Double, nullable=False),
        sa.Column("subject_field", StoredText),
        sa.Column("definition", StoredText),
        sa.Column("note", StoredText),
    )
    op.create_table(
        "sections",
        sa.Column("concept", sa.Integer, sa.ForeignKey("concepts.rank"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("language", StoredText, nullable=False),
        sqlite_with_rowid=False,
    )
    _make_terms()
    _make_evidence()
    op.bulk_insert(meta, [{"name": "format", "value": "glossalign"}, {"name": "schema_version", "value": "1"}])


def _make_terms() -> None:
    op.create_table(
        "terms",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("concept", sa.Integer, sa.ForeignKey("concepts.rank"), nullable=False),
        sa.Column("section", sa.Integer, nullable=False),
        sa.Column("language", StoredText, nullable=False),
        sa.Column("text", StoredText, nullable=False),
        sa.Column("key", StoredText, nullable=False),
        sa.Column("status", StoredText, nullable=False),
        sa.Column("part_of_speech", StoredText),
        sa.Column("gender", StoredText),
        sa.Column("frequency", sa.Integer, nullable=False),
        sa.Column("nested", sa.Integer, nullable=False),
        sa.Column("termhood", sa.Double, nullable=False),
        sa.Column("reason", StoredText, nullable=False),
    )
    op.create_index("terms_by_concept", "terms", ["concept"])
    op.create_index("terms_by_key", "terms", ["key"], postgresql_using="hash")
    op.create_table(
        "forms",
        sa.Column("term", sa.Integer, sa.ForeignKey("terms.number"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("text", StoredText, nullable=False),
        sa.Column("key", StoredText, nullable=False),
        sa.Column("origin", StoredText, nullable=False),
        sa.Column("occurrences", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("forms_by_key", "forms", ["key"], postgresql_using="hash")


def _make_evidence() -> None:
    op.create_table(
        "sentences",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("text", StoredText, nullable=False),
    )
    op.create_table(
        "contexts",
        sa.Column("term", sa.Integer, sa.ForeignKey("terms.number"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("document", StoredText, nullable=False),
        sa.Column("start_offset", sa.Integer, nullable=False),
        sa.Column("end_offset", sa.Integer, nullable=False),
        sa.Column("sentence", sa.Integer, nullable=False),
        sa.Column("sentence_start", sa.Integer, nullable=False),
        sa.Column("sentence_end", sa.Integer, nullable=False),
        # PostgreSQL would look through all contexts for each sentence that is deleted.
        sa.ForeignKeyConstraint(["sentence"], ["sentences.number"]).ddl_if(dialect="sqlite"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "links",
        sa.Column("concept", sa.Integer, sa.ForeignKey("concepts.rank"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("source_language", StoredText, nullable=False),
        sa.Column("source_term", StoredText, nullable=False),
        sa.Column("target_language", StoredText, nullable=False),
        sa.Column("target_term", StoredText, nullable=False),
        sa.Column("method", StoredText, nullable=False),
        sa.Column("score", sa.Double, nullable=False),
        sa.Column("evidence", StoredText, nullable=False),
        sqlite_with_rowid=False,
    )
