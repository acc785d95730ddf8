"""The refusals of targets and proposals carry their facts for clients."""

from pipelines.migrations import sql

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    sql.run(__file__)
