"""Writing calendars: events by page, deletions, what a full list no longer has, and how far each was read."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, LiteralString, Self
from zoneinfo import ZoneInfo

import psycopg

from pipelines import stage
from pipelines.connector import sync_state
from pipelines.connector.counts import Counts
from pipelines.connector.difference import Difference
from pipelines.connector.gcal.api import Item
from pipelines.connector.raw_table import RawTable, Row, delete_missing, deleted, load
from pipelines.connector.span import Span
from pipelines.local_time import midnight

SERVICE, ENTITY, API = "gcal", "events", "v3"
EVENTS = RawTable("gcal__events", API)
CALENDARS = RawTable("gcal__calendars", API)
COLORS = RawTable("gcal__colors", API)

OF_CALENDAR: LiteralString = "data ->> 'calendar_id' = %(calendar)s"
CANCEL = """
update raw.gcal__events
set deleted_at = %(now)s, synced_at = %(now)s
where deleted_at is null
    and (
        source_id = any(%(ids)s)
        or (data ->> 'calendar_id' = %(calendar)s and data ->> 'recurringEventId' = any(%(series)s))
    )
returning source_id, data
"""


@dataclass(frozen=True)
class SyncCursor:
    """How far a calendar was read: the window of its last full list, and the token for what changed since."""

    token: str | None
    window: Span

    @classmethod
    def read(cls, connection: psycopg.Connection, calendar: str) -> Self | None:
        """Return what is known of a calendar; None before its first full list."""
        found = sync_state.read_cursor(connection, SERVICE).get(calendar)
        return cls(found["token"], Span.parse(found["window"])) if found else None

    def write(self, connection: psycopg.Connection, calendar: str) -> None:
        """Record it."""
        cursor = sync_state.read_cursor(connection, SERVICE)
        cursor[calendar] = {"token": self.token, "window": self.window.pair()}
        sync_state.write_cursor(connection, SERVICE, cursor)


@dataclass(frozen=True)
class CalendarRef:
    """A calendar's id, and the zone in which its days begin."""

    id: str
    zone: ZoneInfo


def store_page(
    connection: psycopg.Connection,
    calendar: CalendarRef,
    items: Iterable[Item],
    window: Span,
    now: datetime,
    *,
    difference: Difference | None = None,
) -> tuple[Counts, set[str]]:
    """Store events; return the counts and the keys of all that live.

    A cancelled event keeps what is known of it and is marked as deleted. An event outside the window counts only when
    it is known, so that no lone event stands in a time that was not loaded.
    """
    living: list[Row] = []
    outside: list[Row] = []
    latest = _latest(items)
    cancelled = [item["id"] for item in latest if item.get("status") == "cancelled"]
    for item in latest:
        if item.get("status") == "cancelled":
            continue
        if (span := _span(item, calendar)) is None:
            stage.log(f'Event "{item["id"]}" of calendar "{calendar.id}" has no usable times.', level="warning")
        else:
            row = Row(key(calendar.id, item["id"]), {**item, "calendar_id": calendar.id})
            is_inside = span.start < window.end and (span.end > window.start or span.start >= window.start)
            (living if is_inside else outside).append(row)
    gone = {
        "ids": [key(calendar.id, event) for event in cancelled],
        "series": cancelled,
        "calendar": calendar.id,
        "now": now,
    }
    counts = deleted(connection.execute(CANCEL, gone), EVENTS, difference) if cancelled else Counts()
    living += _known(connection, outside)
    loaded = load(connection, EVENTS, living, now, difference=difference)
    return counts + loaded, {row.source_id for row in living}


def _latest(items: Iterable[Item]) -> list[Item]:
    """Return the last state of each event in the order of the page; a cancelled series ends its earlier instances."""
    latest: dict[str, Item] = {}
    for item in items:
        latest.pop(item["id"], None)
        if item.get("status") == "cancelled":
            latest = {key: other for key, other in latest.items() if other.get("recurringEventId") != item["id"]}
        latest[item["id"]] = item
    return list(latest.values())


