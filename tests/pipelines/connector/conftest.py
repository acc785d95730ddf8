"""A small Toggl account on a real socket, a real database, and a sync between them that never really waits."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg import sql

from pipelines.connector.backoff import Pace
from pipelines.connector.run import SyncOptions, SyncRun
from pipelines.connector.toggl.client import Client
from pipelines.connector.toggl.sync import sync
from pipelines.settings import Settings
from sandbox.account import Account, Entry
from sandbox.store import AccountStore
from sandbox.toggl_gate import Quota
from sandbox.toggl_habits import Habits
from tests.conftest import new_database
from tests.fakes.toggl import FakeToggl
from tests.pipelines.connector import examples
from tests.pipelines.connector.compiled import Core
from tests.sandbox.conftest import make_account, make_entry

NOW = datetime(2026, 3, 1, 13, tzinfo=UTC)
RAW = (
    "toggl__me",
    "toggl__workspaces",
    "toggl__projects",
    "toggl__clients",
    "toggl__tags",
    "toggl__time_entries",
    "toggl__report_time_entries",
    "toggl_csv__time_entries",
    "sync_windows",
    "sync_state",
)


class Clock:
    """Time that passes only by sleeping."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.slept.append(seconds)

    def pace(self) -> Pace:
        return Pace(clock=self, sleep=self.sleep, jitter=random.Random(1))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def core(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Core]:
    """A separate database with core and the models to fill it, for the random lives of all sources."""
    for url in new_database(server_url):
        yield Core(url, tmp_path_factory.mktemp("core"))


@pytest.fixture(autouse=True)
def count_lives(record_property: Callable[[str, object], None]) -> Iterator[None]:
    """Leave the lives of a test in its report, which reaches the summary from another process of pytest-xdist, too."""
    examples.RUN.clear()
    yield
    if examples.RUN:
        record_property(examples.PROPERTY, dict(examples.RUN))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Report how many random lives were run."""
    # The report of a test's teardown carries the properties that its fixtures recorded.
    reports = [report for report in terminalreporter.stats.get("", []) if isinstance(report, pytest.TestReport)]
    if line := examples.summary(reports):
        terminalreporter.write_line(line)


@pytest.fixture
def connection(module_database_url: str) -> Iterator[psycopg.Connection]:
    """A connection to empty raw tables; the database is the module's."""
    with psycopg.connect(module_database_url) as connection:
        connection.execute("set time zone 'UTC'")
        # A test needs no proof against power cuts, and for a few rows a delete is quicker than a truncate.
        connection.execute("set synchronous_commit = off")
        for table in RAW:
            connection.execute(sql.SQL("delete from raw.{}").format(sql.Identifier(table)))
        connection.commit()
        yield connection


def an_account(days: int = 400) -> Account:
    """An account as old as `days`, with an entry on each of them at 09:00 in Tokyo (id = days ago), and the running
    one (id 1000).
    """
    midnight = NOW.replace(hour=0)
    entries = [make_entry(ago, midnight - timedelta(days=ago)) for ago in range(1, days)]
    running: Entry = make_entry(1000, NOW - timedelta(hours=1), None)
    return replace(make_account(*entries, running), created_at=midnight - timedelta(days=days))


@pytest.fixture(scope="module")
def server() -> Iterator[FakeToggl]:
    with FakeToggl(an_account(), now=lambda: NOW, quota=Quota(user=10**6, workspace=10**6)) as fake:
        yield fake


@pytest.fixture
def toggl(server: FakeToggl) -> FakeToggl:
    """The account as new, without the faults and requests of the test before; the server is the module's."""
    server.requests.clear()
    server.forget_faults()
    vars(server.habits).update(vars(Habits()))
    AccountStore.__init__(server.store, an_account(), now=lambda: NOW)
    return server


Sync = Callable[..., dict[str, Any]]


@pytest.fixture
def run(toggl: FakeToggl, connection: psycopg.Connection, clock: Clock) -> Sync:
    """Return a function that syncs the fake account and returns the summary."""
    return make_run(toggl, connection, clock)


def make_run(toggl: FakeToggl, connection: psycopg.Connection, clock: Clock) -> Sync:
    def run(
        *, now: datetime = NOW, dry_run: bool = False, settings: Settings | None = None, **options: Any
    ) -> dict[str, Any]:
        with Client(toggl.origin, toggl.token, pace=clock.pace()) as client:
            run = SyncRun(connection, client, now, dry_run=dry_run)
            return sync(run, settings or Settings(), SyncOptions(**options))

    return run


def windows(connection: psycopg.Connection, workspace: int = 0) -> list[tuple[datetime, datetime]]:
    """The spans that count as read: of one workspace, or (0) of all together."""
    return connection.execute(
        """
        select start_at, end_at from raw.sync_windows
        where service = 'toggl' and workspace_id = %s and entity = %s
        order by start_at
        """,
        (workspace, "workspace_time_entries" if workspace else "time_entries"),
    ).fetchall()


def cursor(connection: psycopg.Connection) -> dict[str, Any]:
    """The stored cursor."""
    found = connection.execute("select cursor from raw.sync_state where service = 'toggl'").fetchone()
    return dict(found[0]) if found else {}


def living(connection: psycopg.Connection) -> set[int]:
    """The ids that a reader takes for alive: v9 wins over the report."""
    rows = connection.execute(
        """
        select coalesce(v9.source_id, report.source_id)::bigint
        from raw.toggl__time_entries as v9
        full join raw.toggl__report_time_entries as report using (source_id)
        where case when v9.source_id is null then report.deleted_at else v9.deleted_at end is null
        """
    )
    return {row[0] for row in rows}


def of_entries(summary: dict[str, Any]) -> dict[str, int]:
    """Counts of both kinds of entries together, without those that are 0."""
    kinds = [summary["entities"].get(kind, {}) for kind in ("time_entries", "report_time_entries")]
    total = {name: sum(kind.get(name, 0) for kind in kinds) for name in ("inserted", "updated", "deleted", "unchanged")}
    return {name: count for name, count in total.items() if count}


@pytest.fixture
def core_connection(core: Core) -> Iterator[psycopg.Connection]:
    """A connection to that database, for one test of random lives."""
    with psycopg.connect(core.url) as connection:
        connection.execute("set synchronous_commit = off")
        connection.execute("set time zone 'UTC'")
        connection.commit()
        yield connection
