"""Alembic's environment: our own connection, an advisory lock, the version table in schema `app`."""

import psycopg
from alembic import context
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from pipelines.migrations import SCHEMA

# Any fixed number: two migrations of this owner must not run at the same time.
LOCK = 0x4C696665_01

url = context.config.attributes["url"]
engine = create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(url), poolclass=NullPool)
with engine.begin() as connection:
    connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    connection.execute(text(f"create schema if not exists {SCHEMA}"))
    context.configure(connection=connection, version_table="schema_version", version_table_schema=SCHEMA)
    context.run_migrations()
