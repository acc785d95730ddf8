"""All workspaces of the person are read, each with windows of its own; a refused one costs only itself."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pipelines.settings import Settings
from pipelines.stage import StageError, TemporaryError
from sandbox.account import Workspace
from sandbox.toggl_habits import Habits
from tests.fakes.toggl import FakeToggl
from tests.pipelines.connector.conftest import NOW, an_account, cursor, living, make_run, windows
from tests.sandbox.conftest import make_entry

FAMILY = Workspace(id=6, name="Family", organization_id=3, at=NOW)
WHOLE = (datetime(2023, 1, 1, 15, tzinfo=UTC), NOW)
TRAILING = (datetime(2025, 12, 30, 15, tzinfo=UTC), NOW)
LIFE = {*range(1, 400), 1000}
# A recent one, an old one, and one of a colleague.
OTHERS = {2001, 2002}
LATER = NOW + timedelta(hours=3)


def two_workspaces():
    old = NOW.replace(hour=2)
    return replace(
        an_account(),
        workspaces=(*an_account().workspaces, FAMILY),
        entries=(
            *an_account().entries,
            make_entry(2001, old - timedelta(days=20), workspace_id=6),
            make_entry(2002, old - timedelta(days=200), workspace_id=6),
            make_entry(2003, old - timedelta(days=200, hours=3), workspace_id=6, user_id=99),
        ),
    )


@pytest.fixture
def toggl():
    with FakeToggl(two_workspaces(), now=lambda: NOW, habits=Habits(largest_page=100)) as fake:
        yield fake


def reports(toggl, workspace):
    return [request for request in toggl.requests if f"/workspace/{workspace}/" in request.path]


def messages(capsys):
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return [event["message"] for event in events if event.get("level") == "warning"]


def test_every_workspace_of_the_account_is_read(run, connection, toggl):
    summary = run()
    assert living(connection) == LIFE | OTHERS
    assert windows(connection) == windows(connection, 5) == windows(connection, 6) == [WHOLE]
    assert [space["id"] for space in summary["workspaces"]] == [5, 6]
    row = connection.execute(
        "select data ->> 'workspace_id' from raw.toggl__report_time_entries where source_id = '2002'"
    )
    assert row.fetchone() == ("6",)


def test_what_counts_as_read_was_read_in_every_workspace(run, connection, toggl):
    toggl.fail_next("quota", path="/workspace/6/", resets_in=1800)
    with pytest.raises(TemporaryError):
        run()
    assert windows(connection, 6) == [TRAILING]
    [(start, _)] = windows(connection, 5)
    assert start < TRAILING[0]
    assert windows(connection) == [TRAILING]
    run()
    assert windows(connection) == [WHOLE]


def test_years_are_read_in_all_workspaces_before_older_ones(run, toggl):
    run()
    order = [request.path.split("/")[5] for request in toggl.requests if "/reports/" in request.path]
    assert order == ["5", "5", "5", "5", "6"] + ["5", "6"] * 2


def test_a_limit_reads_only_its_workspaces(run, connection, toggl):
    run(settings=Settings(toggl_workspace_ids=(6,)))
    assert living(connection) == OTHERS
    assert reports(toggl, 5) == []
    assert windows(connection) == windows(connection, 6) == [WHOLE]
    assert windows(connection, 5) == []


def test_a_limit_takes_what_it_leaves_out_away_and_says_so_until_it_is_lifted(run, connection, toggl, capsys):
    run()
    capsys.readouterr()
    run(settings=Settings(toggl_workspace_ids=(5,)), now=LATER)
    [message] = messages(capsys)
    assert "2 entries of workspace 6 (Family) do not count any more: TOGGL_WORKSPACE_IDS" in message
    assert living(connection) == LIFE
    toggl.store.edit_entry(2002, description="changed meanwhile", at=LATER)
    run(settings=Settings(toggl_workspace_ids=(5,)), now=LATER)
    assert living(connection) == LIFE, "a change does not bring it back"
    assert messages(capsys) == []
    run(now=LATER)
    assert living(connection) == LIFE | OTHERS


def test_history_that_a_limit_took_away_comes_back_without_a_change(run, connection):
    run()
    run(settings=Settings(toggl_workspace_ids=(5,)), now=LATER)
    assert windows(connection, 6) == []
    run(now=LATER)
    assert living(connection) == LIFE | OTHERS


def test_a_full_read_that_is_unfinished_in_a_workspace_that_is_left_out_does_not_stop_the_next(run, connection, toggl):
    run()
    toggl.fail_next("gone", path="/workspace/6/")
    with pytest.raises(StageError):
        run(full=True)
    only = Settings(toggl_workspace_ids=(5,))
    run(full=True, settings=only)
    toggl.store.forget_entry(300)
    run(full=True, settings=only)
    assert living(connection) == LIFE - {300}


def test_a_workspace_of_the_limit_that_is_not_there_costs_only_itself(run, connection, capsys):
    run(settings=Settings(toggl_workspace_ids=(5, 99)))
    assert living(connection) == LIFE
    [message] = [line for line in messages(capsys) if "99" in line]
    assert "it has: 5 (Life), 6 (Family)" in message


@pytest.mark.parametrize(
    ("habit", "sentence"),
    [
        ({"closed_workspaces": frozenset({6})}, "does not let this account read the reports of workspace 6 (Family)"),
        ({"workspaces_without_reports": frozenset({6})}, "are not in the plan of workspace 6 (Family)"),
    ],
)
def test_a_workspace_whose_reports_are_refused_costs_only_itself(run, connection, toggl, capsys, habit, sentence):
    vars(toggl.habits).update(habit)
    summary = run()
    assert living(connection) == LIFE | {2001}, "its recent entries are read"
    [message] = messages(capsys)
    assert sentence in message
    assert "TOGGL_WORKSPACE_IDS" in message
    assert len(reports(toggl, 6)) == 1, "it is not requested again for each year"
    assert [refused["id"] for refused in summary["refused_workspaces"]] == [6]
    assert (windows(connection, 5), windows(connection, 6)) == ([WHOLE], [TRAILING])
    assert windows(connection) == [TRAILING]
    assert list(cursor(connection)["refused"]) == ["6"]
    vars(toggl.habits).update(vars(Habits()))
    run()
    assert living(connection) == LIFE | OTHERS
    assert "refused" not in cursor(connection)


def test_reports_that_no_plan_includes_are_one_sentence(run, connection, toggl, capsys):
    toggl.habits.reports_in_plan = False
    run()
    assert living(connection) == {*range(1, 61), 1000, 2001}
    [message] = messages(capsys)
    assert "not in the plan of workspace 5 (Life), 6 (Family)" in message


def test_an_entry_moves_to_another_workspace(run, connection, toggl):
    run()
    toggl.store.edit_entry(300, workspace_id=6, at=LATER)
    toggl.store.edit_entry(10, workspace_id=6, at=LATER)
    run(now=LATER)
    assert living(connection) == LIFE | OTHERS
    run(now=LATER, settings=Settings(toggl_workspace_ids=(5,)))
    assert living(connection) == LIFE - {300, 10}


@pytest.mark.parametrize("workspaces", [(5, 6), (6, 5)])
def test_an_entry_that_moved_to_another_workspace_unseen_is_found_by_the_reports(connection, clock, toggl, workspaces):
    first, second = workspaces
    mine = make_run(toggl, connection, clock)
    mine()
    entry = 300 if first == 5 else 2002
    toggl.store.edit_entry(entry, workspace_id=second, at=NOW + timedelta(days=1))
    after = NOW + timedelta(days=120)
    with FakeToggl(toggl.store, now=lambda: after) as later:
        make_run(later, connection, clock)(now=after)
    assert living(connection) == LIFE | OTHERS
    row = connection.execute(
        "select data ->> 'workspace_id' from raw.toggl__report_time_entries where source_id = %s", (str(entry),)
    )
    assert row.fetchone() == (str(second),)


def test_entries_of_a_workspace_that_the_person_left_stay_as_they_were(run, connection, toggl):
    run()
    toggl.store.leave_workspace(6)
    run(now=LATER)
    run(now=LATER, full=True)
    assert living(connection) == LIFE | OTHERS
    assert windows(connection) == [(WHOLE[0], NOW)]


def test_a_workspace_that_the_person_joins_again_is_read_again(run, connection, toggl):
    run()
    toggl.store.leave_workspace(6)
    run(now=LATER)
    # Its entries went while no answer could show it.
    toggl.store.add_workspace(FAMILY)
    new = toggl.store.add_entry(NOW - timedelta(days=90), NOW - timedelta(days=89), workspace_id=6)
    run(now=LATER + timedelta(hours=1))
    assert living(connection) == LIFE | {new.id}


def test_a_workspace_that_the_person_joins_is_read_whole(run, connection, toggl):
    toggl.store.leave_workspace(6)
    run()
    toggl.store.add_workspace(FAMILY)
    toggl.store.add_entry(NOW - timedelta(days=90), NOW - timedelta(days=89), workspace_id=6)
    toggl.fail_next("quota", path="/workspace/6/", resets_in=1800)
    with pytest.raises(TemporaryError):
        run()
    assert windows(connection) == [TRAILING]
    run()
    assert living(connection) == LIFE | {1001}
    assert windows(connection) == [WHOLE]
