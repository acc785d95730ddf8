"""Doing a job again: a new job with the same input, linked to the old one."""

from collections.abc import Sequence

from psycopg.rows import DictRow

from service.database.pool import Connection, all_rows
from service.jobs.accept import Step, accept
from service.jobs.registry import PIPELINE


async def retry(connection: Connection, job: DictRow, *, traceparent: str | None = None) -> tuple[DictRow, bool]:
    """Accept a final job again; a pipeline starts at its first step that did not succeed.

    Args:
        traceparent: the trace context (W3C) of who asks; None goes on with the job's own.

    Returns:
        The new job's row, and whether an equal one waited already and is shared.
    """
    steps = None
    if job["stage"] == PIPELINE:
        rows = await all_rows(
            connection, "select * from jobs where parent_id = %s order by step_group, created_at, id", job["id"]
        )
        steps = remaining(rows)
    return await accept(
        connection,
        stage=job["stage"],
        input_=job["input"],
        steps=steps,
        retry_of=job["id"],
        traceparent=traceparent or job["traceparent"],
    )


def remaining(steps: Sequence[DictRow]) -> list[Step] | None:
    """Return the steps that a retry runs; None for all of them.

    Of the first group that did not succeed, those that did are left out; what comes after it runs whole. A source that
    is not set up counts as done.
    """
    unfinished = [step["step_group"] for step in steps if not _is_done(step)]
    if not unfinished:
        return None
    first = min(unfinished)
    return [
        (step["step_group"], step["stage"], step["input"])
        for step in steps
        if step["step_group"] > first or (step["step_group"] == first and not _is_done(step))
    ]


def _is_done(step: DictRow) -> bool:
    return step["status"] == "succeeded" or (step["status"], step["reason"]) == ("skipped", "not_configured")
