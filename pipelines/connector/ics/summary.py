"""The end of an import, in numbers and sentences, so that a person can compare it with their calendar."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pipelines.connector.ics.defects import excerpt, listed
from pipelines.connector.ics.reader import CANCEL, PUBLISHING, IcsCalendar
from pipelines.connector.ics.zones import zone_label
from pipelines.connector.raw_table import Row
from pipelines.connector.span import Span, days_of

SECONDS_PER_HOUR = 3_600
MOST_MESSAGES = 10


def describe(rows: Sequence[Row], calendars: Sequence[IcsCalendar], zone: ZoneInfo) -> dict[str, Any]:
    """Return the numbers of the events of a file inside the window.

    Args:
        rows: the events.
        calendars: what was read.
        zone: the person's, for the dates.
    """
    timed = [(_instant(row, "start"), _instant(row, "end")) for row in rows if "dateTime" in row.data["start"]]
    days = [day for start, end in timed for day in _days(start, end, zone)]
    for row in rows:
        if "date" in row.data["start"]:
            first = date.fromisoformat(row.data["start"]["date"])
            days += [first, max(first, date.fromisoformat(row.data["end"]["date"]) - timedelta(days=1))]
    seconds = sum((end - start).total_seconds() for start, end in timed)
    return {
        "timed": len(timed),
        "all_day": len(rows) - len(timed),
        "hours": round(seconds / SECONDS_PER_HOUR, 2),
        "first_date": min(days).isoformat() if days else None,
        "last_date": max(days).isoformat() if days else None,
        "declined": sum(_is_declined(row) for row in rows),
        "skipped": sum(len(calendar.defects) for calendar in calendars),
    }


def messages_of(
    path: Path, calendars: Sequence[IcsCalendar], rows: Sequence[Row], window: Span, zone: ZoneInfo
) -> list[str]:
    """Return a sentence for each notable property of the file."""
    messages = [message for calendar in calendars for message in _of_calendar(calendar)]
    if len(messages) > MOST_MESSAGES:
        messages[MOST_MESSAGES:] = [f"There are {len(messages) - MOST_MESSAGES:,} more messages of this kind."]
    defects = [defect for calendar in calendars for defect in calendar.defects]
    if defects:
        with_files = any(calendar.file != path for calendar in calendars)
        noun = "part was" if len(defects) == 1 else "parts were"
        messages.append(f"{len(defects)} {noun} skipped: {listed(defects, with_files=with_files)}.")
    if not rows and any(calendar.method in PUBLISHING for calendar in calendars):
        first, last = days_of(window, zone)
        messages.append(f"{path.name} has no event from {first} to {last}; choose other days with --since and --until.")
    return messages


def _of_calendar(calendar: IcsCalendar) -> list[str]:
    name, zones = f'"{excerpt(calendar.name)}"', calendar.zones
    messages = []
    if calendar.method == CANCEL:
        count = len(calendar.events)
        messages.append(f"{name} cancels {_events(count)} (METHOD:CANCEL); nothing was planned from it.")
    elif calendar.method not in PUBLISHING:
        messages.append(
            f"{name} is a message about invitations (METHOD:{excerpt(calendar.method)}) and not a calendar; nothing "
            "was planned from it."
        )
    messages += [
        f'{_events(count)} of {name} named the time zone "{excerpt(zone)}", which is unknown; read in '
        f"{zone_label(zones.default)} (choose another one with --timezone)."
        for zone, count in zones.unknown.most_common()
    ]
    messages += [
        f'The time zone "{excerpt(zone)}" of {name} was taken for {zone_label(found)}.'
        for zone, found in sorted(zones.guessed.items())
    ]
    if calendar.left_out:
        what = "earlier version or repetition" if calendar.left_out == 1 else "earlier versions or repetitions"
        messages.append(f"{calendar.left_out:,} {what} of events of {name} left out.")
    declined = sum(event.was_declined for event in calendar.events)
    if declined:
        messages.append(
            f"{_events(declined)} of {name} had attendees who declined; if you are one of them, name your address with "
            "--address, and they are not planned."
        )
    return messages


def _events(count: int) -> str:
    return "1 event" if count == 1 else f"{count:,} events"


def _is_declined(row: Row) -> bool:
    return any(attendee["responseStatus"] == "declined" for attendee in row.data.get("attendees", []))


def _instant(row: Row, which: str) -> datetime:
    return datetime.fromisoformat(row.data[which]["dateTime"])


def _days(start: datetime, end: datetime, zone: ZoneInfo) -> tuple[date, date]:
    return days_of(Span(start, max(end, start + timedelta(microseconds=1))), zone)
