"""Live logs: server-sent events that resume without loss or double, from any gateway, and hold nothing."""

import json
import logging
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any
from uuid import uuid4

import anyio
import httpx2
import psycopg
import pytest

from service.api import log_feed, log_stream
from service.auth import api_keys
from service.database.pool import all_rows
from service.jobs.log_reader import LogReader
from service.jobs.retention import purge
from service.settings import Retention

pytestmark = pytest.mark.anyio
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


async def test_lines_come_as_they_are_written_and_the_last_event_is_the_final_state(api):
    job = (await api.client.post("/api/transform")).json()
    await write(api, job, "one")
    async with stream(api, job) as found:
        assert (await anext(found)).text == "one"
        await write(api, job, '{"event": "log", "message": "two", "rows": 3}')
        second = await anext(found)
        assert (second.text, second.data["stage"], second.data["seq"]) == ("two rows=3", "transform", 2)
        await end(api, job, "failed")
        last = await anext(found)
        assert (last.kind, last.data["jobId"], last.data["status"]) == ("end", job["jobId"], "failed")
        assert [event async for event in found] == []


async def test_a_stream_ends_in_order_when_its_job_is_deleted(api):
    job = (await api.client.post("/api/transform")).json()
    await write(api, job, "one", "two")
    async with stream(api, job) as found:
        assert [(await anext(found)).text, (await anext(found)).text] == ["one", "two"]
        await sql(
            api,
            "update jobs set status = 'succeeded', finished_at = now() - interval '400 days' where id = %s",
            job["jobId"],
        )
        await purge(api.pool, Retention(), now=datetime.now(UTC))
        assert (await api.client.get(f"/api/jobs/{job['jobId']}")).status_code == 404
        events_left = [event async for event in found]
    assert [event.kind for event in events_left if event.kind != "comment"] == ["end"]


async def test_a_stream_resumes_on_any_gateway_and_for_finished_jobs(api, other):
    job = (await api.client.post("/api/transform")).json()
    await write(api, job, "one", "two", "three")
    async with stream(api, job) as found:
        first = await anext(found)
    assert first.text == "one"
    async with stream(other, job, first.id) as found:
        second = await anext(found)
        assert second.text == "two"
    await write(api, job, "four")
    await end(api, job)
    assert [event.data.get("text") for event in await rest(api, job, second.id)] == ["three", "four", None]
    assert [event.kind for event in await rest(other, job)] == ["message"] * 4 + ["end"]


async def test_who_has_seen_the_end_is_told_not_to_come_back(api):
    job = (await api.client.post("/api/transform")).json()
    await end(api, job)
    (last,) = await rest(api, job)
    response = await api.client.get(job["links"]["logs"], headers=EVENTS | {"Last-Event-ID": last.id})
    assert (response.status_code, response.content) == (204, b"")


async def test_steps_that_print_side_by_side_resume_from_every_event_without_loss_or_double(api):
    pipeline = (await api.client.post("/api/pipeline")).json()
    gcal, toggl, transform, *_ = pipeline["steps"]
    async with stream(api, pipeline) as found:
        seen = []
        # Each write is committed after a later one of the other step was read.
        for step, line in ((toggl, "t1"), (gcal, "g1"), (toggl, "t2"), (gcal, "g2"), (transform, "x1"), (gcal, "g3")):
            await write(api, step, line)
            seen.append(await anext(found))
    assert [event.text for event in seen] == ["t1", "g1", "t2", "g2", "x1", "g3"]
    for step in pipeline["steps"]:
        await end(api, step)
    await end(api, pipeline)
    every = {event.text for event in seen}
    for number, event in enumerate(seen):
        *following, last = await rest(api, pipeline, event.id)
        before = {event.text for event in seen[: number + 1]}
        texts = [event.text for event in following]
        assert sorted(texts) == sorted(every - before)
        assert (last.kind, last.data["steps"][0]["jobId"]) == ("end", gcal["jobId"])
    assert all(earlier.id != later.id for earlier, later in pairwise(seen))


