"""Many connections: those that do nothing make room, those with a request stay, and others always get through."""

from contextlib import AsyncExitStack, asynccontextmanager

import anyio
import anyio.lowlevel
import httpx2
import pytest

from service import descriptors
from service.api.connections import ConnectionTable, address_of

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


def some(table, address):
    connection = table.add(address)
    assert connection is not None
    return connection


def dropped(connections):
    """Return the list in which the connections enter themselves when they are dropped."""
    found = []
    for connection in connections:
        connection.drop = lambda connection=connection: found.append(connection)
    return found


async def test_the_oldest_idle_connection_of_the_fullest_address_makes_room():
    table = ConnectionTable(limit=4, limit_by_address=3)
    lone, first, second, third = (some(table, address) for address in "baaa")
    gone = dropped([lone, first, second, third])
    table.mark_busy(first)
    await table.wait_for_room()
    assert gone == [second]
    assert len(table) == 3


async def test_an_address_makes_room_for_its_own_and_is_refused_when_all_are_busy():
    table = ConnectionTable(limit=10, limit_by_address=2)
    first, second = some(table, "a"), some(table, "a")
    gone = dropped([first, second])
    table.mark_busy(first)
    third = some(table, "a")
    assert gone == [second]
    table.mark_busy(third)
    assert table.add("a") is None
    assert table.add("b") is not None


async def test_with_all_busy_the_listener_waits_until_one_is_idle_or_ends():
    table = ConnectionTable(limit=2, limit_by_address=2)
    first, second = some(table, "a"), some(table, "b")
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
        table.mark_busy(some(table, "c"))


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
