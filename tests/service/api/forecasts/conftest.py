"""Real marts of ten days, and snapshots of estimates whose scores are calculated by hand."""

import json
from datetime import date, datetime

import psycopg
import pytest

from tests.service.api.conftest import serving
from tests.service.transformed import transform

AS_OF = "2026-05-11T06:00:00Z"
TODAY, TOMORROW, LATER = (date(2026, 5, day) for day in (11, 12, 13))
ENTRIES = [("Work", date(2026, 5, day), 9, 60) for day in range(1, 11)] + [("Exercise", date(2026, 5, 8), 18, 30)]
BASIS = {
    "method": "mixture",
    "mode": "part-day",
    "days": 10,
    "grade": "rough",
    "is_guess": False,
    "until": "2026-05-10",
}
EARLIER = {"method": "mean_7_days", "mode": None, "days": None, "grade": None, "is_guess": False, "until": None}


@pytest.fixture(scope="module")
def marts_url(module_database_url, tmp_path_factory):
    transform(module_database_url, tmp_path_factory.mktemp("log"), ENTRIES, AS_OF)
    return module_database_url


@pytest.fixture
def database(marts_url):
    with psycopg.connect(marts_url, autocommit=True) as connection:
        connection.execute(
            "truncate analyzer.snapshots, analyzer.silences, analyzer.estimates, analyzer.chances, analyzer.backtests"
        )
        connection.execute("truncate app.targets cascade")
        yield connection


@pytest.fixture
async def api(marts_url, database):
    async with serving(marts_url) as api:
        yield api


def snapshot(database, at, basis, *rows):
    """Store a snapshot; a row is day, category, minutes (mean, median, lower, upper), chance and heaviest days."""
    database.execute(
        "insert into analyzer.snapshots (calculated_at, method, mode, days, grade, until) "
        "values (%(at)s, %(method)s, %(mode)s, %(days)s, %(grade)s, %(until)s)",
        {"at": at, **basis},
    )
    for day, category, (mean, median, lower, upper), chance, *heaviest in rows:
        database.execute(
            "insert into analyzer.estimates (calculated_at, target_date, category, category_key, minutes, median, "
            "lower, upper, any_chance, heaviest, method) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            (
                *(at, day, category, category.lower(), mean, median, lower, upper, chance),
                json.dumps(heaviest[0]) if heaviest else None,
                basis["method"],
            ),
        )


def past(database):
    """Store the estimates of days that are over."""
    eighth, ninth, tenth = (date(2026, 5, day) for day in (8, 9, 10))
    snapshot(database, "2026-05-06T20:00Z", EARLIER, (date(2026, 5, 7), "Work", (70, None, 40, 90), None))
    snapshot(
        database,
        "2026-05-07T20:00Z",
        BASIS,
        (eighth, "Work", (70, 60, 30, 90), 0.9),
        (eighth, "Exercise", (5, 0, 0, 20), 0.2),
    )
    snapshot(database, "2026-05-08T12:00Z", BASIS, (eighth, "Work", (900, 900, 900, 900), 0.1))
    snapshot(
        database,
        "2026-05-08T20:00Z",
        BASIS,
        (ninth, "Work", (100, 100, 80, 120), 1.0),
        (ninth, "Exercise", (5, 0, 0, 20), 0.5),
    )
    snapshot(database, "2026-05-10T12:00Z", BASIS, (tenth, "Work", (60, 60, 60, 60), 1.0))


def coming(database):
    """Store the estimates of today and later days, with chances and a target."""
    heaviest = [{"date": "2026-05-08", "share": 0.3}, {"date": "2020-01-01", "share": 0.1}]
    snapshot(database, "2026-05-10T06:00Z", BASIS, (TODAY, "Work", (1, 1, 1, 1), 0.1))
    snapshot(
        database,
        AS_OF,
        BASIS,
        (TODAY, "Exercise", (12, 0, 0, 40), 0.4),
        (TODAY, "Work", (66, 60, 30, 90), 0.9, heaviest),
        (TODAY, "Brand new", (None, None, None, None), 0.1),
        (TOMORROW, "Work", (66, 60, 30, 90), 0.9),
    )
    snapshot(database, "2026-05-09T06:00Z", EARLIER, (LATER, "Work", (70, None, 40, 90), None))
    for day in (TODAY, TOMORROW):
        database.execute(
            "insert into analyzer.chances values (%s, 'work', '{0,3600,5400}', '{1,0.8,0.3}', '{0.1,0.6,1}', %s)",
            (day, AS_OF),
        )
    database.execute("select app.set_target('Work', 'work', 'all', 60, 'more', 3, '', %s)", [datetime(2026, 5, 1)])
