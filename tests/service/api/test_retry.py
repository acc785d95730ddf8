"""Doing a job again, and ending one at every instant."""

from uuid import UUID, uuid4

import anyio
import pytest

from service.api import submissions
from service.database.pool import all_rows
from service.jobs import transitions
from service.jobs.model import Outcome, Status
from service.jobs.retry import retry

pytestmark = pytest.mark.anyio


async def sql(api, query, *parameters):
    async with api.pool.connection() as connection:
        await connection.execute(query, parameters)


async def end(api, job, status="succeeded", reason=None):
    await sql(
        api,
        "update jobs set status = %s, reason = %s, finished_at = now() where id = %s",
        status,
        reason,
        job["jobId"],
    )


async def retried(api, job, **headers):
    return await api.client.post(f"/api/jobs/{job['jobId']}/retry", headers=headers)


@pytest.mark.parametrize("status", ["failed", "cancelled", "succeeded"])
async def test_a_retry_is_a_new_job_with_the_same_input_linked_to_the_old_one(api, status):
    old = (await api.client.post("/api/report", json={"language": "ja"})).json()
    await end(api, old, status)
    response = await retried(api, old)
    new = response.json()
    assert (response.status_code, response.headers["location"]) == (202, f"/api/jobs/{new['jobId']}")
    assert new["jobId"] != old["jobId"]
    assert (new["retryOf"], new["input"], new["status"], new["attempt"]) == (old["jobId"], old["input"], "queued", 1)
    shown = (await api.client.get(f"/api/jobs/{old['jobId']}")).json()
    assert shown["status"] == status
    assert shown["links"]["retry"] == f"/api/jobs/{old['jobId']}/retry"


@pytest.mark.parametrize("status", ["queued", "running"])
async def test_a_job_that_has_not_ended_cannot_be_retried(api, status):
    job = (await api.client.post("/api/transform")).json()
    await sql(api, "update jobs set status = %s where id = %s", status, job["jobId"])
    response = await retried(api, job)
    assert response.status_code == 409
    assert status in response.json()["detail"]


async def test_an_unknown_job_cannot_be_retried(api):
    assert (await api.client.post(f"/api/jobs/{uuid4()}/retry")).status_code == 404
    assert (await api.client.post("/api/jobs/nonsense/retry")).status_code == 404


async def test_two_retries_share_the_waiting_job_and_a_key_gives_the_first_answer(api):
    old = (await api.client.post("/api/transform")).json()
    await end(api, old, "failed")
    first, second = (await retried(api, old)).json(), (await retried(api, old)).json()
    assert (second["jobId"], second["coalesced"]) == (first["jobId"], True)
    await end(api, first, "failed")
    key = {"Idempotency-Key": "again"}
    keyed = (await retried(api, old, **key)).json()
    await end(api, keyed, "failed")
    assert (await retried(api, old, **key)).json() == keyed
    assert (await retried(api, first, **key)).status_code == 422


async def pipeline_with(api, *ends):
    """Return a pipeline whose steps ended so: status, or status and reason."""
    job = (await api.client.post("/api/pipeline", json={"report": {"language": "ja"}})).json()
    for step, ended in zip(job["steps"], ends, strict=True):
        await end(api, step, *ended.split())
    await end(api, job, "failed", "step_failed")
    return job


SKIPPED = ["skipped previous_step_failed"]


@pytest.mark.parametrize(
    ("ends", "again"),
    [
        # two sources in any order, then transform, analyzer, adjuster, reporter
        (["succeeded"] * 3 + ["failed"] + SKIPPED * 2, [3, 4, 5]),
        (["succeeded"] * 5 + ["failed"], [5]),
        (["skipped not_configured", "succeeded", "failed", *SKIPPED * 3], [2, 3, 4, 5]),
        (["succeeded", "failed", *["succeeded"] * 4], [1, 2, 3, 4, 5]),
        (["cancelled"] * 6, [0, 1, 2, 3, 4, 5]),
        (["succeeded"] * 6, [0, 1, 2, 3, 4, 5]),
    ],
)
async def test_a_pipeline_starts_again_at_the_first_step_that_did_not_succeed(api, ends, again):
    old = await pipeline_with(api, *ends)
    new = (await retried(api, old)).json()
    wanted = [old["steps"][number] for number in again]
    assert sorted(map(name_of, new["steps"])) == sorted(map(name_of, wanted))
    assert new["retryOf"] == old["jobId"]
    assert new["steps"][-1]["input"] == {"language": "ja"}
    first = {name_of(step) for step in wanted if step["stage"] == wanted[0]["stage"]}
    async with api.pool.connection() as connection:
        rows = await all_rows(
            connection,
            "select stage, input from jobs join procrastinate_jobs p on p.id = procrastinate_job_id "
            "where parent_id = %s",
            new["jobId"],
        )
    assert {name_of(row) for row in rows} == first


def name_of(step):
    return step["input"].get("service") or step["stage"]


async def test_a_step_is_retried_by_itself(api):
    old = await pipeline_with(api, *["succeeded"] * 5, "failed")
    new = (await retried(api, old["steps"][-1])).json()
    assert (new["stage"], new["steps"], new["parentId"]) == ("reporter", [], None)
    assert new["retryOf"] == old["steps"][-1]["jobId"]


