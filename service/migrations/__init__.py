"""Forward-only migrations of schema `gateway`: jobs, logs and Procrastinate's own tables.

Alembic keeps the order; each revision is a `.sql` file beside its short `.py`.
"""

from pathlib import Path

import psycopg

HERE = Path(__file__).parent
SCHEMA = "gateway"


def newest() -> str:
    """Return the newest revision that this release brings; revisions are four digits that grow."""
    return max(path.name[:4] for path in (HERE / "versions").glob("[0-9]*.py"))


def applied(url: str) -> str | None:
    """Return the revision of the database, or None where nothing was migrated yet.

    Raises:
        psycopg.OperationalError: when the database cannot be reached.
    """
    with psycopg.connect(url, connect_timeout=10) as connection:
        if connection.execute("select to_regclass(%s)", [f"{SCHEMA}.schema_version"]).fetchone() == (None,):
            return None
        row = connection.execute(f"select max(version_num) from {SCHEMA}.schema_version").fetchone()  # noqa: S608 a constant
    return row[0] if row else None


def upgrade(url: str) -> None:
    """Bring the database to the newest revision, under an advisory lock, in one transaction.

    A database of a newer release stays as it is: each migration leaves the release before it working.
    """
    if (applied(url) or "") >= newest():
        return
    # Alembic and SQLAlchemy cost most of a second, and nearly every start has nothing to migrate.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.attributes["url"] = url
    command.upgrade(config, "head")
