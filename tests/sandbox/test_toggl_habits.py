"""The habits of the Toggl stand-in where the service's documentation is silent."""

from dataclasses import replace
from datetime import timedelta

import pytest

from sandbox.account import Workspace
from tests.fakes.toggl import FakeToggl
from tests.sandbox.conftest import NOW, make_account, make_entry, open_client

ENTRIES = "/api/v9/me/time_entries"
WEEK = {"start_date": "2026-02-22", "end_date": "2026-03-01", "order_by": "date", "order_dir": "DESC"}


def search(client, workspace=5, **body):
    return client.post(f"/reports/api/v3/workspace/{workspace}/search/time_entries", json=WEEK | body)


def ids(response):
    return [entry["id"] for row in response.json() for entry in row["time_entries"]]


@pytest.fixture
def toggl():
    family = Workspace(id=6, name="Family", organization_id=3, at=NOW)
    account = make_account(
        *(make_entry(number, NOW - timedelta(days=number)) for number in range(1, 7)),
        make_entry(7, NOW - timedelta(days=2, hours=3), workspace_id=6),
        make_entry(8, NOW - timedelta(days=2, hours=5), user_id=99),
    )
    with FakeToggl(replace(account, workspaces=(*account.workspaces, family)), now=lambda: NOW) as fake:
        yield fake


@pytest.fixture
def client(toggl):
    with open_client(toggl) as client:
        yield client


def test_reports_hold_one_workspace_and_the_whole_team_unless_users_are_named(client):
    assert ids(search(client)) == [1, 2, 8, 3, 4, 5, 6]
    assert ids(search(client, user_ids=[7])) == [1, 2, 3, 4, 5, 6]
    assert ids(search(client, 6)) == [7]
    assert search(client, user_ids="7").status_code == 400


def test_v9_shows_the_persons_entries_of_all_workspaces(client):
    rows = client.get(ENTRIES, params={"since": int((NOW - timedelta(days=9)).timestamp())}).json()
    assert {row["id"]: row["workspace_id"] for row in rows} == {1: 5, 2: 5, 3: 5, 4: 5, 5: 5, 6: 5, 7: 6}


def test_the_start_of_a_range_may_be_left_out(toggl, client):
    start = (NOW - timedelta(days=3)).isoformat().replace("+00:00", "Z")
    span = {"start_date": start, "end_date": NOW.isoformat().replace("+00:00", "Z")}
    assert [row["id"] for row in client.get(ENTRIES, params=span).json()] == [1, 2, 7, 3]
    day = {"start_date": "2026-02-26", "end_date": "2026-02-27", "user_ids": [7]}
    assert ids(search(client, **day)) == [2, 3]
    toggl.habits.start_exclusive = True
    assert [row["id"] for row in client.get(ENTRIES, params=span).json()] == [1, 2, 7]
    assert ids(search(client, **day)) == [2]


def test_pages_continue_by_id_or_by_row_number(toggl, client):
    page = {"page_size": 2, "user_ids": [7]}
    first = search(client, **page)
    following = {
        "first_id": int(first.headers["X-Next-ID"]),
        "first_row_number": int(first.headers["X-Next-Row-Number"]),
    }
    toggl.store.delete_entry(1)
    assert ids(search(client, **page, **following))[0] == 3
    toggl.habits.pages_by_row_number = True
    assert ids(search(client, **page, **following))[0] == 4, "the third of what is left"


def test_a_page_size_may_be_refused(toggl, client):
    toggl.habits.refused_page = 200
    assert search(client, page_size=201).status_code == 400
    assert search(client, page_size=200).status_code == 200


def test_reports_may_be_behind_v9(toggl, client):
    toggl.habits.report_lag = timedelta(hours=1)
    toggl.store.edit_entry(1, start=NOW - timedelta(days=4, hours=1))
    toggl.store.delete_entry(2)
    toggl.store.add_entry(NOW - timedelta(hours=2), NOW)
    toggl.store.forget_entry(3)
    assert ids(search(client, user_ids=[7])) == [1, 2, 3, 4, 5, 6]
    toggl.habits.report_lag = timedelta(0)
    assert ids(search(client, user_ids=[7])) == [9, 4, 1, 5, 6]


def test_workspaces_may_be_closed_or_without_reports(toggl, client):
    toggl.habits.closed_workspaces = frozenset({5})
    assert search(client).status_code == 403
    toggl.habits.workspaces_without_reports = frozenset({6})
    response = search(client, 6)
    assert (response.status_code, "X-Toggl-Quota-Remaining" in response.headers) == (402, False)


def test_every_answer_carries_the_clock_of_the_service(toggl, client):
    assert client.get("/api/v9/me").headers["Date"] == "Sun, 01 Mar 2026 13:00:00 GMT"
    toggl.habits.sends_date = False
    assert "Date" not in client.get("/api/v9/me").headers


def test_a_change_can_happen_just_before_a_request(toggl, client):
    toggl.before_request(lambda: toggl.store.delete_entry(1), path="/reports/", after=1)
    assert ids(search(client, user_ids=[7]))[0] == 1
    assert ids(search(client, user_ids=[7]))[0] == 2


def test_odd_fields_replace_the_right_ones(toggl, client):
    toggl.store.send_odd_fields(1, start=None)
    toggl.store.send_odd_fields(2, stop=None, duration=3600)
    rows = {row["id"]: row for row in client.get(ENTRIES).json()}
    assert (rows[1]["start"], rows[2]["stop"], rows[2]["duration"]) == (None, None, 3600)
    times = [entry for row in search(client, user_ids=[7]).json() for entry in row["time_entries"]]
    assert (times[0]["start"], times[1]["stop"], times[1]["seconds"]) == (None, None, 3600)
    toggl.store.send_odd_fields(1)
    assert client.get(ENTRIES).json()[0]["start"]


def test_a_workspace_that_was_left_is_gone_with_its_entries(toggl, client):
    toggl.store.leave_workspace(6)
    assert [space["id"] for space in client.get("/api/v9/me/workspaces").json()] == [5]
    assert search(client, 6).status_code == 403
    assert 7 not in [row["id"] for row in client.get(ENTRIES).json()]


def test_at_of_an_entry_may_stay_when_its_tag_or_project_is_deleted(toggl):
    toggl.store.edit_entry(1, project_id=21, tag_ids=(31,), at=NOW - timedelta(days=1))
    toggl.store.moves_at = False
    toggl.store.delete_tag(31)
    toggl.store.delete_project(21)
    entry = toggl.store.entry(1)
    assert (entry.tag_ids, entry.project_id, entry.at) == ((), None, NOW - timedelta(days=1))
