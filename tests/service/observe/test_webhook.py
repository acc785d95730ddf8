"""The failure webhook against a real receiver: what is told, how often, and what happens when nobody listens."""

import contextlib
import json
import logging
import threading
from collections.abc import Iterator
from contextlib import asynccontextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import anyio
import httpx2
import pytest

from service.notify import webhook
from service.notify.webhook import deliver_one

pytestmark = pytest.mark.anyio


class Receiver:
    """A receiver that keeps what it gets and answers as it is told to."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.status = 200
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append(json.loads(body))
                self.send_response(receiver.status)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook-secret"
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture
def told(pool, receiver):
    """Deliver all that is due, and return what the receiver got."""

    async def told() -> list[dict[str, Any]]:
        async with httpx2.AsyncClient(trust_env=False) as client:
            while await deliver_one(pool, receiver.url, client):
                pass
        got: list[dict[str, Any]] = receiver.got
        return got

    return told


async def log(pool, job_id, *lines: str) -> None:
    async with pool.connection() as connection:
        for seq, line in enumerate(lines, 1):
            await connection.execute(
                "insert into job_logs (job_id, seq, at, level, line) values (%s, %s, now(), 'info', %s)",
                [job_id, seq, line],
            )


async def test_a_failure_is_told_once_with_reason_and_the_tail_of_the_log(pool, end, told):
    job_id = await end("transform", "failed", reason="exit_code", exit_code=65, message="A data test failed.")
    await log(pool, job_id, *(f"line {number}" for number in range(30)))
    (body,) = await told()
    assert body["event"] == "job.failed"
    assert body["text"] == "LifeTracer: transform failed (exit_code 65). A data test failed."
    assert body["job"]["jobId"] == str(job_id)
    assert body["log"] == [f"line {number}" for number in range(10, 30)]
    assert len(await told()) == 1


async def test_failures_within_the_hour_are_counted_and_not_told(pool, end, told):
    await end("transform", "failed", reason="exit_code", exit_code=1)
    for _ in range(3):
        await end("transform", "failed", reason="exit_code", exit_code=1)
    (body,) = await told()
    assert body["suppressed"] == 3
    assert "3 more failures within the hour" in body["text"]
    async with pool.connection() as connection:
        await connection.execute("update notifications set created_at = now() - interval '61 minutes'")
    await end("transform", "failed", reason="exit_code", exit_code=1)
    assert len(await told()) == 2


@pytest.mark.parametrize("then", ["failed", "succeeded"])
async def test_failures_after_the_one_that_was_told_are_counted_in_the_next(pool, end, told, then):
    for _ in range(3):
        await end("transform", "failed", reason="exit_code", exit_code=1)
        await told()
    async with pool.connection() as connection:
        await connection.execute("update notifications set created_at = now() - interval '61 minutes'")
    await end("transform", then)
    first, second = await told()
    assert (first["suppressed"], second["suppressed"]) == (0, 2)
    assert "2 more failures within the hour were not sent" in second["text"]


async def test_the_first_success_after_a_failure_is_told_as_recovered(end, told):
    await end("transform", "succeeded")
    assert await told() == []
    await end("transform", "failed", reason="timed_out")
    await end("transform", "succeeded")
    await end("transform", "succeeded")
    bodies = await told()
    assert [body["event"] for body in bodies] == ["job.failed", "job.recovered"]
    assert bodies[1]["text"] == "LifeTracer: transform works again."


async def test_one_source_is_not_recovered_by_another(end, told):
    await end("connector", "failed", reason="exit_code", exit_code=78, input_={"service": "gcal"})
    await end("connector", "succeeded", input_={"service": "toggl"})
    assert [body["text"] for body in await told()] == ["LifeTracer: connector:gcal failed (exit_code 78)."]


async def test_cancelled_and_skipped_jobs_are_nobodys_alarm(end, told):
    await end("transform", "cancelled", reason="cancelled")
    await end("reporter", "skipped", reason="not_configured")
    assert await told() == []


async def test_a_receiver_that_fails_is_tried_again_later_and_its_address_is_not_logged(
    pool, end, told, receiver, caplog
):
    receiver.status = 500
    await end("transform", "failed", reason="signal", signal="SIGKILL")
    with caplog.at_level(logging.WARNING, "service"):
        await told()
    assert len(receiver.got) == 1
    assert "status 500" in caplog.text
    assert "hook-secret" not in caplog.text
    receiver.status = 204
    async with pool.connection() as connection:
        due = await connection.execute("select next_try_at > now() + interval '20 seconds' as later from notifications")
        assert await due.fetchall() == [{"later": True}]
        await connection.execute("update notifications set next_try_at = now()")
    await told()
    assert [body["id"] for body in receiver.got] == [receiver.got[0]["id"]] * 2


@asynccontextmanager
async def rude(*pieces: bytes):
    """Listen as a receiver that answers with the pieces, and repeats the last one forever; give its address."""

    async def handle(stream):
        async with stream:
            await stream.receive()
            for piece in pieces[:-1]:
                await stream.send(piece)
            with contextlib.suppress(anyio.BrokenResourceError):
                while True:
                    await stream.send(pieces[-1])
                    await anyio.sleep(0.01)

    async with await anyio.create_tcp_listener(local_host="127.0.0.1") as listener, anyio.create_task_group() as tasks:
        tasks.start_soon(listener.serve, handle)
        yield f"http://127.0.0.1:{listener.extra(anyio.abc.SocketAttribute.local_port)}/hook-secret"
        tasks.cancel_scope.cancel()


@pytest.mark.parametrize(
    ("pieces", "error"),
    [
        ((b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n", b"x" * 1000), None),
        ((b"HTTP/1.1 500 Error\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"), "status 500"),
        ((b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"), "no answer within 1 seconds"),
        ((b"H", b"T"), "no answer within 1 seconds"),
    ],
)
async def test_an_answer_is_not_read_beyond_its_status_and_has_one_deadline(
    pool, end, caplog, monkeypatch, pieces, error
):
    # Each piece comes in time by itself: a limit on the silence between two would never end it.
    monkeypatch.setattr(webhook, "DEADLINE_SECONDS", 1.0)
    await end("transform", "failed", reason="signal", signal="SIGKILL")
    async with rude(*pieces) as url, httpx2.AsyncClient(trust_env=False) as client:
        with anyio.fail_after(60), caplog.at_level(logging.WARNING, "service"):
            assert await deliver_one(pool, url, client)
    async with pool.connection() as connection:
        found = await connection.execute("select sent_at is not null as sent from notifications")
        assert await found.fetchall() == [{"sent": error is None}]
    assert error is None or error in caplog.text


async def test_a_receiver_that_is_gone_for_a_day_is_given_up(pool, end, told, receiver):
    receiver.status = 503
    await end("transform", "failed", reason="signal", signal="SIGKILL")
    async with pool.connection() as connection:
        await connection.execute("update notifications set created_at = now() - interval '25 hours'")
    await told()
    async with pool.connection() as connection:
        await connection.execute("update notifications set next_try_at = now()")
    assert len(await told()) == 1


async def test_two_gateways_do_not_tell_the_same_failure_twice(pool, end, receiver):
    await end("transform", "failed", reason="signal", signal="SIGKILL")
    async with httpx2.AsyncClient(trust_env=False) as client, anyio.create_task_group() as tasks:
        for _ in range(4):
            tasks.start_soon(deliver_one, pool, receiver.url, client)
    assert len(receiver.got) == 1


async def test_who_names_a_webhook_later_is_not_told_of_long_ago(pool, end, told):
    await end("transform", "failed", reason="exit_code", exit_code=65)
    await end("analyzer", "failed", reason="exit_code", exit_code=65)
    async with pool.connection() as connection:
        await connection.execute(
            "update notifications set created_at = now() - interval '3 days' where subject = 'transform'"
        )
    assert [body["job"]["stage"] for body in await told()] == ["analyzer"]
