"""What the client does about each refusal, over real HTTP."""

import random
import socket
from typing import Any

import pytest

from pipelines.connector.toggl import api
from pipelines.connector.toggl.client import TRIES, Client
from pipelines.connector.toggl.quota import Quota, hours_for, per_hour
from pipelines.stage import BadInputError, ConfigurationError, TemporaryError
from tests.pipelines.connector.conftest import NOW

ENTRIES = "/api/v9/me/time_entries"


@pytest.fixture
def client(toggl, clock):
    with Client(toggl.origin, toggl.token, pace=clock.pace()) as client:
        yield client


def ask(client: Client) -> list[dict[str, Any]]:
    return api.changed_since(client, NOW)


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
    with pytest.raises(TemporaryError, match="quota") as caught:
        ask(client)
    assert caught.value.after_seconds == 1200
    assert clock.slept == []
    assert client.requests == 1


def test_a_402_without_quota_headers_means_the_plan_and_is_not_tried_again(toggl, client):
    toggl.fail_next("plan")
    with pytest.raises(ConfigurationError, match="not in your plan"):
        ask(client)
    assert client.requests == 1


def test_gone_is_for_good(toggl, client):
    toggl.fail_next("gone")
    with pytest.raises(ConfigurationError, match="for good"):
        ask(client)
    assert client.requests == 1


def test_a_refused_token_names_the_setting_and_the_page_but_not_the_token(toggl, clock):
    with (
        Client(toggl.origin, "wrong-secret", pace=clock.pace()) as client,
        pytest.raises(ConfigurationError, match=r"TOGGL_API_TOKEN.*track\.toggl\.com/profile") as caught,
    ):
        ask(client)
    assert "wrong-secret" not in str(caught.value)
    assert client.requests == 1


def test_a_strange_workspace_names_the_setting(client):
    with pytest.raises(ConfigurationError, match="TOGGL_WORKSPACE_ID"):
        client.post("/reports/api/v3/workspace/999/search/time_entries", {})


def test_an_address_that_is_not_toggl_names_the_setting(client):
    with pytest.raises(ConfigurationError, match="TOGGL_API_URL"):
        client.get("/api/v9/nothing")


def test_a_request_that_toggl_refuses_is_bad_input_with_its_words(client):
    with pytest.raises(BadInputError, match="Invalid since"):
        client.get(ENTRIES, since="x")


def test_null_is_an_empty_list(toggl, client):
    toggl.fail_next("null", times=3)
    assert ask(client) == []
    assert api.Report(client, 5, 7).page(NOW.date(), NOW.date(), None).rows == []
    assert list(api.recent_pages(client, NOW, NOW.replace(hour=23))) == []


def test_an_answer_of_another_shape_is_bad_input(toggl, client):
    toggl.fail_next("null")
    with pytest.raises(BadInputError, match="shape"):
        api.me(client)


def test_a_page_size_that_toggl_refuses_is_given_up(client):
    report = api.Report(client, 5, 7)
    report.page_size = 5000
    assert len(report.page(NOW.date().replace(year=2025), NOW.date(), None).rows) == 50
    assert report.page_size is None


def test_the_rows_of_other_people_in_the_report_are_left_out(client):
    assert api.Report(client, 5, 8).page(NOW.date().replace(year=2025), NOW.date(), None).rows == []


def test_the_quota_of_both_kinds_of_calls_is_seen(toggl, client):
    toggl.fail_next("quota", remaining=7, resets_in=1)
    ask(client)
    assert set(client.quotas) == {"user"}
    user = client.quotas["user"].remaining
    api.Report(client, 5, 7).page(NOW.date(), NOW.date(), None)
    assert client.quotas["user"].remaining == user
    assert client.quotas["workspace"].remaining is not None


def test_the_plan_of_the_quota_knows_the_tiers():
    assert [per_hour(seen) for seen in (None, 3, 30, 31, 600)] == [30, 30, 30, 240, 600]
    assert [hours_for(*case) for case in ((30, None), (31, None), (90, 0), (5, 10), (100, 200))] == [0, 1, 3, 0, 0]
    assert Quota.of({}) is None
    assert Quota(0, None).wait_seconds == 3600
