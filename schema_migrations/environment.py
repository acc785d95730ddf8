"""What Alembic's environment does for either owner."""

from collections.abc import Callable

import psycopg
from alembic import context
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from schema_migrations import applied
from schema_migrations.migrations import Migrations


def run(migrations: Migrations, *, lock: int, before: Callable[[Connection], object] = lambda _: None) -> None:
    """Apply what is missing and record its digests, in one transaction.

    Args:
        lock: any fixed number: two migrations of this owner must not run at the same time.
        before: called with the connection once the schema is there.
    """
    url = context.config.attributes["url"]
    engine = create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(url), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": lock})
        connection.execute(text(f"create schema if not exists {migrations.schema}"))
        before(connection)
        context.configure(connection=connection, version_table="schema_version", version_table_schema=migrations.schema)
        context.run_migrations()
        driver = connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        applied.record(driver, migrations.schema, migrations.digests)
