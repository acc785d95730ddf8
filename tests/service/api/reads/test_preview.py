"""What a change of the rules does to verdicts: the preview is what the next transform makes."""

from datetime import date, timedelta

import psycopg
import pytest

from tests.service.api.conftest import serving
from tests.service.api.reads.log import dates
from tests.service.transformed import lifetracer, transform

pytestmark = pytest.mark.anyio

AS_OF, TODAY = "2026-05-29T06:00:00Z", date(2026, 5, 29)
RULE = {"matchType": "project_name", "matchValue": "gym", "category": "Exercise"}
# In Japan, beside Saturdays and Sundays.
PUBLIC_HOLIDAYS = {date(2026, 5, 4), date(2026, 5, 5), date(2026, 5, 6)}
# Minutes of each project on a day.
MINUTES = {
    day: {"Exercise": 40 if day.day % 3 == 0 else 0, "Gym": 50 if day.day % 4 == 0 else 0, "Work": 300}
    for day in dates(TODAY - timedelta(days=40), TODAY)
}
FOUR_WEEKS = dates(TODAY - timedelta(days=28), TODAY - timedelta(days=1))
HOURS = {"Exercise": 0, "Gym": 2, "Work": 12}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("preview")


@pytest.fixture(scope="module")
def url(module_database_url, folder):
    entries = [
        (project, day, HOURS[project], minutes)
        for day, amounts in MINUTES.items()
        for project, minutes in amounts.items()
        if minutes and (day < TODAY or HOURS[project] < 6)
    ]
    transform(module_database_url, folder, entries, AS_OF)
    with psycopg.connect(module_database_url) as connection:
        for category, day_type, minutes, direction, priority in (
            ("Exercise", "all", 40, "more", 1),
            ("Exercise", "holiday", 60, "more", 2),
            ("Gym", "workday", 0, "less", 3),
            ("Work", "all", 60, "neutral", 4),
        ):
            connection.execute(
                "select app.set_target(%s, %s, %s, %s, %s, %s, '', now())",
                (category, category.lower(), day_type, minutes, direction, priority),
            )
    return module_database_url


@pytest.fixture
async def built(url):
    async with serving(url) as api:
        yield api


def is_workday(day):
    return day.weekday() < 5 and day not in PUBLIC_HOLIDAYS


def expected(projects):
    """Count the days of each target, with the time of these projects as Exercise."""
    workdays = [day for day in FOUR_WEEKS if is_workday(day)]
    holidays = [day for day in FOUR_WEEKS if not is_workday(day)]

    def exercise(day):
        return sum(MINUTES[day][project] for project in projects)

    return [
        ("Exercise", "all", sum(exercise(day) >= 40 for day in workdays), len(workdays)),
        ("Exercise", "holiday", sum(exercise(day) >= 60 for day in holidays), len(holidays)),
        (
            "Gym",
            "workday",
            sum("Gym" in projects or not MINUTES[day]["Gym"] for day in workdays),
            len(workdays),
        ),
    ]


async def preview(api, *rules):
    response = await api.client.post("/api/categories/rules/preview", json={"rules": list(rules)})
    assert response.status_code == 200, response.text
    return response.json()


async def test_the_preview_of_verdicts_is_what_the_next_transform_makes(built, url, folder):
    before, after = expected(["Exercise"]), expected(["Exercise", "Gym"])
    assert before != after
    found = await preview(built, RULE)
    assert found["targets"] == [
        {"category": category, "dayType": day_type, "metBefore": old, "metAfter": new, "days": days}
        for (category, day_type, old, days), (_, _, new, _) in zip(before, after, strict=True)
    ]
    assert (await preview(built))["changes"] == [], "nothing is written"

    rules = {"rules": [RULE], "categories": [{"category": "Band", "group": "Leisure"}]}
    assert (await built.client.put("/api/categories/rules", json=rules)).status_code == 200
    lifetracer(url, folder, AS_OF, "run", "transform", "--wait")
    rebuilt = await preview(built, RULE)
    assert rebuilt["changes"] == []
    assert [one["metBefore"] for one in rebuilt["targets"]] == [one["metAfter"] for one in found["targets"]]
    assert rebuilt["unassigned"] == found["unassigned"]
    # The verdicts of periods, by the targets of the past, are those of the same days.
    with psycopg.connect(url) as connection:
        connection.execute("update app.targets set valid_from = '2026-01-01'")
    span = {"by": "day", "from": str(FOUR_WEEKS[0]), "to": str(FOUR_WEEKS[-1])}
    columns = (await built.client.get("/api/periods", params=span)).json()
    exercise = next(one for one in columns["categories"] if one["category"] == "Exercise")
    assert sum(exercise["met"]) == sum(one["metAfter"] for one in found["targets"][:2])
    assert sum(exercise["judged"]) == 28
    categories = (await built.client.get("/api/categories")).json()["categories"]
    assert {one["category"]: one["source"] for one in categories if one["category"] in {"Band", "Gym"}} == {
        "Band": "own",
        "Gym": "project",
    }


async def test_a_category_has_its_source(built):
    categories = (await built.client.get("/api/categories")).json()["categories"]
    sources = {one["category"]: one["source"] for one in categories}
    assert {name: sources[name] for name in ("Sleep", "Work", "Gym", "Untracked", "Uncategorized")} == {
        "Sleep": "group",
        "Work": "group",
        "Gym": "project",
        "Untracked": "none",
        "Uncategorized": "none",
    }
