"""Add the details of terms, languages and concepts that TBX knows."""

import sqlalchemy as sa
from alembic import op

from glossary.storedtext import StoredText

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add columns; in the rows that are there they are empty, or say no."""
    for name in ("images", "external_links"):
        op.add_column("concepts", sa.Column(name, StoredText, nullable=False, server_default="[]"))
    for name in ("definition", "note"):
        op.add_column("sections", sa.Column(name, StoredText))
    for name in ("grammatical_number", "term_type", "geographical_usage"):
        op.add_column("terms", sa.Column(name, StoredText))
    for name in ("do_not_translate", "is_case_sensitive"):
        op.add_column("terms", sa.Column(name, sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("terms", sa.Column("note", StoredText))
    op.execute("UPDATE meta SET value = '3' WHERE name = 'schema_version'")
