"""Procrastinate's rows beside ours: none holds a lock for ever, and no job is forgotten."""

import os
from uuid import uuid4

import psycopg
import pytest

from service import processes
from service.database.pool import all_rows, one
from service.jobs.reconcile import reconcile

from .conftest import FOREVER, OK

pytestmark = pytest.mark.anyio


async def _procrastinate_rows(stages):
    async with stages.pool.connection() as connection:
        return await all_rows(connection, "select status::text, lock from procrastinate_jobs")


async def _handed_to_the_dead(stages, job_id):
    """Make it look as if a worker process that is gone had fetched the job."""
    async with stages.pool.connection() as connection:
        await connection.execute("insert into procrastinate_workers default values")
        await connection.execute(
            "insert into workers (id, machine, process, queues, procrastinate_ids) "
            "select %s, %s, '1@1', '{stages}', array_agg(id) from procrastinate_workers",
            [uuid4(), processes.machine()],
        )
        await connection.execute(
            "update procrastinate_jobs set status = 'doing', worker_id = (select max(id) from procrastinate_workers) "
            "where id = (select procrastinate_job_id from jobs where id = %s)",
            [job_id],
        )


async def test_a_job_fetched_but_never_claimed_is_handed_out_again(stages):
    job_id = await stages.post()
    await _handed_to_the_dead(stages, job_id)
    async with stages.worker():
        job = await stages.until_final(job_id)
    assert (job["status"], job["attempt"]) == ("succeeded", 1)


async def test_a_finished_job_that_was_never_put_away_holds_no_lock(stages):
    done = await stages.post()
    await _handed_to_the_dead(stages, done)
    async with stages.pool.connection() as connection:
        await connection.execute("update jobs set status = 'succeeded', finished_at = now() where id = %s", [done])
    waiting = await stages.post()
    assert waiting != done
    async with stages.worker():
        assert (await stages.until_final(waiting))["status"] == "succeeded"
    assert await _procrastinate_rows(stages) == []


async def _handed_to(stages, job_id) -> int:
    """Make it look as if a living worker had fetched the job, and return the number that Procrastinate gave it."""
    async with stages.pool.connection() as connection:
        number = await one(connection, "insert into procrastinate_workers default values returning id")
        assert number is not None
        await connection.execute(
            "update procrastinate_jobs set status = 'doing', worker_id = %s "
            "where id = (select procrastinate_job_id from jobs where id = %s)",
            [number["id"], job_id],
        )
    given: int = number["id"]
    return given


async def test_a_finished_job_that_a_living_worker_could_not_put_away_holds_no_lock(stages):
    # The database went away between the final state and the end of Procrastinate's own row.
    done = await stages.post()
    number = await _handed_to(stages, done)
    async with stages.pool.connection() as connection:
        await connection.execute(
            "update jobs set status = 'succeeded', finished_at = now() - interval '6 seconds' where id = %s", [done]
        )
        await reconcile(connection, me=uuid4(), mine=[number])
    assert await _procrastinate_rows(stages) == []


async def test_a_row_is_left_to_the_worker_that_is_about_to_put_it_away(stages):
    done = await stages.post()
    number = await _handed_to(stages, done)
    async with stages.pool.connection() as connection:
        await connection.execute("update jobs set status = 'succeeded', finished_at = now() where id = %s", [done])
        await reconcile(connection, me=uuid4(), mine=[number])
    assert len(await _procrastinate_rows(stages)) == 1


async def test_a_job_that_a_living_worker_fetched_and_never_claimed_is_handed_out_at_the_second_look(stages):
    # Both the claim and the end of Procrastinate's row failed; one look alone may see what was fetched this moment.
    job_id, me = await stages.post(), uuid4()
    number = await _handed_to(stages, job_id)
    async with stages.pool.connection() as connection:
        unclaimed = await reconcile(connection, me=me, mine=[number])
        assert [row["status"] for row in await _procrastinate_rows(stages)] == ["doing"]
        assert await reconcile(connection, me=me, mine=[number], running={job_id}, unclaimed_before=unclaimed) == set()
        assert [row["status"] for row in await _procrastinate_rows(stages)] == ["doing"]
        assert await reconcile(connection, me=me, mine=[number], unclaimed_before=unclaimed) == set()
    assert [row["status"] for row in await _procrastinate_rows(stages)] == ["todo"]


async def test_a_claim_that_failed_does_not_lose_the_job(stages, monkeypatch):
    from service.jobs import transitions

    claim, calls = transitions.claim, []

    async def fails_once(*arguments, **options):
        calls.append(options)
        if len(calls) == 1:
            raise psycopg.OperationalError("connection lost")
        return await claim(*arguments, **options)

    monkeypatch.setattr(transitions, "claim", fails_once)
    job_id = await stages.post()
    async with stages.worker() as worker:
        await stages.until(lambda: calls and not worker.runner.running)
        await stages.until(lambda: _is_empty(stages))
        async with stages.pool.connection() as connection:
            await reconcile(connection, me=worker.id, running=worker.runner.running)
        assert (await stages.until_final(job_id))["status"] == "succeeded"


async def _is_put_away(stages, job_id):
    async with stages.pool.connection() as connection:
        return not await all_rows(
            connection,
            "select from jobs join procrastinate_jobs p on p.id = procrastinate_job_id where jobs.id = %s",
            job_id,
        )


async def _is_empty(stages):
    return await _procrastinate_rows(stages) == []


async def test_the_same_file_can_be_imported_while_another_command_waits_with_it(stages):
    from service.jobs.accept import accept

    async with stages.pool.connection() as connection:
        first, _ = await accept(connection, stage="connector", input_={"service": "toggl_csv"}, queue="import-1")
        second, shared = await accept(connection, stage="connector", input_={"service": "toggl_csv"}, queue="import-2")
    assert (first.id != second.id, shared) == (True, False)
    # The first command died: its waiting row must not hold the lock before the second for ever.
    async with stages.pool.connection() as connection:
        await connection.execute(
            "insert into workers (id, machine, process, queues) values (%s, %s, %s, '{import-2}')",
            [uuid4(), processes.machine(), processes.of_process(os.getpid())],
        )
        await reconcile(connection, me=uuid4())
    assert (await stages.job(first.id))["reason"] == "lost"
    assert [row["status"] for row in await _procrastinate_rows(stages)] == ["todo"]


async def test_one_run_of_a_stage_at_a_time_even_without_the_queues_lock(stages, caplog):
    stages.script(FOREVER, stage="reporter")
    async with stages.worker() as worker:
        first = await stages.post("reporter", date="2026-01-01")
        await stages.until_file("running")
        async with stages.pool.connection() as connection:
            await connection.execute("update procrastinate_jobs set lock = null")
        second = await stages.post("reporter", date="2026-01-02")
        await stages.until(lambda: "a run of its lock key has not ended" in caplog.text)
        await stages.until(lambda: _is_put_away(stages, second))
        assert [(await stages.job(job_id))["status"] for job_id in (first, second)] == ["running", "queued"]
        stages.script(OK, stage="reporter")
        await stages.cancel(first)
        await stages.until_final(first)
        async with stages.pool.connection() as connection:
            await reconcile(connection, me=worker.id, running=worker.runner.running)
        assert (await stages.until_final(second))["status"] == "succeeded"
