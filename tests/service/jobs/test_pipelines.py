"""Pipelines: steps in groups, failures that stop the rest or do not, cancel, and jobs that others lost."""

import os
import subprocess
import sys
from textwrap import dedent
from uuid import uuid4

import psutil
import pytest

from service.database.pool import all_rows
from service.jobs import identity
from service.jobs.reconcile import reconcile

pytestmark = pytest.mark.anyio

OK = "import json; print(json.dumps({'event': 'result', 'rows': 1}))"
FOREVER = """
    import pathlib, sys, time
    pathlib.Path(sys.argv[1], "running").write_text("yes")
    time.sleep(600)
"""


def statuses(steps):
    return {name: (step["status"], step["reason"]) for name, step in steps.items()}


@pytest.fixture
def stages(shop):
    shop.environ["TOGGL_API_TOKEN"] = "t"
    for stage in ("connector", "transform", "reporter"):
        shop.script(OK, stage=stage)
    return shop


async def test_the_steps_run_in_order_and_the_pipeline_succeeds(stages):
    async with stages.worker():
        job = await stages.until_final(await stages.post("pipeline", report={"language": "ja"}))
    steps = await stages.steps(job["id"])
    assert job["status"] == "succeeded"
    assert statuses(steps) == dict.fromkeys(("connector", "transform", "reporter"), ("succeeded", None))
    assert steps["connector"]["finished_at"] <= steps["transform"]["started_at"]
    assert steps["transform"]["finished_at"] <= steps["reporter"]["started_at"]
    assert steps["reporter"]["input"] == {"language": "ja"}


async def test_a_source_that_is_not_set_up_is_skipped_and_fails_nothing(stages):
    del stages.environ["TOGGL_API_TOKEN"]
    async with stages.worker():
        job = await stages.until_final(await stages.post("pipeline"))
    steps = await stages.steps(job["id"])
    assert job["status"] == "succeeded"
    assert statuses(steps)["connector"] == ("skipped", "not_configured")
    assert "TOGGL_API_TOKEN" in steps["connector"]["message"]


async def test_the_same_source_asked_for_by_itself_fails_with_the_setting_named(stages):
    del stages.environ["TOGGL_API_TOKEN"]
    async with stages.worker():
        job = await stages.until_final(await stages.post("connector", service="toggl"))
    assert (job["status"], job["reason"]) == ("failed", "not_configured")
    assert "TOGGL_API_TOKEN" in job["message"]


async def test_a_token_in_a_file_is_a_token(stages):
    del stages.environ["TOGGL_API_TOKEN"]
    stages.environ["TOGGL_API_TOKEN_FILE"] = "/run/secrets/toggl"
    async with stages.worker():
        job = await stages.until_final(await stages.post("connector", service="toggl"))
    assert job["status"] == "succeeded"


async def test_a_source_that_fails_lets_the_rest_run_and_the_pipeline_fails(stages):
    stages.script("raise SystemExit(78)", stage="connector")
    async with stages.worker():
        job = await stages.until_final(await stages.post("pipeline"))
    assert (job["status"], job["reason"]) == ("failed", "step_failed")
    assert statuses(await stages.steps(job["id"])) == {
        "connector": ("failed", "exit_code"),
        "transform": ("succeeded", None),
        "reporter": ("succeeded", None),
    }


async def test_a_failed_transform_skips_what_needs_it(stages):
    stages.script("raise SystemExit(65)", stage="transform")
    async with stages.worker():
        job = await stages.until_final(await stages.post("pipeline"))
    assert (job["status"], job["reason"]) == ("failed", "step_failed")
    steps = await stages.steps(job["id"])
    assert statuses(steps)["reporter"] == ("skipped", "previous_step_failed")
    assert await stages.log(steps["reporter"]["id"]) == []


async def test_cancel_stops_the_running_step_and_the_waiting_ones(stages):
    stages.script(FOREVER, stage="transform")
    async with stages.worker():
        job_id = await stages.post("pipeline")
        await stages.until_file("running")
        await stages.cancel(job_id)
        job = await stages.until_final(job_id)
    assert (job["status"], job["reason"]) == ("cancelled", "cancelled")
    assert statuses(await stages.steps(job_id)) == {
        "connector": ("succeeded", None),
        "transform": ("cancelled", "cancelled"),
        "reporter": ("cancelled", "cancelled"),
    }


async def test_cancel_before_anything_runs_ends_the_whole_pipeline_at_once(stages):
    job_id = await stages.post("pipeline")
    await stages.cancel(job_id)
    assert (await stages.job(job_id))["status"] == "cancelled"
    assert {step["status"] for step in (await stages.steps(job_id)).values()} == {"cancelled"}


async def test_draining_puts_the_run_back_and_the_next_worker_finishes_it(stages):
    # Rule 12: the gateway's own end is not the job's failure.
    stages.script(FOREVER, stage="transform")
    async with stages.worker():
        job_id = await stages.post()
        await stages.until_file("running")
    job = await stages.job(job_id)
    assert (job["status"], job["reason"], job["attempt"]) == ("queued", "shutdown", 1)
    stages.script(OK, stage="transform")
    async with stages.worker():
        job = await stages.until_final(job_id)
    assert (job["status"], job["attempt"]) == ("succeeded", 1)


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
        (False, True, "1 hour", False),  # our machine: the process counts, not its heartbeat
        (False, False, "0 seconds", True),
        (True, False, "20 seconds", False),  # another machine: only the heartbeat can be seen
        (True, False, "31 seconds", True),
    ],
)
async def test_who_is_dead(stages, elsewhere, alive, heartbeat_age, lost):
    job_id = await _claimed_by(
        stages,
        machine="elsewhere" if elsewhere else identity.machine(),
        process=identity.of_process(os.getpid()) if alive else f"{os.getpid()}@1",
        heartbeat_age=heartbeat_age,
    )
    async with stages.pool.connection() as connection:
        assert await reconcile(connection, me=uuid4()) == int(lost)
    assert (await stages.job(job_id))["status"] == ("queued" if lost else "running")


async def test_a_run_of_ours_that_nobody_runs_is_lost_and_one_that_runs_is_not(stages):
    job_id = await _claimed_by(
        stages, machine=identity.machine(), process=identity.of_process(os.getpid()), heartbeat_age="0 seconds"
    )
    me = (await stages.job(job_id))["worker_id"]
    async with stages.pool.connection() as connection:
        assert await reconcile(connection, me=me, running={job_id}) == 0
        assert await reconcile(connection, me=me, running=()) == 1


async def test_an_import_whose_command_died_does_not_wait_for_ever(stages):
    async with stages.pool.connection() as connection:
        from service.jobs.accept import accept

        job, _ = await accept(connection, stage="transform", input_={}, queue="import-gone")
        await connection.execute("update jobs set created_at = now() - interval '2 minutes'")
        await reconcile(connection, me=uuid4())
    job = await stages.job(job["id"])
    assert (job["status"], job["reason"]) == ("failed", "lost")
