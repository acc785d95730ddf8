"""Keys of events: those of the first version for whatever it read rightly, so that an upgrade doubles nothing."""

import hashlib
import json

import pytest

from tests.pipelines.connector.ics.files import vevent, write

BERLIN = "TZID=Europe/Berlin"


def first_key(uid: str, stamp: str, ordinal: int = 0) -> str:
    """Return the key as the first version made it: UID, and of a series the original start."""
    digest = hashlib.sha256(json.dumps([uid, stamp], separators=(",", ":")).encode()).hexdigest()
    return f"{digest[:32]}:{ordinal}"


def keys(database):
    query = "select data ->> 'summary', source_id from raw.ics__events where deleted_at is null order by 1, 2"
    found: dict[str, list[str]] = {}
    for summary, key in database.execute(query).fetchall():
        found.setdefault(summary, []).append(key)
    return found


CALENDAR = [
    vevent("UID:single", "SUMMARY:single", "DTSTART:20260302T090000Z", "DTEND:20260302T100000Z"),
    vevent("UID:day", "SUMMARY:day", "DTSTART;VALUE=DATE:20260302"),
    vevent("UID:floating", "SUMMARY:floating", "DTSTART:20260302T090000", "DURATION:PT1H"),
    vevent("UID:series", "SUMMARY:series", f"DTSTART;{BERLIN}:20260302T090000", "RRULE:FREQ=DAILY;COUNT=3"),
    vevent(
        "UID:series",
        "SUMMARY:moved",
        f"DTSTART;{BERLIN}:20260310T110000",
        f"RECURRENCE-ID;{BERLIN}:20260303T090000",
    ),
    vevent("UID:days", "SUMMARY:days", "DTSTART;VALUE=DATE:20260302", "RRULE:FREQ=WEEKLY;COUNT=2"),
    vevent("UID:dates", "SUMMARY:dates", "DTSTART:20260302T090000Z", "RDATE:20260305T090000Z"),
    vevent("UID:alone", "SUMMARY:alone", "DTSTART:20260302T090000Z", "RECURRENCE-ID:20260301T090000Z"),
    vevent("SUMMARY:nameless a", "DTSTART:20260302T090000Z"),
    vevent("SUMMARY:nameless b", "DTSTART:20260302T090000Z"),
]


def test_keys_are_those_of_the_first_version(tmp_path, load, database):
    load(write(tmp_path / "a.ics", *CALENDAR))
    assert keys(database) == {
        "single": [first_key("single", "")],
        "day": [first_key("day", "")],
        "floating": [first_key("floating", "")],
        "series": sorted(first_key("series", f"202603{day}T080000Z") for day in ("02", "04")),
        "moved": [first_key("series", "20260303T080000Z")],
        "days": sorted(first_key("days", f"202603{day}") for day in ("02", "09")),
        "dates": sorted(first_key("dates", f"202603{day}T090000Z") for day in ("02", "05")),
        "alone": [first_key("alone", "20260301T090000Z")],
        "nameless a": [first_key("", "20260302T090000Z", 0)],
        "nameless b": [first_key("", "20260302T090000Z", 1)],
    }


def test_rows_of_the_first_version_are_unchanged(tmp_path, load, database):
    # As the first version wrote them.
    single = {
        "id": "single",
        "iCalUID": "single",
        "status": "confirmed",
        "summary": "single",
        "description": "",
        "transparency": "opaque",
        "start": {"dateTime": "2026-03-02T09:00:00+00:00", "timeZone": "UTC"},
        "end": {"dateTime": "2026-03-02T10:00:00+00:00", "timeZone": "UTC"},
        "calendar": "Home",
    }
    first = {
        **single,
        "id": "series_20260302T080000Z",
        "iCalUID": "series",
        "summary": "series",
        "start": {"dateTime": "2026-03-02T09:00:00+01:00", "timeZone": "Europe/Berlin"},
        "end": {"dateTime": "2026-03-02T09:00:00+01:00", "timeZone": "Europe/Berlin"},
        "recurringEventId": "series",
    }
    for key, data in ((first_key("single", ""), single), (first_key("series", "20260302T080000Z"), first)):
        database.execute(
            "insert into raw.ics__events (source_id, data, synced_at, api_version) values (%s, %s, now(), 'ics')",
            (key, json.dumps(data)),
        )
    database.commit()
    series = vevent("UID:series", "SUMMARY:series", f"DTSTART;{BERLIN}:20260302T090000", "RRULE:FREQ=DAILY;COUNT=1")
    summary = load(write(tmp_path / "a.ics", CALENDAR[0], series))
    assert {name: summary[name] for name in ("inserted", "updated", "deleted", "unchanged")} == {
        "inserted": 0,
        "updated": 0,
        "deleted": 0,
        "unchanged": 2,
    }


def test_the_first_of_events_that_share_a_uid_keeps_its_key(tmp_path, load, database):
    match = vevent("UID:m", "SUMMARY:first", "DTSTART:20260302T090000Z")
    path = write(tmp_path / "a.ics", match)
    load(path)
    other = vevent("UID:m", "SUMMARY:second", "DTSTART:20260301T090000Z")
    summary = load(write(path, match, other))
    assert (summary["inserted"], summary["unchanged"]) == (1, 1)
    assert keys(database) == {"first": [first_key("m", "")], "second": [first_key("m", "20260301T090000Z")]}


def test_each_occurrence_of_a_change_of_all_later_ones_has_its_own_key(tmp_path, load, database):
    later = vevent(
        "UID:series",
        "SUMMARY:later",
        f"DTSTART;{BERLIN}:20260303T110000",
        f"RECURRENCE-ID;RANGE=THISANDFUTURE;{BERLIN}:20260303T090000",
    )
    load(write(tmp_path / "a.ics", CALENDAR[3], later))
    assert keys(database)["later"] == sorted(first_key("series", f"202603{day}T080000Z") for day in ("03", "04"))


def test_repetitions_of_an_event_are_left_out_with_a_message(tmp_path, load):
    summary = load(write(tmp_path / "a.ics", CALENDAR[0], CALENDAR[0]))
    assert (summary["inserted"], summary["message"]) == (
        1,
        '1 earlier version or repetition of events of "Home" left out.',
    )


@pytest.mark.parametrize("days", [1, 400])
def test_keys_do_not_depend_on_the_window(tmp_path, load, database, days):
    from datetime import date, timedelta

    path = write(tmp_path / "a.ics", *CALENDAR)
    load(path)
    since = date(2026, 3, 2) - timedelta(days=days)
    summary = load(path, since=since, until=date(2026, 3, 4))
    assert (summary["inserted"], summary["updated"], summary["deleted"]) == (0, 0, 0)
