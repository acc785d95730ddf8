"""Jobs that wait for a known time without a process, a lock or an attempt."""

from service.migrations import sql

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    sql.run_beside(__file__)
