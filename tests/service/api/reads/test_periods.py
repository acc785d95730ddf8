"""`GET /api/periods` and `GET /api/usual` against sums and medians of the same entries."""

from collections import Counter
from datetime import date, timedelta
from statistics import quantiles

import pytest

from tests.service.api.reads import log

pytestmark = pytest.mark.anyio

STARTS = {
    "day": lambda day: day,
    "week": lambda day: day - timedelta(days=day.weekday()),
    "month": lambda day: day.replace(day=1),
}
SINCE = date(2026, 3, 10)
# Nothing was logged of these targets' categories on days without them.
PUBLIC_HOLIDAYS = {date(2025, 10, 31), date(2026, 4, 3), date(2026, 4, 6)}


def is_workday(day):
    return day.weekday() < 5 and day not in PUBLIC_HOLIDAYS


def columns(answer):
    return {one["category"]: one for one in answer["categories"]}


def minutes_of(category):
    return lambda day: log.seconds(day)[category] / 60


def total(starts, start_of, days, minutes):
    """Sum the minutes of days by period, in the order of the periods."""
    sums: Counter[date] = Counter()
    for day in days:
        sums[start_of(day)] += minutes(day)
    # To whole minutes.
    return [pytest.approx(sums[start], abs=0.5) for start in starts]


@pytest.mark.parametrize("by", ["day", "week", "month"])
async def test_columns_are_the_sums_of_the_days_that_were_read(get, by):
    start_of = STARTS[by]
    answer = await get("/api/periods", by=by, from_="2025-10-20", to=str(log.TODAY))
    starts = [date.fromisoformat(start) for start in answer["periods"]]
    assert starts == sorted({start_of(day) for day in log.dates(log.AUTUMN[0], log.TODAY)})
    assert answer["days"] == total(starts, start_of, log.READ, lambda _: 1)
    found = columns(answer)
    assert list(found) == ["Sleep", "Exercise", "Work", "Reading", "Uncategorized", "Untracked"]
    for category in ("Sleep", "Exercise", "Work", "Reading", "Untracked"):
        assert found[category]["actual"] == total(starts, start_of, log.READ, minutes_of(category))
    assert set(answer["unread"]) == {0}


async def test_a_plan_counts_whole_and_a_column_without_anything_is_null(get):
    found = columns(await get("/api/periods", by="week", from_="2026-03-23", to="2026-04-01"))
    assert (found["Work"]["plan"], found["Sleep"]["plan"]) == ([0, 120], [420, 0])
    assert (found["Reading"]["plan"], found["Reading"]["target"], found["Reading"]["judged"]) == (None, None, None)
    assert found["Uncategorized"]["plan"] == [0, 30]


async def test_a_target_is_judged_on_the_days_that_count_and_are_over(get):
    answer = await get("/api/periods", by="week", from_="2026-03-02", to=str(log.TODAY))
    found = columns(answer)
    starts = [date.fromisoformat(start) for start in answer["periods"]]
    week = STARTS["week"]
    over = log.dates(SINCE, log.TODAY - timedelta(days=1))
    sleep = found["Sleep"]
    assert sleep["judged"] == total(starts, week, over, lambda _: 1)
    assert sleep["met"] == total(starts, week, over, lambda day: log.seconds(day)["Sleep"] >= 440 * 60)
    # Of the same days as the minutes beside it: today, which is not over, is one.
    assert sleep["target"][1:] == total(starts[1:], week, [*over, log.TODAY], lambda _: 440)
    assert sleep["target"][0] is None
    # At most 400 minutes of work on holidays: a day without any is one that is met.
    holidays = [day for day in over if not is_workday(day)]
    assert found["Work"]["judged"] == total(starts, week, holidays, lambda _: 1)
    assert found["Work"]["met"] == found["Work"]["judged"]
    # A neutral target has no verdict.
    assert (found["Exercise"]["judged"], found["Exercise"]["met"]) == (None, None)
    assert found["Exercise"]["target"][1:] == total(starts[1:], week, [*over, log.TODAY], lambda _: 30)


