"""Forward-only migrations of the schemas that belong to the pipelines: raw, staging, core, marts, app, analyzer."""

from pathlib import Path

from schema_migrations import Migrations

HERE = Path(__file__).parent
MIGRATIONS = Migrations(HERE, "app")


def upgrade(url: str) -> None:
    """Bring the database to the newest revision: see `Migrations.upgrade`."""
    MIGRATIONS.upgrade(url)
