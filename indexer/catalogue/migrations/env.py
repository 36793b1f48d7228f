"""What Alembic runs to migrate: on the connection, and inside the transaction, that the catalogue hands over.

A new revision is a file in `versions/` that continues the last one; `HEAD` in `indexer/catalogue/schema.py`
is its name.
"""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    render_as_batch=True,  # SQLite changes a column only by copying its table
)
context.run_migrations()
