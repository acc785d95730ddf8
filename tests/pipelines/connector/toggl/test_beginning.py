"""How far the history goes back: people import and backdate, so entries may be older than the account."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from sandbox.account import Workspace
from sandbox.toggl_habits import Habits
from tests.fakes.toggl import FakeToggl
from tests.pipelines.connector.conftest import NOW, an_account, cursor, living, make_run, windows
from tests.sandbox.conftest import make_entry

FAMILY = Workspace(id=6, name="Family", organization_id=3, at=NOW)


def account(*entries, created_at=datetime(2025, 6, 1, tzinfo=UTC)):
    base = an_account(1)
    return replace(base, entries=entries, created_at=created_at, workspaces=(*base.workspaces, FAMILY))


def old(number, day, workspace=5):
    return make_entry(number, datetime.combine(day, datetime.min.time(), UTC), workspace_id=workspace)


def beginning(connection):
    [(start, _)] = windows(connection)
    return (start + timedelta(hours=9)).date()


@pytest.mark.parametrize(
    ("days", "found", "begins"),
    [
        ([], [], date(2023, 1, 2)),
        ([date(2024, 3, 1)], [1], date(2022, 1, 2)),
        ([date(2023, 3, 1)], [1], date(2021, 1, 2)),
        ([date(2023, 3, 1), date(2021, 6, 1)], [1, 2], date(2019, 1, 3)),
        ([date(2022, 3, 1)], [], date(2023, 1, 2)),
    ],
)
@pytest.mark.parametrize("workspace", [5, 6])
def test_it_goes_back_until_two_consecutive_years_are_empty(connection, clock, days, found, begins, workspace):
    entries = [old(number, day, workspace) for number, day in enumerate(days, 1)]
    with FakeToggl(account(*entries), now=lambda: NOW) as toggl:
        run = make_run(toggl, connection, clock)
        run()
        assert living(connection) == set(found)
        assert beginning(connection) == begins
        before = len(toggl.requests)
        run()
        assert not [request for request in toggl.requests[before:] if "/reports/" in request.path], "and is known"


def test_an_entry_that_is_added_before_the_beginning_extends_it(connection, clock):
    now = NOW
    with FakeToggl(account(), now=lambda: now) as toggl:
        run = make_run(toggl, connection, clock)
        run()
        assert beginning(connection) == date(2023, 1, 2)
        far = datetime(2015, 7, 1, 3, tzinfo=UTC)
        added = toggl.store.add_entry(far, far + timedelta(hours=1), workspace_id=6).id
        now += timedelta(minutes=5)
        run(now=now)
    assert living(connection) == {added}
    assert beginning(connection) == date(2013, 1, 1)
    assert cursor(connection)["earliest_year"] == 2015


def test_an_entry_from_long_before_that_was_imported_lately_is_found_by_the_first_sync(connection, clock):
    lately = NOW - timedelta(days=70)
    imported = replace(old(1, date(2012, 3, 1), 6), at=lately)
    with FakeToggl(account(imported), now=lambda: NOW) as toggl:
        make_run(toggl, connection, clock)()
    assert living(connection) == {1}
    assert beginning(connection) == date(2010, 1, 1)


def test_it_never_goes_before_toggls_own_beginning(connection, clock):
    with FakeToggl(account(created_at=datetime(2007, 3, 1, tzinfo=UTC)), now=lambda: NOW) as toggl:
        make_run(toggl, connection, clock)()
    assert beginning(connection) == date(2006, 1, 1)


def test_an_account_without_a_date_of_creation_is_read_from_toggls_beginning(connection, clock, monkeypatch):
    from pipelines.connector.toggl import api

    right = api.me

    def without_date(client):
        user, date = right(client)
        return {key: value for key, value in user.items() if key != "created_at"}, date

    monkeypatch.setattr(api, "me", without_date)
    with FakeToggl(account(old(1, date(2008, 2, 3))), now=lambda: NOW) as toggl:
        make_run(toggl, connection, clock)()
    assert living(connection) == {1}
    assert beginning(connection) == date(2006, 1, 1)


@pytest.mark.parametrize("exclusive", [False, True])
def test_the_first_day_is_read_whether_toggl_takes_it_for_a_part_of_the_range_or_not(connection, clock, exclusive):
    horizon = datetime(2025, 12, 30, 15, tzinfo=UTC)
    starts = [horizon, horizon - timedelta(days=1), datetime(2024, 12, 31, 15, tzinfo=UTC)]
    entries = [make_entry(number, start) for number, start in enumerate(starts, 1)]
    with FakeToggl(account(*entries), now=lambda: NOW, habits=Habits(start_exclusive=exclusive)) as toggl:
        run = make_run(toggl, connection, clock)
        run()
        assert living(connection) == {1, 2, 3}
        run(full=True)
        assert living(connection) == {1, 2, 3}


def test_a_full_read_includes_the_years_before_the_account(connection, clock):
    kept, gone = old(1, date(2024, 3, 1)), old(2, date(2023, 3, 1))
    with FakeToggl(account(kept, gone), now=lambda: NOW) as toggl:
        run = make_run(toggl, connection, clock)
        run()
        toggl.store.forget_entry(2)
        run(full=True)
        assert living(connection) == {1}
        before, begins = len(toggl.requests), beginning(connection)
        toggl.store.forget_entry(1)
        run(full=True)
        assert living(connection) == set()
        assert beginning(connection) == begins, "no further back than before"
        reports = [request for request in toggl.requests[before:] if "/reports/" in request.path]
        assert len(reports) == 10, "five years of two workspaces"
        assert "reread_by_workspace" not in cursor(connection)
