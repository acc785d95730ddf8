"""What is edited has an ETag, and a change that was made from another version is refused."""

import anyio
import pytest

pytestmark = pytest.mark.anyio

TARGET = {"category": "Exercise", "minutes": 60, "direction": "more"}
SCHEDULE = {"cron": "30 6 * * *", "timezone": "Asia/Tokyo", "stage": "pipeline"}
RULE = {"matchType": "project_name", "matchValue": "Garden", "category": "Outside"}

# (what is read, what is changed, two different changes of it)
EDITED: dict[str, tuple[str, str, list[dict[str, object]]]] = {
    "targets": ("/api/targets", "/api/targets", [{**TARGET, "minutes": minutes} for minutes in (30, 40)]),
    "schedules": (
        *("/api/schedules/daily-report", "/api/schedules/daily-report"),
        [{**SCHEDULE, "paused": paused} for paused in (True, False)],
    ),
    "settings": ("/api/settings", "/api/settings/country", [{"value": country} for country in ("DE", "FR")]),
    "rules": (
        *("/api/categories/rules", "/api/categories/rules"),
        [{"rules": [{**RULE, "category": category}]} for category in ("Outside", "Work")],
    ),
}
each = pytest.mark.parametrize("name", EDITED)


@each
async def test_a_change_from_another_version_is_refused(api, name):
    read, changed, (first, second) = EDITED[name]
    seen = (await api.client.get(read)).headers["etag"]
    assert (await api.client.put(changed, json=first, headers={"If-Match": seen})).status_code == 200
    stale = await api.client.put(changed, json=second, headers={"If-Match": seen})
    assert (stale.status_code, stale.json()["type"]) == (412, "/api/problems/changed-meanwhile")
    now = (await api.client.get(read)).headers["etag"]
    assert now != seen
    assert (await api.client.put(changed, json=second, headers={"If-Match": f'"other", {now}'})).status_code == 200
    assert (await api.client.put(changed, json=first)).status_code == 200
    assert (await api.client.put(changed, json=second, headers={"If-Match": "*"})).status_code == 200


@each
async def test_of_two_changes_at_the_same_moment_one_is_refused(api, name):
    read, changed, bodies = EDITED[name]
    headers = {"If-Match": (await api.client.get(read)).headers["etag"]}
    statuses = []

    async def put(body):
        statuses.append((await api.client.put(changed, json=body, headers=headers)).status_code)

    async with anyio.create_task_group() as tasks:
        for body in bodies:
            tasks.start_soon(put, body)
    assert sorted(statuses) == [200, 412]


@each
async def test_the_answer_to_a_change_has_the_etag_of_the_next(api, name):
    read, changed, (first, _) = EDITED[name]
    answer = await api.client.put(changed, json=first)
    assert answer.headers["etag"] == (await api.client.get(read)).headers["etag"]


@each
@pytest.mark.parametrize("given", ["abc", "", 'W/"1"', '"x", "y"'])
async def test_what_is_not_the_etag_is_refused(api, name, given):
    _, changed, (first, _) = EDITED[name]
    assert (await api.client.put(changed, json=first, headers={"If-Match": given})).status_code == 412


async def test_a_deletion_is_refused_too(api):
    await api.client.put("/api/targets", json=TARGET)
    for path, listed in (
        ("/api/targets?category=Exercise", "/api/targets"),
        ("/api/schedules/daily-report", "/api/schedules/daily-report"),
    ):
        seen = (await api.client.get(listed)).headers["etag"]
        assert (await api.client.delete(path, headers={"If-Match": '"x"'})).status_code == 412
        assert (await api.client.delete(path, headers={"If-Match": seen})).status_code == 200


async def test_a_schedule_that_is_not_there_matches_nothing(api):
    for given in ("*", '"x"'):
        answer = await api.client.put("/api/schedules/new", json=SCHEDULE, headers={"If-Match": given})
        assert answer.status_code == 412
    assert (await api.client.get("/api/schedules/new")).status_code == 404


async def test_a_run_does_not_change_the_etag_of_a_schedule(api):
    seen = (await api.client.get("/api/schedules/daily-report")).headers["etag"]
    await api.client.post("/api/schedules/daily-report/run")
    assert (await api.client.get("/api/schedules/daily-report")).headers["etag"] == seen
