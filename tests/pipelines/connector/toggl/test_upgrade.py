"""A database as the version before left it: nothing is read twice that need not be, and nothing is lost."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from psycopg.types.json import Jsonb

from pipelines.settings import Settings
from pipelines.stage import TemporaryError
from sandbox.account import Workspace
from tests.fakes.toggl import FakeToggl
from tests.pipelines.connector.conftest import NOW, an_account, cursor, living, make_run, windows
from tests.pipelines.connector.toggl.test_sync import stored
from tests.sandbox.conftest import make_entry

FAMILY = Workspace(id=6, name="Family", organization_id=3, at=NOW)
LIFE = {*range(1, 400), 1000}
OTHERS = {2001, 2002}
# The version before read from the account's own day on.
FIRST = datetime(2025, 1, 24, 15, tzinfo=UTC)
SOON = NOW + timedelta(minutes=30)
ONLY_LIFE = Settings(toggl_workspace_ids=(5,))


class Time:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def time():
    return Time()


@pytest.fixture(params=[1, 2], ids=["one workspace", "two workspaces"])
def toggl(request, time):
    base = an_account()
    old = NOW.replace(hour=2)
    family = (
        make_entry(2001, old - timedelta(days=20), workspace_id=6),
        make_entry(2002, old - timedelta(days=200), workspace_id=6),
    )
    account = base
    if request.param == 2:
        account = replace(base, workspaces=(*base.workspaces, FAMILY), entries=base.entries + family)
    with FakeToggl(account, now=time) as fake:
        yield fake


@pytest.fixture
def run(toggl, connection, clock, time):
    right = make_run(toggl, connection, clock)
    return lambda **options: right(now=time.now, **options)


def truth(toggl):
    return {entry.id for entry in toggl.store.snapshot().entries if entry.deleted_at is None}


def reports(toggl):
    return [
        (int(request.path.split("/")[5]), request.body["start_date"], request.body["end_date"])
        for request in toggl.requests
        if "/reports/" in request.path
    ]


def as_the_version_before(connection: psycopg.Connection, *, windows=((FIRST, NOW),), since=NOW, **state):
    """Bring windows and cursor into the form of the version before, by its own statements."""
    connection.execute("delete from raw.sync_windows")
    for start, end in windows:
        connection.execute(
            "insert into raw.sync_windows (service, entity, start_at, end_at, loaded_at) values (%s, %s, %s, %s, %s)",
            ("toggl", "time_entries", start, end, NOW),
        )
    before = {"since": since.isoformat(), "workspace_id": 5} | state
    before = {key: value for key, value in before.items() if value is not None}
    connection.execute("update raw.sync_state set cursor = %s", (Jsonb(before),))
    connection.commit()


@pytest.fixture
def upgraded(run, connection, toggl):
    """Sync as the version before would have, and return a function that leaves its state."""
    run(settings=ONLY_LIFE, since=datetime(2025, 1, 25, tzinfo=UTC).date())
    toggl.requests.clear()
    return lambda **state: as_the_version_before(connection, **state)


def test_what_was_read_is_not_read_again(run, connection, toggl, upgraded):
    upgraded()
    run()
    assert living(connection) == truth(toggl)
    own = [(start, end) for workspace, start, end in reports(toggl) if workspace == 5]
    assert own[0] == ("2024-12-31", "2025-01-24"), "the rest of the account's year, and the empty ones before"
    assert len(own) == 3
    assert len(windows(connection)) == 1
    toggl.requests.clear()
    run()
    assert reports(toggl) == []


def test_tombstones_stay(run, connection, toggl, upgraded, time):
    toggl.store.delete_entry(300, at=NOW)
    toggl.store.forget_entry(10)
    time.now = SOON
    run(settings=ONLY_LIFE)
    upgraded(since=SOON)
    before = stored(connection, "time_entries", 300)[1], stored(connection, "time_entries", 10)[1]
    run()
    assert (stored(connection, "time_entries", 300)[1], stored(connection, "time_entries", 10)[1]) == before
    assert living(connection) == truth(toggl)


def test_windows_of_an_unknown_workspace_are_read_again(run, connection, toggl, upgraded):
    upgraded(workspace_id=None)
    run()
    assert ("2025-12-30" in {end for _, _, end in reports(toggl)}) is True
    assert living(connection) == truth(toggl)


def test_a_hole_in_the_history_is_read_first(run, connection, toggl, upgraded):
    middle, horizon = datetime(2025, 8, 31, 15, tzinfo=UTC), datetime(2025, 12, 30, 15, tzinfo=UTC)
    connection.execute(
        "delete from raw.toggl__report_time_entries where (data ->> 'start')::timestamptz >= %s", (middle,)
    )
    upgraded(windows=((FIRST, middle), (horizon, NOW)))
    run()
    own = [(start, end) for workspace, start, end in reports(toggl) if workspace == 5]
    assert own[0] == ("2025-08-31", "2025-12-30")
    assert own[1] == ("2024-12-31", "2025-01-24")
    assert living(connection) == truth(toggl)


def test_an_unfinished_full_read_continues(run, connection, toggl, upgraded):
    toggl.store.forget_entry(390)
    upgraded(reread=[[FIRST.isoformat(), "2025-03-01T15:00:00+00:00"]], reread_label="full None None")
    run(full=True)
    own = [(start, end) for workspace, start, end in reports(toggl) if workspace == 5]
    assert own[0] == ("2024-12-31", "2025-03-01"), "and not all of it"
    assert living(connection) == truth(toggl)
    assert "reread" not in cursor(connection)


def test_changes_that_a_clock_ahead_of_toggls_hid_are_found(run, connection, toggl, upgraded, time):
    time.now = NOW + timedelta(minutes=20)
    toggl.store.edit_entry(300, description="within the hour", at=time.now)
    upgraded(since=NOW + timedelta(hours=1))
    time.now = NOW + timedelta(hours=2)
    run()
    assert stored(connection, "time_entries", 300)[0]["description"] == "within the hour"


def test_a_sync_that_breaks_off_at_once_loses_nothing_of_that(run, connection, toggl, upgraded):
    upgraded()
    for _ in range(2):
        toggl.fail_next("quota", path="/me/time_entries", resets_in=1800)
        with pytest.raises(TemporaryError):
            run()
    toggl.requests.clear()
    run()
    assert len([workspace for workspace, _, _ in reports(toggl) if workspace == 5]) == 3
    assert living(connection) == truth(toggl)


def test_after_a_return_to_the_version_before_its_changes_are_found(run, connection, toggl, upgraded, time):
    run()
    kept = cursor(connection)
    # The version before has read changes once more, and dropped what was outside of its windows.
    time.now = SOON
    old = datetime(2024, 6, 1, 3, tzinfo=UTC)
    toggl.store.add_entry(old, old + timedelta(hours=1), at=NOW + timedelta(minutes=5))
    connection.execute("update raw.sync_windows set start_at = %s where entity = 'time_entries'", (FIRST,))
    connection.execute(
        "update raw.sync_state set cursor = %s", (Jsonb(kept | {"since": (SOON + timedelta(hours=1)).isoformat()}),)
    )
    connection.commit()
    run()
    assert living(connection) == truth(toggl)
    assert len(windows(connection)) == 1


def test_the_version_before_finds_its_own_state(run, connection, toggl):
    run()
    state = cursor(connection)
    assert (datetime.fromisoformat(state["since"]), state["workspace_id"]) == (NOW, 5)
    assert "reread" not in state
    rows = connection.execute(
        "select start_at, end_at from raw.sync_windows where service = 'toggl' and entity = 'time_entries'"
    )
    assert len(rows.fetchall()) == 1
    assert json.dumps(state)
