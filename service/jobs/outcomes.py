"""What a final state leaves besides itself, in its transaction: the run's length in the totals, news for a webhook."""

from bisect import bisect_left
from datetime import timedelta

from psycopg.rows import DictRow

from service.database.pool import Connection, one

# Upper bounds of the histogram in seconds. They are stored by position: a new set needs a new table.
BOUNDS_SECONDS = (0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0, 3600.0)
# A stage that fails again and again is told of this often; the failures between are counted.
RATE_LIMIT = timedelta(hours=1)

_ADD = """
    insert into run_seconds as known (stage, outcome, buckets, runs, seconds) values (%s, %s, %s, 1, %s)
    on conflict (stage, outcome) do update set
        buckets = (select array_agg(a + b order by n)
            from unnest(known.buckets, excluded.buckets) with ordinality as pair (a, b, n)),
        runs = known.runs + 1,
        seconds = known.seconds + excluded.seconds
"""
_LAST = """
    select id, kind, created_at > now() - %s as is_fresh,
        -- One that waits to be sent tells them itself.
        case when sent_at is null and given_up_at is null then 0 else suppressed end as untold
    from notifications where subject = %s order by id desc limit 1 for update
"""


async def note(connection: Connection, job: DictRow) -> None:
    """Note a job that has just got its final state.

    Args:
        job: its row with `started_at` and `finished_at`.
    """
    if job["started_at"] is not None and job["lock_key"] is not None:
        seconds = max(0.0, (job["finished_at"] - job["started_at"]).total_seconds())
        buckets = [0] * len(BOUNDS_SECONDS)
        if (position := bisect_left(BOUNDS_SECONDS, seconds)) < len(buckets):
            buckets[position] = 1
        await connection.execute(_ADD, [job["stage"], job["status"], buckets, seconds])
    if job["parent_id"] is None:
        await _notify(connection, job)


async def _notify(connection: Connection, job: DictRow) -> None:
    """Tell of a failure, at most once within RATE_LIMIT, and of the first success after it."""
    kind = {"failed": "failed", "succeeded": "recovered"}.get(job["status"])
    if kind is None:
        return
    subject = job["lock_key"] or job["stage"]
    # Runs of one subject end one after the other, but two pipelines may end at the same moment.
    await connection.execute("select pg_advisory_xact_lock(hashtextextended('notify:' || %s, 0))", [subject])
    last = await one(connection, _LAST, RATE_LIMIT, subject)
    if kind == "recovered" and (last is None or last["kind"] == "recovered"):
        return
    if kind == "failed" and last is not None and last["kind"] == "failed" and last["is_fresh"]:
        await connection.execute("update notifications set suppressed = suppressed + 1 where id = %s", [last["id"]])
        return
    await connection.execute(
        "insert into notifications (subject, kind, job_id, suppressed) values (%s, %s, %s, %s)",
        [subject, kind, job["id"], last["untold"] if last else 0],
    )
