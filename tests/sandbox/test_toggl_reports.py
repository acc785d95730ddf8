"""The stand-in's Reports API v3, over real HTTP: paging, grouping, zones, limits."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from typing import Any

import httpx2
import pytest

from sandbox.person import evening, generate
from sandbox.toggl_habits import Habits
from tests.fakes.toggl import FakeToggl
from tests.sandbox.conftest import NOW, make_account, make_entry, open_client

SEARCH = "/reports/api/v3/workspace/5/search/time_entries"
Rows = list[dict[str, Any]]
FEBRUARY = {"start_date": "2026-02-01", "end_date": "2026-03-01"}


def search(client: httpx2.Client, **body: Any) -> httpx2.Response:
    response = client.post(SEARCH, json=FEBRUARY | body)
    assert response.status_code == 200, response.text
    return response


def entry_ids(rows: Iterable[dict[str, Any]]) -> list[int]:
    return [entry["id"] for row in rows for entry in row["time_entries"]]


def pages(client: httpx2.Client, path: str = SEARCH, **body: Any) -> list[Rows]:
    """Follow the headers to the last page."""
    found: list[Rows] = []
    where: dict[str, int] = {}
    while True:
        response = client.post(path, json=FEBRUARY | body | where)
        assert response.status_code == 200, response.text
        found.append(response.json())
        if "X-Next-ID" not in response.headers:
            assert "X-Next-Row-Number" not in response.headers
            return found
        where = {
            "first_id": int(response.headers["X-Next-ID"]),
            "first_row_number": int(response.headers["X-Next-Row-Number"]),
        }


def test_a_row_has_the_shape_of_the_service_with_times_in_the_users_zone(reader):
    row = search(reader, order_dir="ASC").json()[0]
    assert row == {
        "user_id": 7,
        "username": "Sam",
        "project_id": 21,
        "task_id": None,
        "billable": False,
        "description": "entry 1",
        "tag_ids": [31, 32],
        "billable_amount_in_cents": None,
        "hourly_rate_in_cents": None,
        "currency": "USD",
        "time_entries": [
            {
                "id": 1,
                "seconds": 3600,
                "start": "2026-02-28T16:00:00+09:00",
                "stop": "2026-02-28T17:00:00+09:00",
                "at": "2026-02-28T08:00:00+00:00",
                "at_tz": "2026-02-28T17:00:00+09:00",
            }
        ],
        "row_number": 1,
    }


def test_deleted_and_running_entries_never_show(reader):
    assert entry_ids(search(reader).json()) == [3, 2, 1]


def test_dates_are_days_of_the_users_zone(reader):
    # Entry 2 starts on 28 February, 17:00 UTC, which is 1 March, 02:00, in Tokyo.
    assert entry_ids(search(reader, start_date="2026-03-01", end_date="2026-03-01").json()) == [3, 2]
    assert entry_ids(search(reader, start_date="2026-02-28", end_date="2026-02-28").json()) == [1]


def test_neighbours_that_differ_in_time_only_share_a_row():
    start = NOW - timedelta(hours=9)
    entries = [make_entry(n, start + timedelta(hours=n), description="same" if n < 4 else "other") for n in range(1, 6)]
    with FakeToggl(make_account(*entries), now=lambda: NOW) as toggl, open_client(toggl) as client:
        rows = search(client, order_dir="ASC").json()
        assert [[entry["id"] for entry in row["time_entries"]] for row in rows] == [[1, 2, 3], [4, 5]]
        assert [row["row_number"] for row in rows] == [1, 2]


def served(count: int, **options: Any) -> FakeToggl:
    entries = (make_entry(n, NOW - timedelta(minutes=2 * count - n), 1) for n in range(1, count + 1))
    return FakeToggl(make_account(*entries), now=lambda: NOW, **options)


def test_pages_follow_the_headers_and_a_short_page_is_not_the_last():
    with served(47) as toggl, open_client(toggl) as client:
        found = pages(client, page_size=10)
        assert entry_ids(chain(*found)) == list(range(47, 0, -1))
        assert any(len(page) < 10 for page in found[:-1])
        assert len(toggl.requests) == len(found)


def test_the_service_may_answer_smaller_pages_than_asked_for():
    with served(9, habits=Habits(largest_page=4)) as toggl, open_client(toggl) as client:
        found = pages(client, page_size=1000, order_dir="ASC")
        assert max(len(page) for page in found) == 4
        assert entry_ids(chain(*found)) == list(range(1, 10))


def test_a_page_has_fifty_rows_unless_asked_otherwise():
    with served(60) as toggl, open_client(toggl) as client:
        response = search(client)
        assert len(response.json()) == 50
        assert response.headers["X-Next-Row-Number"] == "51"
        assert response.headers["X-Next-ID"] == "10"


def test_an_entry_deleted_between_two_pages_makes_no_other_entry_vanish():
    with served(10, habits=Habits(largest_page=4)) as toggl, open_client(toggl) as client:
        headers = search(client).headers
        toggl.store.delete_entry(9)
        first_id = int(headers["X-Next-ID"])
        rows = search(client, first_id=first_id, first_row_number=int(headers["X-Next-Row-Number"])).json()
        assert entry_ids(rows)[0] == first_id == 6


def test_a_page_beyond_the_end_is_empty_and_the_last(reader):
    response = search(reader, first_row_number=100)
    assert response.json() == []
    assert "X-Next-ID" not in response.headers


def test_a_leap_year_fits_into_one_request_and_a_day_more_does_not(reader):
    assert reader.post(SEARCH, json={"start_date": "2025-01-01", "end_date": "2026-01-01"}).status_code == 200
    response = reader.post(SEARCH, json={"start_date": "2025-01-01", "end_date": "2026-01-02"})
    assert response.status_code == 400
    assert "366 days" in response.json()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"start_date": "2026-02-01"},
        {"start_date": "2026-02-02", "end_date": "2026-02-01"},
        {"start_date": "2026-02-31", "end_date": "2026-03-01"},
        {"start_date": 20260201, "end_date": 20260301},
        FEBRUARY | {"page_size": 0},
        FEBRUARY | {"page_size": 1001},
        FEBRUARY | {"page_size": "50"},
        FEBRUARY | {"page_size": True},
        FEBRUARY | {"first_row_number": "51"},
        FEBRUARY | {"first_id": -1},
        FEBRUARY | {"order_by": "duration"},
        FEBRUARY | {"order_dir": "asc"},
        FEBRUARY | {"grouped": "yes"},
        FEBRUARY | {"page": 2},
        [],
    ],
)
def test_a_bad_body_gets_a_400(reader, body):
    assert reader.post(SEARCH, json=body).status_code == 400


@pytest.mark.parametrize("content", [b"", b"{", b"\xff"])
def test_a_body_that_is_no_json_gets_a_400(reader, content):
    assert reader.post(SEARCH, content=content, headers={"Content-Type": "application/json"}).status_code == 400


def test_a_body_of_another_type_gets_a_400(reader):
    assert reader.post(SEARCH, content=b"{}", headers={"Content-Type": "text/plain"}).status_code == 400


def test_another_workspace_gets_a_403(reader):
    assert reader.post(SEARCH.replace("/5/", "/6/"), json=FEBRUARY).status_code == 403


def test_a_workspace_that_is_no_number_gets_a_404(reader):
    assert reader.post(SEARCH.replace("/5/", "/x/"), json=FEBRUARY).status_code == 404


def test_a_plan_without_reports_gets_a_402_without_quota_headers():
    with (
        FakeToggl(make_account(), now=lambda: NOW, habits=Habits(reports_in_plan=False)) as toggl,
        open_client(toggl) as client,
    ):
        response = client.post(SEARCH, json=FEBRUARY)
        assert response.status_code == 402
        assert not [name for name in response.headers if name.startswith("x-toggl-quota")]


def test_a_year_of_the_sample_person_pages_completely():
    last = date(2026, 3, 1)
    account = generate(1, last)
    expected = {entry.id for entry in account.entries if entry.stop and not entry.deleted_at}
    with FakeToggl(account, now=lambda: evening(last)) as toggl, open_client(toggl) as client:
        path = SEARCH.replace("/5/", f"/{account.workspace.id}/")
        found = entry_ids(chain(*pages(client, path, start_date="2025-03-01", page_size=1000)))
    assert len(found) == len(set(found))
    assert set(found) == expected
    assert min(entry.start for entry in account.entries) >= datetime(2025, 3, 1, tzinfo=UTC)
