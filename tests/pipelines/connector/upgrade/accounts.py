"""The accounts and files of a person before an upgrade: in Toggl, Google Calendar, a CSV export and a calendar file."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sandbox.calendar_store import CalendarStore
from tests.fakes.google import FakeGoogle
from tests.fakes.toggl import FakeToggl
from tests.pipelines.connector.gcal.conftest import SAM, calendar, event, instance
from tests.pipelines.connector.ics.files import vevent
from tests.pipelines.connector.ics.files import write as write_calendar
from tests.pipelines.connector.toggl_csv.exports import row
from tests.pipelines.connector.toggl_csv.exports import write as write_export
from tests.sandbox.conftest import make_account, make_entry

# The last sync of the version before, and the first of this one.
BEFORE = datetime(2026, 3, 1, 13, tzinfo=UTC)
AFTER = BEFORE + timedelta(hours=2)
DELETED, FORGOTTEN, CANCELLED = 100, 10, "e3"


class Clock:
    def __init__(self) -> None:
        self.now = BEFORE - timedelta(hours=2)

    def __call__(self) -> datetime:
        return self.now


@contextmanager
def services(clock: Clock) -> Iterator[tuple[FakeToggl, FakeGoogle]]:
    """Serve the accounts as they are before the first of the old syncs."""
    midnight = BEFORE.replace(hour=0)
    entries = [
        make_entry(ago, midnight - timedelta(days=ago), project_id=21 + ago % 2, tag_ids=(31,) if ago % 3 else ())
        for ago in range(5, 150, 5)
    ]
    running = make_entry(1000, BEFORE - timedelta(hours=3), None)
    born = midnight - timedelta(days=150)
    account = replace(make_account(*entries, running), created_at=born)
    events = [event(f"e{number}", 10 * number - 30) for number in range(8)]
    note = event("note", start=BEFORE.date(), end=BEFORE.date() + timedelta(days=1), transparent=True)
    store = CalendarStore(calendar(SAM, *events, *map(instance, range(3)), note), now=clock)
    with FakeToggl(account, now=clock) as toggl, FakeGoogle(store, now=clock, page_size=6) as google:
        yield toggl, google


def live_on(toggl: FakeToggl, google: FakeGoogle) -> None:
    """Change both accounts as the person did between two of the old syncs."""
    toggl.store.delete_entry(DELETED)
    toggl.store.forget_entry(FORGOTTEN)
    toggl.store.edit_entry(120, description="edited")
    google.store.cancel(CANCELLED)
    google.store.edit("e5", summary="renamed")


def export(folder: Path, *, whole: bool) -> Path:
    """Write the export of Toggl; the later one, which is not whole, lacks a row of its days."""
    rows = [
        row("2024-05-01", "09:00:00", "10:00:00"),
        row("2024-05-01", "09:00:00", "10:00:00"),
        row("2024-05-02", "11:00:00", "12:30:00", text='Ünïcode, "quoted"', Duration="01:30:00", Tags="a, b"),
        *([row("2024-05-02", "15:00:00", "16:00:00", text="gone")] if whole else []),
        row("2024-05-03", "23:00:00", "00:30:00", End_date="2024-05-04", Duration="01:30:00"),
    ]
    return write_export(folder / "export.csv", *rows)


def calendar_file(folder: Path, *, whole: bool) -> Path:
    """Write the calendar file; the later one lacks an event."""
    berlin = "TZID=Europe/Berlin"
    events = [
        vevent("UID:single", "SUMMARY:single", "DTSTART:20250302T090000Z", "DTEND:20250302T100000Z"),
        vevent("UID:day", "SUMMARY:day", "DTSTART;VALUE=DATE:20250302"),
        vevent("UID:series", "SUMMARY:series", f"DTSTART;{berlin}:20250302T090000", "RRULE:FREQ=DAILY;COUNT=3"),
        vevent(
            "UID:series",
            "SUMMARY:moved",
            f"DTSTART;{berlin}:20250310T110000",
            f"RECURRENCE-ID;{berlin}:20250303T090000",
        ),
    ]
    if whole:
        events.append(vevent("UID:gone", "SUMMARY:gone", "DTSTART:20250305T090000Z", "DTEND:20250305T100000Z"))
    return write_calendar(folder / "home.ics", *events)
