"""What is looked up at each post, each claim and each deletion, by an index."""

from service.migrations import sql

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    sql.run_beside(__file__)
