"""Stored credentials of the sources, encrypted."""

from service.migrations import sql

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    sql.run_beside(__file__)
