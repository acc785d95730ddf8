"""The public holidays of the person's country, which the transform stage loads."""

from pipelines.migrations import sql

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    sql.run(__file__)
