"""Streams of logs together: their number, their ends, and what they leave to others."""

import logging
from contextlib import AsyncExitStack
from uuid import uuid4

import anyio
import httpx2
import psycopg
import pytest

from service.api import log_feed, log_stream
from service.auth import api_keys
from service.database.pool import all_rows
from service.jobs.log_reader import LogReader
from tests.service.api.log_events import EVENTS, Event, end, stream, until, write

pytestmark = pytest.mark.anyio


async def test_a_silent_stream_sends_comments(api, monkeypatch):
    monkeypatch.setattr(log_stream, "HEARTBEAT_SECONDS", 0.02)
    job = (await api.client.post("/api/transform")).json()
    async with stream(api, job) as found:
        assert (await anext(found)).kind == "comment"


async def test_a_hundred_streams_leave_the_pool_to_others_and_nothing_behind(api, database_url):
    job = (await api.client.post("/api/transform")).json()
    pipeline = (await api.client.post("/api/pipeline")).json()
    received: list[Event] = []
    ended: list[Event] = []

    async def follow(client, which):
        async with stream(api, which, client=client) as found:
            async for event in found:
                (ended if event.kind == "end" else received).append(event)

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
        await until(lambda: len(received) == 100)
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
    received: list[Event] = []

    async def follow():
        async with stream(api, job) as found:
            async for event in found:
                received.append(event)  # noqa: PERF401 looked at meanwhile

    async with anyio.create_task_group() as tasks:
        for _ in range(50):
            tasks.start_soon(follow)
        await until(lambda: len(list(api.state.log_feed.watched.elements())) == 50)
        # The last poll for a stream that began has passed.
        await anyio.sleep(3 * log_feed.POLL_SECONDS)
        reads.clear()
        await write(api, job, "one")
        await until(lambda: len(received) == 50)
        assert reads.count("0") == 1
        await end(api, job)
    assert len(received) == 100


async def test_a_shutdown_ends_open_streams_and_does_not_wait_for_them(api, caplog):
    # Rule 13: uvicorn would wait forever, or for its time-out and then break the connection.
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
