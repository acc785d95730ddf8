"""Waiting for a known time costs no attempt, no process, no lock and no slot, and survives restarts."""

from datetime import UTC, datetime, timedelta

import pytest

from service.cli.follow import wait_sentence
from service.database.pool import all_rows
from service.jobs.model import Job
from service.schedules.decide import _SQL
from service.schemas.jobs import Wait, job_of

pytestmark = pytest.mark.anyio

# Waits for an hour the first time, and succeeds when it runs again.
ONCE = """
    import json, pathlib, sys
    from datetime import UTC, datetime, timedelta
    runs = pathlib.Path(sys.argv[1], "runs")
    runs.write_text(runs.read_text() + "x" if runs.exists() else "x")
    if len(runs.read_text()) == 1:
        until = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
        print(json.dumps({"event": "wait", "reason": "quota", "until": until, "left": 35}))
        print(json.dumps({"event": "error", "message": "The quota is used up."}))
        sys.exit(75)
    print(json.dumps({"event": "result", "rows": 1}))
"""


async def let_time_pass(shop, job_id) -> None:
    """Move the job's time to the past; the next worker that starts looks for what is due."""
    async with shop.pool.connection() as connection:
        await connection.execute("update jobs set not_before = now() where id = %s", [job_id])


async def until_step(stages, pipeline_id, name: str, status: str) -> None:
    async def reached() -> bool:
        return bool((await stages.steps(pipeline_id))[name]["status"] == status)

    await stages.until(reached)


async def test_a_job_that_waits_says_until_when_and_uses_no_attempt(shop):
    shop.script(ONCE, max_attempts=1)
    async with shop.worker():
        job = await shop.until_status(await shop.post(), "waiting")
    assert (job["reason"], job["message"], job["wait_left"], job["attempt"]) == (
        "quota",
        "The quota is used up.",
        35,
        1,
    )
    assert timedelta(minutes=59) < job["not_before"] - datetime.now(UTC) <= timedelta(hours=1)
    assert (job["finished_at"], job["worker_id"]) == (None, None)
    assert job_of(Job.of(job)).wait == Wait(reason="quota", until=job["not_before"], left=35)

    await let_time_pass(shop, job["id"])
    async with shop.worker():
        job = await shop.until_final(job["id"])
    assert (job["status"], job["attempt"], job["reason"], job["message"], job["wait_left"]) == (
        "succeeded",
        1,
        None,
        None,
        None,
    )


def test_the_command_line_says_what_a_job_waits_for():
    later = datetime.now().astimezone() + timedelta(days=3)
    wait = {"reason": "quota", "until": later.isoformat(), "left": 35}
    assert wait_sentence(wait) == f"quota, until {later:%Y-%m-%d %H:%M}, about 35 requests left"
    assert wait_sentence({**wait, "left": None}) == f"quota, until {later:%Y-%m-%d %H:%M}"


async def test_a_job_that_waits_is_not_resumed_before_its_time(shop):
    shop.script(ONCE)
    async with shop.worker():
        job_id = await shop.post()
        await shop.until_status(job_id, "waiting")
    async with shop.worker() as worker:
        await worker.registered.wait()
        assert (await shop.job(job_id))["status"] == "waiting"


async def test_other_jobs_of_the_same_lock_run_while_one_waits(shop):
    shop.script(ONCE)
    async with shop.worker():
        first = await shop.post(full=True)
        await shop.until_status(first, "waiting")
        second = await shop.until_final(await shop.post())
        assert second["status"] == "succeeded"
        assert (await shop.job(first))["status"] == "waiting"


async def test_an_equal_post_shares_the_job_that_waits(shop):
    shop.script(ONCE)
    async with shop.worker():
        first = await shop.post()
        await shop.until_status(first, "waiting")
        assert await shop.post() == first


async def test_a_job_that_waits_is_cancelled_at_once_without_a_worker(shop):
    shop.script(ONCE)
    async with shop.worker():
        job_id = await shop.post()
        await shop.until_status(job_id, "waiting")
    await shop.cancel(job_id)
    job = await shop.job(job_id)
    assert (job["status"], job["reason"]) == ("cancelled", "cancelled")
    await let_time_pass(shop, job_id)
    async with shop.worker() as worker:
        await worker.registered.wait()
    assert (await shop.job(job_id))["status"] == "cancelled"


