"""The failure webhook: what `notifications` holds is posted by whichever gateway takes it first.

A receiver may see a notification twice (a gateway killed between the post and its note of it), never none while it
answers within a day; `id` tells two of the same apart.
"""

import logging
from datetime import timedelta
from typing import Any

import anyio
import httpx2
import msgspec
from psycopg.rows import DictRow

from service.database.pool import CONNECTION_ERRORS, Pool, all_rows, one
from service.jobs.lines import render_event
from service.jobs.model import Job
from service.jobs.store import find_job
from service.schemas.jobs import job_of

logger = logging.getLogger(__name__)

POLL_SECONDS = 2.0
# For the whole of a post, from the connection to the status: a receiver that drips its answer gets no longer.
DEADLINE_SECONDS = 10.0
# Longer than a post may take: meanwhile no other gateway takes the same one.
LEASE = timedelta(seconds=60)
FIRST_PAUSE = timedelta(seconds=30)
PAUSE_LIMIT = timedelta(hours=1)
GIVE_UP = timedelta(days=1)
# Older ones were never tried: no webhook was named then, or no gateway ran.
NO_NEWS = timedelta(days=2)
TAIL_LINES = 20

_TAKE = """
    update notifications set next_try_at = now() + %s, attempts = attempts + 1
    where id = (
        select id from notifications
        where sent_at is null and given_up_at is null and next_try_at <= now()
            -- What happened before a webhook was named is no news any more.
            and created_at > now() - %s
        order by id limit 1 for update skip locked
    )
    returning *
"""
_TAIL = """
    select line from (
        select job_logs.* from job_logs join jobs on jobs.id = job_logs.job_id
        where jobs.id = %s or (jobs.parent_id = %s and jobs.status = 'failed')
        order by job_logs.at desc, job_logs.seq desc limit %s
    ) as tail order by at, seq
"""


async def deliver(pool: Pool, url: str) -> None:
    """Post what there is to tell, until cancelled."""
    async with httpx2.AsyncClient(timeout=DEADLINE_SECONDS) as client:
        while True:
            try:
                while await deliver_one(pool, url, client):
                    pass
            except CONNECTION_ERRORS:
                pass  # the worker tells of the outage
            await anyio.sleep(POLL_SECONDS)


async def deliver_one(pool: Pool, url: str, client: httpx2.AsyncClient) -> bool:
    """Take one notification that is due and post it. Return whether there was one."""
    async with pool.connection() as connection:
        notification = await one(connection, _TAKE, LEASE, NO_NEWS)
        if notification is None:
            return False
        job = await find_job(connection, notification["job_id"])
        tail = await all_rows(connection, _TAIL, notification["job_id"], notification["job_id"], TAIL_LINES)
    assert job is not None
    error = await _post(client, url, body_of(notification, job, [render_event(row["line"]) for row in tail]))
    async with pool.connection() as connection:
        if error is None:
            # What was counted meanwhile is left for the next one to tell.
            await connection.execute(
                "update notifications set sent_at = now(), suppressed = suppressed - %s where id = %s",
                [notification["suppressed"], notification["id"]],
            )
        else:
            about = {"notification_id": str(notification["id"]), "job_id": str(job.id)}
            logger.warning(
                "the webhook did not accept a notification: %s", error, extra={"action": "webhook_failed", **about}
            )
            pause = min(FIRST_PAUSE * 2 ** (notification["attempts"] - 1), PAUSE_LIMIT)
            await connection.execute(
                "update notifications set next_try_at = now() + %s, "
                "given_up_at = case when created_at < now() - %s then now() end where id = %s",
                [pause, GIVE_UP, notification["id"]],
            )
    return True


def body_of(notification: DictRow, job: Job, tail: list[str]) -> dict[str, Any]:
    """Return what is posted. `text` and `content` are what chat services show."""
    subject, failed = notification["subject"], notification["kind"] == "failed"
    sentence = f"LifeTracer: {subject} works again."
    if failed:
        reason = job.reason if job.exit_code in {None, 0} else f"{job.reason} {job.exit_code}"
        sentence = f"LifeTracer: {subject} failed ({reason}). {job.message or ''}".strip()
    if notification["suppressed"]:
        sentence += f" {notification['suppressed']} more failures within the hour were not sent."
    return {
        "id": notification["id"],
        "event": f"job.{notification['kind']}",
        "text": sentence,
        "content": sentence,
        "suppressed": notification["suppressed"],
        "job": msgspec.to_builtins(job_of(job)),
        "log": tail if failed else [],
    }


async def _post(client: httpx2.AsyncClient, url: str, body: dict[str, Any]) -> str | None:
    """Post, and return what went wrong; never the URL, which holds a secret."""
    try:
        # The body of the answer is never read.
        with anyio.fail_after(DEADLINE_SECONDS):
            async with client.stream("POST", url, json=body) as response:
                return None if response.is_success else f"status {response.status_code}"
    except TimeoutError:
        return f"no answer within {DEADLINE_SECONDS:.0f} seconds"
    except httpx2.HTTPError as error:
        return type(error).__name__
    except httpx2.InvalidURL:
        return "the URL cannot be used"
