"""Forecasts and their accuracy over HTTP, on real marts and snapshots whose scores are calculated by hand."""

import json
from datetime import date, datetime
from pathlib import Path

import psycopg
import pytest
from openapi_spec_validator import validate

from service import queries
from service.queries.statements import statements
from tests.service.transformed import transform

from .conftest import serving

pytestmark = pytest.mark.anyio
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


async def accuracy(api, query=""):
    response = await api.client.get(f"/api/accuracy{query}")
    assert response.status_code == 200, response.text
    return response.json()


async def test_past_days_stand_beside_the_last_estimate_that_was_made_before_them(api, database):
    past(database)
    found = await accuracy(api)
    assert (found["mode"], found["days"]) == ("part-day", 90)
    points = {(point["date"], point["category"]): point for point in found["points"]}
    # The tenth was only estimated in its course, and the snapshot from within the eighth is newer than the one shown.
    assert {day for day, _ in points} == {"2026-05-07", "2026-05-08", "2026-05-09"}
    assert points["2026-05-08", "Work"] == {
        "date": "2026-05-08",
        "category": "Work",
        "categoryKey": "work",
        "median": 60,
        "lower": 30,
        "upper": 90,
        "mean": 70,
        "anyChance": 0.9,
        "actual": 60,
    }
    # A version before the mixture had a mean only, which is not called the median.
    earlier = points["2026-05-07", "Work"]
    assert (earlier["mean"], earlier["median"], earlier["anyChance"], earlier["actual"]) == (70, None, None, 60)
    assert [point["date"] for point in found["points"]] == sorted((day for day, _ in points), reverse=True)
    assert {point["date"] for point in (await accuracy(api, "?days=2"))["points"]} == {"2026-05-09"}


async def test_estimates_of_whole_days_are_scored_on_complete_days_only(api, database):
    row = (date(2026, 5, 8), "Work", (1440, 1440, 1440, 1440), 1.0)
    snapshot(database, "2026-05-07T20:00Z", BASIS | {"mode": "whole-day"}, row)
    assert (await accuracy(api))["snapshotScores"] == []
    database.execute("update analyzer.snapshots set mode = 'part-day'")
    assert (await accuracy(api))["snapshotScores"] != []


async def test_the_scores_of_snapshots_are_those_calculated_by_hand(api, database):
    past(database)
    total, *single = (await accuracy(api))["snapshotScores"]
    # Off by 0, 40, 30, 0; inside, below, above, inside; chances .9, 1, .2, .5 of 1, 1, 1, 0.
    assert total == {
        "category": None,
        "categoryKey": None,
        "days": 2,
        "estimates": 4,
        "meanAbsoluteError": 17.5,
        "insideShare": 0.5,
        "meanAnyChance": 0.65,
        "anyTimeShare": 0.75,
        "anyChanceBrier": 0.225,
    }
    by_name = {score["category"]: score for score in single}
    assert set(by_name) == {"Work", "Exercise"}
    work, exercise = by_name["Work"], by_name["Exercise"]
    assert (work["meanAbsoluteError"], work["insideShare"], work["anyChanceBrier"]) == (20, 0.5, 0.005)
    assert (exercise["meanAbsoluteError"], exercise["anyTimeShare"], exercise["anyChanceBrier"]) == (15, 0.5, 0.445)


async def test_the_backtest_is_the_newest_and_the_best_method_comes_first(api, database):
    statement = (
        "insert into analyzer.backtests (calculated_at, method, mae, relmae, coverage, origins, days, chosen, crps, "
        "rmse, missed_below, missed_above, dense) values (%s, %s, %s, 1, .8, 90, 84, %s, %s, %s, %s, %s, %s)"
    )
    older, newer = "2026-05-10T00:00Z", "2026-05-11T00:00Z"
    for row in (
        (older, "mixture", 1, True, 1, 1, 0.1, 0.1, 50),
        (newer, "last_week", 50, False, 40, 80, 0.2, 0.15, 40),
        (newer, "always_zero", 30, False, 60, 90, None, None, 0),
        (newer, "mixture", 35, True, 30, 50, 0.08, 0.12, 45),
    ):
        database.execute(statement, row)
    found = await accuracy(api)
    assert found["backtestAt"] == "2026-05-11T00:00:00Z"
    assert [(score["method"], score["isYardstick"], score["relativeCrps"]) for score in found["scores"]] == [
        ("mixture", False, 0.75),
        ("last_week", True, 1.0),
        ("always_zero", True, 1.5),
    ]
    best, _, zero = found["scores"]
    assert (best["crps"], best["mae"], best["rmse"], best["missesBelow"], best["missesAbove"], best["days"]) == (
        *(30, 35, 50, 0.08, 0.12),
        84,
    )
    assert (best["denseIntervals"], zero["missesBelow"], zero["denseIntervals"]) == (45, None, 0)


