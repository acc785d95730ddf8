"""`GET /api/nights`: nights against those of the entries."""

from collections import defaultdict
from datetime import date, datetime, timedelta

import pytest

from tests.service.api.reads import log

pytestmark = pytest.mark.anyio


def expected(first, last):
    """Each evening with the sleep that began within 24 hours from its 18:00."""
    found = defaultdict(list)
    for span in (log.AUTUMN, log.SPRING):
        for entry in log.entries(*span):
            if entry.project == "Sleep":
                found[(entry.start - timedelta(hours=18)).date()].append(entry)
    return {day: found[day] for day in log.dates(first, last) if day in found}


def text(instant):
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}"


async def test_every_night_is_that_of_its_entries(get):
    answer = await get("/api/nights", from_="2025-10-19", to=str(log.TODAY))
    nights = expected(date(2025, 10, 19), log.TODAY)
    assert [night["date"] for night in answer["nights"]] == [str(day) for day in nights]
    for night, entries in zip(answer["nights"], nights.values(), strict=True):
        spans = [(log.instant(entry.start), log.instant(entry.end)) for entry in entries]
        assert night["sleepSeconds"] == sum((end - start).total_seconds() for start, end in spans)
        assert night["entries"] == len(entries)
        longest = max(spans, key=lambda span: span[1] - span[0])
        assert (night["bedAt"], night["upAt"]) == tuple(map(text, longest))
        assert night["isFinished"] is True


async def test_a_night_of_a_clock_change_is_as_long_as_it_lasted(get):
    spring, autumn = [
        (await get("/api/nights", from_=day, to=day))["nights"][0] for day in ("2026-03-28", "2025-10-25")
    ]
    # Eight and seven and a half hours of the clock.
    assert spring["sleepSeconds"] == 7 * 3600 - 1800
    assert autumn["sleepSeconds"] == 8 * 3600 + 1800


async def test_a_nap_is_time_asleep_and_no_early_night(get):
    night = (await get("/api/nights", from_="2026-03-30", to="2026-03-30"))["nights"][0]
    assert night["entries"] == 2
    assert night["upAt"] == text(log.instant(datetime(2026, 3, 31, 7, 30)))


async def test_a_night_beside_unread_days_is_marked(get):
    nights = (await get("/api/nights", from_="2025-11-01", to="2025-11-04"))["nights"]
    assert [(night["date"], night["isRead"]) for night in nights] == [("2025-11-01", True), ("2025-11-02", True)]
    first = (await get("/api/nights", from_="2025-10-20", to="2025-10-20"))["nights"][0]
    assert first["isRead"] is True


async def test_by_default_the_last_14_nights(get):
    nights = (await get("/api/nights"))["nights"]
    assert [night["date"] for night in nights] == [
        str(day) for day in log.dates(log.TODAY - timedelta(days=14), log.TODAY - timedelta(days=1))
    ]


async def test_an_unfinished_night_has_no_end(api_at_dawn):
    nights = (await api_at_dawn.client.get("/api/nights")).json()["nights"]
    assert [(night["isFinished"], night["upAt"] is None) for night in nights] == [(True, False), (False, True)]
    assert nights[-1]["bedAt"] == "2026-05-11T22:00:00Z"


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("from=2025-03-31&to=2026-04-01", "at most 366 days"),
        ("from=2026-04-02&to=2026-04-01", "from before to"),
        ("to=tomorrow", "tomorrow is not a date"),
    ],
)
async def test_a_span_that_cannot_be_is_422(built, query, detail):
    response = await built.client.get(f"/api/nights?{query}")
    assert response.status_code == 422
    assert detail in response.json()["detail"]


async def test_before_the_first_transform_there_are_no_nights(api):
    assert (await api.client.get("/api/nights")).status_code == 409
