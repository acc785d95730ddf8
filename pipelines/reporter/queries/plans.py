"""Reads the plan and the targets of the report's days from the marts."""

from dataclasses import dataclass
from datetime import date

import psycopg
from psycopg.rows import class_row

from pipelines.reporter.queries.tracked import UNTRACKED, Segment


@dataclass(frozen=True)
class Target:
    """The target of a category on one date."""

    local_date: date
    category: str
    minutes: int
    direction: str

    def is_met(self, seconds: int) -> bool | None:
        """Return whether these seconds reach (more) or respect (less) it; None for a neutral one."""
        actual = seconds / 60
        match self.direction:
            case "more":
                return actual >= self.minutes
            case "less":
                return actual <= self.minutes
            case _:
                return None


def plan(connection: psycopg.Connection, first: date, last: date) -> dict[date, dict[str, int]]:
    """Read the planned seconds per local date and category; events that overlap count twice."""
    found: dict[date, dict[str, int]] = {}
    for local_date, category, seconds in connection.execute(
        "select local_date, category, seconds::bigint from marts.daily_plan where local_date between %s and %s "
        "and seconds > 0 order by local_date, category",
        (first, last),
    ):
        found.setdefault(local_date, {})[category] = seconds
    return found


def plan_segments(connection: psycopg.Connection, day: date) -> list[Segment]:
    """Read the planned pieces of a day; they may overlap."""
    with connection.cursor(row_factory=class_row(Segment)) as cursor:
        return cursor.execute(
            "select local_date, start_second::int as start_second, end_second::int as end_second, category "
            "from marts.plan_segments where local_date = %s and category <> %s and end_second > start_second "
            'order by start_second, end_second, segment_id collate "C"',
            (day, UNTRACKED),
        ).fetchall()


def plan_notes(connection: psycopg.Connection, day: date) -> list[str]:
    """Read the titles of a date's all-day events."""
    rows = connection.execute(
        'select title from marts.plan_notes where local_date = %s order by title collate "C"', [day]
    )
    return [title for (title,) in rows]


def targets(connection: psycopg.Connection, first: date, last: date) -> list[Target]:
    """Read the targets of each date."""
    with connection.cursor(row_factory=class_row(Target)) as cursor:
        return cursor.execute(
            "select local_date, category, minutes, direction from marts.daily_targets "
            'where local_date between %s and %s order by local_date, category collate "C"',
            (first, last),
        ).fetchall()


def has_plan(connection: psycopg.Connection) -> bool:
    """Return whether any event of a calendar is in the database."""
    row = connection.execute(
        "select exists (select from marts.daily_plan) or exists (select from marts.plan_notes)"
    ).fetchone()
    return row is not None and row[0]


def has_targets(connection: psycopg.Connection) -> bool:
    """Return whether any target is set now."""
    row = connection.execute("select exists (select from app.targets where valid_to is null)").fetchone()
    return row is not None and row[0]