async def test_a_retried_pipeline_ends_when_its_steps_have(api):
    old = await pipeline_with(api, *["succeeded"] * 4, "failed", *SKIPPED)
    new = (await retried(api, old)).json()
    for step in new["steps"]:
        worker = uuid4()
        async with api.pool.connection() as connection:
            await connection.execute(
                "insert into workers (id, machine, process, queues) values (%s, 'm', 'p', '{stages}')", [worker]
            )
            job = await transitions.claim(connection, job_id=UUID(step["jobId"]), attempt=1, worker_id=worker)
            assert job is not None
            await transitions.finish(connection, job, Outcome(status=Status.SUCCEEDED))
    assert (await api.client.get(new["links"]["self"])).json()["status"] == "succeeded"


async def test_while_draining_a_job_can_be_cancelled_and_not_retried(api):
    waiting = (await api.client.post("/api/transform")).json()
    api.state.draining = True
    cancelled = await api.client.post(waiting["links"]["cancel"])
    assert (cancelled.status_code, cancelled.json()["status"]) == (202, "cancelled")
    assert (await retried(api, waiting)).status_code == 503


async def test_a_job_that_ends_while_it_is_cancelled_is_told_as_it_ended(api, monkeypatch):
    job = (await api.client.post("/api/transform")).json()
    cancel = transitions.cancel

    async def ends_just_before(connection, job_id):
        await sql(api, "update jobs set status = 'succeeded', finished_at = now() where id = %s", job_id)
        return await cancel(connection, job_id)

    monkeypatch.setattr(transitions, "cancel", ends_just_before)
    response = await api.client.post(job["links"]["cancel"])
    assert response.status_code == 409
    assert "succeeded" in response.json()["detail"]


async def test_a_cancel_before_the_claim_a_requeue_or_the_end_is_never_lost(api):
    # Starting: cancelled between fetch and claim.
    job = (await api.client.post("/api/transform")).json()
    await api.client.post(job["links"]["cancel"])
    async with api.pool.connection() as connection:
        assert await transitions.claim(connection, job_id=job["jobId"], attempt=1, worker_id=uuid4()) is None
    # Running, and put back in line by a shutdown at the same moment.
    job, worker = (await api.client.post("/api/transform")).json(), uuid4()
    async with api.pool.connection() as connection:
        await connection.execute(
            "insert into workers (id, machine, process, queues) values (%s, 'm', 'p', '{stages}')", [worker]
        )
        row = await transitions.claim(connection, job_id=job["jobId"], attempt=1, worker_id=worker)
    assert row is not None
    for _ in range(2):
        response = await api.client.post(job["links"]["cancel"])
        assert (response.status_code, response.json()["status"]) == (202, "running")
    async with api.pool.connection() as connection:
        await transitions.requeue(connection, row, reason="shutdown", message=None, at=None, counts=False)
    assert (await api.client.get(job["links"]["self"])).json()["status"] == "cancelled"
    assert (await api.client.post(job["links"]["cancel"])).status_code == 202


async def test_a_retry_goes_on_with_the_trace_of_who_asks_or_of_the_job(api):
    first, second = (f"00-{number * 32}-b7ad6b7169203331-01" for number in "12")
    old = (await api.client.post("/api/pipeline", headers={"traceparent": first})).json()
    await sql(api, "update jobs set status = 'failed', finished_at = now()")
    for headers, expected in (({}, first), ({"traceparent": second}, second)):
        new = (await retried(api, old, **headers)).json()
        async with api.pool.connection() as connection:
            rows = await all_rows(
                connection,
                "select distinct traceparent from jobs where id = %s or parent_id = %s",
                new["jobId"],
                new["jobId"],
            )
        assert rows == [{"traceparent": expected}]
        await end(api, new, "failed")


async def test_a_job_that_is_deleted_while_it_is_retried_is_no_fault(api, monkeypatch):
    # Retention goes on all the time.
    old = (await api.client.post("/api/transform")).json()
    await end(api, old, "failed")
    deleted: list[bool] = []

    async def delete():
        await sql(api, "delete from jobs where id = %s", old["jobId"])
        deleted.append(True)

    async def retry_meanwhile(connection, job, **options):
        tasks.start_soon(delete)
        await api.until_blocked(deleted)
        return await retry(connection, job, **options)

    monkeypatch.setattr(submissions, "retry", retry_meanwhile)
    async with anyio.create_task_group() as tasks:
        response = await retried(api, old)
    assert (response.status_code, response.json()["retryOf"]) == (202, old["jobId"])
    new = (await api.client.get(response.headers["location"])).json()
    assert new["retryOf"] is None


async def test_a_job_that_is_deleted_while_it_is_cancelled_is_404(api, monkeypatch):
    job = (await api.client.post("/api/transform")).json()
    cancel = transitions.cancel

    async def deleted_just_before(connection, job_id):
        await sql(api, "delete from jobs where id = %s", job_id)
        return await cancel(connection, job_id)

    monkeypatch.setattr(transitions, "cancel", deleted_just_before)
    assert (await api.client.post(job["links"]["cancel"])).status_code == 404
