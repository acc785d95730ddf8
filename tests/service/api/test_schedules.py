"""Schedules over HTTP."""

import datetime as dt
from dataclasses import dataclass

import anyio
import pytest

from service.api import schedules
from service.database.pool import all_rows
from service.jobs.accept import accept
from service.schedules.scheduler import Scheduler

pytestmark = pytest.mark.anyio

WEEKLY = {"cron": "0 6 * * mon", "timezone": "Europe/Berlin", "stage": "reporter", "input": {"language": "ja"}}


@dataclass
class Stopped:
    """A clock that shows what it is set to."""

    at: dt.datetime

    def now(self) -> dt.datetime:
        return self.at

    async def sleep(self, seconds: float) -> None:
        raise AssertionError(seconds)


async def put(api, name="weekly", **fields):
    return await api.client.put(f"/api/schedules/{name}", json={**WEEKLY, **fields})


async def names(api):
    return [one["name"] for one in (await api.client.get("/api/schedules")).json()["schedules"]]


async def jobs(api):
    async with api.pool.connection() as connection:
        return await all_rows(connection, "select * from jobs where parent_id is null order by created_at")


async def test_a_schedule_is_written_shown_replaced_and_removed(api):
    first = await put(api)
    schedule = first.json()
    assert first.status_code == 200
    assert {name: schedule[name] for name in ("name", *WEEKLY)} == {"name": "weekly", **WEEKLY}
    assert (schedule["overlap"], schedule["catchUp"], schedule["after"]) == ("skip", "last", None)
    assert (schedule["paused"], schedule["missed"], schedule["lastTick"], schedule["lastRun"]) == (False, 0, None, None)
    following = dt.datetime.fromisoformat(schedule["nextRunAt"])
    assert following > dt.datetime.now(dt.UTC)
    assert following.weekday() == 0
    assert (await api.client.get("/api/schedules/weekly")).json() == schedule
    second = (await put(api, overlap="wait", after="pipeline", catchUp="none", paused=True)).json()
    assert (second["overlap"], second["after"], second["catchUp"]) == ("wait", "pipeline", "none")
    assert second["nextRunAt"] is None
    assert second["createdAt"] == schedule["createdAt"] < second["updatedAt"]
    assert await names(api) == ["daily-pipeline", "daily-report", "weekly", "weekly-report"]
    removed = await api.client.delete("/api/schedules/weekly")
    assert (removed.status_code, removed.json()["name"]) == (200, "weekly")
    assert await names(api) == ["daily-pipeline", "daily-report", "weekly-report"]


@pytest.mark.parametrize(
    ("fields", "pointers"),
    [
        ({"cron": "0 25 * * *"}, ["/cron"]),
        ({"cron": "0 0 1 * * *"}, ["/cron"]),
        ({"timezone": "Mars"}, ["/timezone"]),
        ({"stage": "cleaner"}, ["/stage"]),
        ({"after": "cleaner"}, ["/after"]),
        ({"overlap": "queue"}, ["/overlap"]),
        ({"catchUp": "all"}, ["/catchUp"]),
        ({"colour": "red"}, ["/colour"]),
        ({"input": {"languag": "ja"}}, ["/input/languag"]),
        ({"input": {"language": "fr"}}, ["/input/language"]),
        ({"stage": "connector", "input": {}}, ["/input/service"]),
        ({"stage": "connector", "input": {"service": ["toggl"]}}, ["/input/service"]),
        ({"stage": "connector", "input": {"service": "toggl", "since": "soon"}}, ["/input/since"]),
        ({"stage": "pipeline", "input": {"report": {"language": "fr"}}}, ["/input/report/language"]),
        ({"stage": "transform", "input": {"full": True}}, ["/input/full"]),
        # All of it at once.
        (
            {"cron": "x", "timezone": "Mars", "after": "y", "input": {"a": 1}},
            ["/cron", "/timezone", "/after", "/input/a"],
        ),
    ],
)
async def test_what_cannot_be_used_is_named(api, fields, pointers):
    response = await put(api, **fields)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert [error["pointer"] for error in response.json()["errors"]] == pointers
    assert "weekly" not in await names(api)


async def test_a_missing_field_is_named_too(api):
    response = await api.client.put("/api/schedules/weekly", json={"timezone": "UTC", "stage": "transform"})
    assert [error["pointer"] for error in response.json()["errors"]] == ["/cron"]
    assert (await api.client.put("/api/schedules/weekly")).status_code == 422


@pytest.mark.parametrize("name", ["Weekly", "a.b", "-a", "x" * 64, "%00", "%E9"])
async def test_a_name_that_is_none(api, name):
    assert (await put(api, name)).status_code == 422
    assert (await api.client.get(f"/api/schedules/{name}")).status_code == 404
    assert (await api.client.delete(f"/api/schedules/{name}")).status_code == 404
    assert (await api.client.post(f"/api/schedules/{name}/run")).status_code == 404


