"""One source that fails does not stop the others: a real Google that refuses beside a real Toggl that does not."""

import json
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from sandbox import calendar
from tests.fakes.google import FakeGoogle

from .conftest import NOW, settings_of


@pytest.fixture
def google():
    zone = ZoneInfo("Asia/Tokyo")
    with FakeGoogle(calendar.generate(1, date(2026, 6, 29), 40, zone), now=lambda: NOW) as fake:
        yield fake


def test_a_calendar_that_answers_403_lets_the_rest_run_and_says_why(lifetracer, database_url, toggl, google):
    environ = {"DATABASE_URL": database_url, **settings_of(toggl), **google.environ}
    google.fail_next("refuse", times=99, path="/events", reason="forbidden")
    done = lifetracer("run", "pipeline", "--wait", "--json", environ=environ)
    assert done.returncode == 1
    job = json.loads(done.stdout)
    assert (job["status"], job["reason"]) == ("failed", "step_failed")
    steps = {step["input"].get("service") or step["stage"]: step for step in job["steps"]}
    assert {name: step["status"] for name, step in steps.items()} == {
        "gcal": "failed",
        "toggl": "succeeded",
        "transform": "succeeded",
        "analyzer": "succeeded",
        "adjuster": "succeeded",
        "reporter": "succeeded",
    }
    assert steps["gcal"]["exitCode"] == 78
    assert "share the calendar with the account" in steps["gcal"]["message"]
    sentence = done.stderr.strip().splitlines()[-1]
    assert "connector gcal" in sentence
    assert "403" in sentence
    assert "Traceback" not in done.stderr
    states = {row["service"]: row for row in json.loads(lifetracer("sources", "--json", environ=environ).stdout)}
    assert (states["gcal"]["configured"], states["gcal"]["rows"], states["gcal"]["lastSyncedAt"]) == (True, 0, None)
    assert states["toggl"]["rows"] > 500

    google.forget_faults()
    again = lifetracer("run", "connector", "gcal", "--wait", environ=environ)
    assert again.returncode == 0, again.stderr
    states = {row["service"]: row for row in json.loads(lifetracer("sources", "--json", environ=environ).stdout)}
    assert states["gcal"]["rows"] > 100
