"""Toggl's clock counts: ours may be wrong by an hour either way."""

from datetime import UTC, datetime, timedelta

import pytest

from sandbox.toggl_habits import Habits
from tests.fakes.toggl import FakeToggl
from tests.pipelines.connector.conftest import NOW, an_account, cursor, living, make_run, windows

HOUR = timedelta(hours=1)
LIFE = {*range(1, 400), 1000}


class Time:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def time():
    return Time()


@pytest.fixture(params=[True, False], ids=["with Date", "without Date"])
def toggl(request, time):
    with FakeToggl(an_account(), now=time, habits=Habits(sends_date=request.param)) as fake:
        yield fake


@pytest.fixture(params=[HOUR, -HOUR], ids=["ahead", "behind"])
def run(request, toggl, connection, clock, time):
    """A sync whose clock is wrong."""
    right = make_run(toggl, connection, clock)
    return lambda **options: right(now=time.now + request.param, **options)


def test_changes_just_after_a_sync_are_not_missed(run, connection, toggl, time):
    run()
    time.now += timedelta(minutes=20)
    toggl.store.edit_entry(300, description="changed", at=time.now)
    toggl.store.delete_entry(301, at=time.now)
    added = toggl.store.add_entry(time.now - timedelta(days=100), time.now - timedelta(days=99), at=time.now).id
    time.now += timedelta(hours=5)
    run()
    assert living(connection) == LIFE - {301} | {added}
    found = connection.execute("select data ->> 'description' from raw.toggl__time_entries where source_id = '300'")
    assert found.fetchone() == ("changed",)


def test_entries_of_this_hour_are_read(run, connection, toggl, time):
    new = toggl.store.add_entry(time.now - timedelta(minutes=5), time.now).id
    run()
    assert new in living(connection)


def test_days_around_midnight_are_read_once_and_whole(connection, clock, toggl, time):
    """In Tokyo it is half past midnight, or half past eleven by the wrong clock."""
    time.now = NOW.replace(hour=15, minute=30)
    for offset in (-HOUR, HOUR, timedelta(0)):
        make_run(toggl, connection, clock)(now=time.now + offset)
        assert living(connection) == LIFE
        assert len(windows(connection)) == 1


def test_no_time_counts_as_read_that_has_not_happened(connection, clock, time):
    with FakeToggl(an_account(), now=time) as toggl:
        make_run(toggl, connection, clock)(now=NOW + HOUR)
    assert [end for _, end in windows(connection)] == [NOW]


@pytest.mark.parametrize(("offset", "kept"), [(HOUR, -3600), (-HOUR, 3600), (timedelta(seconds=1), 0)])
def test_the_difference_of_the_clocks_is_recorded(connection, clock, time, offset, kept):
    with FakeToggl(an_account(), now=time) as toggl:
        summary = make_run(toggl, connection, clock)(now=NOW + offset)
    assert (summary["clock_offset_seconds"], cursor(connection)["clock_offset_seconds"]) == (kept, kept)


def test_the_cursor_is_toggls_date(connection, clock, time):
    with FakeToggl(an_account(), now=time) as toggl:
        run = make_run(toggl, connection, clock)
        run(now=NOW + HOUR)
        assert datetime.fromisoformat(cursor(connection)["since"]) == NOW
        time.now += HOUR
        run(now=time.now + HOUR)
    assert datetime.fromisoformat(cursor(connection)["since"]) == NOW + HOUR


def test_without_a_date_the_cursor_is_the_greatest_at(connection, clock, time):
    with FakeToggl(an_account(), now=time, habits=Habits(sends_date=False)) as toggl:
        run = make_run(toggl, connection, clock)
        run(now=NOW + HOUR)
        assert datetime.fromisoformat(cursor(connection)["since"]) == NOW
        at = datetime(2026, 3, 1, 14, 30, tzinfo=UTC)
        toggl.store.edit_entry(300, description="changed", at=at)
        time.now = at + timedelta(minutes=5)
        run(now=NOW)
    assert datetime.fromisoformat(cursor(connection)["since"]) == at
