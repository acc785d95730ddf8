"""What the client does about each refusal, over real HTTP."""

import random
import socket
from datetime import timedelta
from typing import Any

import pytest

from pipelines.connector.backoff import retry_after_seconds
from pipelines.connector.retries import TRIES
from pipelines.connector.toggl import api
from pipelines.connector.toggl.api import Entries
from pipelines.connector.toggl.client import Client
from pipelines.connector.toggl.errors import RefusedWorkspaceError
from pipelines.connector.toggl.quota import Quota, hours_for, per_hour
from pipelines.connector.toggl.reports import Report
from pipelines.stage import BadInputError, ConfigurationError, TemporaryError, WaitError
from tests.pipelines.connector.conftest import NOW

ENTRIES = "/api/v9/me/time_entries"
YEAR_AGO = NOW.date() - timedelta(days=364)


@pytest.fixture
def client(toggl, clock):
    with Client(toggl.origin, toggl.token, pace=clock.pace(), now=lambda: NOW) as client:
        yield client


def ask(client: Client) -> Entries:
    return api.changed_since(client, NOW)


def report(client: Client, **options: Any) -> Report:
    return Report(client, 5, options.pop("user", 7), **options)


@pytest.mark.parametrize("kind", ["rate", "error", "html", "truncated", "cut", "drop"])
def test_what_passes_is_tried_again_after_a_growing_wait(toggl, client, clock, kind):
    toggl.fail_next(kind, times=2)
    api.me(client)
    assert client.requests == 3
    backoffs = [wait for wait in clock.slept if wait]
    assert len(backoffs) >= 2
    assert 0.25 <= backoffs[0] <= 0.75, "half a second, give or take a half"
    assert 0.5 <= backoffs[1] <= 1.5


@pytest.mark.parametrize("kind", ["rate", "error", "html", "truncated", "cut", "drop"])
def test_the_tries_are_bounded_and_end_as_temporary(toggl, client, kind):
    toggl.fail_next(kind, times=99)
    with pytest.raises(TemporaryError) as caught:
        api.me(client)
    assert client.requests == TRIES
    assert "Toggl" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_jitter_is_what_the_source_of_randomness_says(toggl, client, clock):
    toggl.fail_next("error", times=3)
    ask(client)
    jitter = random.Random(1)
    assert clock.slept == [delay * jitter.uniform(0.5, 1.5) for delay in (0.5, 1, 2)]


def test_retry_after_is_obeyed(toggl, client, clock):
    toggl.fail_next("rate", retry_after=17)
    ask(client)
    assert 17 in clock.slept


def test_after_too_many_requests_one_goes_out_each_second_and_not_before(toggl, client, clock):
    for _ in range(5):
        ask(client)
    assert clock.slept == [], "nobody complained, so nothing is slowed"
    toggl.fail_next("rate")
    ask(client)
    begin = clock.now
    for _ in range(3):
        ask(client)
    assert clock.now - begin == pytest.approx(3.0)


def test_nobody_listening_is_temporary(clock):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with (
        Client(f"http://127.0.0.1:{port}", "t", pace=clock.pace()) as client,
        pytest.raises(TemporaryError, match="TOGGL_API_URL"),
    ):
        ask(client)
    assert client.requests == TRIES


def test_a_short_wait_for_the_quota_is_slept_through(toggl, client, clock):
    toggl.fail_next("quota", resets_in=20)
    ask(client)
    assert clock.slept == [20]


def test_a_long_wait_for_the_quota_is_handed_to_the_engine(toggl, client, clock):
    toggl.fail_next("quota", resets_in=1200)
    with pytest.raises(WaitError, match="quota") as caught:
        ask(client)
    assert caught.value.until == NOW + timedelta(seconds=1200)
    assert clock.slept == []
    assert client.requests == 1


def test_a_402_without_quota_headers_means_the_plan_and_is_not_tried_again(toggl, client):
    toggl.fail_next("plan")
    with pytest.raises(ConfigurationError, match="not in your plan"):
        ask(client)
    assert client.requests == 1


def test_gone_is_for_good(toggl, client):
    toggl.fail_next("gone")
    with pytest.raises(ConfigurationError, match="permanently"):
        ask(client)
    assert client.requests == 1


def test_a_refused_token_names_the_setting_and_the_page_but_not_the_token(toggl, clock):
    with (
        Client(toggl.origin, "wrong-secret", pace=clock.pace()) as client,
        pytest.raises(ConfigurationError, match=r"track\.toggl\.com/profile.*TOGGL_API_TOKEN") as caught,
    ):
        ask(client)
    assert "wrong-secret" not in str(caught.value)
    assert client.requests == 1


def test_a_strange_workspace_names_the_setting(client):
    with pytest.raises(ConfigurationError, match="TOGGL_WORKSPACE_IDS"):
        client.post("/reports/api/v3/workspace/999/search/time_entries", {})


def test_an_address_that_is_not_toggl_names_the_setting(client):
    with pytest.raises(ConfigurationError, match="TOGGL_API_URL"):
        client.get("/api/v9/nothing")


def test_a_request_that_toggl_refuses_is_bad_input_with_its_words(client):
    with pytest.raises(BadInputError, match="Invalid since"):
        client.get(ENTRIES, since="x")


def test_null_is_an_empty_list(toggl, client):
    toggl.fail_next("null", times=3)
    assert ask(client).rows == []
    assert report(client).page(NOW.date(), NOW.date(), None).rows == []
    assert [page.rows for page in api.recent_pages(client, NOW, NOW.replace(hour=23))] == [[]]


