"""Many connections: those that do nothing make room, those with a request stay, and others always get through."""

import asyncio
import socket
from contextlib import AsyncExitStack, asynccontextmanager

import anyio
import anyio.lowlevel
import httpx2
import pytest

from service import descriptors
from service.api.connections import SHORTEST_SECONDS, ConnectionTable, address_of

from .conftest import KEY, serving

pytestmark = pytest.mark.anyio
LIMIT = 40
STRANGER, OTHER = "127.0.0.2", "127.0.0.3"


@pytest.fixture
async def small(database_url, monkeypatch):
    """An API with room for 40 connections, 32 of one address."""
    monkeypatch.setattr(descriptors, "MOST_CONNECTIONS", LIMIT)
    async with serving(database_url) as api:
        yield api


class Entries:
    """A table with connections that end when they are dropped.

    Attributes:
        gone: those that were dropped.
    """

    def __init__(self, *, limit, limit_by_address):
        self.table = ConnectionTable(limit=limit, limit_by_address=limit_by_address)
        self.gone = []

    def add(self, address, descriptor=None):
        connection = self.table.add(address, descriptor)
        assert connection is not None

        def drop():
            self.gone.append(connection)
            self.table.remove(connection)

        connection.drop = drop
        return connection


async def test_the_connections_that_have_been_idle_for_longest_make_room():
    entries = Entries(limit=4, limit_by_address=4)
    busy, again, oldest, _ = (entries.add(address) for address in "baaa")
    for connection in (busy, again):
        entries.table.mark_busy(connection)
    entries.table.mark_idle(again)
    await entries.table.wait_for_room()
    assert entries.gone == [oldest]
    assert len(entries.table) == 3


async def test_a_dropped_connection_counts_until_it_is_closed():
    table = ConnectionTable(limit=1, limit_by_address=1)
    connection, dropped = table.add("a"), []
    assert connection is not None
    connection.drop = lambda: dropped.append(connection)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(table.wait_for_room)
        await until(lambda: dropped)
        assert len(table) == 1
        table.remove(connection)


async def test_a_connection_whose_request_was_not_looked_at_yet_is_not_displaced():
    entries = Entries(limit=3, limit_by_address=2)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        sent, silent, other = entries.add("a", ours.fileno()), entries.add("a"), entries.add("b")
        theirs.send(b"GET")
        third = entries.add("a")
        await entries.table.wait_for_room()
        assert entries.gone == [silent, other]
        entries.table.mark_busy(third)
        # Its bytes had their turn: one that never stops sending must not stay forever.
        entries.table.mark_busy(entries.add("c"))
        await entries.table.wait_for_room()
        assert entries.gone == [silent, other, sent]


async def test_a_new_connection_has_time_to_send_its_request():
    entries, loop = Entries(limit=1, limit_by_address=1), asyncio.get_running_loop()
    entries.add("a")
    began = loop.time()
    await entries.table.wait_for_room()
    assert len(entries.gone) == 1
    # The clock is read at the start of the wait, a moment after the connection was opened.
    assert loop.time() - began >= SHORTEST_SECONDS / 2


async def test_an_address_makes_room_for_its_own_and_is_refused_when_all_are_busy():
    entries = Entries(limit=10, limit_by_address=2)
    first, second = entries.add("a"), entries.add("a")
    entries.table.mark_busy(first)
    third = entries.add("a")
    assert entries.gone == [second]
    entries.table.mark_busy(third)
    assert entries.table.add("a") is None
    assert entries.table.add("b") is not None


async def test_with_all_busy_the_listener_waits_until_one_is_idle_or_ends():
    entries = Entries(limit=2, limit_by_address=2)
    table, first, second = entries.table, entries.add("a"), entries.add("b")
    for connection in (first, second):
        table.mark_busy(connection)
    for release in (lambda: table.mark_idle(first), lambda: table.remove(second)):
        with anyio.move_on_after(0.05) as waited:
            await table.wait_for_room()
        assert waited.cancelled_caught
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(table.wait_for_room)
            await anyio.lowlevel.checkpoint()
            release()
        table.mark_busy(entries.add("c"))


