"""One function that puts a job into Procrastinate's queue, so that SQL need not repeat its call."""

from service.migrations import sql

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    sql.run_beside(__file__)
