"""The import of an iCalendar file: its events inside a window, in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, LiteralString
from zoneinfo import ZoneInfo, available_timezones

import psycopg

from pipelines import stage
from pipelines.connector import sync_state
from pipelines.connector.ics.expand import expand
from pipelines.connector.ics.reader import read_calendars
from pipelines.connector.raw_table import RawTable, Row, delete_missing, load
from pipelines.connector.span import Span, days_of, midnight
from pipelines.stage import BadInputError

SERVICE = "ics"
TARGET = RawTable("ics__events", "ics")
BACK, AHEAD = timedelta(days=730), timedelta(days=365)
LONGEST = timedelta(days=3653)
IN_WINDOW: LiteralString = """
data ->> 'calendar' = any(%(calendars)s)
and coalesce(
    (data #>> '{start,dateTime}')::timestamptz, (data #>> '{start,date}')::timestamp at time zone %(zone)s
) < %(end)s
and (
    coalesce(
        (data #>> '{end,dateTime}')::timestamptz, (data #>> '{end,date}')::timestamp at time zone %(zone)s
    ) > %(start)s
    or (data #>> '{start,dateTime}')::timestamptz = %(start)s
)
"""


@dataclass(frozen=True, kw_only=True)
class IcsOptions:
    """What the caller asked for.

    Attributes:
        timezone: of times without a zone; None = the calendar's own, or else the configured one.
        since: first day; None = two years back.
        until: last day; None = a year ahead.
    """

    timezone: str | None = None
    since: date | None = None
    until: date | None = None


def import_ics(
    connect: Callable[[], psycopg.Connection],
    path: Path,
    options: IcsOptions,
    *,
    zone: ZoneInfo,
    now: datetime,
    dry_run: bool = False,
) -> dict[str, Any]:
    """Import a file and return the summary.

    Events that an earlier import of the same calendar brought, that touch the window, and that the file no longer
    has, are marked as deleted.

    Args:
        connect: opens the database; called after the file was found to be in order.
        path: the file.
        options: zone and window.
        zone: the person's; the window's days are days there.
        now: what counts as now.
        dry_run: roll everything back in the end.

    Raises:
        BadInputError: when the file, the zone or the window cannot be used; nothing is written then.
    """
    window = _window(options, zone, now)
    if options.timezone and options.timezone not in available_timezones():
        raise BadInputError(
            f"--timezone {options.timezone} is not a time zone; use a name of the tz database, such as Europe/Berlin."
        )
    given = ZoneInfo(options.timezone) if options.timezone else None
    calendars = read_calendars(path)
    rows = [row for calendar in calendars for row in expand(calendar, window, given or calendar.zone or zone)]
    messages = [] if rows else [_nothing(path, window, zone)]
    for message in messages:
        stage.log(message, level="warning")
    stage.progress(0, len(rows), "events")
    with connect() as connection:
        names = sorted({calendar.name for calendar in calendars})
        summary = _write(connection, rows, names, window, zone=zone, now=now)
        if dry_run:
            connection.rollback()
    stage.progress(len(rows), len(rows), "events")
    return {**summary, "dry_run": dry_run, **({"message": " ".join(messages)} if messages else {})}


def _nothing(path: Path, window: Span, zone: ZoneInfo) -> str:
    first, last = days_of(window, zone)
    return f"{path.name} has no event from {first} to {last}; choose other days with --since and --until."


def _window(options: IcsOptions, zone: ZoneInfo, now: datetime) -> Span:
    today = now.astimezone(zone).date()
    first, last = options.since or today - BACK, options.until or today + AHEAD
    if last < first:
        raise BadInputError(f"--until {last} is before --since {first}; change one of them.")
    if last - first > LONGEST:
        raise BadInputError(
            f"From --since {first} to --until {last} is more than ten years; import the file in several parts."
        )
    return Span(midnight(first, zone), midnight(last + timedelta(days=1), zone))


def _write(
    connection: psycopg.Connection, rows: list[Row], names: list[str], window: Span, *, zone: ZoneInfo, now: datetime
) -> dict[str, Any]:
    counts = load(connection, TARGET, rows, now) + delete_missing(
        connection,
        TARGET,
        [row.source_id for row in rows],
        now,
        where=IN_WINDOW,
        parameters={"calendars": names, "zone": zone.key, "start": window.start, "end": window.end},
    )
    sync_state.write_finished(connection, SERVICE, {**counts.summary(), "calendars": names}, now)
    return {
        "service": SERVICE,
        **counts.summary(),
        "calendars": names,
        "requests": 0,
        "quota_remaining": None,
        "entities": {"events": counts.summary()},
    }