@pytest.mark.parametrize(
    ("peer", "address"),
    [
        (("192.0.2.7", 5), "192.0.2.7"),
        (("::ffff:192.0.2.7", 5, 0, 0), "192.0.2.7"),
        (("2001:db8:1:2:3::4", 5, 0, 0), "2001:db8:1:2::/64"),
        (("fe80::1%eth0", 5, 0, 2), "fe80::/64"),
        ("", ""),
    ],
)
def test_one_caller_is_an_ipv4_address_or_an_ipv6_network(peer, address):
    assert address_of(peer) == address


async def health(api, *, source):
    transport = httpx2.AsyncHTTPTransport(local_address=source)
    async with httpx2.AsyncClient(transport=transport, base_url=api.origin, timeout=30) as client:
        return (await client.get("/health")).status_code


@asynccontextmanager
async def connections(api, count, *, source, sent=b""):
    async with AsyncExitStack() as stack:
        port = int(api.origin.rpartition(":")[2])
        for _ in range(count):
            stream = await anyio.connect_tcp("127.0.0.1", port, local_host=source)
            await stack.enter_async_context(stream)
            await stream.send(sent)
        yield


async def test_a_connection_that_is_dropped_at_once_is_closed_and_no_longer_counted(small, monkeypatch):
    opened = ConnectionTable.add

    def add(table, *arguments):
        connection = opened(table, *arguments)
        # Called before the first step of the task that opens it, which is started afterwards.
        assert connection is not None
        asyncio.get_running_loop().call_soon(lambda: connection.drop())  # noqa: PLW0108 it is set later
        return connection

    monkeypatch.setattr(ConnectionTable, "add", add)
    async with connections(small, 3, source=OTHER):
        pass
    await until(lambda: len(small.server.table) == 0)
    monkeypatch.undo()
    assert await health(small, source=OTHER) == 200


async def test_idle_connections_beyond_the_limit_hold_up_nobody(small):
    async with AsyncExitStack() as stack:
        for source in (STRANGER, "127.0.0.4", "127.0.0.5"):
            begun = connections(small, LIMIT, source=source, sent=b"GET / HTTP/1.1\r\n")
            await stack.enter_async_context(begun)
        assert [await health(small, source=source) for source in (OTHER, STRANGER)] == [200, 200]
        assert len(small.server.table) <= LIMIT
        # One more than uvicorn knows: the last one may not have been made yet.
        assert len(small.server.server_state.connections) <= LIMIT + 1


async def test_one_address_leaves_room_for_others_with_requests_under_way(small):
    body = f"POST /api/transform HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {KEY}\r\nContent-Length: 10\r\n\r\n{{"
    share = small.server.table.limit_by_address
    async with connections(small, share, source=STRANGER, sent=body.encode()):
        await until(lambda: len(small.server.server_state.tasks) == share)
        assert await health(small, source=OTHER) == 200
        with pytest.raises(httpx2.TransportError):
            await health(small, source=STRANGER)
        assert len(small.server.server_state.tasks) == share
    await until(lambda: not small.server.server_state.connections)
    assert len(small.server.table) == 0


async def test_a_connection_counts_until_it_has_ended_whichever_way(small):
    async with connections(small, 5, source=OTHER, sent=b"nonsense\r\n\r\n"):
        await until(lambda: len(small.server.table) == 0)
    async with connections(small, 5, source=OTHER):
        await until(lambda: len(small.server.table) == 5)
    await until(lambda: len(small.server.table) == 0)
    assert await health(small, source=OTHER) == 200


async def until(what):
    with anyio.fail_after(60):
        while not what():
            await anyio.sleep(0.02)
