"""Alembic's environment: our own connection, an advisory lock, the version table in schema `app`."""

from alembic import context
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from pipelines import settings
from pipelines.database import connect

# Any fixed number: two migrations of this owner must not run at the same time.
LOCK = 0x4C696665_01

current = settings.load()
engine = create_engine("postgresql+psycopg://", creator=lambda: connect(current, stage="migrate"), poolclass=NullPool)
with engine.begin() as connection:
    connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    connection.execute(text("create schema if not exists app"))
    context.configure(connection=connection, version_table="schema_version", version_table_schema="app")
    context.run_migrations()
