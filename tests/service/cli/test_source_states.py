"""`lifetracer sources` and `GET /api/sources` after real syncs: what was read, of whom, and what is left."""

import json
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from sandbox import calendar
from sandbox.person import generate
from sandbox.toggl_gate import Quota
from service.cli.sources import _wrapped
from tests.fakes.google import FakeGoogle
from tests.fakes.toggl import FakeToggl

from .conftest import NOW, command
from .serving import serving, until

TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.fixture
def toggl():
    """Two years of a person, as an account whose hour allows few calls."""
    account = generate(1, date(2026, 6, 29), 700, TOKYO, until=NOW)
    # Toggl's clock is three minutes ahead.
    with FakeToggl(account, now=lambda: NOW + timedelta(minutes=3), quota=Quota(user=30, workspace=30)) as fake:
        yield fake


@pytest.fixture
def google():
    with FakeGoogle(calendar.generate(1, date(2026, 6, 29), 40, TOKYO), now=lambda: NOW) as fake:
        yield fake


@pytest.fixture
def environ(database_url, toggl, google):
    return {
        "DATABASE_URL": database_url,
        "TOGGL_API_URL": toggl.origin,
        "TOGGL_API_TOKEN": toggl.token,
        "LIFETRACER_AS_OF": NOW.isoformat(),
        **google.environ,
    }


def states(lifetracer, environ):
    done = lifetracer("sources", "--json", environ=environ)
    assert done.returncode == 0, done.stderr
    return {state["service"]: state for state in json.loads(done.stdout)}


def test_before_the_first_transform_everything_that_was_read_is_there(lifetracer, environ, google):
    before = states(lifetracer, environ)["toggl"]
    assert (before["rows"], before["coverage"], before["history"], before["account"]) == (0, [], None, None)

    for service in ("toggl", "gcal"):
        done = lifetracer("run", "connector", service, "--wait", environ=environ)
        assert done.returncode == 0, done.stderr
    found = states(lifetracer, environ)
    toggl, gcal = found["toggl"], found["gcal"]
    assert toggl["lastSyncedAt"] == "2026-06-28T22:30:00Z"
    assert toggl["rows"] > 5000
    assert toggl["account"]["name"]
    local, _, host = toggl["account"]["address"].partition("@")
    assert (len(local), local[1], bool(host)) == (2, "…", True)
    assert toggl["coveredTo"] == "2026-06-28T22:30:00Z", "not the day ahead that a sync reads, too"
    assert toggl["coveredFrom"] < "2024-08"
    [life] = toggl["coverage"]
    assert (life["name"], len(life["spans"])) == ("Life", 1)
    assert (toggl["history"]["daysLeft"], toggl["history"]["percent"], toggl["history"]["callsLeft"]) == (0, 100, 0)
    assert toggl["history"]["firstDate"] < "2023", "two empty years before the account's"
    assert toggl["quotaTotal"] == 30
    assert 0 < toggl["quotaRemaining"] < 30
    assert toggl["clockOffsetSeconds"] == 180
    assert (toggl["lastError"], toggl["wait"], toggl["advice"]) == (None, None, None)
    assert gcal["coverage"][0]["spans"] == [{"start": gcal["coveredFrom"], "end": gcal["coveredTo"]}]
    assert gcal["coveredTo"] > "2027-06"
    assert gcal["account"]["address"].partition("@")[0].endswith("…")
    assert gcal["quotaTotal"] is None

    google.store.cancel(next(iter(google.store.calendar("primary").events)).id)
    lifetracer("run", "connector", "gcal", "--wait", environ=environ)
    assert states(lifetracer, environ)["gcal"]["rowsDeleted"] >= gcal["rowsDeleted"] + 1

    google.fail_next("refuse", times=99, path="/events", reason="forbidden")
    assert lifetracer("run", "connector", "gcal", "--wait", environ=environ).returncode == 78
    error = states(lifetracer, environ)["gcal"]["lastError"]
    assert "share the calendar" in error["message"]
    assert datetime.now(UTC) - datetime.fromisoformat(error["at"]) < timedelta(minutes=5)

    shown = lifetracer("sources", environ=environ)
    text = shown.stdout
    assert all(line == line.rstrip() for line in text.splitlines())
    assert "  covered     20" in text
    assert "  clock       180 s ahead of ours" in text
    assert f"{toggl['quotaRemaining']} of 30 calls left, full again at " in text
    assert "  last error  20" in text
    assert toggl["account"]["address"] in text


def test_a_history_that_waits_says_how_much_is_left_and_when_it_goes_on(data_dir, database_url, environ, toggl):
    toggl.fail_next("quota", times=99, path="/reports/", after=2, resets_in=1200)
    with serving(command(data_dir, ["serve", "--port", "0", "--no-schedules"]), data_dir, environ) as served:
        job = served.post("/api/sync/toggl")["jobId"]
        until(lambda: served.job(job)["status"] == "waiting")
        [state] = [
            source for source in served.client.get("/api/sources").json()["sources"] if source["service"] == "toggl"
        ]
        assert state["wait"]["reason"] == "quota"
        assert state["wait"]["until"] == served.job(job)["wait"]["until"]
        history = state["history"]
        assert 0 < history["daysLeft"] < history["days"]
        assert history["percent"] == (history["days"] - history["daysLeft"]) * 100 // history["days"]
        assert history["callsLeft"] > 0
        assert state["coveredFrom"] < "2026-05"
        assert (state["quotaRemaining"], state["lastSyncedAt"], state["advice"]) == (0, None, None)
        served.client.post(f"/api/jobs/{job}/cancel")


def test_on_a_terminal_a_long_line_goes_on_below_its_text(monkeypatch):
    monkeypatch.setattr("service.cli.sources.console", lambda: Console(force_terminal=True, width=60))
    lines = _wrapped("  last error  " + "word " * 30)
    assert max(map(len, lines)) <= 60
    assert all(line.startswith(" " * 14 + "word") for line in lines[1:])
