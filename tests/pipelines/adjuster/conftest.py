"""Targets, days and chances: as records for the rules, and as marts in plain SQL for the stage."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import psycopg
import pytest
from psycopg.rows import dict_row

from naming import category_key
from pipelines.adjuster.data import Data, Day, DayAhead, Earlier, Target
from pipelines.adjuster.rules import Outlook
from pipelines.chances import Chances
from tests.pipelines.outcome import Outcome

# A Wednesday, 09:00 in Tokyo.
NOW = datetime(2026, 6, 24, 0, tzinfo=UTC)
TODAY = date(2026, 6, 24)
# Minutes of a day to come, each equally likely.
LIKELY_FIFTY = [60, 50, 50, 50, 0]
NAMES = UUID(int=0)
TABLES = """
create table marts.daily_actual (local_date date, day_type text, category text, category_order int,
    coarse_category text, seconds bigint, length_seconds int, is_complete boolean, category_key text);
create table marts.calendar_days (local_date date, day_type text, holiday_name text, length_seconds int);
create table marts.daily_summary (local_date date, length_seconds int, covered_seconds int, tracked_seconds int,
    untracked_seconds int, entry_count int, long_entry_count int, is_complete boolean, is_read boolean);
"""


def day_type(day: date) -> str:
    return "holiday" if day.isoweekday() > 5 else "workday"


def make_target(
    category: str = "Exercise", minutes: int = 60, direction: str = "more", *, day_type: str = "all", priority: int = 3
) -> Target:
    return Target(
        id=uuid5(NAMES, f"{category}/{day_type}"),
        category=category,
        category_key=category_key(category),
        day_type=day_type,
        minutes=minutes,
        direction=direction,
        priority=priority,
    )


def make_days(minutes: Sequence[float]) -> list[Day]:
    """The days before today that count, newest first, with these minutes."""
    dates = [TODAY - timedelta(days=number) for number in range(1, len(minutes) + 1)]
    return [Day(day, day_type(day), round(value * 60)) for day, value in zip(dates, minutes, strict=True)]


def chances_of(samples: Sequence[float]) -> Chances:
    """The chances of a day that becomes each of these minutes equally often."""
    values = sorted({round(value * 60) for value in samples})
    seconds = [round(value * 60) for value in samples]
    return Chances(
        values,
        [sum(one >= value for one in seconds) / len(seconds) for value in values],
        [sum(one <= value for one in seconds) / len(seconds) for value in values],
    )


def make_ahead(samples: Sequence[float], *, holiday: Sequence[float] | None = None, days: int = 7) -> list[DayAhead]:
    """The days after today: each becomes each of these minutes equally often, a holiday those of its own."""
    dates = [TODAY + timedelta(days=number) for number in range(1, days + 1)]
    return [
        DayAhead(
            day, day_type(day), chances_of(holiday if holiday is not None and day_type(day) == "holiday" else samples)
        )
        for day in dates
    ]


def make_outlook(samples: Sequence[float], direction: str = "more") -> Outlook:
    """The outlook of a target where every day to come becomes each of these minutes equally often."""
    return Outlook(direction, (chances_of(samples),))


def make_data(
    targets: Sequence[Target],
    days: dict[str, Sequence[float]],
    ahead: dict[str, list[Any]] | None = None,
    earlier: Sequence[Earlier] = (),
) -> Data:
    """What the stage reads; targets come as the query orders them.

    `ahead` has the days by category, or the equally likely minutes of all 7.
    """
    return Data(
        today=TODAY,
        targets=sorted(targets, key=lambda target: (target.priority, target.category, target.day_type)),
        days={category_key(category): make_days(minutes) for category, minutes in days.items()},
        ahead={
            category_key(category): given if isinstance(given[0], DayAhead) else make_ahead(given)
            for category, given in (ahead or {}).items()
        },
        earlier=list(earlier),
    )


@dataclass(frozen=True)
class Make:
    """The functions above, for the tests: this folder is no package to import from."""

    target: Callable[..., Target] = make_target
    days: Callable[[Sequence[float]], list[Day]] = make_days
    ahead: Callable[..., list[DayAhead]] = make_ahead
    outlook: Callable[..., Outlook] = make_outlook
    data: Callable[..., Data] = make_data


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def today() -> date:
    return TODAY


@pytest.fixture(scope="session")
def make() -> Make:
    return Make()


@pytest.fixture
def connect(module_database_url: str) -> Iterator[Callable[[], psycopg.Connection[Any]]]:
    """Open connections to a database without targets; what a test leaves open is closed."""
    opened: list[psycopg.Connection[Any]] = []

    def open_one() -> psycopg.Connection[Any]:
        opened.append(psycopg.connect(module_database_url, row_factory=dict_row))
        return opened[-1]

    with psycopg.connect(module_database_url) as connection:
        connection.execute("truncate app.targets, app.proposals, app.target_states")
    yield open_one
    for connection in opened:
        connection.close()


@pytest.fixture
def database(connect):
    connection = connect()
    connection.autocommit = True
    return connection


@dataclass
class World:
    """A database with marts that the test fills, and the stage as the job engine runs it."""

    connection: psycopg.Connection
    url: str
    monkeypatch: pytest.MonkeyPatch

    def set_target(self, category: str, minutes: int, direction: str, *, day_type: str = "all", priority: int = 3):
        self.connection.execute(
            "select app.set_target(%s, %s, %s, %s, %s, %s, '', %s)",
            (category, category_key(category), day_type, minutes, direction, priority, NOW - timedelta(days=100)),
        )

    def record(self, category: str, minutes: Sequence[float], *, until: date = TODAY) -> None:
        """Write what happened on the days before `until`, newest first."""
        for number, value in enumerate(minutes, 1):
            day = until - timedelta(days=number)
            self.connection.execute(
                "insert into marts.daily_actual values (%s, %s, %s, 3, 'Essentials', %s, 86400, false, %s)",
                (day, day_type(day), category, round(value * 60), category_key(category)),
            )
            self.summarize(day)

    def summarize(
        self, day: date, *, entries: int = 5, is_read: bool = True, is_complete: bool = False, long_entries: int = 0
    ) -> None:
        """Write the summary of a day, unless there is one already."""
        self.connection.execute(
            "insert into marts.daily_summary select %s, 86400, 0, 0, 0, %s, %s, %s, %s "
            "where not exists (select from marts.daily_summary where local_date = %s)",
            (day, entries, long_entries, is_complete, is_read, day),
        )

    def expect(
        self, category: str, samples: Sequence[float], *, days: int = 7, first: date = TODAY + timedelta(days=1)
    ) -> None:
        """Write the chances from `first` on: each day becomes each of these minutes equally often."""
        chances = chances_of(samples)
        for number in range(days):
            self.connection.execute(
                "insert into analyzer.chances values (%s, %s, %s, %s, %s, %s)",
                (
                    first + timedelta(days=number),
                    category_key(category),
                    list(chances.seconds),
                    list(chances.at_least),
                    list(chances.at_most),
                    NOW,
                ),
            )

    def forget(self) -> None:
        """Empty the marts of what happened and what is expected."""
        self.connection.execute("truncate marts.daily_actual, marts.daily_summary, analyzer.chances")

    def states(self) -> list[dict[str, Any]]:
        with self.connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(
                "select target_states.*, target_states.xmin::text from app.target_states "
                "join app.targets on id = target_id order by category, day_type"
            ).fetchall()

    def rows(self) -> list[dict[str, Any]]:
        with self.connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute("select *, xmin::text from app.proposals order by created_at, category").fetchall()

    def decide(self, decision: str, at: datetime = NOW) -> None:
        """Decide the pending proposal."""
        self.connection.execute(
            "select app.decide_proposal(id, %s, %s) from app.proposals where status = 'pending'", (decision, at)
        )

    def start(self, now: datetime = NOW, **environment: str) -> subprocess.Popen[str]:
        values = {"DATABASE_URL": self.url, "LIFETRACER_AS_OF": now.isoformat(), **environment}
        for name, value in values.items():
            self.monkeypatch.setenv(name, value)
        return subprocess.Popen(
            [sys.executable, "-m", "pipelines.adjuster"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def run(self, now: datetime = NOW, **environment: str) -> Outcome:
        with self.start(now, **environment) as process:
            stdout, stderr = process.communicate()
        return Outcome(process.returncode, [json.loads(line) for line in stdout.splitlines()], stderr)

    def wait_until_blocked(self, process: subprocess.Popen[str]) -> None:
        """Wait until the stage waits for a lock of another connection."""
        query = (
            "select 1 from pg_stat_activity where datname = current_database() "
            "and application_name = 'lifetracer adjuster' and wait_event_type = 'Lock'"
        )
        while self.connection.execute(query).fetchone() is None:
            assert process.poll() is None, "the stage ended without waiting"


@pytest.fixture
def world(module_database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """No targets, no proposals, empty marts; the database is the module's."""
    with psycopg.connect(module_database_url, autocommit=True) as connection:
        connection.execute("truncate app.targets, app.proposals, app.target_states, analyzer.chances")
        for name in ("daily_actual", "calendar_days", "daily_summary"):
            connection.execute(f"drop table if exists marts.{name}")
        connection.execute(TABLES)
        for number in range(-100, 41):
            day = TODAY + timedelta(days=number)
            connection.execute("insert into marts.calendar_days values (%s, %s, null, 86400)", (day, day_type(day)))
        yield World(connection, module_database_url, monkeypatch)


@pytest.fixture
def missed(world):
    """Exercise was reached on 3 of 14 days, and is likely to be on one of five."""
    world.set_target("Exercise", 60, "more")
    world.record("Exercise", [40] * 11 + [60] * 3)
    world.expect("Exercise", LIKELY_FIFTY)
    return world


def pending(world: World) -> list[tuple[str, int, int]]:
    """Return category, old and new minutes of the pending proposals."""
    return [
        (row["category"], row["old_minutes"], row["new_minutes"]) for row in world.rows() if row["status"] == "pending"
    ]
