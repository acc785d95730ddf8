"""The stand-in's API v9, over real HTTP: what it answers, and what it refuses."""

import base64
from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from sandbox.toggl_habits import Habits
from tests.fakes.toggl import FakeToggl
from tests.sandbox.conftest import NOW, make_account, make_entry, open_client

ENTRIES, ME = "/api/v9/me/time_entries", "/api/v9/me"


def ids(response: httpx2.Response) -> list[int]:
    assert response.status_code == 200, response.text
    return [row["id"] for row in response.json() or []]


def window(start: datetime = NOW - timedelta(days=10), end: datetime = NOW + timedelta(days=1)) -> dict[str, str]:
    return {"start_date": start.isoformat(), "end_date": end.isoformat()}


@pytest.mark.parametrize(
    "header",
    [
        None,
        "Bearer sandbox-token",
        "Basic !",
        "Basic " + base64.b64encode(b"wrong:api_token").decode(),
        "Basic " + base64.b64encode(b"sandbox-token:password").decode(),
        "Basic " + base64.b64encode(b"\xff\xfe").decode(),
    ],
)
def test_wrong_credentials_get_a_403_in_plain_text(reader, header):
    headers = {} if header is None else {"Authorization": header}
    response = httpx2.get(reader.base_url.join(ME), headers=headers, verify=False)
    assert response.status_code == 403
    assert response.headers["content-type"].startswith("text/plain")
    assert response.text == "Incorrect username and/or password"


@pytest.mark.parametrize("path", ["/", "/api/v9", "/api/v9/me/nothing", "/api/v8/me"])
def test_an_unknown_path_gets_a_404(reader, path):
    assert reader.get(path).status_code == 404


def test_an_unsupported_method_gets_a_405(reader):
    assert reader.post(ENTRIES, json={}).status_code == 405


def test_me_carries_all_masters_in_one_call(reader):
    me = reader.get(ME, params={"with_related_data": "true"}).json()
    assert (me["id"], me["timezone"], me["default_workspace_id"]) == (7, "Asia/Tokyo", 5)
    assert [row["name"] for row in me["projects"]] == ["Piano: lessons", "散歩"]
    assert [row["name"] for row in me["clients"]] == ["Studio, Inc."]
    assert [row["name"] for row in me["tags"]] == ["deep", "outside"]
    assert [row["id"] for row in me["workspaces"]] == [5]
    assert [row["id"] for row in me["time_entries"]] == [5, 3, 2, 1]


def test_me_carries_the_secrets_that_nobody_may_store(reader):
    me = reader.get(ME, params={"with_related_data": "true"}).json()
    assert me["api_token"] == "sandbox-token"
    assert me["intercom_hash"] == "FAKE-INTERCOM-HASH"
    assert me["workspaces"][0]["api_token"] == "FAKE-WORKSPACE-TOKEN"
    assert "FAKE-ICAL-SECRET" in me["workspaces"][0]["ical_url"]


def test_me_without_related_data_is_the_user_alone(reader):
    assert {"projects", "clients", "tags", "workspaces", "time_entries"}.isdisjoint(reader.get(ME).json())


def test_empty_lists_are_null():
    account = make_account()
    with FakeToggl(account, now=lambda: NOW) as toggl, open_client(toggl) as client:
        for project in account.projects:
            toggl.store.delete_project(project.id)
        toggl.store.delete_client(11)
        toggl.store.delete_tag(31)
        toggl.store.delete_tag(32)
        me = client.get(ME, params={"with_related_data": "true"}).json()
        assert [me[name] for name in ("projects", "clients", "tags", "time_entries")] == [None] * 4
        assert client.get(ENTRIES).json() is None
        assert client.get(f"{ME}/projects").json() is None


def test_masters_have_the_shapes_of_the_service(reader):
    lesson, walk = reader.get(f"{ME}/projects").json()
    assert (lesson["cid"], lesson["wid"], lesson["color"], lesson["actual_seconds"]) == (11, 5, "#9e5bd9", 3600)
    assert walk["client_id"] is None
    assert "cid" not in walk
    assert reader.get(f"{ME}/clients").json() == [
        {
            "id": 11,
            "wid": 5,
            "archived": False,
            "name": "Studio, Inc.",
            "at": "2025-01-01T01:02:03+00:00",
            "creator_id": 7,
        }
    ]
    assert reader.get(f"{ME}/tags").json()[0]["at"] == "2025-01-01T01:02:03.000000Z"


