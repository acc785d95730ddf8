"""Records the outcome of a job in the transaction of its final state: run lengths, notifications for the webhook."""

from bisect import bisect_left
from datetime import timedelta
from pathlib import Path

from service.database.pool import Connection, one
from service.database.statements import statements
from service.jobs.model import Job, Status

# Upper bounds of the histogram in seconds. They are stored by position: a new set needs a new table.
BOUNDS_SECONDS = (0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0, 3600.0)
# A stage that fails again and again causes a notification this often; the failures between are counted.
RATE_LIMIT = timedelta(hours=1)

_SQL = statements(Path(__file__).with_suffix(".sql"))


async def note(connection: Connection, job: Job) -> None:
    """Record the final state that a job has just reached: the length of its run, and a notification."""
    if job.started_at is not None and job.finished_at is not None and job.lock_key is not None:
        seconds = max(0.0, (job.finished_at - job.started_at).total_seconds())
        buckets = [0] * len(BOUNDS_SECONDS)
        if (position := bisect_left(BOUNDS_SECONDS, seconds)) < len(buckets):
            buckets[position] = 1
        run = {"stage": job.stage, "outcome": job.status, "buckets": buckets, "seconds": seconds}
        await connection.execute(_SQL["add_run"], run)
    if job.parent_id is None:
        await _notify(connection, job)


async def _notify(connection: Connection, job: Job) -> None:
    """Add a notification of a failure, at most one within RATE_LIMIT, and of the first success after it."""
    kind = {Status.FAILED: "failed", Status.SUCCEEDED: "recovered"}.get(job.status)
    if kind is None:
        return
    subject = job.lock_key or job.stage
    await connection.execute(_SQL["lock_subject"], [subject])
    last = await one(connection, _SQL["last_notification"], RATE_LIMIT, subject)
    if kind == "recovered" and (last is None or last["kind"] == "recovered"):
        return
    if kind == "failed" and last is not None and last["kind"] == "failed" and last["is_fresh"]:
        await connection.execute(_SQL["suppress"], [last["id"]])
        return
    unreported = last["unreported"] if last else 0
    await connection.execute(_SQL["add_notification"], [subject, kind, job.id, unreported])
