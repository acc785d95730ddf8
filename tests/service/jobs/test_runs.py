"""Runs of stages from the queue to their final state, with a real worker and real processes."""

import os
from datetime import UTC, datetime, timedelta

import psutil
import pytest

from service.jobs.accept import accept
from service.jobs.final_status import BACKOFF_FIRST_SECONDS, backoff

pytestmark = pytest.mark.anyio


async def test_a_run_leaves_result_progress_usage_and_log(shop):
    shop.script(
        """
        import json
        print(json.dumps({"level": "info", "event": "progress", "done": 1, "total": 2, "unit": "models"}))
        print("plain text of dbt")
        print(json.dumps({"level": "info", "event": "result", "rows": 7}))
        """
    )
    async with shop.worker():
        job = await shop.until_final(await shop.post())
    assert (job["status"], job["reason"], job["exit_code"]) == ("succeeded", None, 0)
    assert job["result"] == {"rows": 7}
    assert job["progress"] == {"done": 1, "total": 2, "unit": "models"}
    assert job["usage"]["peakMemoryBytes"] > 0
    assert job["started_at"] <= job["finished_at"]
    assert (await shop.log(job["id"]))[1] == "plain text of dbt"


@pytest.mark.parametrize(
    ("source", "reason", "exit_code", "signal", "message"),
    [
        (
            'import json, sys; print(json.dumps({"event": "error", "message": "line 7"})); sys.exit(65)',
            "exit_code",
            65,
            None,
            "line 7",
        ),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "signal", None, "SIGSEGV", None),
        (
            'import json; print(json.dumps({"event": "error", "kind": "out_of_memory", "message": "m"})); exit(1)',
            "out_of_memory",
            1,
            None,
            "m",
        ),
    ],
)
async def test_a_failure_says_why(shop, source, reason, exit_code, signal, message):
    shop.script(source)
    async with shop.worker():
        job = await shop.until_final(await shop.post())
    assert (job["status"], job["reason"], job["exit_code"], job["signal"]) == ("failed", reason, exit_code, signal)
    assert job["message"] == message


async def test_a_stage_that_cannot_start_is_a_failed_job_and_the_worker_goes_on(shop):
    shop.script("print('never')")
    good = shop.stages["transform"]
    shop.stages["transform"] = type(good)(
        name="transform", argv=("/nonexistent/python",), timeout=good.timeout, max_attempts=1
    )
    async with shop.worker():
        first = await shop.until_final(await shop.post())
        shop.stages["transform"] = good
        second = await shop.until_final(await shop.post())
    # Behind setpriv the launcher starts and then fails; without it the start itself fails.
    assert first["status"] == "failed"
    assert second["status"] == "succeeded"


async def test_an_exception_inside_a_run_does_not_end_the_worker(shop, monkeypatch):
    # Rule 11: what leaves a job's function would cancel the whole task group.
    shop.script("pass")
    from service.jobs.runner import Runner

    original = Runner._run_claimed
    calls = []

    async def broken(self, job, stop, traceparent):
        calls.append(job.id)
        if len(calls) == 1:
            raise RuntimeError("a fault of ours")
        return await original(self, job, stop, traceparent)

    monkeypatch.setattr(Runner, "_run_claimed", broken)
    async with shop.worker():
        broken_job = await shop.until_final(await shop.post())
        assert calls
        report = await shop.post("reporter")
        shop.script("pass", stage="reporter")
        assert (await shop.until_final(report))["status"] == "succeeded"
    assert (broken_job["status"], broken_job["reason"]) == ("failed", "engine_error")


async def test_a_stage_gets_its_own_variables_and_no_others(shop):
    shop.environ = {
        "PATH": os.environ["PATH"],
        "HOME": "/somewhere",
        "TOGGL_API_TOKEN": "secret-token",
        "LIFETRACER_API_KEY": "secret-key",
        "LIFETRACER_CATEGORIES": "mine.csv",
        "LIFETRACER_TIMEZONE": "Europe/Berlin",
    }
    source = "import json, os; print(json.dumps({'event': 'result', **os.environ}))"
    shop.script(source, stage="reporter", variables=("LIFETRACER_CATEGORIES",))
    async with shop.worker():
        job = await shop.until_final(await shop.post("reporter"))
    seen = job["result"]
    assert seen["LIFETRACER_CATEGORIES"] == "mine.csv"
    assert seen["DATABASE_URL"] == shop.url
    assert seen["LIFETRACER_JOB_ID"] == str(job["id"])
    assert seen["PYTHONUNBUFFERED"] == "1"
    # The zone is stored, and another one in a shell does not reach a stage.
    assert not {"TOGGL_API_TOKEN", "LIFETRACER_API_KEY", "LIFETRACER_TIMEZONE"} & set(seen)


async def test_the_input_becomes_options_and_a_value_is_never_an_option(shop):
    shop.script("import json, sys; print(json.dumps({'event': 'result', 'argv': sys.argv[2:]}))", stage="reporter")
    async with shop.worker():
        job = await shop.until_final(await shop.post("reporter", language="ja", date="--full"))
    assert sorted(job["result"]["argv"]) == ["--date=--full", "--language=ja"]


async def test_a_grandchild_that_holds_the_pipe_does_not_hold_the_job(shop):
    # Rule 5: the stage has ended, its child keeps standard output open for ever.
    shop.script(
        """
        import subprocess, sys
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        print("done", flush=True)
        """
    )
    async with shop.worker():
        job = await shop.until_final(await shop.post())
    assert (job["status"], await shop.log(job["id"])) == ("succeeded", ["done"])


