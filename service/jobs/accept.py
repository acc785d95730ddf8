"""Accepts jobs: the row of a job and that in the queue are written in the caller's transaction, or neither is."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec
from psycopg.types.json import Jsonb

from service.database.pool import Connection
from service.database.statements import statements
from service.jobs.model import Job, StartedBy, Step
from service.jobs.queue import QUEUE, TASK
from service.jobs.registry import PIPELINE, STAGES, lock_key, pipeline_steps

_SQL = statements(Path(__file__).with_suffix(".sql"))


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
    started_by: StartedBy | None = None,
) -> tuple[Job, bool]:
    """Accept a job, or share the queued one of the same stage and input.

    Beside a running job a new one is queued: what arrived after its start must not be lost.

    Args:
        steps: the steps of a pipeline, where not all of them shall run.
        retry_of: the job that this one repeats.
        traceparent: the trace context (W3C) that the job and its steps continue.
        started_by: the origin of the job and its steps; a shared job keeps its own.

    Returns:
        The job, and whether it is a shared one.
    """
    key = f"{PIPELINE if stage == PIPELINE else lock_key(stage, input_)}:{digest(input_)}"
    if steps is not None:
        key += f":{digest(steps)}"
    if queue != QUEUE:
        key = f"{queue}:{key}"  # the job of one command is shared with no other
    new = _columns(
        stage, input_, key=key, queue=queue, retry_of=retry_of, traceparent=traceparent, started_by=started_by
    )
    async with connection.pipeline():
        # A statement before the other, which then sees what was committed while this one waited.
        await connection.execute(_SQL["lock_input"], [key])
        cursor = await connection.execute(_SQL["share_or_insert"], new)
    row = await cursor.fetchone()
    assert row is not None
    job = Job.of(row)
    if row["shared"]:
        return job, True
    if stage == PIPELINE:
        await _insert_steps(connection, job, pipeline_steps(input_) if steps is None else steps)
    return job, False


async def _insert_steps(connection: Connection, pipeline: Job, steps: Sequence[Step]) -> None:
    """Insert the steps; those of the first group are enqueued."""
    first = min(step.group for step in steps)
    async with connection.cursor() as cursor:
        await cursor.executemany(
            _SQL["insert_step"],
            [
                _columns(
                    step.stage,
                    step.input,
                    key=f"{lock_key(step.stage, step.input)}:{digest(step.input)}",
                    queue=pipeline.queue,
                    traceparent=pipeline.traceparent,
                    started_by=pipeline.started_by,
                    parent_id=pipeline.id,
                    step_group=step.group,
                    is_due=step.group == first,
                )
                for step in steps
            ],
        )


def _columns(
    stage: str,
    input_: dict[str, Any],
    *,
    key: str,
    queue: str,
    retry_of: UUID | None = None,
    traceparent: str | None = None,
    started_by: StartedBy | None = None,
    parent_id: UUID | None = None,
    step_group: int | None = None,
    is_due: bool = True,
) -> dict[str, Any]:
    """Return the parameters of a new job; one that is due is enqueued at once."""
    lock = None if stage == PIPELINE else lock_key(stage, input_)
    return {
        "id": uuid4(),
        "stage": stage,
        "input": Jsonb(input_),
        "lock_key": lock,
        "input_key": key,
        "queue": queue,
        "task": TASK,
        "max_attempts": 1 if lock is None else STAGES[stage].max_attempts,
        "parent_id": parent_id,
        "step_group": step_group,
        "retry_of": retry_of,
        "traceparent": traceparent,
        "started_by_kind": started_by.kind if started_by else None,
        "started_by_name": started_by.name if started_by else None,
        "is_due": is_due and lock is not None,
    }