async def test_without_any_snapshot_there_is_nothing_to_score(api):
    assert await accuracy(api) == {
        "mode": None,
        "days": 90,
        "points": [],
        "snapshotScores": [],
        "backtestAt": None,
        "scores": [],
    }


@pytest.mark.parametrize("days", ["0", "367", "-1", "x", "1.5", "", "٣", "99999999999"])
async def test_a_number_of_days_that_is_not_possible_is_422(api, days):
    response = await api.client.get("/api/accuracy", params={"days": days})
    assert (response.status_code, response.headers["content-type"]) == (422, "application/problem+json")
    assert "from 1 to 366" in response.json()["detail"]


def coming(database):
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


async def forecasts(api, **query):
    response = await api.client.get("/api/forecasts", params=query)
    assert response.status_code == 200, response.text
    return response.json()


async def test_a_day_has_its_newest_snapshot_with_the_chance_of_its_target_and_the_days_that_weigh_most(api, database):
    coming(database)
    found = await forecasts(api)
    assert found["message"] is None
    today, tomorrow, later = found["days"]
    work, exercise, new = today.pop("categories")
    assert today == {
        "date": "2026-05-11",
        "dayType": "workday",
        "mode": "part-day",
        "grade": "rough",
        "isGuess": False,
        "trainingDays": 10,
        "until": "2026-05-10",
        "calculatedAt": "2026-05-11T06:00:00Z",
    }
    color = work.pop("color")
    assert color.startswith("#")
    assert work == {
        "category": "Work",
        "categoryKey": "work",
        "median": 60,
        "lower": 30,
        "upper": 90,
        "mean": 66,
        "anyChance": 0.9,
        "targetMinutes": 60,
        "targetDirection": "more",
        "targetChance": 0.8,
        "heaviest": [
            {"date": "2026-05-08", "share": 0.3, "minutes": 60},
            {"date": "2020-01-01", "share": 0.1, "minutes": None},
        ],
    }
    assert (exercise["median"], exercise["anyChance"], exercise["targetMinutes"]) == (0, 0.4, None)
    assert (new["category"], new["mean"], new["median"], new["anyChance"]) == ("Brand new", None, None, 0.1)
    assert [cell["targetChance"] for cell in tomorrow["categories"]] == [0.8]
    # A snapshot of a version before the mixture has a mean, and no median.
    assert (later["grade"], later["categories"][0]["mean"], later["categories"][0]["median"]) == (None, 70, None)


async def test_a_target_that_is_at_most_has_the_chance_of_at_most(api, database):
    coming(database)
    database.execute("select app.set_target('Work', 'work', 'all', 60, 'less', 3, '', %s)", [datetime(2026, 5, 2)])
    assert (await forecasts(api, category="work"))["days"][0]["categories"][0]["targetChance"] == 0.6


async def test_a_target_that_is_newer_than_the_day_has_no_chance_on_it(api, database):
    coming(database)
    database.execute("select app.set_target('Work', 'work', 'all', 30, 'more', 3, '', '2026-05-13T00:00Z')")
    cell = (await forecasts(api))["days"][0]["categories"][0]
    assert (cell["targetMinutes"], cell["targetChance"]) == (60, None)


async def test_forecasts_of_some_days_and_of_one_category(api, database):
    coming(database)
    assert [day["date"] for day in (await forecasts(api, **{"from": "2026-05-12"}))["days"]] == [
        "2026-05-12",
        "2026-05-13",
    ]
    assert [day["date"] for day in (await forecasts(api, to="2026-05-11"))["days"]] == ["2026-05-11"]
    only = await forecasts(api, category="WORK", to="2026-05-11")
    assert [cell["category"] for cell in only["days"][0]["categories"]] == ["Work"]
    refused = await api.client.get("/api/forecasts", params={"category": "Excercise"})
    assert refused.status_code == 422
    assert "did you mean Exercise?" in refused.json()["detail"]


