"""The days that count are the same for the gateway's reads, in SQL, and for the stages, in Python."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

import psycopg
import pytest

from pipelines import counted_days
from pipelines.transform.invocation import PROJECT

TODAY = date(2026, 6, 1)
MODEL = (PROJECT / "models" / "marts" / "counted_days.sql").read_text(encoding="utf-8")
SELECT = MODEL.replace("{{ ref('daily_summary') }}", "marts.daily_summary").replace(
    "{{ ref('int_run') }}", "(select %(today)s::date as today)"
)
Kind = tuple[bool, bool, int, int]
LOGGED, EMPTY, UNREAD, CUT = (True, False, 3, 0), (True, False, 0, 0), (False, False, 0, 0), (False, False, 1, 0)
COMPLETE, FORGOTTEN = (True, True, 5, 0), (True, True, 2, 1)


@pytest.fixture(scope="module")
def connection(module_database_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(module_database_url) as connection:
        connection.execute("create schema if not exists marts")
        connection.execute(
            "create table marts.daily_summary (local_date date, is_read boolean, is_complete boolean, "
            "entry_count integer, long_entry_count integer)"
        )
        yield connection


def compare(connection: psycopg.Connection, kinds: list[Kind]) -> list[date]:
    """Check one log that ends today, and return the days that count."""
    first = TODAY - timedelta(days=len(kinds) - 1)
    connection.execute("truncate marts.daily_summary")
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into marts.daily_summary values (%s, %s, %s, %s, %s)",
            [(first + timedelta(days=number), *kind) for number, kind in enumerate(kinds)],
        )
    over = [day for day in counted_days.read(connection, TODAY) if day.local_date < TODAY]
    expected = [day.local_date for day in counted_days.counted(over)]
    rows = connection.execute(SELECT, {"today": TODAY}).fetchall()
    since = TODAY - timedelta(days=counted_days.TRAINING_DAYS)
    assert sorted(day for day, is_counted in rows if is_counted and day >= since) == expected
    return expected


@pytest.mark.parametrize("seed", range(40))
def test_random_logs_have_the_same_days(connection: psycopg.Connection, seed: int) -> None:
    chance = random.Random(seed)
    kinds: list[Kind] = [LOGGED]
    while len(kinds) < 300:
        kind = chance.choice([LOGGED, LOGGED, EMPTY, EMPTY, COMPLETE, COMPLETE, COMPLETE, UNREAD, CUT, FORGOTTEN])
        kinds += [kind] * chance.choice([1, 1, 2, 5, 13, 14, 30])
    compare(connection, kinds)


@pytest.mark.parametrize(
    ("kinds", "count"),
    [
        ([], 0),
        ([EMPTY] * 3, 0),
        ([LOGGED, LOGGED], 1),
        ([LOGGED] * 5 + [EMPTY] * 13 + [LOGGED, LOGGED], 19),
        ([LOGGED] * 5 + [EMPTY] * 14 + [LOGGED, LOGGED], 6),
        # The break is not over yet: today's entry ends it tomorrow.
        ([LOGGED] * 5 + [EMPTY] * 14 + [LOGGED], 19),
        ([COMPLETE] * 23 + [LOGGED] * 5 + [LOGGED], 23),
        ([COMPLETE] * 22 + [LOGGED] * 6 + [LOGGED], 28),
        ([LOGGED] * 20 + [FORGOTTEN] + [LOGGED], 20),
        ([LOGGED] * 8 + [FORGOTTEN] + [LOGGED], 9),
    ],
)
def test_each_part_of_the_rule(connection: psycopg.Connection, kinds: list[Kind], count: int) -> None:
    assert len(compare(connection, kinds)) == count


def test_only_three_years_decide_on_the_mode_and_older_days_are_judged_by_it(connection: psycopg.Connection) -> None:
    compare(connection, [FORGOTTEN] * 400 + [LOGGED] * counted_days.TRAINING_DAYS + [LOGGED])
    rows = connection.execute(SELECT, {"today": TODAY}).fetchall()
    assert [sum(flag for _, flag in rows), len(rows)] == [counted_days.TRAINING_DAYS, counted_days.TRAINING_DAYS + 400]
