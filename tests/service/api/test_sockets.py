"""Clients that are slow, broken or rude, on real sockets."""

import asyncio
import json
import socket

import anyio
import anyio.lowlevel
import pytest

from service.api import operations, protocol
from service.api.protocol import Protocol
from service.api.strict_http import HEAD_BYTES

from .conftest import KEY

pytestmark = pytest.mark.anyio
HEAD = f"Host: x\r\nAuthorization: Bearer {KEY}\r\n".encode()


async def connect(api):
    port = int(api.origin.rpartition(":")[2])
    return await anyio.connect_tcp("127.0.0.1", port)


async def all_of(stream):
    """Read to the end of the connection."""
    received = b""
    with anyio.fail_after(30):
        try:
            while True:
                received += await stream.receive()
        except (anyio.EndOfStream, anyio.BrokenResourceError):
            return received


async def for_ever(stream, sent):
    """Send bytes again and again, until the other side does not want them."""
    while True:
        await stream.send(sent)
        await anyio.sleep(0.05)


async def answer(stream):
    """Read to the end of the connection; return status, headers and the problem."""
    received = await all_of(stream)
    head, _, body = received.partition(b"\r\n\r\n")
    status_line, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    return int(status_line.split()[1]), headers, json.loads(body)


async def test_a_head_that_never_ends_is_408(api, monkeypatch):
    # Slowloris: each byte would start uvicorn's own waiting anew.
    monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.3)
    async with await connect(api) as stream, anyio.create_task_group() as tasks:

        async def trickle():
            await stream.send(b"GET /api/jobs HTTP/1.1\r\n")
            with pytest.raises(anyio.BrokenResourceError):
                await for_ever(stream, b"X-Slow: 1\r\n")

        tasks.start_soon(trickle)
        status, headers, problem = await answer(stream)
    assert (status, problem["status"]) == (408, 408)
    assert headers["content-type"] == "application/problem+json"
    assert len(headers["x-request-id"]) == 32


async def test_a_connection_that_says_nothing_is_closed(api, monkeypatch):
    monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.1)
    async with await connect(api) as stream:
        with anyio.fail_after(30), pytest.raises((anyio.EndOfStream, anyio.BrokenResourceError)):
            await stream.receive()


async def test_a_body_that_never_ends_is_408(api, monkeypatch):
    monkeypatch.setattr(operations, "BODY_SECONDS", 0.3)
    async with await connect(api) as stream:
        await stream.send(
            b"POST /api/transform HTTP/1.1\r\nConnection: close\r\nContent-Length: 10\r\n" + HEAD + b"\r\n{"
        )
        status, headers, problem = await answer(stream)
    assert (status, problem["title"]) == (408, "Request too slow")
    assert "x-request-id" in headers


async def test_the_body_of_an_answered_request_does_not_hold_the_connection(api, monkeypatch):
    monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.3)
    async with await connect(api) as stream:
        await stream.send(b"GET /health HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n")
        with anyio.fail_after(30), pytest.raises(anyio.BrokenResourceError):
            await for_ever(stream, b"x")


async def long_stream(api):
    """Return the request for a stream that is longer than what the system buffers."""
    job = (await api.client.post("/api/transform")).json()
    async with api.pool.connection() as connection:
        await connection.execute(
            "insert into job_logs (job_id, seq, at, level, line) "
            "select %s, n, now(), 'info', repeat('x', 8000) from generate_series(1, 3000) n",
            [job["jobId"]],
        )
    return f"GET {job['links']['logs']} HTTP/1.1\r\n".encode() + HEAD + b"Accept: text/event-stream\r\n\r\n"


async def test_a_client_that_does_not_read_keeps_no_place_by_a_byte_now_and_then(api, monkeypatch):
    received = []
    take = Protocol.data_received

    def data_received(self, data):
        take(self, data)
        received.append(self)

    request = await long_stream(api)
    monkeypatch.setattr(Protocol, "data_received", data_received)
    async with await connect(api) as stream:
        await stream.send(request)
        await until(lambda: received and received[0].flow.write_paused)
        await stream.send(b"G")
        await until(lambda: len(received) == 2)
        assert received[0]._connection in received[0]._table._idle


async def test_a_client_that_does_not_read_is_let_go(api, monkeypatch):
    monkeypatch.setattr(protocol, "STALL_SECONDS", 0.3)
    request = await long_stream(api)
    async with await connect(api) as stream:
        await stream.send(request)
        await until(lambda: api.state.log_feed.watched)
        await until(lambda: not api.state.log_feed.watched)
    assert api.state.log_feed.reading.borrowed_tokens == 0


async def until(what):
    with anyio.fail_after(30):
        while not what():
            await anyio.sleep(0.02)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"HELO there\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nbad header\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 80_000, 431),
        (b"POST /api/transform HTTP/1.1\r\nContent-Length: 5, 6\r\n\r\n", 400),
    ],
)
async def test_what_is_no_http_is_a_problem_too(api, sent, status):
    async with await connect(api) as stream:
        await stream.send(sent)
        found, headers, problem = await answer(stream)
    assert (found, problem["status"], headers["content-type"]) == (status, status, "application/problem+json")
    assert len(headers["x-request-id"]) == 32


