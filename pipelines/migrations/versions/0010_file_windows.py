"""What imported files cover, for the databases whose imports did not record it."""

from pipelines.migrations import sql

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    sql.run(__file__)
