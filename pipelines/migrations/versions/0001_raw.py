"""Schemas, raw tables of Toggl and its CSV, report storage."""

from pipelines.migrations import sql

revision = "0001"
down_revision = None


def upgrade() -> None:
    sql.run(__file__)