def test_a_projects_logged_seconds_move_with_every_entry(toggl, client):
    toggl.store.add_entry(NOW - timedelta(minutes=30), NOW, project_id=21)
    assert client.get(f"{ME}/projects").json()[0]["actual_seconds"] == 5400


def test_a_time_entry_mixes_its_spellings_of_utc(reader):
    row = next(row for row in reader.get(ENTRIES, params=window()).json() if row["id"] == 1)
    assert row == {
        "id": 1,
        "workspace_id": 5,
        "project_id": 21,
        "task_id": None,
        "billable": False,
        "start": "2026-02-28T07:00:00+00:00",
        "stop": "2026-02-28T08:00:00Z",
        "duration": 3600,
        "description": "entry 1",
        "tags": ["deep", "outside"],
        "tag_ids": [31, 32],
        "duronly": True,
        "at": "2026-02-28T08:00:00.000000Z",
        "server_deleted_at": None,
        "user_id": 7,
        "uid": 7,
        "wid": 5,
        "pid": 21,
    }


def test_what_is_missing_is_null_empty_or_absent(reader):
    rows = {row["id"]: row for row in reader.get(ENTRIES, params=window()).json()}
    assert "pid" not in rows[3]
    assert rows[3]["project_id"] is None
    assert (rows[2]["tags"], rows[3]["tags"]) == ([], None)
    assert (rows[2]["tag_ids"], rows[3]["tag_ids"]) == ([], None)


def test_the_running_entry_has_no_stop_and_a_negative_duration(reader):
    row = reader.get(ENTRIES, params=window()).json()[0]
    assert row["id"] == 5
    assert row["stop"] is None
    assert row["duration"] == -int((NOW - timedelta(hours=1)).timestamp())


def test_a_range_is_newest_first_and_hides_deleted_entries(reader):
    assert ids(reader.get(ENTRIES, params=window())) == [5, 3, 2, 1]


@pytest.mark.parametrize(("inclusive", "found"), [(False, [2]), (True, [3, 2])])
def test_the_end_of_a_range_may_or_may_not_belong_to_it(inclusive, found):
    account = make_account(*(make_entry(number, NOW - timedelta(hours=10 - number)) for number in (1, 2, 3)))
    with (
        FakeToggl(account, now=lambda: NOW, habits=Habits(end_inclusive=inclusive)) as toggl,
        open_client(toggl) as client,
    ):
        assert ids(client.get(ENTRIES, params=window(NOW - timedelta(hours=8), NOW - timedelta(hours=7)))) == found


def test_a_range_of_dates_begins_and_ends_at_midnight_utc(reader):
    assert ids(reader.get(ENTRIES, params={"start_date": "2026-03-01", "end_date": "2026-03-02"})) == [5, 3]


def test_a_range_answers_a_thousand_rows_at_most_the_newest():
    entries = (make_entry(number, NOW - timedelta(minutes=2000 - number), 1) for number in range(1, 1203))
    with FakeToggl(make_account(*entries), now=lambda: NOW) as toggl, open_client(toggl) as client:
        found = ids(client.get(ENTRIES, params=window()))
        assert found == list(range(1202, 202, -1))
        oldest = NOW - timedelta(minutes=2000 - found[-1])
        assert ids(client.get(ENTRIES, params=window(end=oldest))) == list(range(202, 0, -1))


def test_a_range_reaches_back_three_calendar_months(reader):
    edge = datetime(2025, 12, 1, tzinfo=UTC)
    assert reader.get(ENTRIES, params=window(edge)).status_code == 200
    response = reader.get(ENTRIES, params=window(edge - timedelta(seconds=1)))
    assert response.status_code == 400
    assert response.json() == "start_date must not be earlier than 2025-12-01"


