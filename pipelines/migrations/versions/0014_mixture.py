"""Snapshots of the mixture, their chances, and its scores."""

from pipelines.migrations import sql

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    sql.run(__file__)
