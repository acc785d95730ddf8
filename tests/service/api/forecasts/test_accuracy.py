"""How good estimates were, over HTTP."""

from datetime import date

import pytest

from .conftest import BASIS, past, snapshot

pytestmark = pytest.mark.anyio


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
