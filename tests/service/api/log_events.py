"""Writes logs of jobs and reads them as streams, for the tests of both."""

import json
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import anyio

EVENTS = {"Accept": "text/event-stream"}
PATIENCE_SECONDS = 120


@dataclass(frozen=True)
class Event:
    id: str
    kind: str
    data: dict[str, Any]

    @property
    def text(self):
        return self.data["text"]


async def sql(api, query, *parameters):
    async with api.pool.connection() as connection:
        await connection.execute(query, parameters)


async def write(api, job, *lines):
    """Append lines as the runner does: numbered on, in one transaction."""
    for line in lines:
        await sql(
            api,
            "insert into job_logs (job_id, seq, at, level, line) select %s, coalesce(max(seq), 0) + 1, now(), 'info', "
            "%s from job_logs where job_id = %s",
            job["jobId"],
            line,
            job["jobId"],
        )


async def end(api, job, status="succeeded"):
    await sql(api, "update jobs set status = %s, finished_at = now() where id = %s", status, job["jobId"])


@asynccontextmanager
async def stream(api, job, last=None, client=None):
    """Open a stream; what it gives are blocks of `field: value` lines."""
    headers = EVENTS | ({"Last-Event-ID": last} if last else {})
    with anyio.fail_after(PATIENCE_SECONDS):
        async with (client or api.client).stream(
            "GET", job["links"]["logs"], headers=headers, timeout=None
        ) as response:
            assert response.headers["content-type"].startswith("text/event-stream"), await response.aread()
            yield events(response)


async def events(response):
    found = {}
    async for line in response.aiter_lines():
        if line:
            name, _, value = line.partition(": ")
            found[name] = value
        elif "data" in found:
            yield Event(found.get("id", ""), found.get("event", "message"), json.loads(found["data"]))
            found = {}
        else:
            yield Event("", "comment", found)
            found = {}


async def rest(api, job, last=None):
    """Read a stream to its end."""
    async with stream(api, job, last) as found:
        return [event async for event in found]


async def until(what):
    with anyio.fail_after(PATIENCE_SECONDS):
        while not what():
            await anyio.sleep(0.02)