def test_three_months_back_from_a_long_month_end_in_a_short_one():
    now = datetime(2025, 12, 31, tzinfo=UTC)
    with FakeToggl(make_account(), now=lambda: now) as toggl, open_client(toggl) as client:
        answer = client.get(ENTRIES, params={"since": "1"}).json()
        assert answer == "since must not be earlier than 2025-09-30"


def test_since_shows_what_changed_with_the_deleted(toggl, client):
    since = {"since": str(int((NOW - timedelta(hours=4)).timestamp()))}
    assert ids(client.get(ENTRIES, params=since)) == [5, 4]
    toggl.store.edit_entry(1, description="edited", at=NOW)
    toggl.store.delete_entry(2, at=NOW)
    rows = {row["id"]: row for row in client.get(ENTRIES, params=since).json()}
    assert set(rows) == {5, 4, 2, 1}
    assert rows[2]["server_deleted_at"] == "2026-03-01T13:00:00+00:00"
    assert rows[1]["server_deleted_at"] is None
    assert ids(client.get(ENTRIES, params=window())) == [5, 3, 1]


def test_since_does_not_show_what_left_no_tombstone(toggl, client):
    toggl.store.forget_entry(4)
    assert 4 not in ids(client.get(ENTRIES, params={"since": str(int(NOW.timestamp()) - 86400)}))


def test_since_reaches_back_three_months_too(reader):
    edge = int(datetime(2025, 12, 1, tzinfo=UTC).timestamp())
    assert reader.get(ENTRIES, params={"since": str(edge)}).status_code == 200
    assert reader.get(ENTRIES, params={"since": str(edge - 1)}).status_code == 400


@pytest.mark.parametrize(
    ("path", "query"),
    [
        (ENTRIES, "start_date=2026-02-20"),
        (ENTRIES, "end_date=2026-02-20"),
        (ENTRIES, "start_date=2026-02-20&end_date=2026-02-19"),
        (ENTRIES, "start_date=2026-02-30&end_date=2026-03-01"),
        (ENTRIES, "start_date=20260220&end_date=20260301"),
        (ENTRIES, "start_date=2026-02-20T00:00&end_date=2026-03-01"),
        # The plus of an offset that was not percent-encoded arrives as a space.
        (ENTRIES, "start_date=2026-02-20T00:00:00+00:00&end_date=2026-03-01"),
        (ENTRIES, "since=yesterday"),
        (ENTRIES, "since=1772300000&start_date=2026-02-20&end_date=2026-03-01"),
        (ENTRIES, "since=1772300000&since=1772300001"),
        (ENTRIES, "start=2026-02-20"),
        (ENTRIES, "meta=1"),
        (ME, "with_related_data=1"),
        (f"{ME}/projects", "page=2"),
    ],
)
def test_bad_parameters_get_a_400(reader, path, query):
    assert reader.get(f"{path}?{query}").status_code == 400


def test_a_deleted_project_leaves_its_entries_without_one(toggl, client):
    toggl.store.delete_project(21)
    rows = {row["id"]: row for row in client.get(ENTRIES, params=window()).json()}
    assert rows[1]["project_id"] is None
    assert rows[1]["at"] == "2026-03-01T13:00:00.000000Z"


def test_masters_change_with_the_store(toggl, client):
    made = toggl.store.add_project("New", "#0b83d9", client_id=11)
    toggl.store.edit_project(22, name="Walk", active=False)
    toggl.store.edit_client(11, name="Atelier")
    toggl.store.edit_tag(31, name="focus")
    me = client.get(ME, params={"with_related_data": "true"}).json()
    assert [(row["name"], row["status"]) for row in me["projects"]] == [
        ("Piano: lessons", "active"),
        ("Walk", "archived"),
        ("New", "active"),
    ]
    assert me["projects"][2]["id"] == made.id
    assert me["clients"][0]["name"] == "Atelier"
    assert me["tags"][0]["name"] == "focus"


def test_a_restored_entry_is_back_in_the_range(toggl, client):
    toggl.store.restore_entry(4)
    assert 4 in ids(client.get(ENTRIES, params=window()))
    assert toggl.store.entry(4).at == NOW