def test_an_answer_of_another_shape_is_bad_input(toggl, client):
    toggl.fail_next("null")
    with pytest.raises(BadInputError, match="shape"):
        api.me(client)


@pytest.mark.parametrize(("largest", "accepted", "requests"), [(1000, 1000, 1), (999, 200, 2), (50, 50, 3)])
def test_a_refused_page_size_gives_way_to_a_smaller_one(toggl, client, largest, accepted, requests):
    toggl.habits.refused_page = largest
    pages = report(client)
    assert len(pages.page(YEAR_AGO, NOW.date(), None).rows) == min(365, accepted)
    assert (pages.page_size, client.requests) == (accepted, requests)


def test_the_rows_of_other_people_in_the_report_are_left_out(toggl, client):
    assert report(client, user=8).page(YEAR_AGO, NOW.date(), None).rows == []
    assert toggl.requests[-1].body["user_ids"] == [8]


def test_the_quota_of_both_kinds_of_calls_is_seen(toggl, client):
    toggl.fail_next("quota", remaining=7, resets_in=1)
    ask(client)
    assert set(client.quotas) == {"user"}
    user = client.quotas["user"].remaining
    report(client).page(NOW.date(), NOW.date(), None)
    assert client.quotas["user"].remaining == user
    assert client.quotas["workspace"].remaining is not None


def test_the_plan_of_the_quota_knows_the_tiers():
    assert [per_hour(seen) for seen in (None, 3, 30, 31, 600)] == [30, 30, 30, 240, 600]
    cases = ((30, None, 30), (31, None, 30), (90, 0, 30), (5, 10, 30), (100, 200, 240), (900, 200, 240))
    assert [hours_for(*case) for case in cases] == [0, 1, 3, 0, 0, 3]
    assert Quota.of({}) is None
    assert Quota(0, None).wait_seconds == 3600
    assert Quota(0, 10**9).wait_seconds == 3600


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("31", 31),
        ("99999999999", 3600),
        ("Sun, 01 Mar 2026 13:10:00 GMT", 600),
        ("Sun, 01 Mar 2026 23:10:00 GMT", 3600),
    ],
)
@pytest.mark.parametrize(("kind", "options"), [("rate", {}), ("error", {"status": 503})])
def test_a_long_retry_after_is_left_to_the_engine(toggl, client, clock, kind, options, value, seconds):
    toggl.fail_next(kind, retry_after=value, **options)
    with pytest.raises(TemporaryError) as caught:
        ask(client)
    assert caught.value.after_seconds == seconds
    assert (clock.slept, client.requests) == ([], 1)


@pytest.mark.parametrize("value", ["17", "Sun, 01 Mar 2026 13:00:17 GMT"])
def test_a_short_retry_after_is_slept_through(toggl, client, clock, value):
    toggl.fail_next("rate", retry_after=value)
    ask(client)
    assert 17 in clock.slept


def test_a_retry_after_as_a_date_is_read_by_the_clock_of_the_service():
    headers = {"Retry-After": "Sun, 01 Mar 2026 13:10:00 GMT", "Date": "Sun, 01 Mar 2026 13:09:00 GMT"}
    assert retry_after_seconds(headers, NOW) == 60


@pytest.mark.parametrize("value", ["soon", "-5", "Sun, 01 Mar 2020 13:00:00 GMT", "Sun, 99 Foo 2026", ""])
def test_a_retry_after_without_a_meaning_is_ignored(toggl, client, clock, value):
    toggl.fail_next("rate", retry_after=value)
    ask(client)
    assert max(clock.slept) <= 1


@pytest.mark.parametrize("head", [False, True])
def test_an_answer_that_drips_has_a_deadline_as_a_whole(toggl, clock, head):
    toggl.fail_next("drip", times=99, every=0.02, head=head)
    with (
        Client(toggl.origin, toggl.token, pace=clock.pace(), deadline_seconds=0.3) as client,
        pytest.raises(TemporaryError, match=r"in time .*no whole answer within 0.3 s"),
    ):
        api.me(client)
    assert client.requests == TRIES


@pytest.mark.parametrize(("kind", "reason"), [("plan", "plan"), ("forbidden", "does not let"), ("gone", None)])
def test_the_refusal_of_a_workspace_is_one_of_its_own_kind(toggl, client, kind, reason):
    toggl.fail_next(kind)
    with pytest.raises(ConfigurationError) as caught:
        report(client).page(NOW.date(), NOW.date(), None)
    error = caught.value
    assert isinstance(error, RefusedWorkspaceError) == (reason is not None)
    if isinstance(error, RefusedWorkspaceError):
        assert reason in error.reason
        assert "TOGGL_WORKSPACE_IDS" in str(error)


def test_a_page_that_may_not_repeat_a_row_is_requested_as_toggl_names_it(toggl, client, monkeypatch):
    toggl.habits.largest_page = 40
    pages = report(client)
    first = pages.page(YEAR_AGO, NOW.date(), None)
    assert first.next is not None
    assert first.next.repeating is not None
    repeated = first.next.repeating["first_row_number"]
    right = client.post

    def refuse_repetition(path, body):
        if body.get("first_row_number") == repeated:
            raise BadInputError("no")
        return right(path, body)

    monkeypatch.setattr(client, "post", refuse_repetition)
    second = pages.page(YEAR_AGO, NOW.date(), first.next)
    assert not second.is_repeating
    assert second.rows[0]["id"] == first.rows[-1]["id"] + 1
