"""Links, sign-in attempts and sessions of the console, shared by all gateways."""

from service.migrations import sql

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    sql.run_beside(__file__)
