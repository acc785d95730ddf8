"""Pipelines: steps in groups, failures that stop the rest or do not, cancel, and jobs that others lost."""

import os
import subprocess
import sys
from itertools import pairwise
from textwrap import dedent
from uuid import uuid4

import anyio
import psutil
import psycopg
import pytest

from service import identity
from service.database.pool import all_rows, one
from service.jobs.reconcile import reconcile
from service.jobs.registry import STAGES

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
    for stage in STAGES:
        shop.script(OK, stage=stage)
    return shop


async def test_the_steps_run_in_order_and_the_pipeline_succeeds(stages):
    async with stages.worker():
        job = await stages.until_final(await stages.post("pipeline", report={"language": "ja"}))
    steps = await stages.steps(job["id"])
    assert job["status"] == "succeeded"
    order = ("transform", "analyzer", "adjuster", "reporter")
    assert statuses(steps) == {
        "toggl": ("succeeded", None),
        "gcal": ("skipped", "not_configured"),
        **dict.fromkeys(order, ("succeeded", None)),
    }
    for before, after in pairwise(("toggl", *order)):
        assert steps[before]["finished_at"] <= steps[after]["started_at"]
    assert steps["reporter"]["input"] == {"language": "ja"}


async def test_without_a_report_the_chain_ends_with_the_adjuster(stages):
    async with stages.worker():
        job = await stages.until_final(await stages.post("pipeline", report=False))
    steps = await stages.steps(job["id"])
    assert job["status"] == "succeeded"
    assert set(steps) == {"toggl", "gcal", "transform", "analyzer", "adjuster"}


async def test_a_source_that_is_not_set_up_is_skipped_and_fails_nothing(stages):
    del stages.environ["TOGGL_API_TOKEN"]
    async with stages.worker():
        job = await stages.until_final(await stages.post("pipeline"))
    steps = await stages.steps(job["id"])
    assert job["status"] == "succeeded"
    assert statuses(steps)["toggl"] == ("skipped", "not_configured")
    assert "TOGGL_API_TOKEN" in steps["toggl"]["message"]


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
    found = statuses(await stages.steps(job["id"]))
    assert found.pop("toggl") == ("failed", "exit_code")
    assert found.pop("gcal") == ("skipped", "not_configured")
    assert set(found.values()) == {("succeeded", None)}


async def test_a_failed_transform_skips_what_needs_it(stages):
    stages.script("raise SystemExit(65)", stage="transform")
    async with stages.worker():
        job = await stages.until_final(await stages.post("pipeline"))
    assert (job["status"], job["reason"]) == ("failed", "step_failed")
    steps = await stages.steps(job["id"])
    for stage in ("analyzer", "adjuster", "reporter"):
        assert statuses(steps)[stage] == ("skipped", "previous_step_failed")
    assert await stages.log(steps["reporter"]["id"]) == []


async def test_cancel_stops_the_running_step_and_the_waiting_ones(stages):
    stages.script(FOREVER, stage="transform")
    async with stages.worker():
        job_id = await stages.post("pipeline")
        await stages.until_file("running")
        await stages.cancel(job_id)
        job = await stages.until_final(job_id)
    assert (job["status"], job["reason"]) == ("cancelled", "cancelled")
    found = statuses(await stages.steps(job_id))
    assert found["toggl"] == ("succeeded", None)
    for stage in ("transform", "analyzer", "adjuster", "reporter"):
        assert found[stage] == ("cancelled", "cancelled")


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
        (True, False, "44 seconds", False),  # another machine: only the heartbeat can be seen
        (True, False, "46 seconds", True),
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
        await reconcile(connection, me=uuid4())
    assert (await stages.job(job_id))["status"] == ("queued" if lost else "running")


