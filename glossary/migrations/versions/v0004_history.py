"""Add the history: who changed which concept when, and what it was before and after."""

import sqlalchemy as sa
from alembic import op

from glossary.storedtext import StoredText

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the entries, and what they changed."""
    op.create_table(
        "history",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("action", StoredText, nullable=False),
        sa.Column("who", StoredText, nullable=False),
        sa.Column("at", StoredText, nullable=False),
        sa.Column("note", StoredText),
        sa.Column("judged", StoredText, nullable=False, server_default="[]"),
        sa.Column("withdrawn", StoredText, nullable=False, server_default="[]"),
        sa.Column("settled", StoredText, nullable=False, server_default="[]"),
        sa.Column("raised", StoredText, nullable=False, server_default="[]"),
        sa.Column("redirects", StoredText, nullable=False, server_default="{}"),
        sa.Column("undoes", sa.Integer),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "history_concepts",
        sa.Column("entry", sa.Integer, sa.ForeignKey("history.number"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("concept", StoredText, nullable=False),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("before", StoredText),
        sa.Column("after", StoredText),
        sa.Index("history_by_concept", "concept"),
        sqlite_with_rowid=False,
    )
    op.execute("UPDATE meta SET value = '4' WHERE name = 'schema_version'")
