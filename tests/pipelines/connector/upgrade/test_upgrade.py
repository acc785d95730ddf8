"""A database with all sources as the version before left it: nothing is read twice that need not be, nothing is lost.

`before.json` holds the rows that the version before (df0c17a) wrote: see dump.py.
"""

import json
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from psycopg import sql

import pipelines.migrations
import service.migrations
from tests.conftest import database
from tests.pipelines.connector.upgrade.accounts import (
    AFTER,
    BEFORE,
    CANCELLED,
    DELETED,
    FORGOTTEN,
    Clock,
    calendar_file,
    export,
    live_on,
    services,
)
from tests.pipelines.outcome import Outcome, run

HEADS = ((service.migrations, "0006"), (pipelines.migrations, "0006"))
ROWS: dict[str, list[dict[str, Any]]] = json.loads(Path(__file__).with_name("before.json").read_text(encoding="utf-8"))
CHANGES = ("inserted", "updated", "deleted")
IN_RAW = ("toggl__time_entries", "toggl__report_time_entries", "toggl_csv__time_entries", "gcal__events", "ics__events")


@pytest.fixture(scope="module")
def url(server_url: str) -> Iterator[str]:
    """A database of the version before, with its rows, migrated to this version."""
    name = f"test_{secrets.token_hex(6)}"
    url = database(server_url, name)
    with psycopg.connect(server_url, autocommit=True) as server:
        server.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        for owner, revision in HEADS:
            config = Config()
            config.set_main_option("script_location", str(owner.HERE))
            config.attributes["url"] = url
            command.upgrade(config, revision)
        with psycopg.connect(url) as connection:
            for table, rows in ROWS.items():
                statement = "insert into raw.{0} select * from jsonb_populate_recordset(null::raw.{0}, %s)"
                connection.execute(sql.SQL(statement).format(sql.Identifier(table)), (json.dumps(rows),))
        for owner, _ in HEADS:
            owner.upgrade(url)
        yield url
        server.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@pytest.fixture(scope="module")
def outcomes(url, tmp_path_factory) -> Iterator[dict[str, Any]]:
    """Sync and import everything once with this version; the accounts have not changed since the last time."""
    clock, folder = Clock(), tmp_path_factory.mktemp("files")
    with services(clock) as (toggl, google):
        clock.now = BEFORE - (AFTER - BEFORE) / 2
        live_on(toggl, google)
        clock.now = AFTER
        found: dict[str, Any] = {"toggl_truth": toggl.store.snapshot().entries}

        def connect(*arguments: str, **environ: str) -> Outcome:
            settings = {"DATABASE_URL": url, "LIFETRACER_AS_OF": AFTER.isoformat(), "LIFETRACER_TIMEZONE": "Asia/Tokyo"}
            outcome = run("connector", *arguments, **settings, **environ)
            assert outcome.code == os.EX_OK, outcome.stderr + str(outcome.events)
            return outcome

        found["toggl"] = connect("toggl", TOGGL_API_URL=toggl.origin, TOGGL_API_TOKEN=toggl.token)
        found["reports"] = [request.body for request in toggl.requests if "/reports/" in request.path]
        found["gcal"] = connect("gcal", **google.environ)
        found["lists"] = google.lists()
        found["toggl_csv"] = connect("import-toggl", str(export(folder, whole=False)))
        days = ("--since=2025-01-01", "--until=2025-12-31")
        found["ics"] = connect("import-ics", str(calendar_file(folder, whole=False)), *days)
        yield found


def kept(url: str, table: str) -> dict[str, tuple[Any, bool]]:
    """Return deletion and data of each row, by its key."""
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            sql.SQL("select source_id, data, deleted_at is null from raw.{}").format(sql.Identifier(table))
        )
        return {key: (data, is_alive) for key, data, is_alive in rows}


def before(table: str) -> dict[str, tuple[Any, bool]]:
    return {row["source_id"]: (row["data"], row["deleted_at"] is None) for row in ROWS[table]}


def test_the_rows_of_before_hold_what_the_test_is_about():
    alive = {table: [is_alive for _, is_alive in before(table).values()] for table in IN_RAW}
    assert {table for table, found in alive.items() if not all(found)} == set(IN_RAW) - {"toggl__report_time_entries"}
    assert {row["service"] for row in ROWS["sync_windows"]} == {"toggl", "gcal"}


@pytest.mark.parametrize("table", IN_RAW)
def test_no_row_is_lost_and_each_tombstone_stays(url, outcomes, table):
    now = kept(url, table)
    for key, (_, is_alive) in before(table).items():
        assert now[key][1] is is_alive, key


def test_toggl_reads_only_what_was_not_read(outcomes):
    spans = [(body["start_date"], body["end_date"]) for body in outcomes["reports"]]
    # The rest of the account's year, and the two empty years before: the version before began at the account's day.
    assert spans == [("2024-12-31", "2025-10-01"), ("2024-01-01", "2024-12-31"), ("2023-01-01", "2024-01-01")]


def test_toggl_holds_what_the_account_has(url, outcomes):
    v9, report = kept(url, "toggl__time_entries"), kept(url, "toggl__report_time_entries")
    alive = {int(key) for key, (_, is_alive) in {**report, **v9}.items() if is_alive}
    assert alive == {entry.id for entry in outcomes["toggl_truth"] if entry.deleted_at is None}
    assert {DELETED, FORGOTTEN}.isdisjoint(alive)


def test_google_continues_with_its_token(url, outcomes):
    assert ["syncToken" in page for page in outcomes["lists"]] == [True]
    assert sum(outcomes["gcal"].result["entities"]["events"][change] for change in CHANGES) == 0
    assert not kept(url, "gcal__events")[f"sam@example.invalid:{CANCELLED}"][1]


@pytest.mark.parametrize("source", ["toggl_csv", "ics"])
def test_a_file_that_is_imported_again_doubles_and_deletes_nothing(outcomes, source):
    result = outcomes[source].result
    assert (result["inserted"], result["deleted"]) == (0, 0)


@pytest.mark.parametrize("table", ["toggl_csv__time_entries", "ics__events"])
def test_an_import_keeps_the_keys_of_before(url, outcomes, table):
    assert set(kept(url, table)) == set(before(table))


def test_the_windows_of_before_still_count_as_read(url, outcomes):
    with psycopg.connect(url) as connection:
        windows = connection.execute(
            "select service, start_at, end_at from raw.sync_windows where entity in ('time_entries', 'events')"
        ).fetchall()
        for row in ROWS["sync_windows"]:
            query = "select %s::timestamptz, %s::timestamptz"
            [(start, end)] = connection.execute(query, (row["start_at"], row["end_at"])).fetchall()
            assert any(name == row["service"] and first <= start and end <= last for name, first, last in windows), row
