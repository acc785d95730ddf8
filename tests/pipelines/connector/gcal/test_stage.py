"""Calendars by the stage as what it is: a child process with settings in the environment and an exit code."""

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime

import psycopg
import pytest

from sandbox.calendar import generate
from tests.fakes.google import FakeGoogle

NOW = datetime(2026, 3, 1, 13, tzinfo=UTC)


@pytest.fixture
def stage(module_database_url):
    """Run the stage; return its exit code and its last event."""

    def stage(*arguments, **environ):
        done = subprocess.run(
            [sys.executable, "-m", "pipelines.connector", *map(str, arguments)],
            env={
                "PATH": os.environ["PATH"],
                "DATABASE_URL": module_database_url,
                "LIFETRACER_AS_OF": NOW.isoformat(),
                **environ,
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        assert "sandbox-refresh-token" not in done.stdout + done.stderr
        return done.returncode, json.loads(done.stdout.splitlines()[-1])

    return stage


def test_the_sample_calendar_is_synced_and_ends_with_a_result(stage, module_database_url):
    calendar = generate(1, date(2026, 3, 1), 30)
    with FakeGoogle(calendar, now=lambda: NOW) as google:
        code, result = stage("gcal", **google.environ)
    assert (code, result["event"], result["service"]) == (0, "result", "gcal")
    assert result["entities"]["events"]["inserted"] > 300
    with psycopg.connect(module_database_url) as connection:
        state = connection.execute("select last_synced_at from raw.sync_state where service = 'gcal'").fetchone()
    assert state == (NOW,)


def test_a_calendar_that_is_not_set_up_is_78(stage):
    code, event = stage("gcal")
    assert code == 78
    assert "GOOGLE_REFRESH_TOKEN" in event["message"]


def test_a_bad_calendar_file_is_65_and_a_good_one_0(stage, tmp_path):
    path = tmp_path / "a.ics"
    head = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:u\nDTSTART:20260302T090000\n"
    path.write_text(f"{head}RRULE:FREQ=NEVER\nEND:VEVENT\nEND:VCALENDAR\n")
    code, event = stage("import-ics", path, "--strict")
    assert code == 65
    assert "line 5" in event["message"]
    path.write_text(f"{head}END:VEVENT\nEND:VCALENDAR\n")
    code, event = stage("import-ics", path, "--timezone", "Europe/Berlin")
    assert (code, event["service"], event["inserted"]) == (0, "ics", 1)


def test_the_persons_addresses_reach_the_import(stage, tmp_path):
    path = tmp_path / "a.ics"
    attendee = "ATTENDEE;PARTSTAT=DECLINED:mailto:me@example.org"
    path.write_text(
        f"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:d\nDTSTART:20260302T090000Z\n{attendee}\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    _, event = stage("import-ics", path, "--address=work@example.org,me@example.org")
    assert (event["declined"], event["timed"]) == (1, 1)
