"""Forward-only migrations of one owner's schemas, which service and pipelines both have.

Alembic keeps the order; each revision is a `.sql` file beside its short `.py`. A digest of every applied revision is
kept in the database (`schema_digests`, beside Alembic's `schema_version`), so that a revision that was edited after it
had been applied is detected at the next start. This package knows neither the service nor the stages.
"""

from schema_migrations.migrations import EditedMigrationError, FailedMigrationError, Migrations, State

__all__ = ["EditedMigrationError", "FailedMigrationError", "Migrations", "State"]
