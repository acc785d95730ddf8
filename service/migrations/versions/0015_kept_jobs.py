"""Indexes for a million kept jobs."""

from service.migrations import sql

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    sql.run_beside(__file__)
