"""Syncing an account that lives: nothing is missed, nothing is invented, nothing is written twice."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest

from pipelines.connector.toggl import api
from pipelines.connector.toggl.quota import REMAINING
from pipelines.settings import Settings
from pipelines.stage import BadInputError, ConfigurationError, TemporaryError
from sandbox.account import Workspace
from sandbox.toggl_habits import Habits
from tests.fakes.toggl import FakeToggl
from tests.pipelines.connector.conftest import NOW, an_account, cursor, living, make_run, of_entries, windows
from tests.sandbox.conftest import make_entry

EVERYTHING = {*range(1, 400), 1000}
LATER = NOW + timedelta(hours=3)


def stored(connection: psycopg.Connection, table: str, key: int) -> tuple[dict[str, Any], datetime | None]:
    found = connection.execute(
        f"select data, deleted_at from raw.toggl__{table} where source_id = %s", (str(key),)
    ).fetchone()
    assert found, f"{key} is not in {table}"
    return found[0], found[1]


def versions(connection: psycopg.Connection) -> set[tuple[str, str, str]]:
    tables = ("me", "workspaces", "projects", "clients", "tags", "time_entries", "report_time_entries")
    return {
        (table, row[0], row[1])
        for table in tables
        for row in connection.execute(f"select source_id, xmin::text from raw.toggl__{table}")
    }


def test_the_first_sync_brings_everything(run, connection):
    summary = run()
    assert living(connection) == EVERYTHING
    assert of_entries(summary) == {"inserted": 400}
    assert summary["rows"] == summary["inserted"] == 400 + 1 + 1 + 1 + 2 + 2
    # The account's year begins at midnight in Tokyo, and two empty years before it were read, too.
    assert windows(connection) == [(datetime(2023, 1, 1, 15, tzinfo=UTC), NOW)]
    state = connection.execute(
        "select last_synced_at, last_counts ->> 'inserted', quota_remaining from raw.sync_state where service = 'toggl'"
    ).fetchone()
    assert state == (NOW, str(summary["inserted"]), summary["quota_remaining"])


def test_the_second_sync_changes_nothing(run, connection):
    run()
    before = versions(connection)
    summary = run()
    assert summary["rows"] == summary["unchanged"] > 60
    assert versions(connection) == before


def test_entries_are_stored_as_received_and_reports_flat(run, connection):
    run()
    data, _ = stored(connection, "time_entries", 1000)
    assert (data["stop"], data["workspace_id"], data["wid"]) == (None, 5, 5)
    data, _ = stored(connection, "report_time_entries", 300)
    assert {"id", "seconds", "start", "stop", "at", "project_id", "description", "tag_ids", "billable"} <= set(data)
    assert not {"time_entries", "row_number"} & set(data)


def test_no_secret_reaches_the_database(run, connection, toggl):
    run()
    dump = json.dumps(
        [
            connection.execute(f"select data from raw.toggl__{table}").fetchall()
            for table in ("me", "workspaces", "projects", "clients", "tags", "time_entries", "report_time_entries")
        ]
    )
    assert "Life" in dump
    for secret in (toggl.token, "FAKE-ICAL-SECRET", "FAKE-WORKSPACE-TOKEN", "FAKE-INTERCOM-HASH"):
        assert secret not in dump


def test_logged_time_does_not_rewrite_its_project(run, connection, toggl):
    toggl.store.add_entry(NOW - timedelta(days=3), NOW - timedelta(days=2), project_id=21)
    run()
    toggl.store.add_entry(NOW - timedelta(days=2), NOW - timedelta(days=1), project_id=21)
    assert run()["entities"]["projects"]["unchanged"] == 2
    assert "actual_seconds" not in stored(connection, "projects", 21)[0]


def test_an_edit_of_an_old_entry_is_seen_and_v9_wins(run, connection, toggl):
    run()
    toggl.store.edit_entry(300, description="changed", at=LATER)
    assert of_entries(run(now=LATER))["inserted"] == 1
    assert stored(connection, "time_entries", 300)[0]["description"] == "changed"
    assert living(connection) == EVERYTHING


def test_a_deletion_of_an_old_entry_is_seen(run, connection, toggl):
    run()
    toggl.store.delete_entry(300, at=LATER)
    assert of_entries(run(now=LATER))["deleted"] == 1
    assert living(connection) == EVERYTHING - {300}
    assert stored(connection, "time_entries", 300)[1] == LATER


def test_a_recent_entry_that_vanished_without_a_trace_is_deleted(run, connection, toggl):
    run()
    toggl.store.forget_entry(10)
    assert of_entries(run(now=LATER))["deleted"] == 1
    assert living(connection) == EVERYTHING - {10}
    toggl.store.add_entry(NOW, None)  # any later id
    assert of_entries(run(now=LATER)).get("deleted") is None


def test_a_restored_entry_lives_again(run, connection, toggl):
    run()
    toggl.store.delete_entry(10, at=NOW + timedelta(hours=1))
    run(now=NOW + timedelta(hours=2))
    toggl.store.restore_entry(10, at=LATER)
    assert of_entries(run(now=LATER))["updated"] == 1
    assert living(connection) == EVERYTHING


def test_masters_that_are_gone_are_deleted_and_null_is_the_empty_list(run, connection, toggl):
    run()
    toggl.store.delete_project(21)
    toggl.store.delete_client(11)
    toggl.store.delete_tag(31)
    toggl.store.delete_tag(32)
    entities = run(now=LATER)["entities"]
    assert (entities["projects"]["deleted"], entities["clients"]["deleted"], entities["tags"]["deleted"]) == (1, 1, 2)
    assert stored(connection, "projects", 21)[1] == LATER
    assert stored(connection, "projects", 22)[1] is None


def test_a_lone_old_entry_outside_of_what_is_known_waits_for_the_history(run, connection, toggl):
    run(since=date(2026, 2, 1))
    toggl.store.edit_entry(300, description="changed", at=LATER)
    run(since=date(2026, 2, 1), now=LATER)
    assert 300 not in living(connection)
    run(now=LATER)
    assert living(connection) == EVERYTHING


def test_since_and_until_bound_what_is_read(run, connection):
    run(since=date(2025, 6, 1), until=date(2025, 6, 30))
    starts = connection.execute(
        "select min(data ->> 'start'), max(data ->> 'start'), count(*) from raw.toggl__report_time_entries"
    ).fetchone()
    assert starts == ("2025-06-01T09:00:00+09:00", "2025-06-30T09:00:00+09:00", 30)
    assert connection.execute("select count(*) from raw.toggl__time_entries").fetchone() == (0,)


@pytest.mark.parametrize(
    ("bounds", "sentence"),
    [
        ({"since": date(2026, 2, 1), "until": date(2026, 1, 1)}, "before --since"),
        ({"since": date(2027, 1, 1)}, "in the future"),
    ],
)
def test_bounds_that_hold_nothing_are_refused(run, bounds, sentence):
    with pytest.raises(BadInputError, match=sentence):
        run(**bounds)


def test_a_full_sync_finds_what_was_deleted_long_ago_without_a_trace(run, connection, toggl):
    run()
    toggl.store.forget_entry(200)
    run()
    assert 200 in living(connection), "nothing tells of it"
    assert of_entries(run(full=True))["deleted"] == 1
    assert living(connection) == EVERYTHING - {200}


def test_after_a_long_absence_the_history_is_compared_again(run, connection, toggl, clock):
    run()
    after = NOW + timedelta(days=120)
    toggl.store.edit_entry(
        10, description="changed meanwhile", tag_ids=(31,), project_id=22, at=NOW + timedelta(days=5)
    )
    toggl.store.forget_entry(200)
    toggl.store.edit_entry(1000, stop=NOW, at=NOW)
    with FakeToggl(toggl.store, now=lambda: after) as later:
        make_run(later, connection, clock)(now=after)
    assert living(connection) == EVERYTHING - {200}
    data, _ = stored(connection, "time_entries", 10)
    assert (data["description"], data["tags"], data["project_id"]) == ("changed meanwhile", ["deep"], 22)
    assert len(windows(connection)) == 1


def test_changes_that_may_have_been_cut_make_the_history_be_compared_again(run, connection, toggl, monkeypatch):
    run()
    toggl.store.forget_entry(200)
    for old in (300, 301, 302):
        toggl.store.edit_entry(old, description="changed", at=LATER)
    monkeypatch.setattr(api, "ENTRY_LIMIT", 3)
    run(now=LATER)
    assert living(connection) == EVERYTHING, "nothing is deleted on the word of an answer that may have been cut"
    assert "reread_by_workspace" in cursor(connection)
    monkeypatch.undo()
    run(now=LATER)
    assert living(connection) == EVERYTHING - {200}
    assert "reread_by_workspace" not in cursor(connection), "and it is done with"


def test_the_token_of_another_account_is_refused_before_anything_is_deleted(run, connection, clock):
    run()
    stranger = replace(an_account(3), user_id=8)
    with FakeToggl(stranger, now=lambda: NOW) as other, pytest.raises(ConfigurationError, match=r"user 8.* user 7"):
        make_run(other, connection, clock)()
    assert living(connection) == EVERYTHING


def test_a_workspace_that_the_account_has_not_names_those_it_has(run):
    with pytest.raises(ConfigurationError, match=r"TOGGL_WORKSPACE_IDS names 99.*5 \(Life\)"):
        run(settings=Settings(toggl_workspace_ids=(99,)))


def test_more_recent_entries_than_one_answer_holds_are_paged(connection, clock):
    begin = NOW - timedelta(days=40)
    # Ten entries share each start, so pages end inside a group of equals.
    many = [make_entry(number, begin + timedelta(minutes=number // 10), 1) for number in range(1, 2401)]
    for end_inclusive in (False, True):
        account = replace(an_account(1), entries=tuple(many))
        connection.execute("truncate raw.toggl__time_entries, raw.sync_state, raw.sync_windows")
        with FakeToggl(account, now=lambda: NOW, habits=Habits(end_inclusive=end_inclusive)) as toggl:
            assert of_entries(make_run(toggl, connection, clock)()) == {"inserted": 2400}
            assert of_entries(make_run(toggl, connection, clock)()).get("deleted") is None


def test_a_failure_in_the_middle_deletes_nothing_and_the_next_run_repairs(run, connection, toggl):
    run()
    toggl.store.add_entry(NOW, NOW + timedelta(hours=1))
    toggl.store.forget_entry(10)
    toggl.fail_next("quota", path="/me/time_entries", after=1, resets_in=1200)
    with pytest.raises(TemporaryError):
        run(now=LATER)
    assert 10 in living(connection)
    quota = connection.execute("select quota_remaining from raw.sync_state where service = 'toggl'").fetchone()
    assert quota == (0,), f"what {REMAINING} said is kept, although the run failed"
    run(now=LATER)
    assert living(connection) == (EVERYTHING - {10}) | {1001}


def test_a_dry_run_writes_nothing_and_tells_the_difference(run, connection, toggl, capsys):
    run()
    capsys.readouterr()
    before = versions(connection), connection.execute("select * from raw.sync_state").fetchall()
    connection.commit()
    soon = NOW + timedelta(hours=1)
    toggl.store.forget_entry(200)
    toggl.store.forget_entry(10)
    toggl.store.edit_entry(20, description="changed", at=soon)
    toggl.store.add_entry(NOW, NOW + timedelta(hours=1), at=soon)
    summary = run(now=soon, dry_run=True, full=True)
    assert summary["dry_run"] is True
    counts = of_entries(summary)
    assert {name: counts[name] for name in ("inserted", "updated", "deleted")} == {
        "inserted": 1,
        "updated": 1,
        "deleted": 2,
    }
    assert (versions(connection), connection.execute("select * from raw.sync_state").fetchall()) == before
    [plan, *_] = [line for line in map(json.loads, capsys.readouterr().out.splitlines()) if line["event"] == "plan"]
    assert (plan["days"], plan["calls"]) == (364 + 730, 4), "the empty years before the account, too"
    assert "4 calls, less than 1 h" in plan["message"]


def test_a_dry_run_does_not_spend_the_quota_on_a_long_history(connection, clock, capsys):
    family = Workspace(id=6, name="Family", organization_id=3, at=NOW)
    old = an_account(20)
    old = replace(old, created_at=NOW - timedelta(days=366 * 40), workspaces=(*old.workspaces, family))
    with FakeToggl(old, now=lambda: NOW) as toggl:
        make_run(toggl, connection, clock)(dry_run=True)
        assert not [request for request in toggl.requests if "reports" in request.path]
    out = capsys.readouterr().out
    assert "42 calls, about 1 h" in out
    assert "leaves the history out" in out


def test_nothing_connects_while_a_transaction_is_left_open(run, connection):
    run()
    assert connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
