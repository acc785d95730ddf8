"""Pipelines: steps in groups, failures that stop the rest or do not, and cancel."""

from itertools import pairwise
from uuid import uuid4

import anyio
import pytest

from service.database.pool import all_rows

from .conftest import FOREVER

pytestmark = pytest.mark.anyio


def statuses(steps):
    return {name: (step["status"], step["reason"]) for name, step in steps.items()}


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


async def test_cancel_and_the_end_of_a_step_at_the_same_moment_do_not_wait_for_each_other(stages, monkeypatch):
    from service.jobs import transitions
    from service.jobs.model import Outcome, Status

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
            await transitions.finish(connection, claimed, Outcome(status=Status.SUCCEEDED))

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
