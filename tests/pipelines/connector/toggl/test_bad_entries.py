"""One bad entry costs only itself: it is skipped, counted and named."""

import json
from datetime import timedelta

import pytest

from pipelines.connector.toggl.usable import Skipped, split
from tests.pipelines.connector.conftest import NOW, living
from tests.pipelines.connector.toggl.test_sync import stored

LIFE = {*range(1, 400), 1000}
GOOD = {"id": 1, "start": "2026-03-01T10:00:00Z", "stop": None, "duration": -1, "tags": None}


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"id": None}, "id"),
        ({"id": True}, "id"),
        ({"id": 2**63}, "id"),
        ({"start": None}, "start"),
        ({"start": "2026-03-01T10:00:00"}, "start"),
        ({"start": "2026-02-30T10:00:00Z"}, "start"),
        ({"start": "0001-01-01T00:00:00Z"}, "start"),
        ({"start": "2026-W09-7T10:00:00Z"}, "start"),
        ({"stop": "noon"}, "stop"),
        ({"at": 7}, "at"),
        ({"server_deleted_at": ""}, "server_deleted_at"),
        ({"duration": "3600"}, "duration"),
        ({"duration": 10**18}, "duration"),
        ({"workspace_id": "5"}, "workspace_id"),
        ({"tag_ids": {"a": 1}}, "tag_ids"),
    ],
)
def test_an_entry_is_skipped_for_a_field_that_no_query_could_use(fields, reason):
    item = GOOD | fields
    assert split([item, GOOD]) == ([GOOD], [Skipped(1 if reason != "id" else None, reason)])


def test_what_is_no_object_is_skipped():
    assert split([None, 7, [GOOD]]) == ([], [Skipped(None, "id")] * 3)


@pytest.mark.parametrize("entry", [10, 300])
def test_a_bad_entry_does_not_stop_the_sync_and_keeps_its_row(run, connection, toggl, capsys, entry):
    run()
    toggl.store.send_odd_fields(entry, start=None)
    toggl.store.edit_entry(entry, description="changed", at=NOW)
    toggl.store.edit_entry(20, description="good", at=NOW)
    capsys.readouterr()
    summary = run(full=True)
    assert summary["skipped"] == 1, "once, although several answers hold it"
    assert living(connection) == LIFE
    assert stored(connection, "time_entries", 20)[0]["description"] == "good"
    [message] = [
        event["message"]
        for event in map(json.loads, capsys.readouterr().out.splitlines())
        if event.get("level") == "warning"
    ]
    assert f"1 entries that cannot be used, and they are skipped: {entry} (its start)" in message
    toggl.store.send_odd_fields(entry)
    assert run(full=True)["skipped"] == 0


def test_an_account_of_bad_entries_is_read_to_its_end(run, connection, toggl):
    for entry in range(1, 400):
        toggl.store.send_odd_fields(entry, start="?")
    assert run()["skipped"] == 399
    assert living(connection) == {1000}


def test_bad_reference_data_is_skipped_too(run, connection, toggl, monkeypatch):
    from pipelines.connector.toggl import api

    right = api.me

    def odd(client):
        user, date = right(client)
        return user | {"tags": [*user["tags"], {"name": "no id"}, None], "projects": "none"}, date

    monkeypatch.setattr(api, "me", odd)
    assert run()["skipped"] == 1
    assert connection.execute("select count(*) from raw.toggl__tags where deleted_at is null").fetchone() == (2,)


def test_an_ended_entry_without_a_stop_is_kept_as_received_and_compared(run, connection, toggl):
    toggl.store.send_odd_fields(10, stop=None, duration=3600)
    toggl.store.send_odd_fields(300, stop=None, duration=3600)
    run()
    data, _ = stored(connection, "time_entries", 10)
    assert (data["stop"], data["duration"]) == (None, 3600)
    toggl.store.edit_entry(300, description="known to v9", at=NOW)
    run()
    toggl.store.forget_entry(300)
    toggl.store.forget_entry(10)
    run(full=True, now=NOW + timedelta(hours=2))
    assert living(connection) == LIFE - {10, 300}