GET = b"GET /health HTTP/1.1\r\nHost: x\r\n"
CHUNKED = b"POST /api/transform HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + HEAD


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (CHUNKED + b"Content-Length: 3\r\n\r\n0\r\n\r\n", 400),
        (CHUNKED.replace(b"1.1", b"1.0", 1) + b"\r\n0\r\n\r\n", 400),
        (CHUNKED + b"\r\n0\r\nX-Trailer: 1\r\n\r\n", 400),
        (GET.replace(b"\r\n", b"\n", 1) + b"\r\n", 400),
        (GET + b"\n", 400),
        (b"\n" + GET + b"\r\n", 400),
        (GET + b"X: a\rb\r\n\r\n", 400),
        (GET + b"X: a\r\n b\r\n\r\n", 400),
        (GET + b"X: a\r\n\tb\r\n\r\n", 400),
        (GET + b"X: " + b"x" * 17_000 + b"\r\n\r\n", 431),
        (GET + b"\r\n" + GET + b"X: " + b"x" * 17_000 + b"\r\n\r\n", 431),
    ],
)
async def test_what_two_programs_could_understand_differently_is_refused_and_ends_the_connection(api, sent, status):
    async with await connect(api) as stream:
        await stream.send(sent)
        received = await all_of(stream)
    *before, last = received.split(b"HTTP/1.1 ")[1:]
    assert last.startswith(b"%d " % status)
    assert [each.split()[0] for each in before] == ([b"200"] if sent.count(b"GET ") == 2 else [])


async def test_a_head_in_small_pieces_is_bounded_as_a_whole(api):
    async with await connect(api) as stream:
        await stream.send(GET)
        piece = b"X: " + b"x" * 100 + b"\r\n"
        for _ in range((HEAD_BYTES - len(GET)) // len(piece) + 1):
            await stream.send(piece)
        status, _, _ = await answer(stream)
    assert status == 431


async def test_a_strict_head_may_come_byte_by_byte(api):
    async with await connect(api) as stream:
        for byte in GET + b"Connection: close\r\nX: a b\t c\r\n\r\n":
            await stream.send(bytes([byte]))
            await anyio.lowlevel.checkpoint()
        status, _, body = await answer(stream)
    assert (status, body["status"]) == (200, "ok")


async def test_a_slow_reader_gets_its_whole_answer(api, monkeypatch):
    # All of it is in our buffer at once, and taking it lasts longer than either limit.
    monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.8)
    monkeypatch.setattr(protocol, "STALL_SECONDS", 0.8)
    monkeypatch.setattr(protocol, "STALL_BYTES", 1)
    size, loop = 8 * 1024 * 1024, asyncio.get_running_loop()
    async with api.pool.connection() as connection:
        await connection.execute(
            "insert into app.reports (period, first_date, last_date, language, created_at, pages, sha256, pdf) "
            "values ('weekly', '2026-06-22', '2026-06-28', 'ja', now(), 2, 'abc', convert_to(repeat('x', %s), 'UTF8'))",
            [size],
        )
    path = (await api.client.get("/api/reports")).json()["reports"][0]["links"]["pdf"]
    with socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 32 * 1024)
        slow.setblocking(False)
        await loop.sock_connect(slow, ("127.0.0.1", int(api.origin.rpartition(":")[2])))
        await loop.sock_sendall(slow, f"GET {path} HTTP/1.1\r\n".encode() + HEAD + b"\r\n")
        received = 0
        with anyio.fail_after(60):
            while received < size:
                chunk = await loop.sock_recv(slow, 64 * 1024)
                assert chunk, f"closed after {received} bytes"
                received += len(chunk)
                await anyio.sleep(0.02)


async def test_a_client_that_leaves_in_the_middle_of_its_body_is_not_an_error(api, caplog):
    async with await connect(api) as stream:
        await stream.send(b"POST /api/transform HTTP/1.1\r\nContent-Length: 10\r\n" + HEAD + b"\r\n{")
        await until(lambda: api.server.server_state.tasks)
    await until(lambda: not api.server.server_state.tasks)
    assert caplog.records == []
    assert (await api.client.get("/health")).status_code == 200


async def test_a_body_that_breaks_off_into_nonsense_is_400_and_no_error_of_ours(api, caplog):
    async with await connect(api) as stream:
        head = b"POST /api/transform HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + HEAD
        await stream.send(head + b"\r\n1\r\n{\r\n")
        await until(lambda: api.server.server_state.tasks)
        await stream.send(b"nonsense\r\n")
        status, _, problem = await answer(stream)
    await until(lambda: not api.server.server_state.tasks)
    assert (status, problem["status"]) == (400, 400)
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


async def test_many_requests_in_one_write_are_answered_in_order(api):
    one = b"GET /health HTTP/1.1\r\nHost: x\r\nX-Request-ID: %d\r\n%s\r\n"
    async with await connect(api) as stream:
        await stream.send(
            b"".join(one % (number, b"Connection: close\r\n" if number == 4 else b"") for number in range(5))
        )
        received = await all_of(stream)
    ids = [line.split()[1] for line in received.split(b"\r\n") if line.lower().startswith(b"x-request-id")]
    assert ids == [b"0", b"1", b"2", b"3", b"4"]