async def test_a_run_of_ours_that_nobody_runs_is_lost_and_one_that_runs_is_not(stages):
    job_id = await _claimed_by(
        stages, machine=identity.machine(), process=identity.of_process(os.getpid()), heartbeat_age="0 seconds"
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
    job = await stages.job(job["id"])
    assert (job["status"], job["reason"]) == ("failed", "lost")


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
            [uuid4(), identity.machine()],
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


async def _is_empty(stages):
    return await _procrastinate_rows(stages) == []


async def test_a_worker_that_was_struck_off_comes_back_with_its_heartbeat(stages):
    async with stages.worker() as worker:
        await stages.until(lambda: worker._numbers)
        async with stages.pool.connection() as connection:
            await connection.execute("delete from workers")
            await worker._write_heartbeat(connection)
        assert (await stages.until_final(await stages.post()))["status"] == "succeeded"


async def test_the_same_file_can_be_imported_while_another_command_waits_with_it(stages):
    from service.jobs.accept import accept

    async with stages.pool.connection() as connection:
        first, _ = await accept(connection, stage="connector", input_={"service": "toggl_csv"}, queue="import-1")
        second, shared = await accept(connection, stage="connector", input_={"service": "toggl_csv"}, queue="import-2")
    assert (first["id"] != second["id"], shared) == (True, False)
    # The first command died: its waiting row must not hold the lock before the second for ever.
    async with stages.pool.connection() as connection:
        await connection.execute(
            "insert into workers (id, machine, process, queues) values (%s, %s, %s, '{import-2}')",
            [uuid4(), identity.machine(), identity.of_process(os.getpid())],
        )
        await reconcile(connection, me=uuid4())
    assert (await stages.job(first["id"]))["reason"] == "lost"
    assert [row["status"] for row in await _procrastinate_rows(stages)] == ["todo"]


async def test_cancel_and_the_end_of_a_step_at_the_same_moment_do_not_wait_for_each_other(stages, monkeypatch):
    from service.jobs import transitions

    pipeline = await stages.post("pipeline")
    step = (await stages.steps(pipeline))["toggl"]
    worker = uuid4()
    async with stages.pool.connection() as connection:
        await connection.execute(
            "insert into workers (id, machine, process, queues) values (%s, 'm', 'p', '{stages}')", [worker]
        )
        claimed = await transitions.claim(connection, job_id=step["id"], attempt=1, worker_id=worker)
    assert claimed is not None
    reached, go_on, advance = anyio.Event(), anyio.Event(), transitions.advance

    async def slow_advance(connection, pipeline_id):
        reached.set()
        await go_on.wait()
        await advance(connection, pipeline_id)

    async def finish():
        async with stages.pool.connection() as connection:
            assert claimed is not None
            await transitions.finish(connection, claimed, transitions.Outcome(status="succeeded"))

    async def cancel():
        await reached.wait()
        monkeypatch.setattr(transitions, "advance", advance)
        async with stages.pool.connection() as connection:
            tasks.start_soon(_let_go_when_blocked)
            await transitions.cancel(connection, pipeline)

    async def _let_go_when_blocked():
        async def blocked():
            async with stages.pool.connection() as connection:
                return await all_rows(connection, "select pid from pg_locks where not granted")

        await stages.until(blocked)
        go_on.set()

    monkeypatch.setattr(transitions, "advance", slow_advance)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(finish)
        tasks.start_soon(cancel)
    assert (await stages.job(pipeline))["status"] == "cancelled"


async def test_a_run_that_another_worker_took_over_is_stopped_and_writes_nothing(stages):
    stages.script(FOREVER)
    async with stages.worker() as worker:
        job_id = await stages.post()
        await stages.until_file("running")
        async with stages.pool.connection() as connection:
            await connection.execute("update jobs set attempt = 2, worker_id = null where id = %s", [job_id])
        await stages.until(lambda: not worker.runner.running)
        job = await stages.job(job_id)
        assert (job["status"], job["attempt"], job["finished_at"]) == ("running", 2, None)


async def test_a_run_whose_task_is_cancelled_leaves_no_process(stages):
    # Rule 1: the clean-up is shielded, whoever cancels.
    from service.jobs.runner import Runner

    stages.script(
        """
        import pathlib, subprocess, sys, time
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        pathlib.Path(sys.argv[1], "grandchild").write_text(str(child.pid))
        time.sleep(600)
        """
    )
    job_id = await stages.post()
    worker = uuid4()
    async with stages.pool.connection() as connection:
        await connection.execute(
            "insert into workers (id, machine, process, queues) values (%s, 'm', 'p', '{stages}')", [worker]
        )
    runner = Runner(pool=stages.pool, worker_id=worker, database_url=stages.url, stages=stages.stages)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(runner.run, job_id, 1)
        grandchild = int(await stages.until_file("grandchild"))
        tasks.cancel_scope.cancel()
    assert not psutil.pid_exists(grandchild) or psutil.Process(grandchild).status() == psutil.STATUS_ZOMBIE
    assert identity.processes_of(str(job_id)) == []


async def test_a_worker_that_cannot_write_its_heartbeat_stops_its_runs_before_others_take_them(stages, monkeypatch):
    from service.jobs import worker as module

    monkeypatch.setattr(module, "HEARTBEAT_SECONDS", 0.05)
    monkeypatch.setattr(module, "FENCE_SECONDS", 0.2)
    stages.script(FOREVER)
    async with stages.worker() as worker:
        job_id = await stages.post()
        await stages.until_file("running")

        async def fails(_connection):
            raise psycopg.OperationalError("no route")

        monkeypatch.setattr(worker, "_write_heartbeat", fails)
        await stages.until(lambda: not worker.runner.running)
    job = await stages.job(job_id)
    assert (job["status"], job["reason"], job["attempt"]) == ("queued", "shutdown", 1)


async def test_a_heartbeat_that_hangs_stops_the_runs_too(stages, monkeypatch):
    # As in a network that is cut: no error comes, for minutes.
    from service.jobs import worker as module

    monkeypatch.setattr(module, "HEARTBEAT_SECONDS", 0.05)
    monkeypatch.setattr(module, "FENCE_SECONDS", 1.0)
    monkeypatch.setattr(module, "FENCE_LOOK_SECONDS", 0.05)
    stages.script(FOREVER)
    async with stages.worker() as worker:
        job_id = await stages.post()
        await stages.until_file("running")
        async with stages.pool.connection() as connection:
            # Held against the heartbeat alone: who claims a job only looks at the worker's key.
            await connection.execute("select from workers for no key update")
            await stages.until(lambda: not worker.runner.running)
    job = await stages.job(job_id)
    assert (job["status"], job["reason"], job["attempt"]) == ("queued", "shutdown", 1)


async def test_a_job_handed_out_again_while_its_run_still_ends_waits_for_its_turn(stages):
    # Taken for lost meanwhile and put back in line: this worker must not run it twice at once.
    from service.jobs.runner import Runner, Stop

    stages.script("pass")
    job_id, stop = await stages.post(), Stop(claimed=1)
    runner = Runner(
        pool=stages.pool, worker_id=uuid4(), database_url=stages.url, stages=stages.stages, running={job_id: stop}
    )
    await runner.run(job_id, 1)
    assert runner.running == {job_id: stop}
    assert (await stages.job(job_id))["status"] == "queued"
