"""What the rules of actual time changed in a database of the version before them."""

from pipelines.migrations import sql

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    sql.run(__file__)
