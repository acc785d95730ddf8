"""Windows of single workspaces, beside the windows that all workspaces have in common."""

from pipelines.migrations import sql

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    sql.run(__file__)
