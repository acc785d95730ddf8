"""Raw tables of Google Calendar and of imported iCalendar files."""

from pipelines.migrations import sql

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    sql.run(__file__)
