"""Every fault of `FakeToggl` is what a client of the real service would meet."""

import json

import httpx2
import pytest

from tests.sandbox.conftest import open_client

ME, ENTRIES = "/api/v9/me", "/api/v9/me/time_entries"
SEARCH = "/reports/api/v3/workspace/5/search/time_entries"


@pytest.mark.parametrize(
    ("kind", "options", "status"),
    [
        ("quota", {}, 402),
        ("plan", {}, 402),
        ("rate", {}, 429),
        ("error", {}, 500),
        ("error", {"status": 503}, 503),
        ("gone", {}, 410),
        ("forbidden", {}, 403),
        ("html", {}, 200),
    ],
)
def test_a_fault_answers_with_its_status_once(toggl, client, kind, options, status):
    toggl.fail_next(kind, **options)
    assert client.get(ME).status_code == status
    assert client.get(ME).json()["id"] == 7


def test_a_used_up_quota_tells_when_it_comes_back_and_a_missing_plan_does_not(toggl, client):
    toggl.fail_next("quota", resets_in=1200)
    toggl.fail_next("plan")
    headers = client.get(ME).headers
    assert (headers["X-Toggl-Quota-Remaining"], headers["X-Toggl-Quota-Resets-In"]) == ("0", "1200")
    assert "X-Toggl-Quota-Remaining" not in client.get(ME).headers


def test_too_many_requests_has_an_html_body_and_perhaps_a_retry_after(toggl, client):
    toggl.fail_next("rate", retry_after=7)
    response = client.get(ME)
    assert response.headers["content-type"].startswith("text/html")
    assert response.headers["retry-after"] == "7"


def test_truncated_json_arrives_as_a_whole_answer(toggl, client):
    toggl.fail_next("truncated")
    response = client.get(ENTRIES)
    assert response.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        response.json()


@pytest.mark.parametrize("kind", ["cut", "drop"])
def test_a_lost_connection_is_a_protocol_error(toggl, client, kind):
    toggl.fail_next(kind)
    with pytest.raises((httpx2.RemoteProtocolError, httpx2.ReadError)):
        client.get(ENTRIES)
    assert client.get(ENTRIES).status_code == 200


def test_a_timeout_lasts_until_the_client_gives_up(toggl):
    toggl.fail_next("timeout")
    with open_client(toggl) as client:
        with pytest.raises(httpx2.ReadTimeout):
            client.get(ME, timeout=0.1)
        assert client.get(ME).status_code == 200


def test_null_lists(toggl, client):
    toggl.fail_next("null")
    toggl.fail_next("empty_lists")
    assert client.get(ENTRIES).json() is None
    me = client.get(ME, params={"with_related_data": "true"}).json()
    assert (me["id"], me["projects"], me["workspaces"]) == (7, None, None)


def test_a_fault_can_wait_for_its_path_and_let_some_requests_pass(toggl, client):
    toggl.fail_next("error", path="/reports/", after=1, times=2)
    day = {"start_date": "2026-03-01", "end_date": "2026-03-01"}
    assert client.get(ME).status_code == 200
    assert [client.post(SEARCH, json=day).status_code for _ in range(4)] == [200, 500, 500, 200]


def test_an_unknown_fault_is_refused_at_once(toggl):
    with pytest.raises(ValueError, match="fire"):
        toggl.fail_next("fire")


def test_requests_are_recorded_without_credentials(toggl, client):
    toggl.fail_next("gone", path="/reports/")
    client.get(ENTRIES, params={"since": "1772300000"})
    client.post(SEARCH, json={"start_date": "2026-03-01"})
    first, second = toggl.requests
    assert (first.method, first.path, first.params, first.body) == ("GET", ENTRIES, {"since": "1772300000"}, None)
    assert (second.method, second.path, second.body) == ("POST", SEARCH, {"start_date": "2026-03-01"})
    assert (first.fault, second.fault) == (None, "gone")
    assert "sandbox-token" not in repr(toggl.requests)
