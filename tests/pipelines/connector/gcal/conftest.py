"""Two small Google calendars on a real socket, a real database, and a sync between them that never really waits."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest

from pipelines import settings
from pipelines.connector.gcal import sync
from pipelines.connector.gcal.client import GoogleClient
from pipelines.connector.gcal.credentials import credentials_of
from pipelines.connector.http import DEADLINE_SECONDS
from pipelines.connector.run import SyncOptions, SyncRun
from sandbox.calendar import Calendar, Event
from sandbox.calendar_store import CalendarStore
from tests.fakes.google import FakeGoogle
from tests.pipelines.connector.conftest import Clock

NOW = datetime(2026, 3, 1, 13, tzinfo=UTC)
TOKYO = ZoneInfo("Asia/Tokyo")
SAM, WORK = "sam@example.invalid", "team#work@example.invalid"
EVENTS = "/events"
Sync = Callable[..., dict[str, Any]]


def event(name: str, days: float = 0, hours: float = 1, **fields: Any) -> Event:
    start = NOW + timedelta(days=days)
    plain: dict[str, Any] = {
        "summary": f"event {name}",
        "start": start,
        "end": start + timedelta(hours=hours),
        "updated": NOW,
    }
    return Event(id=name, **(plain | fields))


def calendar(key: str, *events: Event) -> Calendar:
    return Calendar(id=key, name=key.title(), timezone=TOKYO, color="#9fe1e7", color_id="14", events=events)


def instance(number: int) -> Event:
    start = NOW + timedelta(days=7 * number)
    return event(f"run_{start:%Y%m%dT%H%M%SZ}", 7 * number, series_id="run", original_start=start, summary="散歩")


def store() -> CalendarStore:
    """Twelve living events of Sam, one cancelled, one long ago; two events of a second calendar."""
    note = event("note", start=date(2026, 3, 3), end=date(2026, 3, 5), transparent=True)
    own = [event(f"e{number}", number) for number in range(8)]
    more = [instance(number) for number in range(3)]
    special = [note, event("off", 1, cancelled=True), event("old", -2000)]
    return CalendarStore(
        calendar(SAM, *own, *more, *special), calendar(WORK, event("e1"), event("w", 2)), now=lambda: NOW
    )


@pytest.fixture(scope="module")
def server():
    with FakeGoogle(store(), now=lambda: NOW, page_size=6) as fake:
        yield fake


@pytest.fixture
def google(server: FakeGoogle) -> FakeGoogle:
    """The calendars as new, without the faults and requests of the test before; the server is the module's."""
    server.requests.clear()
    server.forget_faults()
    fresh = store()
    server.store.__dict__.update(fresh.__dict__)
    return server


@pytest.fixture
def database(module_database_url):
    with psycopg.connect(module_database_url) as connection:
        connection.execute("set time zone 'UTC'")
        for table in ("gcal__events", "gcal__calendars", "gcal__colors", "sync_windows", "sync_state"):
            connection.execute(f"delete from raw.{table}")
        connection.commit()
        yield connection


@pytest.fixture
def run(google: FakeGoogle, database: psycopg.Connection, clock: Clock) -> Sync:
    def run(
        *,
        now: datetime = NOW,
        calendars: str = "primary",
        dry_run: bool = False,
        deadline_seconds: float = DEADLINE_SECONDS,
        **options: Any,
    ) -> dict[str, Any]:
        loaded = settings.load({**google.environ, "GOOGLE_CALENDAR_IDS": calendars})
        with GoogleClient(
            loaded.google_api_url,
            credentials_of(loaded),
            pace=clock.pace(),
            now=lambda: NOW,
            deadline_seconds=deadline_seconds,
        ) as client:
            run = SyncRun(database, client, now, dry_run=dry_run)
            return sync.sync(run, loaded, SyncOptions(**options))

    return run


def living(database: psycopg.Connection) -> set[str]:
    rows = database.execute("select source_id from raw.gcal__events where deleted_at is null")
    return {row[0].removeprefix(f"{SAM}:") for row in rows}


def row(database: psycopg.Connection, name: str) -> tuple[dict[str, Any], datetime | None]:
    found = database.execute(
        "select data, deleted_at from raw.gcal__events where source_id = %s", (f"{SAM}:{name}",)
    ).fetchone()
    assert found is not None
    return found[0], found[1]


def windows(database: psycopg.Connection) -> list[tuple[datetime, datetime]]:
    return database.execute(
        "select start_at, end_at from raw.sync_windows where service = 'gcal' and entity = 'events'"
    ).fetchall()


ALL = {*(f"e{number}" for number in range(8)), *(instance(number).id for number in range(3)), "note"}
