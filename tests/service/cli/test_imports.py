"""Files on the command line: which zone counts, and what is said when there is nothing to import."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

import psycopg
import pytest

EVENT = "BEGIN:VEVENT\nUID:u\nSUMMARY:Walk\nDTSTART:20190302T090000\nDTEND:20190302T100000\nEND:VEVENT\n"


@pytest.fixture
def file(tmp_path):
    """A calendar of Berlin with one event, whose times name no zone."""
    path = tmp_path / "own.ics"
    path.write_text(f"BEGIN:VCALENDAR\nVERSION:2.0\nX-WR-TIMEZONE:Europe/Berlin\n{EVENT}END:VCALENDAR\n")
    return path


def days_of_it(start):
    """First and last day of the hour, in Tokyo."""
    first = datetime.fromisoformat(start).astimezone(ZoneInfo("Asia/Tokyo"))
    return f"{first:%Y-%m-%d} to {first:%Y-%m-%d}"


@pytest.mark.parametrize(
    ("options", "start"),
    [([], "2019-03-02T09:00:00+01:00"), (["--timezone", "America/New_York"], "2019-03-02T09:00:00-05:00")],
)
def test_a_calendars_own_zone_goes_before_the_persons(lifetracer, database_url, file, options, start):
    environ = {"DATABASE_URL": database_url}
    days = ["--since", "2019-01-01", "--until", "2019-12-31"]
    done = lifetracer("import", "ics", str(file), *days, *options, environ=environ)
    assert done.stdout == (
        "own.ics: 1 inserted, 0 updated, 0 deleted, 0 unchanged.\n"
        f"1 timed event (1 h) and 0 all-day events from {days_of_it(start)}; 0 parts skipped.\n"
    ), done.stderr
    assert ("lifetracer settings set timezone America/New_York" in done.stderr) == bool(options)
    with psycopg.connect(database_url) as connection:
        rows = connection.execute("select data #>> '{start,dateTime}' from raw.ics__events").fetchall()
    assert rows == [(start,)]


def test_a_calendar_of_other_years_says_how_to_import_them(lifetracer, database_url, file):
    environ = {"DATABASE_URL": database_url, "LIFETRACER_AS_OF": "2026-03-01T13:00:00Z"}
    done = lifetracer("import", "ics", str(file), environ=environ)
    assert done.returncode == 0
    assert done.stdout == (
        "own.ics: 0 inserted, 0 updated, 0 deleted, 0 unchanged.\n"
        "0 timed events (0 h) and 0 all-day events; 0 parts skipped.\n"
    )
    assert "no event from 2024-03-01 to 2027-03-01; choose other days with --since and --until" in done.stderr


ROWS = (
    "User,Email,Project,Description,Start date,Start time,End date,End time,Duration\n"
    "ann,a@example.invalid,P,work,2026-05-04,09:00:00,2026-05-04,10:00:00,01:00:00\n"
    "ann,a@example.invalid,P,work,2026-05-05,09:00:00,2026-05-05,10:30:00,01:30:00\n"
)
BOB = "bob,b@example.invalid,P,work,2026-05-06,09:00:00,2026-05-06,10:00:00,01:00:00\n"


def test_an_export_is_summed_up_as_on_toggls_page(lifetracer, database_url, tmp_path):
    path = tmp_path / "export.csv"
    path.write_text(ROWS)
    done = lifetracer("import", "toggl", str(path), environ={"DATABASE_URL": database_url})
    assert done.stdout == (
        "export.csv: 2 inserted, 0 updated, 0 deleted, 0 unchanged.\n"
        "2 entries of ann (a@example.invalid) in 1 project, 2.5 h, from 2026-05-04 to 2026-05-05.\n"
        "No entries overlap: 2.5 h count.\n"
    ), done.stderr


def test_an_export_with_overlaps_says_what_counts(lifetracer, database_url, tmp_path):
    path = tmp_path / "export.csv"
    inner = "ann,a@example.invalid,P,call,2026-05-05,09:30:00,2026-05-05,10:00:00,00:30:00\n"
    empty = "ann,a@example.invalid,P,call,2026-05-05,11:30:00,2026-05-05,11:30:00,00:00:00\n"
    ahead = "ann,a@example.invalid,P,trip,2026-05-09,09:00:00,2026-05-09,10:00:00,01:00:00\n"
    path.write_text(ROWS + inner + empty + ahead)
    environ = {"DATABASE_URL": database_url, "LIFETRACER_AS_OF": "2026-05-08T00:00:00Z"}
    done = lifetracer("import", "toggl", str(path), "--other-account", environ=environ)
    assert done.stdout.endswith(
        "\n5 entries of ann (a@example.invalid) in 1 project, 4.0 h, from 2026-05-04 to 2026-05-09.\n"
        "Where entries overlap, each instant counts once: 2.5 h count, 0.5 h do not. "
        "1.0 h lie in the future and do not count yet. 1 row without a length.\n"
    ), done.stderr
    with psycopg.connect(database_url) as connection:
        flags = connection.execute(
            "select distinct data ->> 'other_account' from raw.toggl_csv__time_entries"
        ).fetchall()
        windows = connection.execute(
            "select start_at, end_at from raw.sync_windows where service = 'toggl_csv'"
        ).fetchall()
    assert flags == [("true",)]
    assert windows == [(datetime.fromisoformat("2026-05-04T00:00:00Z"), datetime.fromisoformat("2026-05-09T01:00:00Z"))]


def test_an_export_of_two_people_needs_a_choice(lifetracer, database_url, tmp_path):
    path = tmp_path / "export.csv"
    path.write_text(ROWS + BOB)
    environ = {"DATABASE_URL": database_url}
    refused = lifetracer("import", "toggl", str(path), environ=environ)
    assert refused.returncode == 65
    assert (
        "2 people: ann (a@example.invalid), 2 entries, 2.5 h; bob (b@example.invalid), 1 entry, 1.0 h" in refused.stderr
    )
    chosen = lifetracer("import", "toggl", str(path), "--user", "b@example.invalid", environ=environ)
    assert chosen.returncode == 0, chosen.stderr
    assert "1 entry of bob (b@example.invalid) in 1 project, 1.0 h" in chosen.stdout
    assert "Left out, as they are other people's: ann" in chosen.stderr


def test_a_bad_line_is_skipped_or_with_strict_the_file_refused(lifetracer, database_url, tmp_path):
    path = tmp_path / "export.csv"
    path.write_text(ROWS.replace("2026-05-05,09", "2026-05-35,09"))
    environ = {"DATABASE_URL": database_url}
    refused = lifetracer("import", "toggl", str(path), "--strict", environ=environ)
    assert refused.returncode == 65
    assert 'line 3: column "Start date": "2026-05-35" does not exist' in refused.stderr
    done = lifetracer("import", "toggl", str(path), environ=environ)
    assert done.returncode == 0, done.stderr
    assert "1 entry of ann" in done.stdout
    assert "Skipped 1 line of 2 (line 3: " in done.stderr


def test_a_calendar_with_odd_events_is_imported_and_they_are_named(lifetracer, database_url, tmp_path):
    path = tmp_path / "own.ics"
    day = "BEGIN:VEVENT\nUID:d\nDTSTART;VALUE=DATE:20190304\nEND:VEVENT\n"
    odd = "BEGIN:VEVENT\nUID:o\nSUMMARY:Choir\nDTSTART:soon\nEND:VEVENT\n"
    path.write_text(f"BEGIN:VCALENDAR\nVERSION:2.0\n{EVENT}{odd}{day}END:VCALENDAR\n")
    environ = {"DATABASE_URL": database_url}
    days = ["--since", "2019-01-01", "--until", "2019-12-31"]
    done = lifetracer("import", "ics", str(path), *days, environ=environ)
    assert done.returncode == 0, done.stderr
    assert "1 timed event (1 h) and 1 all-day event from 2019-03-02 to 2019-03-04; 1 part skipped.\n" in done.stdout
    assert 'line 12: event "Choir" (UID o): DTSTART: "soon"' in done.stderr
    refused = lifetracer("import", "ics", str(path), *days, "--strict", environ=environ)
    assert refused.returncode == 65
    assert "import it without --strict" in refused.stderr


def test_declined_invitations_are_counted_apart(lifetracer, database_url, tmp_path):
    path = tmp_path / "own.ics"
    invitation = EVENT.replace("END:", "ATTENDEE;PARTSTAT=DECLINED:mailto:me@example.org\nEND:")
    path.write_text(f"BEGIN:VCALENDAR\nVERSION:2.0\n{invitation}END:VCALENDAR\n")
    days = ["--since", "2019-01-01", "--until", "2019-12-31"]
    addresses = ["--address", "work@example.org", "--address", "me@example.org"]
    done = lifetracer("import", "ics", str(path), *days, *addresses, environ={"DATABASE_URL": database_url})
    assert "from 2019-03-02 to 2019-03-02, 1 of them declined; 0 parts skipped.\n" in done.stdout, done.stderr
    said = lifetracer("import", "ics", str(path), *days, environ={"DATABASE_URL": database_url})
    assert "name your address with --address" in said.stderr


def test_what_a_stage_has_to_say_is_said(lifetracer, database_url):
    done = lifetracer("run", "adjuster", "--wait", environ={"DATABASE_URL": database_url})
    assert done.returncode == 0, done.stderr
    assert "adjuster: There are no targets, so there is nothing to adjust" in done.stderr


def test_a_source_imported_by_its_title_takes_several_files(lifetracer, database_url, tmp_path):
    environ = {"DATABASE_URL": database_url}
    paths = []
    for host in ("desk", "laptop"):
        event = {"timestamp": "2026-03-02T00:00:00Z", "duration": 5400, "data": {"app": "Code", "title": "x"}}
        bucket = {"id": f"w_{host}", "type": "currentwindow", "hostname": host, "events": [event]}
        paths.append(tmp_path / f"{host}.json")
        paths[-1].write_text(json.dumps({"buckets": {bucket["id"]: bucket}}))
    done = lifetracer("import", "activitywatch", *map(str, paths), environ=environ)
    assert done.stdout == "".join(
        f"{host}.json: 1 inserted, 0 updated, 0 deleted, 0 unchanged.\n"
        f"1.5 h in use on {host}, from 2026-03-02 to 2026-03-02.\n"
        for host in ("desk", "laptop")
    ), done.stderr
    assert "Window titles are not stored." in done.stderr
    listed = json.loads(lifetracer("sources", "--json", environ=environ).stdout)
    [state] = [one for one in listed if one["service"] == "activitywatch"]
    assert (state["rows"], state["rowsDeleted"]) == (2, 0)
    assert (state["coveredFrom"], state["coveredTo"]) == ("2026-03-02T00:00:00Z", "2026-03-02T00:00:00Z")
    paths[0].write_text("timestamp,duration,app\n")
    refused = lifetracer("import", "activitywatch", "--strict", str(paths[0]), environ=environ)
    assert refused.returncode == 65
    assert "Export all buckets as JSON" in refused.stderr
    assert "--strict" in lifetracer("import", "activitywatch", "--help").stdout
