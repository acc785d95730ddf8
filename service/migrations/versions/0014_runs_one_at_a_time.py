"""A function that sessions of stages call before they write; it refuses those of a run that was taken over."""

from service.migrations import sql

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    sql.run_beside(__file__)
