"""Accepting a job: its row and Procrastinate's are written in the caller's transaction, or neither is."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec
from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from service.database.pool import Connection, one
from service.jobs.registry import PIPELINE, STAGES, lock_key, pipeline_steps

# (group, stage, input): the steps of one group run side by side.
Step = tuple[int, str, dict[str, Any]]
QUEUE = "stages"
TASK = "run_stage"

_DEFER = """
    select (procrastinate_defer_jobs_v1(array[
        row(%s, %s, 0, %s, null, %s, %s)::procrastinate_job_to_defer_v1
    ]))[1] as id
"""


def digest(value: Any) -> str:
    """Return a digest that is the same for the same JSON value, whatever the order of its keys."""
    return hashlib.sha256(msgspec.json.encode(value, order="sorted")).hexdigest()


async def accept(
    connection: Connection,
    *,
    stage: str,
    input_: dict[str, Any],
    queue: str = QUEUE,
    steps: Sequence[Step] | None = None,
    retry_of: UUID | None = None,
    traceparent: str | None = None,
) -> tuple[DictRow, bool]:
    """Take a job in.

    A waiting job of the same stage and input is shared. Beside a running one a new one waits: what arrived after it
    began must not be lost.

    Args:
        steps: the steps of a pipeline, where not all of them shall run.
        retry_of: the job that this one repeats.
        traceparent: the trace context (W3C) that the job and its steps go on with.

    Returns:
        The job's row, and whether it was there already.
    """
    key = f"{PIPELINE if stage == PIPELINE else lock_key(stage, input_)}:{digest(input_)}"
    if steps is not None:
        key += f":{digest(steps)}"
    if queue != QUEUE:
        key = f"{queue}:{key}"  # a command's own job is nobody else's
    # Two equal posts at the same moment must not both find nothing.
    await connection.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
    waiting = await one(
        connection,
        "select * from jobs where input_key = %s and status = 'queued' and parent_id is null and queue = %s "
        "and cancel_requested_at is null order by created_at limit 1 for update",
        key,
        queue,
    )
    if waiting is not None:
        return waiting, True
    job = await _insert(
        connection, stage=stage, input_=input_, key=key, queue=queue, retry_of=retry_of, traceparent=traceparent
    )
    if stage != PIPELINE:
        return await defer(connection, job), False
    steps = pipeline_steps(input_) if steps is None else steps
    first = min(group for group, _, _ in steps)
    for group, name, step_input in steps:
        step_key = f"{lock_key(name, step_input)}:{digest(step_input)}"
        step = await _insert(
            connection,
            stage=name,
            input_=step_input,
            key=step_key,
            queue=queue,
            parent=job["id"],
            group=group,
            traceparent=traceparent,
        )
        if group == first:
            await defer(connection, step)
    return job, False


async def defer(connection: Connection, job: DictRow, *, at: datetime | None = None) -> DictRow:
    """Hand a queued job to Procrastinate, not before `at`, and return its row.

    Equal jobs are kept apart by our own partial unique index and not by Procrastinate's queueing lock: that one would
    refuse the retry of a run beside which an equal job waits already.
    """
    arguments = Jsonb({"job_id": str(job["id"]), "attempt": job["attempt"]})
    deferred = await one(connection, _DEFER, job["queue"], TASK, job["lock_key"], arguments, at)
    assert deferred is not None
    row = await one(
        connection,
        "update jobs set procrastinate_job_id = %s, not_before = %s where id = %s returning *",
        deferred["id"],
        at,
        job["id"],
    )
    assert row is not None
    return row


async def _insert(
    connection: Connection,
    *,
    stage: str,
    input_: dict[str, Any],
    key: str,
    queue: str,
    parent: UUID | None = None,
    group: int | None = None,
    retry_of: UUID | None = None,
    traceparent: str | None = None,
) -> DictRow:
    runs = stage != PIPELINE
    row = await one(
        connection,
        "insert into jobs (id, stage, input, lock_key, input_key, queue, status, max_attempts, parent_id, step_group, "
        "retry_of, traceparent) values (%s, %s, %s, %s, %s, %s, 'queued', %s, %s, %s, %s, %s) returning *",
        uuid4(),
        stage,
        Jsonb(input_),
        lock_key(stage, input_) if runs else None,
        key,
        queue,
        STAGES[stage].max_attempts if runs else 1,
        parent,
        group,
        retry_of,
        traceparent,
    )
    assert row is not None
    return row
