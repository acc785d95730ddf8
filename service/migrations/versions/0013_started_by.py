"""The origin of a job: a schedule, a key or a command."""

from service.migrations import sql

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    sql.run_beside(__file__)
