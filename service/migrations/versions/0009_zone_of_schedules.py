"""Unedited schedules follow the person's zone; a weekly report."""

from service.migrations import sql

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    sql.run_beside(__file__)
