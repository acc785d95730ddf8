"""Targets with their history, the adjuster's proposals, and the functions that alone may change them."""

from pipelines.migrations import sql

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    sql.run(__file__)
