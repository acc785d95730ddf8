"""Files on the command line: which zone counts, and what is said when there is nothing to import."""

import psycopg
import pytest

EVENT = "BEGIN:VEVENT\nUID:u\nSUMMARY:Walk\nDTSTART:20190302T090000\nDTEND:20190302T100000\nEND:VEVENT\n"


@pytest.fixture
def file(tmp_path):
    """A calendar of Berlin with one event, whose times name no zone."""
    path = tmp_path / "own.ics"
    path.write_text(f"BEGIN:VCALENDAR\nVERSION:2.0\nX-WR-TIMEZONE:Europe/Berlin\n{EVENT}END:VCALENDAR\n")
    return path


@pytest.mark.parametrize(
    ("options", "start"),
    [([], "2019-03-02T09:00:00+01:00"), (["--timezone", "America/New_York"], "2019-03-02T09:00:00-05:00")],
)
def test_a_calendars_own_zone_goes_before_the_persons(lifetracer, database_url, file, options, start):
    environ = {"DATABASE_URL": database_url, "LIFETRACER_TIMEZONE": "Asia/Tokyo"}
    days = ["--since", "2019-01-01", "--until", "2019-12-31"]
    done = lifetracer("import", "ics", str(file), *days, *options, environ=environ)
    assert done.stdout == "own.ics: 1 inserted, 0 updated, 0 deleted, 0 unchanged.\n", done.stderr
    assert ("export LIFETRACER_TIMEZONE=America/New_York" in done.stderr) == bool(options)
    with psycopg.connect(database_url) as connection:
        rows = connection.execute("select data #>> '{start,dateTime}' from raw.ics__events").fetchall()
    assert rows == [(start,)]


def test_a_calendar_of_other_years_says_how_to_import_them(lifetracer, database_url, file):
    environ = {"DATABASE_URL": database_url, "LIFETRACER_AS_OF": "2026-03-01T13:00:00Z"}
    done = lifetracer("import", "ics", str(file), environ=environ)
    assert (done.returncode, done.stdout) == (0, "own.ics: 0 inserted, 0 updated, 0 deleted, 0 unchanged.\n")
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
    ), done.stderr


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


def test_what_a_stage_has_to_say_is_said(lifetracer, database_url):
    done = lifetracer("run", "adjuster", "--wait", environ={"DATABASE_URL": database_url})
    assert done.returncode == 0, done.stderr
    assert "adjuster: There are no targets, so there is nothing to adjust" in done.stderr
