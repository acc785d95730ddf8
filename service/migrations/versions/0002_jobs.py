"""Jobs, their logs and idempotency keys."""

from service.migrations import sql

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    sql.run_beside(__file__)
