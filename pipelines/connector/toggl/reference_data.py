"""The user, projects, clients, tags and workspaces: few rows, always complete, so what is missing was deleted."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from pipelines.connector.raw_table import RawTable, Row
from pipelines.connector.run import SyncRun
from pipelines.connector.span import Span
from pipelines.connector.toggl import backfill
from pipelines.connector.toggl.client import Client
from pipelines.connector.toggl.entries import API
from pipelines.connector.toggl.usable import instant, item_id
from pipelines.stage import ConfigurationError

ENTITIES: tuple[LiteralString, ...] = ("workspaces", "clients", "projects", "tags")
ME = RawTable("toggl__me", API)
# Lists that come along with the user and are not the user.
RELATED = frozenset({*ENTITIES, "tasks", "time_entries"})
# Moves with every entry of the project: stored, it would rewrite the project at every sync.
VOLATILE = frozenset({"actual_seconds"})

# Whether `at` of an entry moves when its project or a tag of it is deleted is not documented: where such entries are,
# the history is read again. A day in v9's trailing window is read in any case.
USED: dict[str, LiteralString] = {
    "projects": "coalesce(data ->> 'project_id', data ->> 'pid') = any(%(ids)s)",
    "tags": """
        exists (
            select from jsonb_array_elements_text(nullif(data -> 'tag_ids', 'null')) as used (id)
            where used.id = any(%(ids)s)
        )
    """,
}


def sync_reference_data(run: SyncRun[Client], user: dict[str, Any]) -> None:
    """Store the answer of `me`, in one transaction.

    Raises:
        ConfigurationError: when the database holds another account.
    """
    with run.unit() as connection:
        _refuse_other_account(connection, user["id"])
        for entity in ENTITIES:
            listed = user.get(entity, [])
            # A missing list is not the same as `null`, the empty one.
            if entity not in user or not isinstance(listed, list | None):
                continue
            table = RawTable(f"toggl__{entity}", API)
            rows = [_row(item) for item in listed or [] if item_id(item)]
            run.skip((None, entity) for item in listed or [] if not item_id(item))
            run.load(entity, table, rows)
            gone = _living(connection, table) - {row.source_id for row in rows}
            run.delete(entity, table, gone)
            if gone and entity in USED:
                backfill.request(connection, _spans_with(connection, USED[entity], gone), None)
        own = {key: value for key, value in user.items() if key not in RELATED}
        run.load("me", ME, [_row(own)])


def uses_deleted(connection: psycopg.Connection, rows: Sequence[dict[str, Any]], since: datetime) -> set[int]:
    """Return the ids of the report rows with a project or a tag that was found deleted after that instant.

    Reports may be behind: such a row can be older than the deletion.
    """
    projects, tags = (
        {row[0] for row in connection.execute(statement, (since,))} for statement in (_DELETED_PROJECTS, _DELETED_TAGS)
    )
    return {
        row["id"] for row in rows if row.get("project_id") in projects or not tags.isdisjoint(row.get("tag_ids") or ())
    }


_DELETED_PROJECTS = "select source_id::bigint from raw.toggl__projects where deleted_at > %s"
_DELETED_TAGS = "select source_id::bigint from raw.toggl__tags where deleted_at > %s"


def _row(item: dict[str, Any]) -> Row:
    data = {key: value for key, value in item.items() if key not in VOLATILE}
    return Row(str(item["id"]), data, instant(item.get("server_deleted_at")))


def _living(connection: psycopg.Connection, table: RawTable) -> set[str]:
    statement = sql.SQL("select source_id from {} where deleted_at is null").format(table.identifier)
    return {row[0] for row in connection.execute(statement)}


def _spans_with(connection: psycopg.Connection, condition: LiteralString, ids: set[str]) -> dict[int, list[Span]]:
    """Return the span of the living entries that use one of these, by workspace."""
    statement = sql.SQL(
        """
        select
            (coalesce(data ->> 'workspace_id', data ->> 'wid'))::bigint as workspace_id,
            min((data ->> 'start')::timestamptz),
            max((data ->> 'start')::timestamptz)
        from (
            select data from raw.toggl__time_entries where deleted_at is null
            union all
            select data from raw.toggl__report_time_entries where deleted_at is null
        ) as stored
        where {condition}
        group by workspace_id
        """
    ).format(condition=sql.SQL(condition))
    rows = connection.execute(statement, {"ids": list(ids)})
    return {workspace: [Span(first, last + timedelta(seconds=1))] for workspace, first, last in rows if workspace}


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
