"""Keys of callers, and what retention looks for."""

from service.migrations import sql

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    sql.run_beside(__file__)
