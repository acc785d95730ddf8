"""Forward-only migrations of schema `gateway`: jobs, logs and Procrastinate's own tables."""

from pathlib import Path

from schema_migrations import Migrations

HERE = Path(__file__).parent
MIGRATIONS = Migrations(HERE, "gateway")


def upgrade(url: str) -> None:
    """Bring the database to the newest revision: see `Migrations.upgrade`."""
    MIGRATIONS.upgrade(url)
