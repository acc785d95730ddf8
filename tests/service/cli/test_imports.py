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


def test_what_a_stage_has_to_say_is_said(lifetracer, database_url):
    done = lifetracer("run", "adjuster", "--wait", environ={"DATABASE_URL": database_url})
    assert done.returncode == 0, done.stderr
    assert "adjuster: There are no targets, so there is nothing to adjust" in done.stderr