async def test_periods_are_whole_ones(get):
    answer = await get("/api/periods", by="month", from_="2026-03-15", to="2026-03-15")
    assert (answer["periods"], answer["days"]) == (["2026-03-01"], [30])
    week = await get("/api/periods", from_="2026-03-18", to="2026-03-18")
    assert (week["by"], week["periods"], week["days"]) == ("week", ["2026-03-16"], [7])


async def test_by_default_the_last_52_weeks_as_far_as_they_are_known(get):
    answer = await get("/api/periods")
    assert (answer["by"], answer["periods"][0], answer["periods"][-1]) == ("week", "2025-10-20", "2026-03-30")
    assert len(answer["periods"]) == 24


async def test_the_ends_of_the_calendar_are_no_error(get):
    assert (await get("/api/periods", by="week", from_="9999-12-31", to="9999-12-31"))["periods"] == []
    assert (await get("/api/periods", by="month", from_="0001-01-01", to="0001-01-01"))["categories"] == []


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("by=year", "use one of: day, week, month"),
        ("by=day&from=2025-02-26&to=2026-04-02", "401 periods; use at most 400"),
        ("by=week&from=2018-08-05&to=2026-04-01", "401 periods"),
        ("by=month&from=1992-12-31&to=2026-04-01", "401 periods"),
        ("from=2026-03-02&to=2026-03-01", "from before to"),
        ("from=x", "x is not a date"),
    ],
)
async def test_what_cannot_be_is_422(built, query, detail):
    response = await built.client.get(f"/api/periods?{query}")
    assert response.status_code == 422
    assert detail in response.json()["detail"]


@pytest.mark.parametrize(
    "query",
    ["by=day&from=2025-02-27&to=2026-04-02", "by=week&from=2018-08-06&to=2026-04-01", "by=month&from=1993-01-01"],
)
async def test_400_periods_are_possible(built, query):
    assert (await built.client.get(f"/api/periods?{query}")).status_code == 200


@pytest.mark.parametrize("day", [date(2026, 3, 31), date(2026, 4, 1), date(2025, 10, 28), date(2030, 1, 6)])
async def test_the_usual_day_is_the_median_of_the_last_eight_that_were_read(get, day):
    answer = await get("/api/usual", date=str(day))
    earlier = [one for one in log.READ if one < min(day, log.TODAY) and one.weekday() == day.weekday()]
    # The day after the autumn's last night was read, too: it is the last one of its file.
    days = sorted(earlier)[-8:]
    assert (answer["days"], answer["first"], answer["last"]) == (len(days), str(days[0]), str(days[-1]))
    names = {name for one in days for name in log.seconds(one)} - {"Untracked"}
    assert {one["category"] for one in answer["categories"]} == names
    for one in answer["categories"]:
        values = [log.seconds(each)[one["category"]] / 60 for each in days]
        quartiles = quantiles(values, n=4, method="inclusive") if len(values) > 1 else values * 3
        assert [one["lower"], one["minutes"], one["upper"]] == pytest.approx(quartiles, abs=0.01)


async def test_by_default_the_usual_day_is_that_of_yesterday(get):
    assert (await get("/api/usual"))["date"] == "2026-03-31"


async def test_before_the_log_there_is_no_usual_day(get):
    assert await get("/api/usual", date="2025-10-20") == {
        "date": "2025-10-20",
        "days": 0,
        "first": None,
        "last": None,
        "categories": [],
    }


async def test_a_wrong_date_is_422(built):
    response = await built.client.get("/api/usual?date=yesterday")
    assert (response.status_code, "not a date" in response.json()["detail"]) == (422, True)


@pytest.mark.parametrize("path", ["/api/periods", "/api/usual"])
async def test_before_the_first_transform_there_is_nothing_to_compare(api, path):
    assert (await api.client.get(path)).status_code == 409
