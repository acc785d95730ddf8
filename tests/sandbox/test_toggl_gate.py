"""Quota and rate limit of the stand-in, over real HTTP with a clock of the test's own."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest

from sandbox.toggl_gate import Quota, Rate
from tests.fakes.toggl import FakeToggl
from tests.sandbox.conftest import NOW, make_account, make_entry, open_client

ME = "/api/v9/me"
SEARCH = "/reports/api/v3/workspace/5/search/time_entries"
DAY = {"start_date": "2026-03-01", "end_date": "2026-03-01"}


class Clock:
    seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock():
    return Clock()


def serve(clock: Clock, **options: Any) -> FakeToggl:
    return FakeToggl(make_account(make_entry(1, NOW - timedelta(hours=1))), now=lambda: NOW, clock=clock, **options)


def quota(response: httpx2.Response) -> tuple[str, str]:
    return response.headers["X-Toggl-Quota-Remaining"], response.headers["X-Toggl-Quota-Resets-In"]


def test_every_answer_tells_the_quota(clock):
    with serve(clock, quota=Quota(user=3, workspace=3)) as toggl, open_client(toggl) as client:
        assert quota(client.get(ME)) == ("2", "3600")
        clock.seconds += 600
        assert quota(client.get(f"{ME}?with_related_data=1")) == ("1", "3000")


def test_the_quota_has_a_sliding_window_of_sixty_minutes(clock):
    with serve(clock, quota=Quota(user=2, workspace=2)) as toggl, open_client(toggl) as client:
        client.get(ME)
        clock.seconds += 600
        client.get(ME)
        refused = client.get(ME)
        assert refused.status_code == 402
        assert quota(refused) == ("0", "3000")
        clock.seconds += 2999
        assert client.get(ME).status_code == 402
        clock.seconds += 1
        assert client.get(ME).status_code == 200
        assert client.get(ME).status_code == 402


def test_user_and_workspace_calls_are_counted_apart(clock):
    with serve(clock, quota=Quota(user=1, workspace=2)) as toggl, open_client(toggl) as client:
        assert client.get(ME).status_code == 200
        assert client.get(ME).status_code == 402
        assert quota(client.post(SEARCH, json=DAY)) == ("1", "3600")


def test_refused_calls_cost_no_quota(clock):
    with serve(clock, quota=Quota(user=2, workspace=1)) as toggl:
        with open_client(toggl, "wrong") as client:
            assert client.get(ME).status_code == 403
        with open_client(toggl) as client:
            assert quota(client.get(ME)) == ("1", "3600")


def test_the_leaky_bucket_answers_429_in_html(clock):
    with serve(clock, rate=Rate(per_second=1, burst=2)) as toggl, open_client(toggl) as client:
        assert [client.get(ME).status_code for _ in range(3)] == [200, 200, 429]
        response = client.get(ME)
        assert response.headers["content-type"].startswith("text/html")
        assert "429" in response.text
        clock.seconds += 1
        assert [client.get(ME).status_code for _ in range(2)] == [200, 429]


def test_no_rate_means_no_limit(clock):
    with serve(clock) as toggl, open_client(toggl) as client:
        assert {client.get(ME).status_code for _ in range(20)} == {200}
