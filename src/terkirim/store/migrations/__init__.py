"""The schema's history, applied by Alembic when a database is opened."""
