"""The history: read in reports of at most a year, stopped and continued anywhere."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from pipelines.connector.toggl.reports import Report
from pipelines.stage import ConfigurationError, TemporaryError, WaitError
from sandbox.toggl_habits import Habits
from tests.fakes.toggl import FakeToggl
from tests.pipelines.connector.conftest import NOW, an_account, cursor, living, make_run, windows
from tests.sandbox.conftest import make_entry

EVERYTHING = {*range(1, 400), 1000}


def reports(toggl: FakeToggl) -> list[dict[str, Any]]:
    return [request.body or {} for request in toggl.requests if "reports" in request.path]


@pytest.fixture
def small_pages():
    with FakeToggl(an_account(), now=lambda: NOW, habits=Habits(largest_page=40)) as fake:
        yield fake


@pytest.fixture
def small_run(small_pages, connection, clock):
    return make_run(small_pages, connection, clock)


def test_spans_are_at_most_a_year(connection, clock):
    with FakeToggl(an_account(990), now=lambda: NOW) as toggl:
        make_run(toggl, connection, clock)()
        lengths = [date.fromisoformat(b["end_date"]) - date.fromisoformat(b["start_date"]) for b in reports(toggl)]
    assert len(lengths) == 5, "three of the account's years, and two empty ones before"
    assert max(lengths) == timedelta(days=365), "366 days, the one before the first included"
    assert len(living(connection)) == 990


def test_pages_follow_the_headers_past_short_ones(small_run, small_pages, connection):
    small_run()
    assert living(connection) == EVERYTHING
    bodies = reports(small_pages)
    assert len(bodies) >= 9
    assert all("first_id" in body and "first_row_number" in body for body in bodies[1:-2])
    assert [body["end_date"] for body in bodies[-2:]] == ["2024-12-31", "2024-01-01"], "the empty years"


def test_what_is_known_is_not_read_again(small_run, small_pages):
    small_run()
    before = len(reports(small_pages))
    small_run()
    assert len(reports(small_pages)) == before


def test_stopped_by_the_quota_the_next_run_goes_on_where_it_stopped(small_run, small_pages, connection):
    small_pages.fail_next("quota", path="/reports/", after=4, resets_in=1800)
    with pytest.raises(WaitError) as caught:
        small_run()
    assert caught.value.reason == "quota"
    assert caught.value.left == 4, "two pages of the account's year, and one for each of the empty years before"
    [(start, end)] = windows(connection)
    assert end == NOW
    assert start < NOW - timedelta(days=130), "from the newest day backwards, without a hole"
    before = len(reports(small_pages))
    small_run()
    resumed = reports(small_pages)[before]
    assert date.fromisoformat(resumed["end_date"]) < (start + timedelta(hours=9)).date(), "Tokyo is 9 h ahead"
    assert living(connection) == EVERYTHING
    assert len(windows(connection)) == 1


@pytest.mark.parametrize("answered", range(0, 16, 2))
def test_stopped_anywhere_the_windows_never_claim_more_than_what_is_there(small_run, small_pages, connection, answered):
    small_pages.fail_next("gone", after=answered)
    with pytest.raises(Exception, match="permanently"):
        small_run()
    for start, end in windows(connection):
        inside = {ago for ago in range(1, 400) if start <= NOW.replace(hour=0) - timedelta(days=ago) < end}
        assert inside <= living(connection)
    assert len(windows(connection)) == (1 if answered > 2 else 0)
    small_run()
    assert living(connection) == EVERYTHING


@pytest.mark.parametrize("answered", [1, 2, 3])
def test_a_day_on_two_pages_is_known_with_the_second(connection, clock, answered):
    begin = NOW.replace(hour=0) - timedelta(days=100)
    busy = {
        # Every fifth is told from its neighbours; the others of a day come as one grouped row.
        number: make_entry(
            number,
            begin + timedelta(days=number // 10, minutes=number % 10),
            1,
            description="" if number % 5 else str(number),
        )
        for number in range(10, 300)
    }
    account = replace(an_account(1), created_at=begin, entries=tuple(busy.values()))
    with FakeToggl(account, now=lambda: NOW, habits=Habits(largest_page=7)) as toggl:
        toggl.fail_next("gone", path="/reports/", after=answered)
        with pytest.raises(ConfigurationError):
            make_run(toggl, connection, clock)()
        known = {number for number, entry in busy.items() if any(a <= entry.start < b for a, b in windows(connection))}
        assert known
        assert known <= living(connection)
        assert len(known) % 10 == 0, "whole days"
        make_run(toggl, connection, clock)()
    assert living(connection) == set(busy)


def test_a_full_read_that_was_stopped_goes_on_too(small_run, small_pages, connection):
    small_run()
    small_pages.store.forget_entry(390)
    small_pages.store.forget_entry(100)
    small_pages.fail_next("quota", path="/reports/", after=4, resets_in=1800)
    with pytest.raises(TemporaryError):
        small_run(full=True)
    assert living(connection) == EVERYTHING - {100}, "the newest days are compared already"
    before = len(reports(small_pages))
    small_run(full=True)
    assert reports(small_pages)[before]["end_date"] < "2025-11-01", "it continues"
    assert living(connection) == EVERYTHING - {390, 100}
    assert "reread_by_workspace" not in cursor(connection)
    before = len(reports(small_pages))
    small_run(full=True)
    assert reports(small_pages)[before]["end_date"] == "2025-12-30", "and the next one begins at the newest day"


def test_an_answer_out_of_order_is_recorded_at_its_end_only(small_run, small_pages, connection, monkeypatch):
    small_pages.store.forget_entry(300)
    right = Report.page

    def backwards(self, *arguments):
        page = right(self, *arguments)
        return replace(page, rows=page.rows[::-1])

    monkeypatch.setattr(Report, "page", backwards)
    small_pages.fail_next("quota", path="/reports/", after=4, resets_in=1800)
    with pytest.raises(TemporaryError):
        small_run()
    assert windows(connection) == [(datetime(2025, 12, 30, 15, tzinfo=UTC), NOW)], "the trailing one"
    small_run()
    assert len(windows(connection)) == 1
    assert living(connection) == EVERYTHING - {300}


def test_a_running_entry_is_not_taken_for_deleted_by_a_report_that_never_shows_it(connection, clock, toggl):
    make_run(toggl, connection, clock)()
    after = NOW + timedelta(days=120)
    with FakeToggl(toggl.store, now=lambda: after) as later:
        make_run(later, connection, clock)(now=after)
    assert 1000 in living(connection)


def test_what_was_wrongly_taken_for_deleted_lives_again_after_a_full_read(run, connection, toggl):
    run()
    toggl.store.edit_entry(300, description="changed")
    run(now=NOW + timedelta(minutes=30))
    connection.execute("update raw.toggl__time_entries set deleted_at = now() where source_id = '300'")
    connection.commit()
    # By now the edit is too long ago for the changes to bring it again.
    run(full=True, now=NOW + timedelta(hours=1))
    assert living(connection) == EVERYTHING


def test_progress_is_told_while_paging_and_ends_complete(small_run, capsys):
    small_run()
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    days = [line for line in lines if line["event"] == "progress" and line["unit"] == "days"]
    assert len(days) >= 9
    assert [line["done"] for line in days] == sorted(line["done"] for line in days)
    assert days[-1]["done"] == days[-1]["total"] == 364 + 2 * 365


def test_an_accepted_page_size_is_remembered(run, toggl, connection):
    toggl.habits.refused_page = 200
    run()
    assert cursor(connection)["page_size"] == 200
    toggl.requests.clear()
    run(full=True)
    sizes = [body["page_size"] for body in reports(toggl)]
    assert set(sizes) == {200}, "the refused size is not requested again"


def progress(connection):
    [(found,)] = connection.execute("select history from raw.sync_state where service = 'toggl'").fetchall()
    return found


def test_the_progress_of_the_history_is_recorded_page_by_page(run, connection, toggl):
    toggl.habits.largest_page = 50
    toggl.fail_next("quota", times=9, path="/reports/", after=3, resets_in=1200)
    with pytest.raises(WaitError) as caught:
        run()
    first = progress(connection)
    assert first["first_day"] == "2023-01-02", "two years before the beginning of the account's"
    assert 0 < first["days_left"] < first["days"]
    assert first["calls_left"] == caught.value.left

    toggl.forget_faults()
    run(until=date(2025, 1, 31), since=date(2025, 1, 1))
    assert progress(connection) == first, "a sync of some days says nothing of the whole history"
    run()
    last = progress(connection)
    assert (last["days_left"], last["calls_left"]) == (0, 0)
    assert last["days"] >= first["days"]


def test_a_dry_run_records_no_progress(run, connection):
    run(dry_run=True)
    assert connection.execute("select from raw.sync_state").fetchall() == []
