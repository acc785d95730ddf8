"""Alembic's environment: our own connection, an advisory lock, everything in schema `gateway`."""

import psycopg
from alembic import context
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from service import settings
from service.errors import ConfigurationError

# Any fixed number: two migrations of this owner must not run at the same time.
LOCK = 0x4C696665_02

url = settings.load().database_url
if url is None:
    raise ConfigurationError("DATABASE_URL is not set; run `lifetracer migrate`, which knows the embedded database.")
engine = create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(url), poolclass=NullPool)
with engine.begin() as connection:
    connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    connection.execute(text("create schema if not exists gateway"))
    # Procrastinate's SQL names no schema.
    connection.execute(text("set local search_path to gateway"))
    context.configure(connection=connection, version_table="schema_version", version_table_schema="gateway")
    context.run_migrations()
