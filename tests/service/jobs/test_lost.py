"""Jobs whose worker is gone: who is dead, what is left of a run, and what becomes of it."""

import os
import subprocess
import sys
from textwrap import dedent
from uuid import uuid4

import psutil
import pytest

from service import processes
from service.database.pool import all_rows
from service.jobs.reconcile import reconcile

pytestmark = pytest.mark.anyio


WORKER = """
    import os, sys
    from pathlib import Path
    import anyio
    from service.database.pool import open_pool
    from service.jobs.registry import Stage
    from service.jobs.worker import Worker
    from datetime import timedelta

    async def main():
        url, script = sys.argv[1:]
        stage = Stage(name="transform", argv=(sys.executable, script, str(Path(script).parent)),
                      timeout=timedelta(minutes=5))
        async with open_pool(url, name="victim") as pool:
            await Worker(pool=pool, database_url=url, stages={"transform": stage}).run()

    anyio.run(main)
"""


@pytest.fixture
def killed_worker(stages):
    """Start a worker process of its own, wait until its stage runs, and kill it with SIGKILL."""
    stages.script(
        """
        import pathlib, subprocess, sys, time
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        pathlib.Path(sys.argv[1], "escapee").write_text(str(child.pid))
        time.sleep(600)
        """
    )
    path = stages.directory / "victim.py"
    path.write_text(dedent(WORKER), encoding="utf-8")

    async def run_and_kill():
        job_id = await stages.post()
        with subprocess.Popen(
            [sys.executable, str(path), stages.url, str(stages.directory / "transform.py")]
        ) as victim:
            escapee = int(await stages.until_file("escapee"))
            victim.kill()
        (stages.directory / "escapee").unlink()
        return job_id, escapee

    return run_and_kill


async def test_a_job_of_a_killed_worker_runs_again_and_nothing_of_it_is_left(stages, killed_worker):
    job_id, escapee = await killed_worker()
    assert (await stages.job(job_id))["status"] == "running"
    # What is left of the first attempt must be gone before the second begins.
    stages.script(
        f"""
        import psutil
        if psutil.pid_exists({escapee}) and psutil.Process({escapee}).status() != psutil.STATUS_ZOMBIE:
            raise SystemExit("two at once")
        """
    )
    async with stages.worker():
        job = await stages.until_final(job_id)
    assert (job["status"], job["attempt"]) == ("succeeded", 2)
    assert not psutil.pid_exists(escapee) or psutil.Process(escapee).status() == psutil.STATUS_ZOMBIE
    async with stages.pool.connection() as connection:
        assert await all_rows(connection, "select id from procrastinate_jobs where status = 'doing'") == []


async def test_a_lost_job_without_attempts_left_fails_as_lost(stages, killed_worker):
    job_id, _ = await killed_worker()
    async with stages.pool.connection() as connection:
        await connection.execute("update jobs set max_attempts = 1")
    async with stages.worker():
        job = await stages.until_final(job_id)
    assert (job["status"], job["reason"]) == ("failed", "lost")


async def test_a_lost_job_that_was_to_be_cancelled_is_cancelled(stages, killed_worker):
    job_id, _ = await killed_worker()
    await stages.cancel(job_id)
    async with stages.worker():
        job = await stages.until_final(job_id)
    assert job["status"] == "cancelled"


async def _claimed_by(stages, *, machine: str, process: str, heartbeat_age: str):
    """Return a job that says it runs on the given worker."""
    job_id, worker = await stages.post(), uuid4()
    async with stages.pool.connection() as connection:
        await connection.execute(
            "insert into workers (id, machine, process, queues, heartbeat_at) "
            "values (%s, %s, %s, '{stages}', now() - %s::interval)",
            [worker, machine, process, heartbeat_age],
        )
        await connection.execute(
            "update jobs set status = 'running', worker_id = %s, started_at = now() where id = %s", [worker, job_id]
        )
    return job_id


@pytest.mark.parametrize(
    ("elsewhere", "alive", "heartbeat_age", "lost"),
    [
        (False, True, "44 seconds", False),  # our machine, and the process lives
        (False, True, "46 seconds", True),  # … but is frozen
        (False, False, "0 seconds", True),
        (True, False, "44 seconds", False),  # another machine: only the heartbeat can be seen
        (True, False, "46 seconds", True),
    ],
)
async def test_who_is_dead(stages, elsewhere, alive, heartbeat_age, lost):
    job_id = await _claimed_by(
        stages,
        machine="elsewhere" if elsewhere else processes.machine(),
        process=processes.of_process(os.getpid()) if alive else f"{os.getpid()}@1",
        heartbeat_age=heartbeat_age,
    )
    async with stages.pool.connection() as connection:
        await reconcile(connection, me=uuid4())
    assert (await stages.job(job_id))["status"] == ("queued" if lost else "running")


async def test_a_run_of_ours_that_nobody_runs_is_lost_and_one_that_runs_is_not(stages):
    job_id = await _claimed_by(
        stages, machine=processes.machine(), process=processes.of_process(os.getpid()), heartbeat_age="0 seconds"
    )
    me = (await stages.job(job_id))["worker_id"]
    async with stages.pool.connection() as connection:
        await reconcile(connection, me=me, running={job_id})
        assert (await stages.job(job_id))["status"] == "running"
        await reconcile(connection, me=me, running=())
        assert (await stages.job(job_id))["status"] == "queued"


async def test_an_import_whose_command_died_does_not_wait_for_ever(stages):
    async with stages.pool.connection() as connection:
        from service.jobs.accept import accept

        job, _ = await accept(connection, stage="transform", input_={}, queue="import-gone")
        await reconcile(connection, me=uuid4())
    row = await stages.job(job.id)
    assert (row["status"], row["reason"]) == ("failed", "lost")


async def test_a_lost_run_whose_processes_do_not_end_yet_has_not_ended(stages, monkeypatch):
    job_id = await _claimed_by(stages, machine=processes.machine(), process="1@1", heartbeat_age="0 seconds")
    monkeypatch.setattr(processes, "kill_all_of", lambda _run: False)
    async with stages.pool.connection() as connection:
        await reconcile(connection, me=uuid4())
        assert (await stages.job(job_id))["status"] == "running"
        monkeypatch.undo()
        await reconcile(connection, me=uuid4())
    assert (await stages.job(job_id))["status"] == "queued"