def sweep(
    connection: psycopg.Connection,
    calendar: str,
    seen: Collection[str],
    now: datetime,
    *,
    difference: Difference | None = None,
) -> Counts:
    """Mark as deleted what a full list of the calendar did not show.

    That includes events outside of its window: nothing reports their changes any more, so they would stay forever. A
    wider window brings them back.
    """
    parameters = {"calendar": calendar}
    return delete_missing(
        connection, EVENTS, seen, now, where=OF_CALENDAR, parameters=parameters, difference=difference
    )


def forget_gone(
    connection: psycopg.Connection, calendar: str, now: datetime, *, difference: Difference | None = None
) -> Counts | None:
    """Mark a calendar that does not exist any more, and its events, as deleted.

    Returns:
        The counts of its events; None when the calendar was never read.
    """
    cursor = sync_state.read_cursor(connection, SERVICE)
    if calendar not in cursor and not _is_stored(connection, calendar):
        return None
    sync_state.write_cursor(connection, SERVICE, {name: value for name, value in cursor.items() if name != calendar})
    delete_missing(connection, CALENDARS, (), now, where="source_id = %(calendar)s", parameters={"calendar": calendar})
    return sweep(connection, calendar, (), now, difference=difference)


def _is_stored(connection: psycopg.Connection, calendar: str) -> bool:
    found = connection.execute("select from raw.gcal__calendars where source_id = %s", (calendar,)).fetchone()
    return found is not None


def forget_others(
    connection: psycopg.Connection,
    calendars: Collection[str],
    now: datetime,
    *,
    difference: Difference | None = None,
) -> Counts:
    """Mark calendars that are no longer read, and their events, as deleted; reading them again brings them back."""
    cursor = sync_state.read_cursor(connection, SERVICE)
    sync_state.write_cursor(connection, SERVICE, {name: value for name, value in cursor.items() if name in calendars})
    delete_missing(connection, CALENDARS, calendars, now)
    return delete_missing(
        connection,
        EVENTS,
        (),
        now,
        where="data ->> 'calendar_id' <> all(%(calendars)s)",
        parameters={"calendars": list(calendars)},
        difference=difference,
    )


def write_window(connection: psycopg.Connection, calendars: Collection[str], now: datetime) -> None:
    """Record as loaded the time that every calendar has loaded in full, and nothing when one has not."""
    known = [SyncCursor.read(connection, calendar) for calendar in calendars]
    connection.execute("delete from raw.sync_windows where service = %s and entity = %s", (SERVICE, ENTITY))
    windows = [each.window for each in known if each]
    if not windows or len(windows) < len(known):
        return
    whole = Span(max(window.start for window in windows), min(window.end for window in windows))
    if whole:
        connection.execute(
            "insert into raw.sync_windows (service, entity, start_at, end_at, loaded_at) values (%s, %s, %s, %s, %s)",
            (SERVICE, ENTITY, whole.start, whole.end, now),
        )


def key(calendar: str, event: str) -> str:
    """Return the key of an event; its own id is unique in its calendar only."""
    return f"{calendar}:{event}"


def _known(connection: psycopg.Connection, rows: list[Row]) -> list[Row]:
    found = connection.execute(
        "select source_id from raw.gcal__events where source_id = any(%s)", ([row.source_id for row in rows],)
    )
    known = {row[0] for row in found} if rows else set()
    return [row for row in rows if row.source_id in known]


def _span(item: Item, calendar: CalendarRef) -> Span | None:
    try:
        return Span(_instant(item["start"], calendar.zone), _instant(item["end"], calendar.zone))
    except (KeyError, TypeError, ValueError, OverflowError):
        return None


def _instant(moment: dict[str, Any], zone: ZoneInfo) -> datetime:
    if "dateTime" in moment:
        instant = datetime.fromisoformat(moment["dateTime"])
        if instant.tzinfo is None:
            raise ValueError(moment["dateTime"])
        return instant
    return midnight(date.fromisoformat(moment["date"]), zone)
