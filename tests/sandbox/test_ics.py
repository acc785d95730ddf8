"""The iCalendar file: lines as the standard wants them, a VEVENT for each series and exception."""

import io
import subprocess
import sys
from datetime import date, datetime
from typing import Any

from icalendar import Calendar

from sandbox import ics
from sandbox.calendar import generate

CALENDAR = generate(1, date(2026, 3, 1), 90)


def written() -> str:
    file = io.StringIO()
    ics.write(CALENDAR, file)
    return file.getvalue()


def test_lines_end_and_fold_as_the_standard_says():
    lines = written().split("\r\n")
    assert lines[-1] == ""
    assert max(len(line.encode()) for line in lines) <= 75
    assert any(line.startswith(" ") for line in lines) or max(map(len, lines)) < 75


def test_another_program_reads_the_same_events():
    events: list[Any] = list(Calendar.from_ical(written()).events)
    file = io.StringIO()
    assert ics.write(CALENDAR, file) == len(events)
    masters = [event for event in events if "RRULE" in event]
    assert len(masters) == len(CALENDAR.series)
    assert {str(event["SUMMARY"]) for event in events} == {event.summary for event in CALENDAR.events}, (
        "commas, brackets and Japanese come through"
    )
    assert any("UNTIL" in event["RRULE"] for event in masters)
    assert any("EXDATE" in event for event in masters)
    assert any("RECURRENCE-ID" in event for event in events)
    days = [event for event in events if not isinstance(event["DTSTART"].dt, datetime)]
    assert len(days) == sum(event.is_all_day for event in CALENDAR.events) > 0


def test_the_command_writes_the_file():
    done = subprocess.run(
        [sys.executable, "-m", "sandbox", "ics", "--days", "10", "--as-of", "2026-03-01T22:00:00+09:00"],
        capture_output=True,
        check=True,
    )
    assert done.stdout.startswith(b"BEGIN:VCALENDAR\r\n")
    assert b"events written" in done.stderr