async def test_timeout_stops_the_stage_and_says_so(shop):
    shop.script("import time; time.sleep(600)", timeout=timedelta(seconds=0.3))
    async with shop.worker():
        job = await shop.until_final(await shop.post())
    assert (job["status"], job["reason"], job["signal"]) == ("failed", "timed_out", "SIGTERM")


async def test_exit_75_is_tried_again_until_the_attempts_are_used_up(shop):
    shop.script(
        """
        import json, sys
        print(json.dumps({"event": "retry", "after_seconds": 0}))
        print(json.dumps({"event": "error", "level": "error", "message": "not now"}))
        sys.exit(75)
        """,
        max_attempts=2,
    )
    async with shop.worker():
        job_id = await shop.post()
        job = await shop.until_final(job_id)
    assert (job["status"], job["reason"], job["attempt"], job["exit_code"]) == ("failed", "exit_code", 2, 75)
    assert job["message"] == "not now"
    assert len([line for line in await shop.log(job_id) if "retry" in line]) == 2


async def test_a_wait_asked_for_by_the_stage_is_kept(shop):
    shop.script(
        "import json, sys; print(json.dumps({'event': 'retry', 'after_seconds': 3600})); sys.exit(75)", max_attempts=2
    )
    async with shop.worker():
        job_id = await shop.post()

        async def waiting():
            job = await shop.job(job_id)
            return job if job["attempt"] == 2 else None

        job = await shop.until(waiting)
    assert job["status"] == "queued"
    assert timedelta(minutes=59) < job["not_before"] - datetime.now(UTC) <= timedelta(hours=1)


def test_backoff_doubles_with_jitter_and_ends():
    for attempt in range(1, 20):
        full = min(BACKOFF_FIRST_SECONDS * 2 ** (attempt - 1), 600)
        assert full / 2 <= backoff(attempt, None).total_seconds() <= full
    assert backoff(5, 30) == timedelta(seconds=30)


async def test_one_run_of_a_stage_at_a_time(shop):
    shop.script(
        """
        import pathlib, sys, time
        here = pathlib.Path(sys.argv[1])
        with (here / "starts").open("a") as starts: starts.write("x")
        while not (here / "go").exists(): time.sleep(0.01)
        """
    )
    async with shop.worker():
        first = await shop.post()
        assert await shop.until_file("starts") == "x"
        second = await shop.post()
        third = await shop.post()
        assert second == third != first
        # Another stage goes through meanwhile; after it the worker has looked for work again.
        shop.script("pass", stage="reporter")
        for day in ("2026-01-01", "2026-01-02"):
            await shop.until_final(await shop.post("reporter", date=day))
        assert (await shop.until_file("starts"), (await shop.job(second))["status"]) == ("x", "queued")
        (shop.directory / "go").touch()
        assert (await shop.until_final(first))["status"] == "succeeded"
        assert (await shop.until_final(second))["status"] == "succeeded"


async def test_equal_waiting_jobs_are_shared_and_others_are_not(shop):
    one, same, other = (
        await shop.post("reporter"),
        await shop.post("reporter"),
        await shop.post("reporter", language="ja"),
    )
    assert one == same != other


async def test_cancel_of_a_queued_job_ends_it_at_once(shop):
    job_id = await shop.post()
    await shop.cancel(job_id)
    job = await shop.job(job_id)
    assert (job["status"], job["reason"]) == ("cancelled", "cancelled")
    shop.script("raise SystemExit('must not run')")
    async with shop.worker():
        shop.script("pass", stage="reporter")
        await shop.until_final(await shop.post("reporter"))
    assert await shop.log(job_id) == []


async def test_cancel_of_a_running_job_ends_its_processes_first(shop):
    shop.script(
        """
        import pathlib, subprocess, sys, time
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        pathlib.Path(sys.argv[1], "grandchild").write_text(str(child.pid))
        time.sleep(600)
        """
    )
    async with shop.worker():
        job_id = await shop.post()
        grandchild = int(await shop.until_file("grandchild"))
        await shop.cancel(job_id)
        await shop.cancel(job_id)
        job = await shop.until_final(job_id)
        assert not psutil.pid_exists(grandchild) or psutil.Process(grandchild).status() == psutil.STATUS_ZOMBIE
    assert (job["status"], job["reason"]) == ("cancelled", "cancelled")


async def test_a_stage_cannot_ask_for_an_endless_wait(shop):
    shop.script('print(\'{"event": "retry", "after_seconds": 1e300}\'); raise SystemExit(75)', max_attempts=2)
    async with shop.worker():
        job_id = await shop.post()

        async def waiting():
            job = await shop.job(job_id)
            return job if job["attempt"] == 2 else None

        job = await shop.until(waiting)
    assert job["not_before"] - datetime.now(UTC) <= timedelta(days=1)


async def test_the_trace_context_of_a_job_reaches_its_stage(shop):
    traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    shop.script("import json, os; print(json.dumps({'event': 'result', 'seen': os.environ.get('TRACEPARENT')}))")
    async with shop.worker():
        async with shop.pool.connection() as connection:
            job, _ = await accept(connection, stage="transform", input_={}, traceparent=traceparent)
        assert (await shop.until_final(job.id))["result"] == {"seen": traceparent}
        assert (await shop.until_final(await shop.post()))["result"] == {"seen": None}
