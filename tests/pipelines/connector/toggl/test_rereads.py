"""A read believes what it reads: moved, restored and changed entries come out right, whatever `at` says."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from pipelines.stage import TemporaryError
from sandbox.toggl_habits import Habits
from tests.fakes.toggl import FakeToggl
from tests.pipelines.connector.conftest import NOW, an_account, living, make_run
from tests.pipelines.connector.toggl.test_sync import stored
from tests.sandbox.conftest import make_entry

LIFE = {*range(1, 400), 1000}
LATER = NOW + timedelta(hours=3)


class Time:
    """One clock for the service and for us."""

    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def time():
    return Time()


@pytest.fixture(params=[False, True], ids=["by id", "by row number"])
def toggl(request, time):
    habits = Habits(largest_page=40, pages_by_row_number=request.param)
    with FakeToggl(an_account(), now=time, habits=habits) as fake:
        yield fake


@pytest.fixture
def run(toggl, connection, clock, time):
    right = make_run(toggl, connection, clock)
    return lambda **options: right(now=time.now, **options)


@pytest.mark.parametrize(("minutes", "is_alive"), [(59, False), (61, True)])
def test_a_report_brings_an_entry_back_when_it_was_read_an_hour_after_the_deletion(
    run, connection, toggl, time, minutes, is_alive
):
    run()
    toggl.store.delete_entry(300)
    time.now += timedelta(minutes=5)
    run()
    assert living(connection) == LIFE - {300}
    # Restored without a new `at`, which the changes do not show.
    toggl.store.restore_entry(300, at=NOW - timedelta(days=300))
    time.now = NOW + timedelta(minutes=minutes)
    run(full=True)
    assert living(connection) == (LIFE if is_alive else LIFE - {300})
    if is_alive:
        assert stored(connection, "time_entries", 300)[0]["server_deleted_at"] is None


def test_a_full_read_replaces_whatever_at_says(run, connection, toggl, time):
    run()
    toggl.store.edit_entry(300, description="by the changes", at=time.now)
    run()
    time.now = LATER
    old = NOW - timedelta(days=300)
    toggl.store.edit_entry(300, description="without a new at", tag_ids=(32,), project_id=22, at=old)
    toggl.store.edit_entry(301, description="too", at=old)
    run()
    assert stored(connection, "time_entries", 300)[0]["description"] == "by the changes"
    run(full=True)
    data, _ = stored(connection, "time_entries", 300)
    assert (data["description"], data["tags"], data["project_id"]) == ("without a new at", ["outside"], 22)
    assert stored(connection, "report_time_entries", 301)[0]["description"] == "too"


def test_a_report_that_is_behind_takes_nothing_back(run, connection, toggl, time):
    run()
    toggl.habits.report_lag = timedelta(hours=1)
    time.now = LATER
    toggl.store.edit_entry(300, description="new")
    toggl.store.delete_entry(301)
    toggl.store.edit_entry(302, start=NOW - timedelta(days=222, hours=5), stop=NOW - timedelta(days=222, hours=4))
    added = toggl.store.add_entry(NOW - timedelta(days=250), NOW - timedelta(days=249)).id
    time.now += timedelta(minutes=30)
    run(full=True)
    assert living(connection) == LIFE - {301} | {added}
    assert stored(connection, "time_entries", 300)[0]["description"] == "new"
    assert stored(connection, "time_entries", 302)[0]["start"] == "2025-07-22T08:00:00+00:00"


def test_a_change_in_a_span_that_is_read_for_the_first_time_is_not_lost_when_reports_are_behind(
    run, connection, toggl, time
):
    toggl.fail_next("quota", path="/reports/", resets_in=1800)
    with pytest.raises(TemporaryError):
        run()
    toggl.habits.report_lag = timedelta(hours=1)
    added = toggl.store.add_entry(NOW - timedelta(days=250), NOW - timedelta(days=249)).id
    time.now += timedelta(minutes=40)
    run()
    assert added not in living(connection), "the report does not have it yet"
    time.now += timedelta(minutes=1)
    run()
    assert living(connection) == LIFE | {added}


def test_an_entry_moves_to_another_day(run, connection, toggl, time):
    run()
    time.now = LATER
    to_the_past, to_the_window = NOW - timedelta(days=350), NOW - timedelta(days=30)
    toggl.store.edit_entry(10, start=to_the_past, stop=to_the_past + timedelta(hours=1))
    toggl.store.edit_entry(300, start=to_the_window, stop=to_the_window + timedelta(hours=1))
    run()
    assert living(connection) == LIFE
    assert stored(connection, "time_entries", 10)[0]["start"].startswith("2025-03-16")
    assert stored(connection, "time_entries", 300)[0]["start"].startswith("2026-01-30")
    run(full=True)
    assert living(connection) == LIFE


@pytest.mark.parametrize("days", [100, 390])
def test_an_entry_that_moved_to_another_day_unseen_is_found_by_the_reports(run, connection, toggl, time, days):
    run()
    to = NOW - timedelta(days=days)
    toggl.store.edit_entry(300, start=to, stop=to + timedelta(hours=1), at=NOW + timedelta(days=1))
    time.now += timedelta(days=120)
    run()
    assert living(connection) == LIFE
    row = stored(connection, "report_time_entries", 300)
    assert (row[0]["start"][:10], row[1]) == (f"{to:%Y-%m-%d}", None)


def test_an_entry_that_moves_while_the_trailing_window_is_paged_is_not_taken_for_deleted(connection, clock, time):
    many = [make_entry(number, NOW - timedelta(hours=number), 50) for number in range(1, 1301)]
    with FakeToggl(replace(an_account(1), entries=tuple(many)), now=time) as toggl:
        right = make_run(toggl, connection, clock)
        right()
        to = NOW - timedelta(minutes=5)
        # The first page was read before it moved there, the second comes after it has left.
        toggl.before_request(lambda: toggl.store.edit_entry(1200, start=to, stop=NOW), path="/me/time_entries", after=2)
        right()
    assert living(connection) == set(range(1, 1301))
    assert stored(connection, "time_entries", 1200)[0]["start"] == "2026-03-01T12:55:00+00:00"


def test_the_changes_are_requested_again_only_before_something_is_deleted(run, toggl, time):
    def since_requests():
        return [request for request in toggl.requests if "since" in request.params]

    run()
    run()
    assert len(since_requests()) == 2, "one for each sync"
    toggl.store.forget_entry(10)
    run()
    assert len(since_requests()) == 4


@pytest.mark.parametrize("change", ["delete", "forget", "move", "add"])
def test_rows_that_change_while_a_report_is_paged_are_neither_lost_nor_taken_for_deleted(
    run, connection, toggl, time, change
):
    def act():
        if change == "delete":
            toggl.store.delete_entry(61)
        elif change == "forget":
            toggl.store.forget_entry(61)
        elif change == "move":
            to = NOW - timedelta(days=61, hours=20)
            toggl.store.edit_entry(390, start=to, stop=to + timedelta(hours=1))
        else:
            toggl.store.add_entry(NOW - timedelta(days=62, hours=2), NOW - timedelta(days=62))

    toggl.before_request(act, path="/reports/", after=2)
    run()
    time.now += timedelta(minutes=20)
    run()
    truth = {entry.id for entry in toggl.store.snapshot().entries if entry.deleted_at is None}
    if change == "forget":
        assert living(connection) - truth == {61}, "a deletion without a trace is found by a full read"
        run(full=True)
    assert living(connection) == truth


def test_a_report_that_never_holds_still_is_left_to_the_next_run(connection, clock, time):
    """All entries are of one day, so no page finishes any, and before each following page the first row goes away."""
    begin = NOW.replace(hour=0) - timedelta(days=100)
    busy = [make_entry(number, begin + timedelta(minutes=number), 1) for number in range(1, 400)]
    account = replace(an_account(1), created_at=begin, entries=tuple(busy))
    habits = Habits(largest_page=40, pages_by_row_number=True)
    with FakeToggl(account, now=time, habits=habits) as toggl:
        right = make_run(toggl, connection, clock)
        for number in range(1, 20):
            toggl.before_request(partial(toggl.store.delete_entry, 400 - number), path="/reports/", after=number)
        with pytest.raises(TemporaryError, match="change while") as caught:
            right()
        assert caught.value.after_seconds == 300
        toggl.forget_faults()
        time.now += timedelta(minutes=10)
        right(now=time.now)
        assert living(connection) == {entry.id for entry in toggl.store.snapshot().entries if entry.deleted_at is None}
