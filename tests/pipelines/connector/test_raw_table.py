"""Loading: what differs is written, what does not is left alone, and each is counted for what it was."""

from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from pipelines.connector.counts import Counts
from pipelines.connector.raw_table import RawTable, Row, delete_missing, load
from pipelines.connector.scrub import scrub

NOW = datetime(2026, 3, 1, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
TAGS = RawTable("toggl__tags", "v9")


def stored(connection: psycopg.Connection) -> dict[str, tuple[Any, ...]]:
    rows = connection.execute(
        "select source_id, data, synced_at, deleted_at, api_version, xmin::text from raw.toggl__tags"
    )
    return {key: tuple(rest) for key, *rest in rows}


def test_new_rows_are_inserted_as_received(connection):
    data = {"name": 'tab\t, newline\n, \\N, quote " and 散歩', "empty": None, "list": [1, {"deep": True}]}
    assert load(connection, TAGS, [Row("1", data)], NOW) == Counts(inserted=1)
    assert stored(connection)["1"][:4] == (data, NOW, None, "v9")


def test_an_unchanged_row_is_not_rewritten(connection):
    load(connection, TAGS, [Row("1", {"name": "a"}), Row("2", {"name": "b"})], NOW)
    connection.commit()
    before = stored(connection)
    counts = load(connection, TAGS, [Row("1", {"name": "a"}), Row("2", {"name": "changed"})], LATER)
    connection.commit()
    after = stored(connection)
    assert counts == Counts(updated=1, unchanged=1)
    assert after["1"] == before["1"], "same xmin: the very same row version"
    assert after["2"][:2] == ({"name": "changed"}, LATER)


def test_a_tombstone_counts_as_deleted_once(connection):
    load(connection, TAGS, [Row("1", {"name": "a"})], NOW)
    grave = Row("1", {"name": "a", "server_deleted_at": "x"}, NOW)
    assert load(connection, TAGS, [grave], LATER) == Counts(deleted=1)
    assert load(connection, TAGS, [grave], LATER) == Counts(unchanged=1)
    assert load(connection, TAGS, [Row("1", {"more": 1}, NOW)], LATER) == Counts(updated=1)
    assert load(connection, TAGS, [Row("2", {}, NOW)], LATER) == Counts(deleted=1)


def test_a_row_that_comes_back_lives_again_and_counts_as_updated(connection):
    load(connection, TAGS, [Row("1", {"name": "a"})], NOW)
    delete_missing(connection, TAGS, [], NOW)
    assert load(connection, TAGS, [Row("1", {"name": "a"})], LATER) == Counts(updated=1)
    assert stored(connection)["1"][2] is None


def test_only_living_rows_that_are_missing_are_deleted(connection):
    load(connection, TAGS, [Row("1", {"n": 1}), Row("2", {"n": 2}), Row("3", {"n": 3})], NOW)
    where, parameters = "(data ->> 'n')::int > %(least)s", {"least": 1}
    assert delete_missing(connection, TAGS, ["2"], LATER, where=where, parameters=parameters) == Counts(deleted=1)
    assert delete_missing(connection, TAGS, ["2"], LATER, where=where, parameters=parameters) == Counts()
    assert {key: row[2] for key, row in stored(connection).items()} == {"1": None, "2": None, "3": LATER}


def test_of_rows_with_one_key_the_last_counts(connection):
    assert load(connection, TAGS, [Row("1", {"n": 1}), Row("1", {"n": 2})], NOW) == Counts(inserted=1)
    assert stored(connection)["1"][0] == {"n": 2}


def test_no_rows_are_no_work(connection):
    assert load(connection, TAGS, [], NOW) == Counts()


def test_what_jsonb_cannot_hold_is_taken_out(connection):
    data = scrub({"a": "nul\0here", "b": "half \ud83d emoji", "c\0": "散歩\0"})
    load(connection, TAGS, [Row("1", data)], NOW)
    assert stored(connection)["1"][0] == {"a": "nulhere", "b": "half ? emoji", "c": "散歩"}


def test_secrets_are_taken_out_at_any_depth():
    received = {
        "api_token": "s",
        "id": 1,
        "workspaces": [{"api_token": "s", "ical_url": "s", "ical_enabled": True, "deep": [{"intercom_hash": "s"}]}],
    }
    assert scrub(received) == {"id": 1, "workspaces": [{"ical_enabled": True, "deep": [{}]}]}
