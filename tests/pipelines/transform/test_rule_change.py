"""A database that was transformed before the rules of actual time: how much they change is kept once."""

import pytest

from tests.pipelines.transform import rows

KEPT = "select tracked_seconds_before, tracked_seconds_after from app.rule_change"


@pytest.fixture
def stacked(database):
    """Two entries of an hour with the same start, of which the version before counted one."""
    rows.clear(database)
    hour = ("2026-03-02", "09:00:00", "01:00:00")
    rows.insert(database, "toggl_csv__time_entries", [rows.file_row("a", *hour), rows.file_row("b", *hour)])
    yield database
    rows.clear(database)
    database.execute("truncate app.rule_change")


def test_the_hours_before_and_after_are_kept_at_the_first_build_only(stacked, stage):
    assert stage.run().code == 0
    assert stacked.execute(KEPT).fetchall() == []

    stacked.execute("alter table marts.data_quality drop column logged_seconds")
    stacked.execute("update marts.data_quality set tracked_seconds = 3600")
    assert stage.run().code == 0
    assert stacked.execute(KEPT).fetchall() == [(3600, 7200)]

    rows.insert(stacked, "toggl_csv__time_entries", [rows.file_row("c", "2026-03-03", "09:00:00", "01:00:00")])
    assert stage.run().code == 0
    assert stacked.execute(KEPT).fetchall() == [(3600, 7200)]