@pytest.mark.parametrize("until", ['"soon"', "null", '"99999-01-01T00:00:00Z"', "17", "[]"])
async def test_a_wait_without_a_usable_time_is_an_ordinary_retry(shop, until):
    shop.script(
        f"""
        import sys
        print('{{"event": "wait", "reason": "quota", "until": {until}}}')
        sys.exit(75)
        """,
        max_attempts=1,
    )
    async with shop.worker():
        job = await shop.until_final(await shop.post())
    assert (job["status"], job["reason"], job["exit_code"]) == ("failed", "exit_code", 75)


async def test_a_wait_is_bounded(shop):
    shop.script(
        """
        import sys
        print('{"event": "wait", "reason": "quota", "until": "2999-01-01T00:00:00Z", "left": -1}')
        sys.exit(75)
        """
    )
    async with shop.worker():
        job = await shop.until_status(await shop.post(), "waiting")
    assert job["not_before"] < datetime.now(UTC) + timedelta(days=2, minutes=1)
    assert job["wait_left"] is None


async def test_a_pipeline_continues_without_the_source_that_waits(stages):
    stages.script(ONCE, stage="connector")
    async with stages.worker():
        pipeline_id = await stages.post("pipeline")
        await until_step(stages, pipeline_id, "reporter", "succeeded")
    pipeline, steps = await stages.job(pipeline_id), await stages.steps(pipeline_id)
    assert steps["toggl"]["status"] == "waiting"
    assert (pipeline["status"], pipeline["reason"], pipeline["message"], pipeline["finished_at"]) == (
        "running",
        "quota",
        "The quota is used up.",
        None,
    )
    assert pipeline["not_before"] == steps["toggl"]["not_before"]

    await let_time_pass(stages, steps["toggl"]["id"])
    async with stages.worker():
        pipeline = await stages.until_final(pipeline_id)

        async def rebuilt() -> list[str] | None:
            async with stages.pool.connection() as connection:
                rows = await all_rows(
                    connection,
                    "select step.stage from jobs as step join jobs as parent on parent.id = step.parent_id "
                    "where parent.id <> %s and parent.status = 'succeeded' order by step.step_group",
                    pipeline_id,
                )
            return [row["stage"] for row in rows]

        later = await stages.until(rebuilt)
    assert (pipeline["status"], pipeline["reason"], pipeline["message"], pipeline["not_before"]) == (
        "succeeded",
        None,
        None,
        None,
    )
    # What was read late reaches the report: the later steps run once more, and no source is read again.
    assert later == ["transform", "analyzer", "adjuster", "reporter"]


async def test_a_pipeline_that_is_cancelled_ends_its_waiting_source(stages):
    stages.script(ONCE, stage="connector")
    async with stages.worker():
        pipeline_id = await stages.post("pipeline")
        await until_step(stages, pipeline_id, "reporter", "succeeded")
        await stages.cancel(pipeline_id)
        pipeline = await stages.until_final(pipeline_id)
    assert pipeline["status"] == "cancelled"
    assert (await stages.steps(pipeline_id))["toggl"]["status"] == "cancelled"


async def test_a_later_step_that_waits_holds_those_after_it(stages):
    stages.script(ONCE, stage="transform")
    async with stages.worker():
        pipeline_id = await stages.post("pipeline")
        await until_step(stages, pipeline_id, "transform", "waiting")
        steps = await stages.steps(pipeline_id)
        assert steps["analyzer"]["procrastinate_job_id"] is None
    await let_time_pass(stages, steps["transform"]["id"])
    async with stages.worker():
        assert (await stages.until_final(pipeline_id))["status"] == "succeeded"


async def test_schedules_take_what_waits_for_ended(stages):
    """A night's run must be neither skipped nor held up by the quota of the one before."""
    stages.script(ONCE, stage="connector")
    async with stages.worker():
        pipeline_id = await stages.post("pipeline")
        await until_step(stages, pipeline_id, "reporter", "succeeded")
    async with stages.pool.connection() as connection:
        await connection.execute(
            "insert into schedules (name, cron, timezone, stage, input, decided_until) "
            "values ('n', '0 1 * * *', 'UTC', 'pipeline', '{}', now())"
        )
        await connection.execute(
            "insert into schedule_ticks (schedule, scheduled_for, outcome, decided_at, job_id) "
            "values ('n', now(), 'started', now(), %s)",
            [pipeline_id],
        )
        assert await all_rows(connection, "select id from jobs_under_way") == []
        assert await all_rows(connection, _SQL["own_run_under_way"], "n") == []
