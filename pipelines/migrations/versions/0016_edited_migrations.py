"""What was added to 0014 after it had landed, for databases that had applied it before."""

from pipelines.migrations import sql

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    sql.run(__file__)