async def test_more_lines_than_a_page_come_in_order(api):
    job = (await api.client.post("/api/transform")).json()
    await sql(
        api,
        "insert into job_logs (job_id, seq, at, level, line) "
        "select %s, n, now(), 'info', 'line ' || n from generate_series(1, 1200) n",
        job["jobId"],
    )
    await end(api, job)
    *lines, last = await rest(api, job)
    assert [event.text for event in lines] == [f"line {number}" for number in range(1, 1201)]
    assert last.kind == "end"


@pytest.mark.parametrize("last", ["x", "1.2", "-1", "1.end.end", "99999999999"])
async def test_a_last_event_id_of_something_else_is_422(api, last):
    job = (await api.client.post("/api/transform")).json()
    response = await api.client.get(job["links"]["logs"], headers=EVENTS | {"Last-Event-ID": last})
    assert response.status_code == 422


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("text/event-stream", "text/event-stream"),
        ("application/json, text/event-stream;q=0.9, */*", "application/json"),
        ("text/plain, text/event-stream", "text/plain"),
        ("*/*", "text/plain"),
        ("", "text/plain"),
    ],
)
async def test_accept_chooses_text_or_events(api, accept, expected):
    job = (await api.client.post("/api/transform")).json()
    await end(api, job)
    response = await api.client.get(job["links"]["logs"], headers={"Accept": accept})
    assert response.headers["content-type"].partition(";")[0] == expected


async def test_a_silent_stream_sends_comments(api, monkeypatch):
    monkeypatch.setattr(log_stream, "HEARTBEAT_SECONDS", 0.02)
    job = (await api.client.post("/api/transform")).json()
    async with stream(api, job) as found:
        assert (await anext(found)).kind == "comment"


async def test_a_hundred_streams_leave_the_pool_to_others_and_nothing_behind(api, database_url):
    job = (await api.client.post("/api/transform")).json()
    pipeline = (await api.client.post("/api/pipeline")).json()
    told: list[Event] = []
    ended: list[Event] = []

    async def follow(client, which):
        async with stream(api, which, client=client) as found:
            async for event in found:
                (ended if event.kind == "end" else told).append(event)

    limits = httpx2.Limits(max_connections=None)
    client = httpx2.AsyncClient(base_url=api.origin, headers=api.client.headers, limits=limits, trust_env=False)
    async with client, anyio.create_task_group() as tasks:
        for number in range(100):
            tasks.start_soon(follow, client, job if number % 2 else pipeline)
        await until(lambda: sum(api.state.log_feed.watched.values()) == 100)
        await write(api, job, "one")
        await write(api, pipeline["steps"][0], "two")
        # However long their reading takes: two connections are theirs and one is the poll's, of five.
        async with await psycopg.AsyncConnection.connect(database_url) as locking:
            await locking.execute("lock table gateway.job_logs in access exclusive mode")
            # What the poll does when it has seen the lines; it waits for the lock itself now.
            feed = api.state.log_feed
            feed._news_of.update(feed.watched.keys())
            for watch in feed._watches:
                watch.wake()
            await until(lambda: api.state.log_feed.reading.borrowed_tokens == api.state.log_feed.reading.total_tokens)
            for _ in range(5):
                assert (await api.client.get("/api/jobs")).status_code == 200
        await until(lambda: len(told) == 100)
        await end(api, job)
        await until(lambda: len(ended) == 50)
        # The other half goes away without a word.
        tasks.cancel_scope.cancel()
    await until(lambda: not api.state.log_feed.watched)
    assert api.state.log_feed.reading.borrowed_tokens == 0


async def test_a_stream_beyond_the_promised_number_is_503_at_once_until_one_ends(api, monkeypatch):
    monkeypatch.setattr(log_feed, "MOST_STREAMS", 3)
    job = (await api.client.post("/api/transform")).json()
    await write(api, job, "one")
    async with AsyncExitStack() as stack:
        first, *_ = [await stack.enter_async_context(stream(api, job)) for _ in range(3)]
        refused = await api.client.get(job["links"]["logs"], headers=EVENTS)
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
        assert refused.json()["detail"].startswith("All 3 log streams are in use")
        assert (await api.client.get(job["links"]["logs"])).text.endswith("one\n")
        assert (await anext(first)).text == "one"
    await until(lambda: not api.state.log_feed.watched)
    # Neither a refusal, nor a missing job, nor a HEAD keeps a place.
    for _ in range(4):
        assert (await api.client.get(f"/api/jobs/{uuid4()}/logs", headers=EVENTS)).status_code == 404
        assert (await api.client.head(job["links"]["logs"], headers=EVENTS)).status_code == 200
    async with stream(api, job) as found:
        assert (await anext(found)).text == "one"


