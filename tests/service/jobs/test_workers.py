"""Workers that drain, are cut off, or are taken for dead: nothing of a run goes on that is not theirs any more."""

from uuid import uuid4

import anyio
import psutil
import psycopg
import pytest

from service import processes
from service.database.pool import all_rows
from service.jobs import lease
from service.jobs import worker as module
from tests.descriptors import no_descriptors

from .conftest import FOREVER, OK, PATIENCE_SECONDS

pytestmark = pytest.mark.anyio


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


async def test_a_worker_that_was_struck_off_comes_back_with_its_heartbeat(stages):
    async with stages.worker() as worker:
        await stages.until(lambda: worker._procrastinate_ids)
        async with stages.pool.connection() as connection:
            await connection.execute("delete from workers")
            await worker._write_heartbeat(connection)
        assert (await stages.until_final(await stages.post()))["status"] == "succeeded"


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
    assert processes.processes_of(f"{job_id}.1") == []


async def test_a_worker_that_cannot_write_its_heartbeat_stops_its_runs_before_others_take_them(stages, monkeypatch):
    monkeypatch.setattr(lease, "HEARTBEAT_SECONDS", 0.05)
    monkeypatch.setattr(lease, "CUT_OFF_SECONDS", 0.2)
    stages.script(FOREVER)
    async with stages.worker() as worker:
        job_id = await stages.post()
        await stages.until_file("running")

        async def fails(_connection):
            raise psycopg.OperationalError("no route")

        monkeypatch.setattr(worker, "_write_heartbeat", fails)
        await stages.until(lambda: not worker.runner.running)
    job = await stages.job(job_id)
    assert (job["status"], job["reason"], job["attempt"]) == ("queued", "no_heartbeat", 1)


async def test_a_heartbeat_without_descriptors_is_a_missed_one_and_no_living_worker_is_struck_off(
    stages, monkeypatch, caplog
):
    monkeypatch.setattr(lease, "HEARTBEAT_SECONDS", 0.05)
    stages.script(OK)
    async with stages.worker() as worker:
        await stages.until(lambda: worker._procrastinate_ids)
        neighbour = uuid4()
        async with stages.pool.connection() as connection:
            await connection.execute(
                "insert into workers (id, machine, process, queues) values (%s, %s, %s, '{}')",
                [neighbour, processes.machine(), processes.own()],
            )
        with no_descriptors():
            await stages.until(lambda: "heartbeat_missed" in [getattr(each, "action", "") for each in caplog.records])
        async with stages.pool.connection() as connection:
            rows = await all_rows(connection, "select id from workers")
        assert {row["id"] for row in rows} == {worker.id, neighbour}
        assert (await stages.until_final(await stages.post()))["status"] == "succeeded"


async def test_a_heartbeat_that_hangs_stops_the_runs_too(stages, monkeypatch):
    # As in a network that is cut: no error comes, for minutes.
    monkeypatch.setattr(lease, "HEARTBEAT_SECONDS", 0.05)
    monkeypatch.setattr(lease, "CUT_OFF_SECONDS", 1.0)
    monkeypatch.setattr(lease, "LOOK_SECONDS", 0.05)
    stages.script(FOREVER)
    async with stages.worker() as worker:
        job_id = await stages.post()
        await stages.until_file("running")
        async with stages.pool.connection() as connection:
            # Held against the heartbeat alone: who claims a job only looks at the worker's key.
            await connection.execute("select from workers for no key update")
            await stages.until(lambda: not worker.runner.running)
    job = await stages.job(job_id)
    assert (job["status"], job["reason"], job["attempt"]) == ("queued", "no_heartbeat", 1)


async def test_a_job_enqueued_again_while_its_run_still_ends_waits_for_its_turn(stages):
    # Taken for lost meanwhile and put back in line: this worker must not run it twice at once.
    from service.jobs.runner import Runner
    from service.jobs.stop import Stop

    stages.script("pass")
    job_id, stop = await stages.post(), Stop(claimed=1)
    runner = Runner(
        pool=stages.pool, worker_id=uuid4(), database_url=stages.url, stages=stages.stages, running={job_id: stop}
    )
    await runner.run(job_id, 1)
    assert runner.running == {job_id: stop}
    assert (await stages.job(job_id))["status"] == "queued"


async def test_a_long_run_does_not_hold_up_the_queue_when_the_database_was_away(
    stages, server_url, database_url, monkeypatch
):
    # Procrastinate's own worker takes nothing more until all that runs has ended.
    monkeypatch.setattr(module, "RESTART_SECONDS", 0.05)
    name = psycopg.conninfo.conninfo_to_dict(database_url)["dbname"]
    stages.script(FOREVER)
    async with stages.worker() as worker:
        long = await stages.post()
        await stages.until_file("running")
        (first,) = worker._queue_workers
        with psycopg.connect(server_url, autocommit=True) as server:
            server.execute("update pg_database set datallowconn = false where datname = %s", [name])
            server.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s and query ~ 'LISTEN'", [name]
            )
            await stages.until(lambda: worker._queue_workers[-1] is not first)
            server.execute("update pg_database set datallowconn = true where datname = %s", [name])
        assert (await stages.until_final(await stages.post("reporter")))["status"] == "succeeded"
        job = await stages.job(long)
        assert (job["status"], job["attempt"]) == ("running", 1)
    # Draining waits for it, too.
    job = await stages.job(long)
    assert (job["status"], job["reason"], job["attempt"]) == ("queued", "shutdown", 1)
    assert processes.processes_of(f"{long}.1") == []


async def test_a_run_hears_that_it_shall_stop_while_the_database_does_not_answer(stages, monkeypatch):
    from service.jobs.runner import Runner

    async def hangs(*_arguments):
        await anyio.sleep_forever()

    monkeypatch.setattr(Runner, "_record_process", hangs)
    stages.script(FOREVER)
    with anyio.fail_after(PATIENCE_SECONDS):
        async with stages.worker():
            job_id = await stages.post()
            await stages.until_file("running")
    job = await stages.job(job_id)
    assert (job["status"], job["reason"]) == ("queued", "shutdown")


async def test_what_left_its_group_is_killed_before_the_log_is_waited_for(stages):
    # The log's write may hang for long; by then another worker may run the job.
    stages.script(
        """
        import pathlib, subprocess, sys, time
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        pathlib.Path(sys.argv[1], "escapee").write_text(str(child.pid))
        while True:
            print("here", flush=True)
            time.sleep(0.05)
        """
    )
    async with stages.worker() as worker:
        job_id = await stages.post()
        escapee = int(await stages.until_file("escapee"))
        async with stages.pool.connection() as connection:
            await connection.execute("lock table job_logs in exclusive mode")
            await stages.until_blocked()
            worker.runner.running[job_id].request("cancelled")
            await stages.until(lambda: not psutil.pid_exists(escapee))
            assert (await stages.job(job_id))["status"] == "running"
        assert (await stages.until_final(job_id))["status"] == "cancelled"
