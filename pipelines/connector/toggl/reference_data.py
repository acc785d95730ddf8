"""The user, projects, clients, tags and workspaces: few rows, always complete, so what is missing was deleted."""

from typing import Any, LiteralString

import psycopg

from pipelines.connector.raw_table import RawTable, Row, delete_missing, load
from pipelines.connector.run import SyncRun
from pipelines.connector.toggl.client import Client
from pipelines.connector.toggl.entries import API, deleted_at
from pipelines.stage import ConfigurationError

ENTITIES: tuple[LiteralString, ...] = ("workspaces", "clients", "projects", "tags")
ME = RawTable("toggl__me", API)
# Lists that come along with the user and are not the user.
RELATED = frozenset({*ENTITIES, "tasks", "time_entries"})
# Moves with every entry of the project: stored, it would rewrite the project at every sync.
VOLATILE = frozenset({"actual_seconds"})


def sync_reference_data(run: SyncRun[Client], user: dict[str, Any]) -> None:
    """Store what `me` answered, in one transaction.

    Raises:
        ConfigurationError: when the database holds another account.
    """
    with run.unit() as connection:
        _refuse_other_account(connection, user["id"])
        for entity in ENTITIES:
            if entity not in user:  # not answered, which is not the same as `null`, the empty list
                continue
            table = RawTable(f"toggl__{entity}", API)
            rows = [_row(item) for item in user[entity] or []]
            run.count(entity, load(connection, table, rows, run.now))
            run.count(entity, delete_missing(connection, table, [row.source_id for row in rows], run.now))
        own = {key: value for key, value in user.items() if key not in RELATED}
        run.count("me", load(connection, ME, [_row(own)], run.now))


def _row(item: dict[str, Any]) -> Row:
    data = {key: value for key, value in item.items() if key not in VOLATILE}
    return Row(str(item["id"]), data, deleted_at(item))


def _refuse_other_account(connection: psycopg.Connection, user: int) -> None:
    # A comparison with another account's answer would mark everything as deleted.
    found = connection.execute(
        "select source_id from raw.toggl__me where deleted_at is null and source_id <> %s limit 1", (str(user),)
    ).fetchone()
    if found:
        raise ConfigurationError(
            f"TOGGL_API_TOKEN belongs to the Toggl user {user}, but the database holds the entries of user {found[0]}; "
            "use that account's token, or another database."
        )
