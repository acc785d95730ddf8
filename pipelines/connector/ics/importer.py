"""The import of an iCalendar file: its events inside a window, in one transaction."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, LiteralString
from zoneinfo import ZoneInfo, available_timezones

import psycopg

from pipelines import stage
from pipelines.connector import sync_state
from pipelines.connector.counts import Counts
from pipelines.connector.ics.defects import excerpt, listed
from pipelines.connector.ics.reader import CANCEL, IcsCalendar, ReaderOptions, read_calendars
from pipelines.connector.ics.rows import rows_of, stamp_of
from pipelines.connector.ics.series import occurrences
from pipelines.connector.ics.summary import describe, messages_of
from pipelines.connector.raw_table import RawTable, Row, delete_missing, load
from pipelines.connector.span import Span
from pipelines.local_time import midnight
from pipelines.stage import BadInputError

SERVICE = "ics"
TARGET = RawTable("ics__events", "ics")
BACK, AHEAD = timedelta(days=730), timedelta(days=365)
LONGEST = timedelta(days=3653)
MOST_EVENTS = 200_000
# An event that the file has and that cannot be read is as it was.
IN_WINDOW: LiteralString = """
data ->> 'calendar' = any(%(calendars)s)
and not data ->> 'iCalUID' = any(%(unread)s)
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
CANCELLED: LiteralString = "data ->> 'iCalUID' = any(%(uids)s) or data ->> 'id' = any(%(ids)s)"


@dataclass(frozen=True, kw_only=True)
class IcsOptions:
    """Options of one import.

    Attributes:
        timezone: of times without a zone; None = the calendar's own, or else the configured one.
        since: first day; None = two years back.
        until: last day; None = a year ahead.
        addresses: the person's own, by which their answers to invitations are found.
        strict: refuse the file instead of skipping what cannot be read.
    """

    timezone: str | None = None
    since: date | None = None
    until: date | None = None
    addresses: Sequence[str] = ()
    strict: bool = False


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
        path: the file, or a ZIP archive of files.
        options: zone, window, addresses and strictness.
        zone: the person's; the window's days are days there.
        now: what counts as now.
        dry_run: roll everything back in the end.

    Raises:
        BadInputError: when the file, the zone or the window cannot be used; nothing is written then.
    """
    window = _window(options, zone, now)
    calendars = read_calendars(path, _reader_options(options, zone, window))
    rows = _rows(calendars, window)
    _refuse(path, calendars, strict=options.strict)
    messages = messages_of(path, calendars, rows, window, zone)
    for message in messages:
        stage.log(message, level="warning")
    stage.progress(0, len(rows), "events")
    with connect() as connection:
        counts = _write(connection, rows, calendars, window, zone=zone, now=now)
        if dry_run:
            connection.rollback()
    stage.progress(len(rows), len(rows), "events")
    return {
        "service": SERVICE,
        **counts.summary(),
        "calendars": sorted({calendar.name for calendar in calendars}),
        "requests": 0,
        "quota_remaining": None,
        "entities": {"events": counts.summary()},
        **describe(rows, calendars, zone),
        "dry_run": dry_run,
        **({"message": " ".join(messages)} if messages else {}),
    }


def _reader_options(options: IcsOptions, zone: ZoneInfo, window: Span) -> ReaderOptions:
    if options.timezone and options.timezone not in available_timezones():
        raise BadInputError(
            f"--timezone {options.timezone} is not a time zone; use a name of the tz database, such as Europe/Berlin."
        )
    return ReaderOptions(
        zone=ZoneInfo(options.timezone) if options.timezone else None,
        person_zone=zone,
        addresses=frozenset(address.strip().casefold() for address in options.addresses if address.strip()),
        last=window.end,
    )


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


def _rows(calendars: Sequence[IcsCalendar], window: Span) -> list[Row]:
    rows: list[Row] = []
    seen: Counter[str] = Counter()
    for calendar in calendars:
        if calendar.method == CANCEL:
            continue
        found = occurrences(calendar.events, window, calendar.report_series)
        rows += rows_of(found, window, calendar.zones.default, calendar=calendar.name, seen=seen)
        if len(rows) > MOST_EVENTS:
            raise BadInputError(
                f"{calendar.file} has more than {MOST_EVENTS:,} events in these days; import fewer days at a time, "
                "with --since and --until."
            )
    return rows


def _refuse(path: Path, calendars: Sequence[IcsCalendar], *, strict: bool) -> None:
    """Refuse a file of which nothing can be read, and with `strict` one of which something cannot.

    Raises:
        BadInputError: with the first parts that cannot be read.
    """
    defects = [defect for calendar in calendars for defect in calendar.defects]
    is_void = bool(defects) and not any(calendar.events for calendar in calendars)
    with_files = any(calendar.file != path for calendar in calendars)
    if is_void or (strict and defects):
        place = "" if with_files else f"{path}, "
        fix = "correct it in its calendar and export again" + ("" if is_void else ", or import it without --strict")
        raise BadInputError(f"{place}{listed(defects, with_files=with_files)}; {fix}.")
    unknown = [(calendar, name) for calendar in calendars for name in calendar.zones.unknown]
    if strict and unknown:
        calendar, name = unknown[0]
        raise BadInputError(
            f'{calendar.file} has times in the time zone "{excerpt(name)}", which is unknown; correct it in its '
            "calendar and export again, or import it without --strict."
        )


def _write(
    connection: psycopg.Connection,
    rows: list[Row],
    calendars: Sequence[IcsCalendar],
    window: Span,
    *,
    zone: ZoneInfo,
    now: datetime,
) -> Counts:
    unread = {defect.uid for calendar in calendars for defect in calendar.defects if defect.hides_time}
    parameters = {
        "calendars": [calendar.name for calendar in calendars if calendar.is_whole],
        "unread": sorted(unread - {""}),
        "zone": zone.key,
        "start": window.start,
        "end": window.end,
    }
    present = [row.source_id for row in rows]
    counts = load(connection, TARGET, rows, now)
    counts += delete_missing(connection, TARGET, present, now, where=IN_WINDOW, parameters=parameters)
    counts += _cancel(connection, calendars, now)
    names = sorted({calendar.name for calendar in calendars})
    sync_state.write_finished(connection, SERVICE, {**counts.summary(), "calendars": names}, now)
    return counts


def _cancel(connection: psycopg.Connection, calendars: Sequence[IcsCalendar], now: datetime) -> Counts:
    """Mark as deleted the events and occurrences that files of METHOD:CANCEL cancel."""
    uids, ids = [], []
    for calendar in calendars:
        for event in calendar.events if calendar.method == CANCEL else []:
            if event.uid and event.recurrence_id is None:
                uids.append(event.uid)
            elif event.uid and event.recurrence_id is not None:
                ids.append(f"{event.uid}_{stamp_of(event.recurrence_id, event.zone)}")
    if not uids and not ids:
        return Counts()
    return delete_missing(connection, TARGET, [], now, where=CANCELLED, parameters={"uids": uids, "ids": ids})
