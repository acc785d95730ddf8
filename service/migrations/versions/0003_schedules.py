"""Schedules and their ticks, with the customer's daily chain."""

from service.migrations import sql

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    sql.run_beside(__file__)