async def test_streams_of_one_job_share_its_reader(api, monkeypatch):
    reads = []

    async def counted(reader, connection):
        reads.append(reader.position)
        return await read(reader, connection)

    read = LogReader.read
    monkeypatch.setattr(LogReader, "read", counted)
    job = (await api.client.post("/api/transform")).json()
    told: list[Event] = []

    async def follow():
        async with stream(api, job) as found:
            async for event in found:
                told.append(event)  # noqa: PERF401 looked at meanwhile

    async with anyio.create_task_group() as tasks:
        for _ in range(50):
            tasks.start_soon(follow)
        await until(lambda: len(list(api.state.log_feed.watched.elements())) == 50)
        # The last poll for a stream that began has passed.
        await anyio.sleep(3 * log_feed.POLL_SECONDS)
        reads.clear()
        await write(api, job, "one")
        await until(lambda: len(told) == 50)
        assert reads.count("0") == 1
        await end(api, job)
    assert len(told) == 100


async def until(what):
    with anyio.fail_after(PATIENCE_SECONDS):
        while not what():
            await anyio.sleep(0.02)


async def test_a_shutdown_ends_open_streams_and_does_not_wait_for_them(api, caplog):
    # Rule 13: uvicorn would wait for ever, or for its time-out and then break the connection.
    job = (await api.client.post("/api/transform")).json()
    await write(api, job, "one")
    with caplog.at_level(logging.ERROR):
        async with stream(api, job) as found:
            assert (await anext(found)).text == "one"
            api.server.should_exit = True
            assert [event async for event in found] == []
        await until(lambda: not api.server.server_state.tasks)
    assert "timeout graceful shutdown exceeded" not in caplog.text


async def test_the_stream_of_a_revoked_key_ends(api, monkeypatch):
    monkeypatch.setattr(log_stream, "KEY_CHECK_SECONDS", 0.05)
    job = (await api.client.post("/api/transform")).json()
    await write(api, job, "one")
    async with api.pool.connection() as connection:
        _, key = await api_keys.make(connection, name="k", scope="read")
    headers = {"Authorization": f"Bearer {key}"}
    async with (
        httpx2.AsyncClient(base_url=api.origin, headers=headers, trust_env=False) as client,
        stream(api, job, client=client) as found,
    ):
        assert (await anext(found)).text == "one"
        async with api.pool.connection() as connection:
            await api_keys.revoke(connection, "k")
        assert [event async for event in found] == []


async def test_a_stream_outlives_the_connections_to_the_database(api, monkeypatch):
    monkeypatch.setattr(log_stream, "PAUSE_SECONDS", 0.05)
    job = (await api.client.post("/api/transform")).json()
    await write(api, job, "one")
    async with stream(api, job) as found:
        assert (await anext(found)).text == "one"
        async with api.pool.connection() as connection:
            await all_rows(
                connection,
                "select pg_terminate_backend(pid, 10000) from pg_stat_activity "
                "where datname = current_database() and pid <> pg_backend_pid()",
            )
        await write(api, job, "two")
        assert (await anext(found)).text == "two"


async def test_head_of_a_stream_does_not_wait_for_its_end(api):
    job = (await api.client.post("/api/transform")).json()
    response = await api.client.head(job["links"]["logs"], headers=EVENTS)
    assert (response.status_code, response.content) == (200, b"")


async def test_text_goes_on_after_a_position_too(api):
    job = (await api.client.post("/api/transform")).json()
    await write(api, job, "one", "two")
    response = await api.client.get(job["links"]["logs"], headers={"Last-Event-ID": "1"})
    assert [line.split()[-1] for line in response.text.splitlines()] == ["two"]
