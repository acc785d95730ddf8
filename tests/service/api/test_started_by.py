"""A job names its origin: a key, a schedule or a command."""

import pytest

from service.auth import api_keys
from service.cli.work import RUN
from service.jobs.accept import accept

pytestmark = pytest.mark.anyio


@pytest.fixture
async def phone(api):
    async with api.pool.connection() as connection:
        _, key = await api_keys.make(connection, name="phone", scope="run")
    return {"Authorization": f"Bearer {key}"}


async def test_a_job_names_the_key_that_started_it_and_so_do_its_steps(api, phone):
    job = (await api.client.post("/api/pipeline", headers=phone)).json()
    assert job["startedBy"] == {"kind": "key", "name": "phone"}
    assert {tuple(step["startedBy"].values()) for step in job["steps"]} == {("key", "phone")}
    assert (await api.client.get(job["links"]["self"])).json()["startedBy"] == job["startedBy"]


async def test_a_shared_job_keeps_its_origin_and_a_retry_has_its_own(api, phone):
    first = (await api.client.post("/api/transform", headers=phone)).json()
    shared = (await api.client.post("/api/transform")).json()
    assert (shared["jobId"], shared["startedBy"]["name"]) == (first["jobId"], "phone")
    await api.client.post(first["links"]["cancel"])
    retried = (await api.client.post(f"{first['links']['self']}/retry")).json()
    assert retried["startedBy"] == {"kind": "key", "name": "admin"}


async def test_a_schedule_started_by_a_person_names_the_key(api, phone):
    job = (await api.client.post("/api/schedules/daily-pipeline/run", headers=phone)).json()
    assert job["startedBy"] == {"kind": "key", "name": "phone"}


async def test_a_command_is_named_and_jobs_of_versions_before_have_no_origin(api):
    async with api.pool.connection() as connection:
        job, _ = await accept(connection, stage="transform", input_={}, started_by=RUN)
    path = f"/api/jobs/{job.id}"
    assert (await api.client.get(path)).json()["startedBy"] == {"kind": "command", "name": "lifetracer run"}
    async with api.pool.connection() as connection:
        await connection.execute("update jobs set started_by_kind = null, started_by_name = null")
    assert (await api.client.get(path)).json()["startedBy"] is None
