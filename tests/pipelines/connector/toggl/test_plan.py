"""Before a sync: its cost for the price of one call, and its difference for at most that cost."""

import json
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest

from pipelines.connector.difference import MOST_ROWS
from pipelines.connector.run import SyncOptions, SyncRun
from pipelines.connector.toggl.client import Client
from pipelines.connector.toggl.sync_plan import plan_sync
from pipelines.settings import Settings
from sandbox.account import Workspace
from sandbox.toggl_gate import Quota
from service.jobs.stage_lines import EVENT_LIMIT
from tests.fakes.toggl import FakeToggl
from tests.pipelines.connector.conftest import NOW, RAW, an_account, living, make_run
from tests.sandbox.conftest import make_entry

FAMILY = Workspace(id=6, name="Family", organization_id=3, at=NOW)
SOON = NOW + timedelta(hours=1)


def account(days=400):
    base = an_account(days)
    return replace(base, workspaces=(*base.workspaces, FAMILY))


def content(connection: psycopg.Connection) -> dict[str, list[tuple[object, ...]]]:
    rows = {table: connection.execute(f"select * from raw.{table} order by 1, 2, 3, 4").fetchall() for table in RAW}
    connection.commit()
    return rows


@pytest.fixture
def toggl():
    with FakeToggl(account(), now=lambda: NOW, quota=Quota(user=30, workspace=30)) as fake:
        yield fake


@pytest.fixture
def plan(toggl, connection, clock):
    def plan(now=NOW, settings=None, **options):
        with Client(toggl.origin, toggl.token, pace=clock.pace()) as client:
            run = SyncRun(connection, client, now, dry_run=True)
            return plan_sync(run, settings or Settings(), SyncOptions(**options))

    return plan


def test_a_plan_costs_one_call_and_writes_nothing(plan, connection, toggl):
    before = content(connection)
    result = plan()
    assert [request.path for request in toggl.requests] == ["/api/v9/me"]
    assert content(connection) == before
    assert result["requests"] == 1
    assert json.loads(json.dumps(result)) == result


def test_a_plan_says_calls_hours_and_what_is_left(plan, capsys):
    result = plan()["plan"]
    # Two workspaces: the account's year and two years before it, which are supposed to be empty; with an entry a day in
    # one of them two pages of its year.
    assert (result["history"]["days"], result["history"]["calls"]) == (2 * (364 + 730), 7)
    assert result["recent"]["calls"] == 4
    assert (result["calls"], result["hours"]) == (11, 0)
    assert result["quota"] == {"remaining": 29, "resets_in_seconds": 3600}
    assert [(space["id"], space["name"], space["days"]) for space in result["workspaces"]] == [
        (5, "Life", 1094),
        (6, "Family", 1094),
    ]
    lines = [json.loads(line)["message"] for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == "Recent 60 days: about 4 calls of the user's quota."
    assert "about 7 calls of the workspaces' quota, less than 1 h at the smallest plan's quota of 30" in lines[1]
    assert lines[2] == "The user's quota has 29 calls left now."


def test_what_the_plan_says_is_about_what_the_sync_costs(plan, connection, toggl, clock):
    planned = plan()["plan"]["calls"]
    toggl.requests.clear()
    make_run(toggl, connection, clock)()
    assert len(toggl.requests) <= planned
    assert planned - len(toggl.requests) <= 4
    assert plan()["plan"]["history"]["calls"] == 0
    assert plan(full=True)["plan"]["history"] == {"days": 2188, "calls": 7, "hours": 0, "calls_per_hour": 30}


def test_a_long_history_of_many_entries_takes_hours(connection, clock):
    old = replace(account(), created_at=NOW - timedelta(days=366 * 15))
    busy = tuple(make_entry(number, NOW - timedelta(minutes=30 * number), 20) for number in range(1, 400))
    with (
        FakeToggl(replace(old, entries=busy), now=lambda: NOW, quota=Quota(user=30, workspace=30)) as toggl,
        Client(toggl.origin, toggl.token, pace=clock.pace()) as client,
    ):
        result = plan_sync(SyncRun(connection, client, NOW, dry_run=True), Settings(), SyncOptions())["plan"]
    assert result["hours"] == 41, "15 years of 44 entries a day at 30 calls of about 200 rows an hour"


def test_a_dry_run_names_rows_and_changed_fields(connection, clock, toggl, capsys):
    run = make_run(toggl, connection, clock)
    run()
    before = content(connection)
    toggl.store.edit_entry(20, description="changed", billable=True, at=SOON)
    toggl.store.edit_project(22, name="renamed", at=SOON)
    toggl.store.delete_entry(30, at=SOON)
    toggl.store.forget_entry(10)
    toggl.store.forget_entry(200)
    added = toggl.store.add_entry(NOW, SOON, description="new", at=SOON).id
    capsys.readouterr()
    difference = run(now=SOON, dry_run=True, full=True)["difference"]
    assert content(connection) == before
    [new] = difference["inserted"]
    assert (new["table"], new["id"], new["title"]) == ("toggl__time_entries", str(added), "new")
    updated = {(row["table"], row["id"]): row["fields"] for row in difference["updated"]}
    assert updated["toggl__projects", "22"]["name"] == ["散歩", "renamed"]
    fields = updated["toggl__time_entries", "20"]
    assert (fields["description"], fields["billable"]) == (["entry 20", "changed"], [False, True])
    assert set(fields) == {"description", "billable", "at"}
    assert {row["id"] for row in difference["deleted"]} == {"10", "30", "200"}
    assert difference["left_out"] == 0
    lines = [json.loads(line).get("message", "") for line in capsys.readouterr().out.splitlines()]
    assert any(
        line.startswith("would update toggl__time_entries 20") and "entry 20 -> changed" in line for line in lines
    )
    assert any(line.startswith("would delete toggl__time_entries 10") for line in lines)
    assert any(line.startswith(f"would insert toggl__time_entries {added}") for line in lines)


def test_a_dry_run_reads_at_most_what_the_plan_says(plan, connection, clock, toggl):
    toggl.habits.largest_page = 10
    planned = plan()["plan"]["calls"]
    toggl.requests.clear()
    make_run(toggl, connection, clock)(dry_run=True)
    assert len(toggl.requests) <= planned
    assert living(connection) == set()
    make_run(toggl, connection, clock)
    assert [request for request in toggl.requests if "/reports/" in request.path], "but as much as it may"


def test_a_long_difference_is_cut_with_a_count(connection, clock, toggl):
    summary = make_run(toggl, connection, clock)(dry_run=True)
    assert len(summary["difference"]["inserted"]) == MOST_ROWS
    assert summary["difference"]["left_out"] == summary["inserted"] - MOST_ROWS
    assert len(json.dumps(summary)) < EVENT_LIMIT
