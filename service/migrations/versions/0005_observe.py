"""What is seen from outside: how long runs took, what the webhook is told, whose trace a job belongs to."""

from service.migrations import sql

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    sql.run_beside(__file__)
