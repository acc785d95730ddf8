"""The size of a source's quota, and the progress of its history."""

from pipelines.migrations import sql

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    sql.run(__file__)