@pytest.mark.parametrize(
    "query", ["from=x", "to=2026-13-01", "from=2026-05-12&to=2026-05-11", "from=0001-01-01", "to=9999-12-31"]
)
async def test_a_span_that_is_not_possible_is_422(api, query):
    assert (await api.client.get(f"/api/forecasts?{query}")).status_code == 422


async def test_a_span_without_estimates_says_where_they_are(api, database):
    coming(database)
    behind = await forecasts(api, **{"from": "2026-05-01", "to": "2026-05-02"})
    assert behind["days"] == []
    assert "from 2026-05-11 to 2026-05-13 only" in behind["message"]
    assert "lifetracer summary --from 2026-05-01 --to 2026-05-02" in behind["message"]
    ahead = await forecasts(api, **{"from": "9999-12-31"})
    assert ahead == {"days": [], "message": "There are estimates from 2026-05-11 to 2026-05-13 only."}
    never = await forecasts(api, category="Meta")
    assert "Meta" not in str(never["days"])
    assert "had no time" in never["message"]


async def test_the_reason_of_an_analysis_that_found_none_counts_until_one_finds_something(api, database):
    assert "lifetracer run analyzer --wait" in (await forecasts(api))["message"]
    coming(database)
    reason = "Nothing was logged between 2026-04-01 and 2026-05-11, so nothing is estimated."
    database.execute(
        "insert into analyzer.silences values (%s, 'older'), (%s, %s)", ("2026-05-10T06:00Z", AS_OF, reason)
    )
    # The snapshot of the day before is not shown as if it were of now.
    assert await forecasts(api) == {"days": [], "message": reason}
    days = (await api.client.get("/api/summary?from=2026-05-11")).json()["days"]
    assert all(cell["estimate"] is cell["anyChance"] is None for day in days for cell in day["categories"])
    snapshot(database, "2026-05-11T07:00Z", BASIS, (TODAY, "Work", (66, 60, 30, 90), 0.9))
    assert [day["date"] for day in (await forecasts(api))["days"]] == ["2026-05-11"]
    days = (await api.client.get("/api/summary?from=2026-05-11")).json()["days"]
    assert any(cell["estimate"] for cell in days[0]["categories"])


async def test_the_summary_has_median_and_chances_and_marks_an_estimate_made_in_the_course_of_its_day(api, database):
    past(database)
    coming(database)
    days = {day["date"]: day for day in (await api.client.get("/api/summary")).json()["days"]}

    def cell(day, category):
        return next(found for found in days[day]["categories"] if found["category"] == category)

    fields = ("estimate", "median", "lower", "upper", "anyChance", "target", "targetChance", "estimateIsDuring")
    today = cell("2026-05-11", "Work")
    assert [today[name] for name in fields] == [66, 60, 30, 90, 0.9, 60, 0.8, False]
    new = cell("2026-05-11", "Brand new")
    assert [new[name] for name in fields] == [None, None, None, None, 0.1, None, None, False]
    before = cell("2026-05-08", "Work")
    assert [before[name] for name in fields] == [70, 60, 30, 90, 0.9, 60, None, False]
    assert (cell("2026-05-10", "Work")["estimateIsDuring"], cell("2026-05-01", "Work")["estimateIsDuring"]) == (
        True,
        None,
    )
    earlier = cell("2026-05-07", "Work")
    assert [earlier[name] for name in fields] == [70, None, 40, 90, None, 60, None, False]


async def test_the_document_types_both_and_a_read_key_suffices(api):
    document = (await api.client.get("/openapi.json")).json()
    validate(document)
    for path, name in (("/api/forecasts", "Forecasts"), ("/api/accuracy", "Accuracy")):
        operation = document["paths"][path]["get"]
        assert operation["security"] == [{"key": ["read"]}]
        assert operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].endswith(f"/{name}")
        assert "409" in operation["responses"]


@pytest.mark.parametrize(("file", "name"), [("forecasts.sql", "forecasts"), ("summary.sql", "cells")])
def test_a_view_is_read_once_and_not_again_for_each_estimate(database, file, name):
    statement = statements(Path(queries.__file__).with_name(file))[name]
    values = {"first": TODAY, "last": LATER, "category_key": None}
    plan = "\n".join(row[0] for row in database.execute(f"explain {statement}", values))
    # In a year of days the nested loops took 14 seconds instead of a tenth of one.
    assert [view for view in ("estimates", "targets", "chances") if f"CTE {view}\n" not in plan] == []
