"""Rows that were read before something changed: a decision by an older snapshot must not end a healthy run."""

from uuid import UUID, uuid4

import psycopg
import pytest

from service.database.pool import all_rows
from service.jobs import reconcile as reconcile_module
from service.jobs import transitions, worker_rows
from service.jobs import worker as worker_module
from service.jobs.reconcile import reconcile

from .conftest import FOREVER

pytestmark = pytest.mark.anyio


async def test_a_claim_made_after_the_query_is_not_compared_with_its_rows(stages, monkeypatch):
    monkeypatch.setattr(worker_module, "CANCEL_POLL_SECONDS", 0.01)
    polls: list[list[UUID]] = []
    stages.script(FOREVER, stage="reporter")
    async with stages.worker() as worker:
        # A run under way, so that the worker polls while the other waits for its claim.
        other = await stages.post("reporter")
        await stages.until(lambda: other in worker.runner.running and worker.runner.running[other].claimed)
        job_id = await stages.post()
        async with stages.pool.connection() as blocking:
            await blocking.execute("select from jobs where id = %s for update", [job_id])

            async def late(connection, statement, ids):
                # The claim becomes visible after this snapshot, and before the caller looks at its rows.
                rows = await all_rows(connection, statement, ids)
                if job_id in worker.runner.running and not polls:
                    polls.append(ids)
                    await blocking.commit()
                    await stages.until(lambda: worker.runner.running[job_id].claimed)
                return rows

            monkeypatch.setattr(worker_module, "all_rows", late)
            await stages.until(lambda: polls)
        job = await stages.until_final(job_id)
        assert (job["status"], job["attempt"]) == ("succeeded", 1)
        assert (await stages.job(other))["status"] == "running"


async def _run_of(stages, *, heartbeat_age):
    worker, job_id = uuid4(), await stages.post()
    async with stages.pool.connection() as connection:
        await connection.execute(
            "insert into workers (id, machine, process, queues, heartbeat_at) "
            "values (%s, 'elsewhere', '1@1', '{stages}', now() - %s::interval)",
            [worker, heartbeat_age],
        )
        await connection.execute("update jobs set status = 'running', worker_id = %s where id = %s", [worker, job_id])
    return job_id, worker


async def test_a_worker_that_renews_its_heartbeat_while_others_look_keeps_its_run(stages, monkeypatch):
    job_id, worker = await _run_of(stages, heartbeat_age="1 hour")
    load = worker_rows.load_dead

    async def and_it_comes_back(connection, **options):
        dead = await load(connection, **options)
        async with stages.pool.connection() as other:
            await other.execute("update workers set heartbeat_at = now() where id = %s", [worker])
        return dead

    monkeypatch.setattr(worker_rows, "load_dead", and_it_comes_back)
    async with stages.pool.connection() as connection:
        await reconcile(connection, me=uuid4())
    assert (await stages.job(job_id))["status"] == "running"


async def test_a_worker_cannot_renew_its_heartbeat_while_its_run_is_taken(stages, monkeypatch):
    job_id, worker = await _run_of(stages, heartbeat_age="1 hour")
    end = reconcile_module.end_sessions

    async def and_a_heartbeat_comes(connection, run):
        async with stages.pool.connection() as other:
            await other.execute("set local lock_timeout = '50ms'")
            with pytest.raises(psycopg.errors.LockNotAvailable):
                await other.execute("update workers set heartbeat_at = now() where id = %s", [worker])
        return await end(connection, run)

    monkeypatch.setattr(reconcile_module, "end_sessions", and_a_heartbeat_comes)
    async with stages.pool.connection() as connection:
        await reconcile(connection, me=uuid4())
    assert (await stages.job(job_id))["status"] == "queued"


async def test_a_run_of_ours_that_begins_while_rows_are_read_is_not_lost(stages, monkeypatch):
    # It ended, waited and was claimed again with the same attempt, between the query and the lock of its row.
    job_id, me = await _run_of(stages, heartbeat_age="0 seconds")
    running = set()
    lock = transitions.lock_pipeline_of

    async def and_it_is_claimed(connection, locked):
        running.add(job_id)
        await lock(connection, locked)

    monkeypatch.setattr(transitions, "lock_pipeline_of", and_it_is_claimed)
    async with stages.pool.connection() as connection:
        await reconcile(connection, me=me, running=running)
    assert (await stages.job(job_id))["status"] == "running"
