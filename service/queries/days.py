"""The segments of days: what happened, what was planned, and what was not read."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString
from zoneinfo import ZoneInfo

from service.database.pool import Connection, one
from service.database.statements import statements
from service.schemas.days import ClockChange, Day, Days, PlannedSegment, Segment, UnreadSpan

_SQL = statements(Path(__file__).with_suffix(".sql"))
_DAY = (
    *("date", "day_type", "holiday_name", "length_seconds", "elapsed_seconds", "tracked_seconds"),
    *("is_complete", "is_read"),
)
_SEGMENT = ("category", "entry_id", "source", "description", "is_billable", "lengthened_seconds")


@dataclass(frozen=True, kw_only=True)
class Transformed:
    """The instant that counted as now in the last transform, its zone, and the local date of both."""

    as_of: dt.datetime
    timezone: str
    today: dt.date


async def last_transform(connection: Connection) -> Transformed:
    """Return what the numbers in the marts were made with.

    Raises:
        psycopg.errors.UndefinedTable: before the first transform.
    """
    row = await one(connection, _SQL["as_of"])
    assert row is not None  # the mart always has its row
    return Transformed(**row)


async def days(connection: Connection, transformed: Transformed, first: dt.date, last: dt.date) -> Days:
    """Return the days of a span, both ends included."""
    span = {"first": first, "last": last}
    zone = ZoneInfo(transformed.timezone)
    rows = await (await connection.execute(_SQL["days"], span)).fetchall()
    parts = {name: await _by_date(connection, _SQL[name], span) for name in ("actual", "unread", "plan", "notes")}
    return Days(
        timezone=transformed.timezone,
        as_of=transformed.as_of,
        days=[
            Day(
                clock_change=clock_change(row["day_start_at"], row["length_seconds"], zone),
                actual=[_segment(one) for one in parts["actual"][row["date"]]],
                unread=[UnreadSpan(**_span(one)) for one in parts["unread"][row["date"]]],
                plan=[
                    PlannedSegment(category=one["category"], title=one["title"], **_span(one))
                    for one in parts["plan"][row["date"]]
                ],
                notes=[one["title"] for one in parts["notes"][row["date"]]],
                **{name: row[name] for name in _DAY},
            )
            for row in rows
        ],
    )


async def _by_date(
    connection: Connection, query: LiteralString, span: dict[str, dt.date]
) -> defaultdict[dt.date, list[dict[str, Any]]]:
    found: defaultdict[dt.date, list[dict[str, Any]]] = defaultdict(list)
    for row in await (await connection.execute(query, span)).fetchall():
        found[row["local_date"]].append(row)
    return found


def _span(row: dict[str, Any]) -> dict[str, Any]:
    return {"start": row["start_second"], "end": row["end_second"]}


def _segment(row: dict[str, Any]) -> Segment:
    return Segment(
        is_generated=row["source"] == "generated",
        project=row["project_name"],
        client=row["client_name"],
        tags=row["tag_names"],
        **_span(row),
        **{name: row[name] for name in _SEGMENT},
    )


def clock_change(start: dt.datetime, length_seconds: int, zone: ZoneInfo) -> ClockChange | None:
    """Return the jump of the clock within a local day that begins at `start`, if there is one."""

    def offset(second: int) -> dt.timedelta:
        found = (start + dt.timedelta(seconds=second)).astimezone(zone).utcoffset()
        assert found is not None
        return found

    # The second before midnight counts too: where the clock jumps at midnight, the day begins with it.
    low, high = -1, length_seconds - 1
    before, after = offset(low), offset(high)
    if before == after:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if offset(middle) == before else (low, middle)
    instant = start.replace(tzinfo=None) - (start.utcoffset() or dt.timedelta()) + dt.timedelta(seconds=high)
    return ClockChange(second=high, before=f"{instant + before:%H:%M}", after=f"{instant + after:%H:%M}")
