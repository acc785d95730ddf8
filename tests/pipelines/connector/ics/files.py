"""Small calendar files, and what they hold in the window that the tests share."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pipelines.connector.ics.reader import IcsCalendar, ReaderOptions, read_calendars
from pipelines.connector.ics.rows import rows_of
from pipelines.connector.ics.series import occurrences
from pipelines.connector.span import Span
from pipelines.local_time import midnight

TOKYO = ZoneInfo("Asia/Tokyo")
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
GOOD = ["UID:good", "SUMMARY:Good", "DTSTART:20260108T090000Z", "DTEND:20260108T100000Z"]
GOOD_TIME = "0108T0900/0108T1000"


def vevent(*lines: str) -> list[str]:
    return ["BEGIN:VEVENT", *lines, "END:VEVENT"]


def write(path: Path, *events: list[str], head: tuple[str, ...] = ("X-WR-CALNAME:Home",)) -> Path:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", *head, *(line for event in events for line in event), "END:VCALENDAR"]
    path.write_bytes("".join(f"{line}\r\n" for line in lines).encode())
    return path


def read(path: Path, *, first: date = FIRST, last: date = LAST, **options: Any) -> tuple[list[str], list[IcsCalendar]]:
    """Return the events as `times` writes them, in order, and what was read."""
    window = Span(midnight(first, TOKYO), midnight(last + timedelta(days=1), TOKYO))
    defaults: dict[str, Any] = {"zone": None, "person_zone": TOKYO, "addresses": frozenset(), "last": window.end}
    calendars = read_calendars(path, ReaderOptions(**{**defaults, **options}))
    seen: Counter[str] = Counter()
    rows = [
        row
        for calendar in calendars
        for row in rows_of(
            occurrences(calendar.events, window, calendar.report_series),
            window,
            calendar.zones.default,
            calendar=calendar.name,
            seen=seen,
        )
    ]
    return [times(row.data) for row in rows], calendars


def defects(calendars: list[IcsCalendar]) -> list[str]:
    return [defect.sentence() for calendar in calendars for defect in calendar.defects]


def times(row: dict[str, Any]) -> str:
    """Return start and end, as MMDDThhmm in UTC, or as D and the days of an all-day event."""
    if "date" in row["start"]:
        return "D" + "/".join(row[which]["date"][5:].replace("-", "") for which in ("start", "end"))
    moments = (datetime.fromisoformat(row[which]["dateTime"]).astimezone(UTC) for which in ("start", "end"))
    return "/".join(f"{moment:%m%dT%H%M}" for moment in moments)
