"""Settings that decide what the stored numbers mean, with their versions."""

from pipelines.migrations import sql

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    sql.run(__file__)
