"""Forward-only migrations of schema `gateway`: jobs, logs and Procrastinate's own tables.

Alembic keeps the order; each revision is a `.sql` file beside its short `.py`.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config


def upgrade() -> None:
    """Bring the database of DATABASE_URL to the newest revision, under an advisory lock, in one transaction."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    command.upgrade(config, "head")
