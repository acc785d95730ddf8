"""The person's own category mapping, which the transform stage loads."""

from pipelines.migrations import sql

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    sql.run(__file__)
