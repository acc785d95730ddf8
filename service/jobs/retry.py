"""Retries an ended job: a new job with the same input, linked to the old one."""

from collections.abc import Sequence

from service.database.pool import Connection
from service.jobs.accept import accept
from service.jobs.model import Job, StartedBy, Status, Step
from service.jobs.registry import PIPELINE
from service.jobs.store import load_steps


async def retry(
    connection: Connection, job: Job, *, traceparent: str | None = None, started_by: StartedBy | None = None
) -> tuple[Job, bool]:
    """Accept a final job again; a pipeline starts at its first step that did not succeed.

    Args:
        traceparent: the trace context (W3C) of the request; None continues that of the job.
        started_by: the origin of the retry.

    Returns:
        The new job, and whether it is an equal one that was queued already and is shared.
    """
    return await accept(
        connection,
        stage=job.stage,
        input_=job.input,
        steps=remaining(await load_steps(connection, job.id)) if job.stage == PIPELINE else None,
        retry_of=job.id,
        traceparent=traceparent or job.traceparent,
        started_by=started_by,
    )


def remaining(steps: Sequence[Job]) -> list[Step] | None:
    """Return the steps that a retry runs; None for all of them.

    Of the first group that did not succeed, those that did are left out; all later ones run. A source that is not set
    up counts as done.
    """
    unfinished = [step.step_group or 0 for step in steps if not _is_done(step)]
    if not unfinished:
        return None
    first = min(unfinished)
    wanted = [
        step for step in steps if (step.step_group or 0) > first or (step.step_group == first and not _is_done(step))
    ]
    return [Step(step.step_group or 0, step.stage, step.input) for step in wanted]


def _is_done(step: Job) -> bool:
    return step.status is Status.SUCCEEDED or (step.status, step.reason) == (Status.SKIPPED, "not_configured")
