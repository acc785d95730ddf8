"""Importing .ics files: series laid out, the same rows for the same file, and one sentence for a file that is wrong."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pipelines.connector.ics.importer import IcsOptions, import_ics
from pipelines.stage import BadInputError
from sandbox import ics
from sandbox.calendar import generate
from tests.pipelines.connector.ics.conftest import NOW
from tests.pipelines.connector.ics.files import TOKYO, vevent, write

# Exports for trying things out, beside the repository; the test passes without them.
REAL = Path(__file__).parents[4] / "shared" / "data"
WEEKLY = [
    "UID:w",
    "SUMMARY:定例会議",
    "DTSTART;TZID=Europe/Berlin:20260302T090000",
    "DURATION:PT1H",
    "RRULE:FREQ=WEEKLY",
]


def living(database: psycopg.Connection) -> list[dict[str, Any]]:
    rows = database.execute(
        "select data from raw.ics__events where deleted_at is null order by data #>> '{start,dateTime}', data ->> 'id'"
    )
    return [row[0] for row in rows]


def refuse(path: Path, **options: Any) -> str:
    """Return the sentence; the database is not even opened."""

    def connect() -> psycopg.Connection:
        raise AssertionError("nothing may be written")

    with pytest.raises(BadInputError) as caught:
        import_ics(connect, path, IcsOptions(**options), zone=TOKYO, now=NOW)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def starts(database: psycopg.Connection) -> list[str]:
    return [row["start"].get("dateTime") or row["start"]["date"] for row in living(database)]


def test_a_series_without_end_is_laid_out_inside_the_window_by_its_own_wall_clock(tmp_path, load, database):
    load(write(tmp_path / "a.ics", vevent(*WEEKLY)), until=date(2026, 4, 10))
    assert starts(database) == [
        *(f"2026-03-{day:02}T09:00:00+01:00" for day in (2, 9, 16, 23)),
        "2026-03-30T09:00:00+02:00",
        "2026-04-06T09:00:00+02:00",
    ]
    first = living(database)[0]
    assert first["id"] == "w_20260302T080000Z"
    assert (first["iCalUID"], first["recurringEventId"], first["summary"]) == ("w", "w", "定例会議")
    assert (first["status"], first["transparency"], first["calendar"]) == ("confirmed", "opaque", "Home")
    assert first["start"]["timeZone"] == "Europe/Berlin"
    assert first["end"]["dateTime"] == "2026-03-02T10:00:00+01:00"


def test_exceptions_replace_and_leave_out(tmp_path, load, database):
    moved = vevent(
        "UID:w",
        "RECURRENCE-ID;TZID=Europe/Berlin:20260309T090000",
        "SUMMARY:moved",
        "DTSTART;TZID=Europe/Berlin:20260310T110000",
        "DTEND;TZID=Europe/Berlin:20260310T120000",
    )
    series = vevent(*WEEKLY, "EXDATE;TZID=Europe/Berlin:20260316T090000")
    load(write(tmp_path / "a.ics", series, moved), until=date(2026, 3, 25))
    assert starts(database) == [
        "2026-03-02T09:00:00+01:00",
        "2026-03-10T11:00:00+01:00",
        "2026-03-23T09:00:00+01:00",
    ]


def test_a_zone_of_the_files_own_counts(tmp_path, load, database):
    zone = (
        "BEGIN:VTIMEZONE",
        "TZID:Office",
        "BEGIN:STANDARD",
        "DTSTART:19700101T000000",
        "TZOFFSETFROM:+0530",
        "TZOFFSETTO:+0530",
        "END:STANDARD",
        "END:VTIMEZONE",
    )
    load(write(tmp_path / "a.ics", vevent("UID:z", "DTSTART;TZID=Office:20260302T090000"), head=zone))
    [row] = living(database)
    assert row["start"] == {"dateTime": "2026-03-02T09:00:00+05:30"}
    assert row["calendar"] == "a", "a calendar without a name is called as its file"


@pytest.mark.parametrize(
    ("head", "options", "offset"),
    [
        ((), {}, "+09:00"),
        (("X-WR-TIMEZONE:Europe/Berlin",), {}, "+01:00"),
        (("X-WR-TIMEZONE:Europe/Berlin",), {"timezone": "America/New_York"}, "-05:00"),
    ],
)
def test_times_without_a_zone_take_the_option_then_the_files_then_the_configured(
    tmp_path, load, database, head, options, offset
):
    load(write(tmp_path / "a.ics", vevent("UID:f", "DTSTART:20260302T090000"), head=head), **options)
    assert starts(database) == [f"2026-03-02T09:00:00{offset}"]


def test_all_day_events_keep_their_days_and_the_end_is_exclusive(tmp_path, load, database):
    load(write(tmp_path / "a.ics", vevent("UID:d", "DTSTART;VALUE=DATE:20260302", "TRANSP:TRANSPARENT")))
    [row] = living(database)
    assert (row["start"], row["end"]) == ({"date": "2026-03-02"}, {"date": "2026-03-03"})
    assert row["transparency"] == "transparent"


def test_importing_again_changes_nothing_and_what_vanished_is_deleted(tmp_path, load, database):
    one = vevent("UID:1", "DTSTART:20260302T090000Z")
    two = vevent("UID:2", "DTSTART:20260303T090000Z")
    old = vevent("UID:3", "DTSTART:20200303T090000Z")
    path = write(tmp_path / "a.ics", one, two, old)
    load(path, since=date(2020, 1, 1))
    assert load(path, since=date(2020, 1, 1))["unchanged"] == 3
    other = write(tmp_path / "b.ics", vevent("UID:o", "DTSTART:20260302T090000Z"), head=("X-WR-CALNAME:Other",))
    load(other)
    summary = load(write(path, two))
    assert (summary["deleted"], summary["unchanged"]) == (1, 1)
    assert {row["iCalUID"] for row in living(database)} == {"2", "3", "o"}, "outside the window nothing is judged"
    assert load(write(path, one, two))["updated"] == 1


def test_a_day_that_ends_where_the_window_begins_is_not_judged(tmp_path, load, database):
    note = vevent("UID:n", "DTSTART;VALUE=DATE:20260301")
    path = write(tmp_path / "a.ics", note, vevent(*WEEKLY))
    load(path)
    assert load(path, since=date(2026, 3, 2))["deleted"] == 0


def test_a_single_event_that_moves_stays_the_same_row(tmp_path, load, database):
    path = write(tmp_path / "a.ics", vevent("UID:1", "DTSTART:20260302T090000Z"))
    load(path)
    assert load(write(path, vevent("UID:1", "DTSTART:20260305T090000Z")))["updated"] == 1
    assert len(living(database)) == 1


def test_events_without_uid_are_told_apart(tmp_path, load, database):
    twins = [vevent("SUMMARY:a", "DTSTART:20260302T090000Z"), vevent("SUMMARY:b", "DTSTART:20260302T090000Z")]
    assert load(write(tmp_path / "a.ics", *twins))["inserted"] == 2
    assert load(write(tmp_path / "a.ics", *twins[::-1]))["unchanged"] == 2


def test_a_file_without_an_event_in_the_window_says_which_days_it_looked_at(tmp_path, load, database):
    path = write(tmp_path / "a.ics", vevent("UID:f", "DTSTART:20190302T090000Z"))
    assert load(path)["message"] == (
        "a.ics has no event from 2024-03-01 to 2027-03-01; choose other days with --since and --until."
    )
    assert "message" not in load(path, since=date(2019, 1, 1), until=date(2019, 12, 31))
    assert len(living(database)) == 1


def test_cancelled_events_do_not_count(tmp_path, load):
    path = write(tmp_path / "a.ics", vevent("UID:1", "DTSTART:20260302T090000Z", "STATUS:CANCELLED"))
    assert load(path)["rows"] == 0


def test_an_event_during_which_outlook_shows_the_person_as_free_is_transparent(tmp_path, load, database):
    free = vevent("UID:1", "DTSTART:20260302T090000Z", "X-MICROSOFT-CDO-BUSYSTATUS:FREE")
    busy = vevent("UID:2", "DTSTART:20260302T090000Z", "TRANSP:OPAQUE", "X-MICROSOFT-CDO-BUSYSTATUS:FREE")
    load(write(tmp_path / "a.ics", free, busy))
    assert [row["transparency"] for row in living(database)] == ["transparent", "opaque"]


def test_the_summary_can_be_compared_with_the_calendar(tmp_path, load):
    night = vevent("UID:n", "DTSTART:20260302T140000Z", "DURATION:PT2H30M")
    trip = vevent("UID:d", "DTSTART;VALUE=DATE:20260310", "DTEND;VALUE=DATE:20260313")
    path = write(tmp_path / "a.ics", vevent(*WEEKLY), night, trip, vevent("UID:odd", "DTSTART:soon"))
    summary = load(path, until=date(2026, 3, 20))
    assert {name: summary[name] for name in ("timed", "all_day", "hours", "declined", "skipped")} == {
        "timed": 4,
        "all_day": 1,
        "hours": 5.5,
        "declined": 0,
        "skipped": 1,
    }
    # Days of the person: 23:00 to 01:30 in Tokyo.
    assert (summary["first_date"], summary["last_date"]) == ("2026-03-02", "2026-03-16")
    assert load(write(path, night), until=date(2026, 3, 20))["last_date"] == "2026-03-03"
    assert load(write(path, trip), until=date(2026, 3, 20))["last_date"] == "2026-03-12"


def test_a_dry_run_writes_nothing(tmp_path, load, database):
    assert load(write(tmp_path / "a.ics", vevent(*WEEKLY)), dry_run=True)["inserted"] > 50
    assert living(database) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf\n", "is empty"),
        (b"a,b\n1,2\n", "no BEGIN:VCALENDAR"),
        (b"PK\x03\x04", "damaged ZIP archive"),
        ("BEGIN:VEVENT".encode("utf-16"), "no BEGIN:VCALENDAR"),
        (b"BEGIN:VCALENDAR\nCALSCALE:JULIAN\nEND:VCALENDAR\n", 'calendar scale "JULIAN"'),
        (b"BEGIN:VCALENDAR\nX:caf\xe9\nEND:VCALENDAR\n", "line 2: byte 0xe9"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:20260302T090000Z\n", "cut off"),
    ],
)
def test_what_is_no_whole_calendar_is_one_sentence(tmp_path, content, said):
    path = tmp_path / "a.ics"
    path.write_bytes(content)
    assert said in refuse(path)


def test_missing_files_strange_zones_and_long_windows_are_refused(tmp_path):
    good = write(tmp_path / "a.ics", vevent(*WEEKLY))
    assert "does not exist" in refuse(tmp_path / "no.ics")
    assert "is a directory" in refuse(tmp_path)
    assert "--timezone Berlin" in refuse(good, timezone="Berlin")
    assert "ten years" in refuse(good, since=date(2010, 1, 1))
    assert "before --since" in refuse(good, until=date(2010, 1, 1))


def test_the_sandboxs_file_and_its_api_agree(tmp_path, load, database):
    calendar = generate(1, date(2026, 3, 1), 60, TOKYO)
    path = tmp_path / "sandbox.ics"
    with path.open("w", encoding="utf-8", newline="") as file:
        ics.write(calendar, file)
    load(path, until=date(2026, 3, 31))
    expected = sorted(
        (event.summary, event.start.astimezone(UTC))
        for event in calendar.events
        if isinstance(event.start, datetime)
        and not event.cancelled
        and event.start < datetime(2026, 3, 31, 15, tzinfo=UTC)
    )
    found = sorted(
        (row["summary"], datetime.fromisoformat(row["start"]["dateTime"]).astimezone(UTC))
        for row in living(database)
        if "dateTime" in row["start"]
    )
    assert found == expected


def test_a_real_export_is_imported_when_it_is_there(load, database):
    for path in REAL.glob("ics_*.ics"):
        first = load(path, since=date(2019, 1, 1), until=date(2027, 12, 31))
        assert first["inserted"] == first["rows"] > 1000
        assert load(path, since=date(2019, 1, 1), until=date(2027, 12, 31))["unchanged"] == first["rows"]
