"""Alembic's entry: it is handed an open connection by `migrate`."""

from alembic import context

from terkirim.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
