"""Accepting a job: its row and Procrastinate's are written in the caller's transaction, or neither is."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec
from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from service.database.pool import Connection
from service.jobs.registry import PIPELINE, STAGES, lock_key, pipeline_steps

# (group, stage, input): the steps of one group run side by side.
Step = tuple[int, str, dict[str, Any]]
QUEUE = "stages"
TASK = "run_stage"

# Equal jobs are kept apart by our own partial unique index and not by Procrastinate's queueing lock: that one would
# refuse the retry of a run beside which an equal job waits already.
_HAND_OUT = """
    select (procrastinate_defer_jobs_v1(array[
        row(%(queue)s::text, %(task)s, 0, %(lock)s::text, null, %(arguments)s, %(at)s::timestamptz)
        ::procrastinate_job_to_defer_v1
    ]))[1] as id
"""
_COLUMNS = """
    id, stage, input, lock_key, input_key, queue, status, max_attempts, parent_id, step_group, retry_of, traceparent,
    procrastinate_job_id
"""
_VALUES = """
    %(id)s, %(stage)s, %(input)s, %(lock)s::text, %(key)s::text, %(queue)s::text, 'queued', %(max_attempts)s,
    %(parent)s::uuid, %(group)s::int, %(retry_of)s::uuid, %(traceparent)s
"""
# One statement, because every post waits for it: the job that waits already, or else a new one that is handed out.
_TAKE_IN = f"""
    with waiting as (
        select * from jobs
        where input_key = %(key)s::text and status in ('queued', 'waiting') and parent_id is null
            and queue = %(queue)s::text and cancel_requested_at is null
        order by created_at limit 1 for update
    ),
    handed as ({_HAND_OUT} where %(runs)s and not exists (select from waiting)),
    made as (
        insert into jobs ({_COLUMNS})
        select {_VALUES}, (select id from handed) where not exists (select from waiting)
        returning *
    )
    select waiting.*, true as shared from waiting union all select made.*, false from made
"""  # noqa: S608 made of our own text
_ADD_STEP = f"""
    insert into jobs ({_COLUMNS}) values ({_VALUES}, ({_HAND_OUT} where %(runs)s))
"""  # noqa: S608

_DEFER = f"""
    update jobs set procrastinate_job_id = ({_HAND_OUT}), not_before = %(at)s::timestamptz where id = %(id)s returning *
"""  # noqa: S608


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
    new = _values(stage, input_, key=key, queue=queue, retry_of=retry_of, traceparent=traceparent)
    async with connection.pipeline():
        # Two equal posts at the same moment must not both find nothing. A statement of its own: the next one sees what
        # was committed while this one waited.
        await connection.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
        cursor = await connection.execute(_TAKE_IN, new)
    job = await cursor.fetchone()
    assert job is not None
    if job.pop("shared"):
        return job, True
    if stage == PIPELINE:
        await _add_steps(connection, job, pipeline_steps(input_) if steps is None else steps)
    return job, False


async def defer(connection: Connection, job: DictRow, *, at: datetime | None = None) -> DictRow:
    """Hand a queued job to Procrastinate, not before `at`, and return its row."""
    handing = _handing(job["id"], job["queue"], job["lock_key"], attempt=job["attempt"], at=at)
    row = await (await connection.execute(_DEFER, {**handing, "id": job["id"]})).fetchone()
    assert row is not None
    return row


async def _add_steps(connection: Connection, pipeline: DictRow, steps: Sequence[Step]) -> None:
    """Write the steps; those of the first group are handed out."""
    first = min(group for group, _, _ in steps)
    async with connection.cursor() as cursor:
        await cursor.executemany(
            _ADD_STEP,
            [
                _values(
                    name,
                    input_,
                    key=f"{lock_key(name, input_)}:{digest(input_)}",
                    queue=pipeline["queue"],
                    traceparent=pipeline["traceparent"],
                    parent=pipeline["id"],
                    group=group,
                    runs=group == first,
                )
                for group, name, input_ in steps
            ],
        )


def _values(
    stage: str,
    input_: dict[str, Any],
    *,
    key: str,
    queue: str,
    retry_of: UUID | None = None,
    traceparent: str | None = None,
    parent: UUID | None = None,
    group: int | None = None,
    runs: bool = True,
) -> dict[str, Any]:
    """Return the parameters of a new job; `runs` enqueues it at once."""
    lock = None if stage == PIPELINE else lock_key(stage, input_)
    id_ = uuid4()
    return {
        **_handing(id_, queue, lock),
        "id": id_,
        "stage": stage,
        "input": Jsonb(input_),
        "key": key,
        "max_attempts": 1 if lock is None else STAGES[stage].max_attempts,
        "parent": parent,
        "group": group,
        "retry_of": retry_of,
        "traceparent": traceparent,
        "runs": runs and lock is not None,
    }


def _handing(
    job_id: UUID, queue: str, lock: str | None, *, attempt: int = 1, at: datetime | None = None
) -> dict[str, Any]:
    """Return the parameters of what Procrastinate is handed."""
    arguments = Jsonb({"job_id": str(job_id), "attempt": attempt})
    return {"queue": queue, "task": TASK, "lock": lock, "arguments": arguments, "at": at}
