"""The stand-in of Google that all random lives share, and what raw and core hold of it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg

from pipelines.connector.gcal.store import SyncCursor
from pipelines.connector.span import Span
from sandbox import google_json
from sandbox.calendar import Calendar, Event
from sandbox.calendar_store import CalendarStore
from tests.fakes.google import FakeGoogle
from tests.pipelines.connector.compiled import Core
from tests.pipelines.connector.gcal.conftest import NOW, SAM, TOKYO, WORK, calendar, event, instance
from tests.pipelines.connector.oracle import PlannedEvent, planned_events
from tests.pipelines.connector.toggl.model_world import clear

CHOIR = "choir@example.invalid"
TABLES = ("gcal__events", "gcal__calendars", "gcal__colors", "sync_windows", "sync_state")


def calendars() -> tuple[Calendar, Calendar]:
    """Two calendars: single events over three years, a series, a note; and one of the same event ids."""
    note = event("note", start=date(2026, 3, 3), end=date(2026, 3, 5), transparent=True)
    singles = [event(f"e{number}", 40 * number - 600) for number in range(20)]
    series = [instance(number) for number in range(4)]
    return (
        calendar(SAM, *singles, *series, note, event("off", 1, cancelled=True), event("old", -2000)),
        calendar(WORK, event("e1", response="accepted"), event("w", 2, transparent=True)),
    )


class World:
    """The service that all examples share.

    Args:
        connection: to the database that `core` transforms.
        core: the models.
    """

    def __init__(self, connection: psycopg.Connection, core: Core) -> None:
        self.connection, self.core = connection, core
        self.now = NOW
        # Of the last life: what core must hold.
        self.expected: dict[str, PlannedEvent] = {}
        store = CalendarStore(*calendars(), now=lambda: self.now)
        self.google = FakeGoogle(store, now=lambda: self.now, page_size=6)

    @property
    def store(self) -> CalendarStore:
        return self.google.store

    def reset(self) -> None:
        self.now = NOW
        self.google.forget_faults()
        self.google.requests.clear()
        vars(self.store).update(vars(CalendarStore(*calendars(), now=lambda: self.now)))
        clear(self.connection)

    def stored(self) -> dict[str, "Shown"]:
        """Return the events that raw holds alive."""
        rows = self.connection.execute("select source_id, data from raw.gcal__events where deleted_at is null")
        return {key: as_stored(data) for key, data in rows}

    def fingerprint(self) -> list[tuple[Any, ...]]:
        """Return a digest of every table that a sync writes."""
        return [
            self.connection.execute(
                f"select md5(string_agg(row::text, ';' order by row::text)) from raw.{name} as row"
            ).fetchall()[0]
            for name in TABLES
        ]

    def window(self, calendar_id: str) -> Span:
        """Return the span of a calendar that was read in full."""
        cursor = SyncCursor.read(self.connection, calendar_id)
        assert cursor is not None
        return cursor.window

    def events(self, calendar_id: str) -> dict[str, Event]:
        """Return the events that the service has, by the keys of raw."""
        _, rows = self.store.snapshot(calendar_id)
        return {f"{calendar_id}:{event.id}": event for _, event in rows if not event.cancelled}


@dataclass(frozen=True)
class Shown:
    """An event as it counts."""

    begins: datetime | date
    ends: datetime | date
    title: str
    color: str | None
    is_transparent: bool
    response: str | None


def shown(one: Event) -> Shown:
    """Return an event of the service."""
    return Shown(one.start, one.end, one.summary, one.color_id, one.transparent, one.response)


def as_stored(data: dict[str, Any]) -> Shown:
    """Return an event of raw."""
    own = [guest for guest in data.get("attendees", ()) if guest.get("self")]
    return Shown(
        _moment(data["start"]),
        _moment(data["end"]),
        data["summary"],
        data.get("colorId"),
        data.get("transparency") == "transparent",
        own[0]["responseStatus"] if own else None,
    )


def _moment(moment: dict[str, str]) -> datetime | date:
    if "date" in moment:
        return date.fromisoformat(moment["date"])
    return datetime.fromisoformat(moment["dateTime"]).astimezone(UTC)


def touches(one: Event, window: Span) -> bool:
    """Return whether the event is in the window, as Google's list takes it."""
    start, end = (google_json.instant(moment, TOKYO) for moment in (one.start, one.end))
    return start < window.end and end > window.start


def planned(world: World, calendar_ids: list[str], alive: set[str]) -> dict[str, PlannedEvent]:
    """Return the plan and the notes among the events that are known."""
    found: dict[str, PlannedEvent] = {}
    for calendar_id in calendar_ids:
        events = [one for key, one in world.events(calendar_id).items() if key in alive]
        found |= planned_events(world.store.calendar(calendar_id), events)
    return found


def choir() -> Calendar:
    """A calendar that somebody shares later."""
    return calendar(CHOIR, event("c1", 3), event("c2", 10, response="needsAction"), event("c3", -100))


def later(moment: datetime | date, days: int) -> datetime | date:
    return moment + timedelta(days=days)
