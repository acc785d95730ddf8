"""A database of every state that a landed migration has left behind opens with this version, and keeps its rows."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from service.database.embedded import EmbeddedPostgres
from service.database.session import Database
from tests.conftest import database

from . import landed
from .landed import APP, GATEWAY, STEPS

IDS = [landed.name_of(owner, revision) for owner, revision in STEPS]
# The first state, one in the middle, and the last one of the versions that kept no digests.
STARTED = ("app_0001", "app_0014", "app_0015")


class States:
    """The databases of all states: `of` is opened by one test, the others open a `copy`."""

    def __init__(self, server: psycopg.Connection[Any], server_url: str) -> None:
        self.server, self.server_url = server, server_url
        for state, growing in landed.grow(server, server_url):
            landed.copied(server, growing, state)
            if state in STARTED:
                landed.copied(server, growing, f"{state} kept")

    def of(self, state: str) -> str:
        return self._as_it_was(state)

    def copy(self, state: str, name: str) -> str:
        return self._as_it_was(landed.copied(self.server, f"{state} kept", name))

    def _as_it_was(self, name: str) -> str:
        url = database(self.server_url, name.replace(" ", "%20"))
        landed.forget_digests(url)
        return url


@pytest.fixture(scope="module")
def states(short_dir: Path) -> Iterator[States]:
    """The databases, in a server of their own: to drop so many from the shared one takes longer than all the tests."""
    with (
        EmbeddedPostgres(short_dir / "landed").hold() as server_url,
        psycopg.connect(server_url, autocommit=True) as server,
    ):
        server.execute("alter system set fsync = off")
        server.execute("select pg_reload_conf()")
        yield States(server, server_url)
        # Nothing of it is kept: without the checkpoint of an orderly end it takes no time.
        postmaster = (short_dir / "landed" / "postgres" / "postmaster.pid").read_text().split()[0]
        os.kill(int(postmaster), signal.SIGQUIT)


@pytest.fixture(scope="module")
def fresh(states: States) -> set[tuple[str, ...]]:
    """The catalog of a new database."""
    states.server.execute("create database fresh")
    url = database(states.server_url, "fresh")
    GATEWAY.upgrade(url)
    APP.upgrade(url)
    return landed.catalog(url)


def read(url: str) -> dict[str, list[Any]]:
    with psycopg.connect(url) as connection:
        return landed.rows(connection)


def lost(before: dict[str, list[Any]], after: dict[str, list[Any]]) -> list[tuple[str, Any]]:
    """Return the rows that are no longer there with every value that they had; new columns do not matter."""
    return [
        (table, row)
        for table, rows in before.items()
        for row in rows
        if not any(row.items() <= found.items() for found in after.get(table, []))
    ]


@pytest.mark.parametrize("state", IDS)
def test_it_becomes_the_schema_of_a_new_database_and_loses_no_row(state, states, fresh):
    url = states.of(state)
    before = read(url)
    GATEWAY.upgrade(url)
    APP.upgrade(url)
    assert lost(before, read(url)) == []
    assert landed.catalog(url) == fresh
    assert not GATEWAY.MIGRATIONS.state(url).unrecorded
    assert not APP.MIGRATIONS.state(url).unrecorded


@pytest.mark.parametrize("state", STARTED[:2])
@pytest.mark.parametrize("ahead", [None, GATEWAY, APP], ids=["none", "service", "pipelines"])
def test_a_start_opens_it_also_where_only_one_owner_was_migrated(state, ahead, states, fresh):
    url = states.copy(state, f"{state} and {ahead.__name__ if ahead else 'none'}")
    before = read(url)
    if ahead is not None:
        ahead.upgrade(url)
    Database(url=url, embedded=None).prepare(lambda _: None)
    assert lost(before, read(url)) == []
    assert landed.catalog(url) == fresh


def test_the_states_are_all_there_are():
    for owner in (GATEWAY, APP):
        revisions = [revision for found, revision in STEPS if found is owner]
        assert revisions == sorted(owner.MIGRATIONS.digests)
    assert {name for name in landed.ROWS if name not in IDS} == set()


UNDONE = {
    "0002 of the first day": "alter table gateway.workers drop column procrastinate_ids",
    "0014 of its first hour": """
        drop view analyzer.current_silence;
        drop table analyzer.silences;
        drop function analyzer.fill_snapshot cascade
    """,
    "0014 before its last edit": "drop view analyzer.current_silence",
}


@pytest.mark.parametrize("edited", UNDONE)
def test_what_an_edit_of_a_landed_migration_left_out_is_added(edited, states, fresh):
    url = states.copy("app_0015", edited)
    with psycopg.connect(url) as connection:
        connection.execute(UNDONE[edited])
    GATEWAY.upgrade(url)
    APP.upgrade(url)
    assert landed.catalog(url) == fresh
