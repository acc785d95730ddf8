"""The stand-in of Toggl that all random lives share, and what raw and core hold of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from psycopg import sql

from sandbox.account import Account, Entry, Workspace
from sandbox.store import AccountStore
from sandbox.toggl_gate import Quota
from sandbox.toggl_habits import Habits
from tests.fakes.toggl import FakeToggl
from tests.pipelines.connector.compiled import Core
from tests.pipelines.connector.conftest import NOW, RAW
from tests.pipelines.connector.oracle import LiveEntry
from tests.sandbox.conftest import make_account, make_entry

SPACES = {5: "Life", 6: "Family", 7: "Work"}
PROJECTS, TAGS, CLIENT = (21, 22), (31, 32), 11


class World:
    """The service that all examples share: starting a server for each would take most of the time.

    Args:
        connection: to the database that `core` transforms.
        core: the models.
    """

    def __init__(self, connection: psycopg.Connection, core: Core) -> None:
        self.connection, self.core = connection, core
        self.now = NOW
        self.habits = Habits()
        # Of the last life: the entries that core must hold, and those of workspaces that the person has left.
        self.expected: dict[str, LiveEntry] = {}
        self.left_behind: set[str] = set()
        self.toggl = FakeToggl(
            an_account(), now=lambda: self.now, quota=Quota(user=10**9, workspace=10**9), habits=self.habits
        )

    def reset(self) -> None:
        self.now = NOW
        self.toggl.forget_faults()
        self.toggl.requests.clear()
        vars(self.habits).update(vars(Habits()))
        AccountStore.__init__(self.toggl.store, an_account(), now=lambda: self.now)
        clear(self.connection)

    def stored(self) -> dict[int, "Shown"]:
        """Return the entries that raw holds alive; v9 wins over the report."""
        rows = self.connection.execute(
            """
            select coalesce(v9.data, report.data)
            from raw.toggl__time_entries as v9
            full join raw.toggl__report_time_entries as report using (source_id)
            where case when v9.source_id is null then report.deleted_at else v9.deleted_at end is null
            """
        )
        return {row[0]["id"]: as_stored(row[0]) for row in rows}

    def fingerprint(self) -> list[tuple[Any, ...]]:
        """Return a digest of every table that a sync writes."""
        query = sql.SQL("select {name}, md5(string_agg(row::text, ';' order by row::text)) from raw.{table} as row")
        parts = [query.format(name=sql.Literal(name), table=sql.Identifier(name)) for name in RAW]
        return self.connection.execute(sql.SQL(" union all ").join(parts)).fetchall()


def clear(connection: psycopg.Connection) -> None:
    """Empty the raw tables."""
    connection.rollback()
    tables: Iterable[str] = (*RAW, "gcal__events", "gcal__calendars", "gcal__colors")
    for table in tables:
        connection.execute(sql.SQL("delete from raw.{}").format(sql.Identifier(table)))
    connection.commit()


def an_account() -> Account:
    """An account of 200 days in two workspaces, with an entry every fourth day, and two from before it was made."""
    midnight = NOW.replace(hour=0)
    entries = [
        make_entry(
            ago,
            midnight - timedelta(days=ago),
            project_id=PROJECTS[ago % 2],
            tag_ids=TAGS[: ago % 3],
            workspace_id=5 + (ago // 4) % 2,
        )
        for ago in range(4, 200, 4)
    ]
    entries += [make_entry(1000 + years, midnight - timedelta(days=365 * years)) for years in (1, 2)]
    spaces = tuple(Workspace(id=key, name=SPACES[key], organization_id=3, at=NOW) for key in (5, 6))
    base = make_account(*entries)
    return replace(base, workspaces=spaces, created_at=midnight - timedelta(days=200))


@dataclass(frozen=True)
class Shown:
    """An entry as it counts."""

    start: datetime
    end: datetime | None
    description: str
    project: int | None
    tags: frozenset[int]
    workspace: int
    is_billable: bool


def shown(entry: Entry) -> Shown:
    """Return an entry of the service."""
    return Shown(
        entry.start,
        entry.stop,
        entry.description,
        entry.project_id,
        frozenset(entry.tag_ids),
        entry.workspace_id or 5,
        entry.billable,
    )


def as_stored(data: dict[str, Any]) -> Shown:
    """Return an entry of raw; one without a stop has ended after its duration, unless that is negative."""
    start = datetime.fromisoformat(data["start"]).astimezone(UTC)
    stop, seconds = data.get("stop"), int(data.get("duration", data.get("seconds")) or 0)
    end = datetime.fromisoformat(stop).astimezone(UTC) if stop else None
    if end is None and seconds >= 0:
        end = start + timedelta(seconds=seconds)
    return Shown(
        start,
        end,
        data.get("description") or "",
        data.get("project_id"),
        frozenset(data.get("tag_ids") or ()),
        data["workspace_id"],
        bool(data.get("billable")),
    )
