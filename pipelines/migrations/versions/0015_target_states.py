"""Where each target stands, and a remark where no daily target fits."""

from pipelines.migrations import sql

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    sql.run(__file__)
