"""The estimates of the days to come, over HTTP: by themselves, in the summary and in the document."""

from datetime import datetime
from pathlib import Path

import pytest
from openapi_spec_validator import validate

from service import queries
from service.database.statements import statements

from .conftest import AS_OF, BASIS, LATER, TODAY, coming, past, snapshot

pytestmark = pytest.mark.anyio


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
