"""What Alembic runs to migrate: on the connection, and within the transaction, of `glossary.migrations.migrate`."""

from alembic import context

from glossary.schema import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
with context.begin_transaction():
    context.run_migrations()
