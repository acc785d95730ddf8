"""The scopes edit and console of API keys."""

from service.migrations import sql

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    sql.run_beside(__file__)
