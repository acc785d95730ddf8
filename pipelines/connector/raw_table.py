"""Writing rows of JSON into a raw table: COPY, then one INSERT that touches only what differs."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString

import msgspec
import psycopg
from psycopg import sql

from pipelines.connector.counts import Counts
from pipelines.connector.difference import Difference

_encode = msgspec.json.Encoder().encode

MERGE = """
with known as materialized (
    select stored.source_id, stored.deleted_at
    from {table} as stored
    join incoming using (source_id)
),
written as (
    insert into {table} as stored (source_id, data, synced_at, deleted_at, api_version)
    select source_id, data, %(now)s, deleted_at, %(version)s
    from incoming
    on conflict (source_id) do update
    set data = excluded.data,
        synced_at = excluded.synced_at,
        deleted_at = excluded.deleted_at,
        api_version = excluded.api_version
    where stored.data is distinct from excluded.data
        or (stored.deleted_at is null) <> (excluded.deleted_at is null)
    returning source_id, deleted_at
)
select
    count(*) filter (where known.source_id is null and written.deleted_at is null),
    count(*) filter (
        where known.source_id is not null and (written.deleted_at is null or known.deleted_at is not null)
    ),
    count(*) filter (where written.deleted_at is not null and known.deleted_at is null)
from written
left join known using (source_id)
"""

COMPARE = """
select
    incoming.source_id,
    stored.data as before,
    stored.source_id is null or stored.deleted_at is not null as was_gone,
    incoming.data as after,
    incoming.deleted_at is not null as is_gone
from incoming
left join {table} as stored using (source_id)
where stored.source_id is null
    or stored.data is distinct from incoming.data
    or (stored.deleted_at is null) <> (incoming.deleted_at is null)
order by incoming.source_id
"""


@dataclass(frozen=True)
class Row:
    """One row for a raw table.

    Attributes:
        source_id: the key.
        data: what was received; must be fit for jsonb (see `scrub`).
        deleted_at: when the source says it was deleted; None while it lives.
    """

    source_id: str
    data: dict[str, Any]
    deleted_at: datetime | None = None


@dataclass(frozen=True)
class RawTable:
    """A raw table and what its `api_version` says."""

    name: LiteralString
    version: str

    @property
    def identifier(self) -> sql.Identifier:
        return sql.Identifier("raw", self.name)


def load(
    connection: psycopg.Connection,
    table: RawTable,
    rows: Iterable[Row],
    now: datetime,
    *,
    difference: Difference | None = None,
) -> Counts:
    """Insert or update rows inside the caller's transaction; an unchanged row is not rewritten.

    Of several rows with one key the last counts. With a `difference` the changed rows are recorded there.
    """
    unique = {row.source_id: row for row in rows}
    if not unique:
        return Counts()
    with connection.cursor() as cursor:
        cursor.execute(
            "create temporary table incoming (source_id text, data jsonb, deleted_at timestamptz) on commit drop"
        )
        with cursor.copy("copy incoming from stdin") as copy:
            for row in unique.values():
                copy.write_row((row.source_id, _encode(row.data).decode(), row.deleted_at))
        if difference is not None:
            _compare(cursor, table, difference)
        cursor.execute(sql.SQL(MERGE).format(table=table.identifier), {"now": now, "version": table.version})
        found = cursor.fetchone()
        assert found is not None
        inserted, updated, deleted = found
        # The transaction may hold further loads.
        cursor.execute("drop table incoming")
    return Counts(inserted, updated, deleted, len(unique) - inserted - updated - deleted)


def _compare(cursor: psycopg.Cursor, table: RawTable, difference: Difference) -> None:
    cursor.execute(sql.SQL(COMPARE).format(table=table.identifier))
    for key, before, was_gone, after, is_gone in cursor.fetchall():
        if is_gone:
            if not was_gone:
                difference.delete(table.name, key, before)
        elif before is None:
            difference.insert(table.name, key, after)
        else:
            difference.update(table.name, key, before, after)


def delete(
    connection: psycopg.Connection,
    table: RawTable,
    keys: Collection[str],
    now: datetime,
    *,
    difference: Difference | None = None,
) -> Counts:
    """Mark rows as deleted; rows that are marked already stay as they are.

    Args:
        connection: the caller's transaction.
        table: the raw table.
        keys: the rows.
        now: becomes `deleted_at`.
        difference: where the rows are recorded.
    """
    statement = sql.SQL(
        """
        update {table}
        set deleted_at = %(now)s, synced_at = %(now)s
        where deleted_at is null and source_id = any(%(keys)s)
        returning source_id, data
        """
    ).format(table=table.identifier)
    return deleted(connection.execute(statement, {"now": now, "keys": list(keys)}), table, difference)


def delete_missing(
    connection: psycopg.Connection,
    table: RawTable,
    present: Iterable[str],
    now: datetime,
    *,
    where: LiteralString = "true",
    parameters: dict[str, Any] | None = None,
    difference: Difference | None = None,
) -> Counts:
    """Mark as deleted what lives in the table, meets the condition, and is not among `present`.

    Args:
        connection: the caller's transaction.
        table: the raw table.
        present: the keys that the source still has.
        now: becomes `deleted_at`.
        where: SQL over the row's columns.
        parameters: the named parameters of `where`.
        difference: where the rows are recorded.
    """
    statement = sql.SQL(
        """
        update {table}
        set deleted_at = %(now)s, synced_at = %(now)s
        where deleted_at is null
            and not exists (
                select from unnest(%(present)s::text[]) as present (id) where present.id = source_id
            )
            and ({where})
        returning source_id, data
        """
    ).format(table=table.identifier, where=sql.SQL(where))
    named = {**(parameters or {}), "now": now, "present": list(present)}
    return deleted(connection.execute(statement, named), table, difference)


def deleted(cursor: psycopg.Cursor, table: RawTable, difference: Difference | None) -> Counts:
    """Count the rows, as (key, data), that a statement has marked as deleted, and record them."""
    if difference is not None:
        for key, data in sorted(cursor.fetchall(), key=lambda row: str(row[0])):
            difference.delete(table.name, key, data)
    return Counts(deleted=cursor.rowcount)
