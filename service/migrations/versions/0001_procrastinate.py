"""Procrastinate's tables, as its version 3.10 makes them; a newer one needs a revision with its own migrations."""

from procrastinate.schema import SchemaManager

from service.migrations import sql

revision = "0001"
down_revision = None


def upgrade() -> None:
    sql.run(SchemaManager.get_schema())
