"""Add what people decide, what they are asked, and where the ids of merged concepts lead."""

import sqlalchemy as sa
from alembic import op

from glossary.storedtext import StoredText

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add proposals, redirects and judgements."""
    op.create_table(
        "proposals",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("source_language", StoredText, nullable=False),
        sa.Column("source_term", StoredText, nullable=False),
        sa.Column("target_language", StoredText, nullable=False),
        sa.Column("target_term", StoredText, nullable=False),
        sa.Column("method", StoredText, nullable=False),
        sa.Column("score", sa.Double, nullable=False),
        sa.Column("evidence", StoredText, nullable=False),
        sa.Column("source_concept", StoredText, nullable=False),
        sa.Column("target_concept", StoredText, nullable=False),
    )
    op.create_table(
        "redirects",
        sa.Column("id", StoredText, primary_key=True),
        sa.Column("target", StoredText, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "judgements",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("verdict", StoredText, nullable=False),
        sa.Column("first_language", StoredText, nullable=False),
        sa.Column("first_text", StoredText, nullable=False),
        sa.Column("second_language", StoredText),
        sa.Column("second_text", StoredText),
        sa.Column("who", StoredText, nullable=False),
        sa.Column("at", StoredText, nullable=False),
        sa.Column("note", StoredText),
        sa.Column("is_withdrawn", sa.Boolean, nullable=False),
        sqlite_autoincrement=True,
    )
    op.execute("UPDATE meta SET value = '2' WHERE name = 'schema_version'")
