"""The plan and the dry run of a sync, from the command line and over HTTP, with a real Toggl and a real Google."""

import json
from datetime import date
from zoneinfo import ZoneInfo

import psycopg
import pytest

from sandbox import calendar
from tests.fakes.google import FakeGoogle

from .conftest import NOW, command, settings_of
from .serving import serving

TABLES = ("toggl__time_entries", "toggl__report_time_entries", "toggl__projects", "gcal__events", "gcal__calendars")
STATES = ("sync_state", "sync_windows")


@pytest.fixture
def google():
    zone = ZoneInfo("Asia/Tokyo")
    with FakeGoogle(calendar.generate(1, date(2026, 6, 29), 40, zone), now=lambda: NOW) as fake:
        yield fake


@pytest.fixture
def environ(database_url, toggl, google):
    return {"DATABASE_URL": database_url, **settings_of(toggl), **google.environ}


def stored(database_url):
    """Return how many rows each table has."""
    with psycopg.connect(database_url) as connection:
        tables = (*TABLES, *STATES)
        return [len(connection.execute(f"select from raw.{table}").fetchall()) for table in tables]


def test_a_plan_and_a_dry_run_print_what_a_sync_would_do_and_write_nothing(lifetracer, database_url, environ):
    planned = lifetracer("run", "connector", "toggl", "--plan", environ=environ)
    assert planned.returncode == 0, planned.stderr
    lines = planned.stdout.splitlines()
    assert lines[1].startswith("The next sync takes about ")
    assert "calls, " in lines[1]
    assert any(line.startswith("  history: ") for line in lines)
    assert any(line.startswith("  left now: 599 calls, reset in ") for line in lines), planned.stdout

    for service in ("toggl", "gcal"):
        done = lifetracer("run", "connector", service, "--dry-run", environ=environ)
        assert done.returncode == 0, done.stderr
        assert "A sync would change: " in done.stdout
        assert f"  insert {service}__" in done.stdout
    assert stored(database_url) == [0] * len((*TABLES, *STATES))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(("gcal", "--plan"), "gcal has no quota by the hour"), (("toggl", "--plan", "--dry-run"), "exclude each other")],
)
def test_a_sync_that_cannot_be_planned_is_one_sentence(lifetracer, arguments, said):
    done = lifetracer("run", "connector", *arguments)
    assert done.returncode == 2
    assert said in done.stderr


def test_the_same_over_http_with_the_type_of_the_document(data_dir, database_url, environ):
    with serving(command(data_dir, ["serve", "--port", "0", "--no-schedules"]), data_dir, environ) as served:
        plan = served.until_final(served.post("/api/sync/toggl", plan=True)["jobId"])
        assert (plan["status"], plan["input"]) == ("succeeded", {"service": "toggl", "plan": True})
        assert {"calls", "hours", "recent", "history", "workspaces", "quota"} == set(plan["result"]["plan"])
        assert plan["result"]["plan"]["history"]["callsPerHour"] == 30
        assert plan["result"]["requests"] == 1

        job = served.until_final(served.post("/api/sync/gcal", dryRun=True)["jobId"])
        difference = job["result"]["difference"]
        assert job["result"]["dryRun"] is True
        listed = sum(len(difference[kind]) for kind in ("inserted", "updated", "deleted"))
        assert listed == len(difference["inserted"]) == 100
        assert difference["leftOut"] == job["result"]["inserted"] - 100 > 0
        assert set(difference["inserted"][-1]) >= {"table", "id", "start", "title"}
        assert stored(database_url) == [0] * len((*TABLES, *STATES))

        served.until_final(served.post("/api/sync/gcal")["jobId"])
        again = served.until_final(served.post("/api/sync/gcal", dryRun=True)["jobId"])
        assert again["result"]["difference"] == {"inserted": [], "updated": [], "deleted": [], "leftOut": 0}

        document = served.client.get("/openapi.json").json()["components"]["schemas"]
        assert {"plan", "difference", "dryRun"} <= set(document["SyncResult"]["properties"])
        assert {"$ref": "#/components/schemas/SyncResult"} in document["Job"]["properties"]["result"]["anyOf"]
        assert json.loads(json.dumps(document["SyncInput"]["properties"]["dryRun"]))["type"] == "boolean"