async def test_an_unknown_schedule_is_404(api):
    for response in (
        await api.client.get("/api/schedules/none"),
        await api.client.delete("/api/schedules/none"),
        await api.client.post("/api/schedules/none/run"),
    ):
        assert response.status_code == 404
        assert "/api/schedules" in response.json()["detail"]


async def test_the_input_is_stored_as_a_post_would_so_that_equal_jobs_are_shared(api):
    job = (await api.client.post("/api/report", json={"language": "ja", "date": "2026-06-01"})).json()
    await put(api, input={"date": "2026-06-01", "language": "ja", "period": None})
    ran = (await api.client.post("/api/schedules/weekly/run")).json()
    assert (ran["jobId"], ran["coalesced"]) == (job["jobId"], True)


async def test_run_accepts_a_job_and_shows_it_as_the_last_run(api):
    await put(api, paused=True)
    traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    response = await api.client.post("/api/schedules/weekly/run", headers={"traceparent": traceparent})
    job = response.json()
    assert response.status_code == 202
    assert response.headers["location"] == f"/api/jobs/{job['jobId']}"
    assert (job["stage"], job["input"], job["status"]) == ("reporter", {"language": "ja"}, "queued")
    schedule = (await api.client.get("/api/schedules/weekly")).json()
    last = schedule["lastRun"]
    assert last == schedule["lastTick"]
    assert (last["outcome"], last["reason"], last["jobId"], last["jobStatus"]) == (
        "started",
        "manual",
        job["jobId"],
        "queued",
    )
    async with api.pool.connection() as connection:
        assert await all_rows(connection, "select traceparent from jobs") == [{"traceparent": traceparent}]
    # Removing the schedule does not touch what it started.
    await api.client.delete("/api/schedules/weekly")
    assert (await api.client.get(f"/api/jobs/{job['jobId']}")).json()["status"] == "queued"


async def test_run_keeps_the_promises_of_a_post(api):
    await put(api)
    headers = {"Idempotency-Key": "once"}
    first = (await api.client.post("/api/schedules/weekly/run", headers=headers)).json()
    assert (await api.client.post("/api/schedules/weekly/run", headers=headers)).json() == first
    assert (await api.client.post("/api/schedules/daily-pipeline/run", headers=headers)).status_code == 422
    assert (await api.client.post("/api/schedules/weekly/run", json={"language": "en"})).status_code == 422
    api.state.draining = True
    assert (await api.client.post("/api/schedules/weekly/run")).status_code == 503
    assert len(await jobs(api)) == 1


async def test_what_the_scheduler_did_is_shown(api):
    clock = api.state.clock = Stopped(dt.datetime(2026, 6, 1, 8, tzinfo=dt.UTC))
    await put(api, cron="0 9 * * *")
    clock.at = dt.datetime(2026, 6, 4, 8, tzinfo=dt.UTC)
    await Scheduler(pool=api.pool, clock=clock).look()
    schedule = (await api.client.get("/api/schedules/weekly")).json()
    assert schedule["missed"] == 2
    assert schedule["lastTick"]["scheduledFor"] == "2026-06-04T07:00:00Z"
    assert schedule["lastTick"]["decidedAt"] == "2026-06-04T08:00:00Z"
    assert schedule["nextRunAt"] == "2026-06-05T07:00:00Z"
    (job,) = await jobs(api)
    assert schedule["lastRun"]["jobId"] == str(job["id"])


async def test_without_a_database_503_and_not_500(api):
    await api.pool.close()
    assert (await api.client.get("/api/schedules")).status_code == 503
    assert (await put(api)).status_code == 503
    assert (await api.client.post("/api/schedules/weekly/run")).status_code == 503


async def test_the_document_knows_every_field(api):
    document = (await api.client.get("/openapi.json")).json()
    assert set(document["paths"]["/api/schedules/{name}"]) == {"get", "put", "delete"}
    schema = document["components"]["schemas"]["ScheduleInput"]
    assert schema["required"] == ["cron", "timezone", "stage"]
    assert "pipeline" in schema["properties"]["stage"]["enum"]
    report = document["components"]["schemas"]["PipelineInput"]["properties"]["report"]["anyOf"]
    assert {"type": "boolean"} in report


async def test_a_schedule_that_is_removed_while_it_is_run_by_hand_is_no_fault(api, monkeypatch):
    await put(api)
    removed: list[int] = []

    async def remove():
        removed.append((await api.client.delete("/api/schedules/weekly")).status_code)

    async def accept_meanwhile(connection, **options):
        tasks.start_soon(remove)
        await api.until_blocked(removed)
        return await accept(connection, **options)

    monkeypatch.setattr(schedules, "accept", accept_meanwhile)
    async with anyio.create_task_group() as tasks:
        response = await api.client.post("/api/schedules/weekly/run")
    assert (response.status_code, removed) == (202, [200])
    assert len(await jobs(api)) == 1
