"""A column that was added to 0002 after it had landed, for databases that had applied it before."""

from service.migrations import sql

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    sql.run_beside(__file__)
