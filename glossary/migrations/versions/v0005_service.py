"""Add what a service keeps: keys of its clients, and jobs."""

import sqlalchemy as sa
from alembic import op

from glossary.storedtext import StoredText

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "api_keys",
        sa.Column("id", StoredText, primary_key=True),
        sa.Column("name", StoredText, nullable=False),
        sa.Column("scope", StoredText, nullable=False),
        sa.Column("digest", StoredText, nullable=False),
        sa.Column("created_at", StoredText, nullable=False),
        sa.Column("revoked_at", StoredText),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "jobs",
        sa.Column("id", StoredText, primary_key=True),
        sa.Column("kind", StoredText, nullable=False),
        sa.Column("state", StoredText, nullable=False),
        sa.Column("who", StoredText, nullable=False),
        sa.Column("created_at", StoredText, nullable=False),
        sa.Column("heartbeat_at", StoredText, nullable=False),
        sa.Column("progress", sa.Integer, nullable=False),
        sa.Column("result", StoredText),
        sa.Column("error", StoredText),
        sqlite_with_rowid=False,
    )
    op.execute("UPDATE meta SET value = '5' WHERE name = 'schema_version'")
