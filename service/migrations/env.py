"""Alembic's environment of schema `gateway`."""

from sqlalchemy import text

from schema_migrations import environment
from service.migrations import MIGRATIONS

# Procrastinate's SQL names no schema.
environment.run(
    MIGRATIONS,
    lock=0x4C696665_02,
    before=lambda connection: connection.execute(text("set local search_path to gateway")),
)
