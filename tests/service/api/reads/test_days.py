"""`GET /api/days`: pieces of days against those of the entries, around clock changes and unread time."""

from datetime import date, timedelta

import pytest

from tests.service.api.reads import log

pytestmark = pytest.mark.anyio

SPRING_FORWARD, FALL_BACK = date(2026, 3, 29), date(2025, 10, 26)


async def day_of(get, day):
    return (await get("/api/days", from_=str(day), to=str(day)))["days"][0]


def actual(day):
    return [
        log.Expected(start=one["start"], end=one["end"], category=one["category"], lengthened=one["lengthenedSeconds"])
        for one in day["actual"]
    ]


async def test_every_day_has_the_pieces_of_its_entries(get):
    for first, last in (log.AUTUMN, log.SPRING):
        answer = await get("/api/days", from_=str(first), to=str(last))
        assert (answer["timezone"], answer["asOf"]) == ("Europe/Berlin", "2026-04-01T08:00:00Z")
        assert [day["date"] for day in answer["days"]] == [str(day) for day in log.dates(first, last)]
        for day in answer["days"]:
            key = date.fromisoformat(day["date"])
            assert actual(day) == log.PIECES[key]
            assert day["lengthSeconds"] == log.length(key)
            tracked = log.seconds(key)
            assert day["trackedSeconds"] == tracked.total() - tracked["Untracked"]
            assert [one["isGenerated"] for one in day["actual"]] == [
                one["category"] == "Untracked" for one in day["actual"]
            ]


async def test_a_piece_has_all_that_its_entry_has(get):
    day = await day_of(get, date(2026, 3, 31))
    work = next(one for one in day["actual"] if one["category"] == "Work")
    assert work.pop("entryId")
    assert work == {
        "start": 9 * 3600,
        "end": 17 * 3600,
        "category": "Work",
        "source": "toggl_csv",
        "isGenerated": False,
        "project": "Work",
        "client": "Northwind",
        "tags": ["deep", "ink"],
        "description": "書類, draft",
        "isBillable": True,
        "lengthenedSeconds": 0,
    }
    reading = next(one for one in day["actual"] if one["category"] == "Reading")
    assert (reading["end"], reading["lengthenedSeconds"]) == (9 * 3600, 240)


async def test_days_of_23_and_25_hours_say_when_the_clock_changes(get):
    spring, autumn = await day_of(get, SPRING_FORWARD), await day_of(get, FALL_BACK)
    assert (spring["lengthSeconds"], spring["clockChange"]) == (
        82800,
        {"second": 7200, "before": "02:00", "after": "03:00"},
    )
    assert (autumn["lengthSeconds"], autumn["clockChange"]) == (
        90000,
        {"second": 10800, "before": "03:00", "after": "02:00"},
    )
    assert sum(one["end"] - one["start"] for one in spring["actual"]) == 82800
    assert (await day_of(get, SPRING_FORWARD - timedelta(days=1)))["clockChange"] is None


async def test_what_was_not_read_is_unread_and_never_untracked(get):
    after = log.AUTUMN[1] + timedelta(days=1)
    days = (await get("/api/days", from_=str(log.AUTUMN[1]), to=str(after + timedelta(days=1))))["days"]
    # The file's last day is that of its last end.
    assert [(day["isRead"], day["unread"]) for day in days] == [
        (True, []),
        (True, []),
        (False, [{"start": 0, "end": 86400}]),
    ]
    assert days[1]["actual"][0]["category"] == "Sleep"
    assert (days[2]["actual"], days[2]["trackedSeconds"]) == ([], 0)


async def test_today_ends_now_and_the_days_after_it_have_only_a_plan(get):
    answer = await get("/api/days", from_=str(log.TODAY), to=str(log.TODAY + timedelta(days=1)))
    today, tomorrow = answer["days"]
    assert (today["elapsedSeconds"], tomorrow["elapsedSeconds"]) == (10 * 3600, 0)
    assert today["actual"][-1]["category"] == "Reading"
    assert (today["unread"], tomorrow["unread"], tomorrow["actual"], tomorrow["isRead"]) == ([], [], [], False)
    yesterday = await day_of(get, log.TODAY - timedelta(days=1))
    assert yesterday["elapsedSeconds"] == 86400


async def test_the_plan_is_cut_at_midnight_may_overlap_and_all_day_events_are_notes(get):
    answer = await get("/api/days", from_="2026-03-28", to="2026-04-01")
    plan = {day["date"]: [tuple(one.values()) for one in day["plan"]] for day in answer["days"]}
    assert plan == {
        "2026-03-28": [(23 * 3600, 24 * 3600, "Sleep", "Sleep")],
        # Seven hours of the clock, of which one does not exist.
        "2026-03-29": [(0, 6 * 3600, "Sleep", "Sleep")],
        "2026-03-30": [],
        "2026-03-31": [(9 * 3600, 11 * 3600, "Work", "Work"), (10 * 3600, 37800, "Uncategorized", "Call")],
        "2026-04-01": [],
    }
    assert {day["date"]: day["notes"] for day in answer["days"] if day["notes"]} == {
        "2026-03-31": ["Trip"],
        "2026-04-01": ["Trip"],
    }


async def test_by_default_yesterday_and_today(get):
    assert [day["date"] for day in (await get("/api/days"))["days"]] == ["2026-03-31", "2026-04-01"]
    # A default gives way to a day on the other side of it.
    assert [day["date"] for day in (await get("/api/days", from_="2026-04-03"))["days"]] == ["2026-04-03"]
    assert [day["date"] for day in (await get("/api/days", to="2026-03-05"))["days"]] == ["2026-03-05"]


async def test_what_is_not_known_is_left_out(get):
    days = (await get("/api/days", from_="2025-10-18", to="2025-10-21"))["days"]
    assert [day["date"] for day in days] == ["2025-10-20", "2025-10-21"]
    assert (await get("/api/days", from_="0001-01-01", to="0001-01-31"))["days"] == []
    assert (await get("/api/days", from_="9999-12-31", to="9999-12-31"))["days"] == []


async def test_the_type_of_day_is_that_of_the_country(get):
    labour_day = await day_of(get, date(2026, 5, 1))
    assert (labour_day["dayType"], labour_day["holidayName"]) == ("holiday", "Labor Day")
    assert (await day_of(get, date(2026, 3, 31)))["dayType"] == "workday"


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("from=2026-03-01&to=2026-04-01", "at most 31 days"),
        ("from=2026-03-02&to=2026-03-01", "from before to"),
        ("from=2026-02-30", "2026-02-30 is not a date"),
        ("from=20260301", "20260301 is not a date"),
        ("to=2026-W09-7", "is not a date"),
        ("from=", "is not a date"),
        ("date=2026-03-01", "Unknown query parameter: date"),
    ],
)
async def test_a_span_that_cannot_be_is_422(built, query, detail):
    response = await built.client.get(f"/api/days?{query}")
    assert response.status_code == 422
    assert detail in response.json()["detail"]


async def test_before_the_first_transform_there_are_no_days(api):
    response = await api.client.get("/api/days")
    assert (response.status_code, response.headers["content-type"]) == (409, "application/problem+json")
    assert "/api/transform" in response.json()["detail"]
