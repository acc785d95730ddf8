"""A deleted tag or project leaves its entries, although their `at` may not show it."""

from datetime import timedelta

import pytest

from tests.pipelines.connector.conftest import NOW, cursor
from tests.pipelines.connector.toggl.test_sync import stored

LATER = NOW + timedelta(hours=3)


@pytest.mark.parametrize("by", ["changes", "report"])
def test_the_history_of_a_deleted_tag_or_project_is_read_again(run, connection, toggl, by):
    table = "time_entries" if by == "changes" else "report_time_entries"
    old = toggl.store.entry(300).at
    toggl.store.edit_entry(300, project_id=21, tag_ids=(31, 32), at=old)
    run()
    if by == "changes":
        toggl.store.edit_entry(300, description="known to v9", at=NOW)
        run()
    toggl.store.moves_at = False
    toggl.store.delete_tag(31)
    toggl.store.delete_project(21)
    toggl.requests.clear()
    run(now=LATER)
    [request] = [request.body for request in toggl.requests if "/reports/" in request.path]
    assert (request["start_date"], request["end_date"]) == ("2025-05-04", "2025-05-05"), "its day only"
    data, _ = stored(connection, table, 300)
    assert (data["project_id"], data["tag_ids"]) == (None, [32])
    assert "reread_by_workspace" not in cursor(connection)


def test_where_v9_is_too_new_for_the_report_to_decide_it_is_read_again_later(connection, clock, toggl):
    from tests.fakes.toggl import FakeToggl
    from tests.pipelines.connector.conftest import make_run

    now = NOW
    with FakeToggl(toggl.store, now=lambda: now) as fake:
        run = make_run(fake, connection, clock)
        run()
        fake.store.edit_entry(300, tag_ids=(31,), at=NOW)
        now = NOW + timedelta(minutes=15)
        run(now=now)
        fake.store.moves_at = False
        fake.store.delete_tag(31)
        now = NOW + timedelta(minutes=30)
        run(now=now)
        assert stored(connection, "time_entries", 300)[0]["tag_ids"] == [31]
        assert "reread_by_workspace" in cursor(connection)
        now = LATER
        run(now=now)
    assert stored(connection, "time_entries", 300)[0]["tag_ids"] == []
    assert "reread_by_workspace" not in cursor(connection)


@pytest.mark.parametrize("what", ["tag", "project"])
def test_a_report_that_is_behind_a_deletion_is_read_again_until_it_shows_it(connection, clock, what):
    from tests.fakes.toggl import FakeToggl
    from tests.pipelines.connector.conftest import an_account, make_run

    now = NOW
    with FakeToggl(an_account(), now=lambda: now) as fake:
        fake.store.edit_entry(300, project_id=21, tag_ids=(31,), at=fake.store.entry(300).at)
        run = make_run(fake, connection, clock)
        run()
        fake.habits.report_lag = timedelta(minutes=30)
        fake.store.moves_at = False
        now = NOW + timedelta(hours=2)
        (fake.store.delete_tag if what == "tag" else fake.store.delete_project)(31 if what == "tag" else 21)
        run(now=now)
        data, _ = stored(connection, "report_time_entries", 300)
        assert (data["project_id"], data["tag_ids"]) == (21, [31])
        assert "reread_by_workspace" in cursor(connection)
        now += timedelta(hours=2)
        run(now=now)
        data, _ = stored(connection, "report_time_entries", 300)
        assert (data["project_id"], data["tag_ids"]) == ((21, []) if what == "tag" else (None, [31]))
        assert "reread_by_workspace" not in cursor(connection)
