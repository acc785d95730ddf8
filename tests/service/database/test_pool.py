"""The pool: it local_worker out no dead connection, and none that hangs in a network that was cut."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import psycopg
import pytest
from anyio import to_thread
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from service.daemon import FIRST_PAUSE_SECONDS, next_pause
from service.database.pool import WAIT_SECONDS, open_pool
from service.database.session import Database
from service.errors import StartingError, UnavailableError

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def test_a_connection_that_the_server_has_ended_is_replaced_though_it_worked_a_moment_ago(database_url):
    async with open_pool(database_url, name="test") as pool:
        async with pool.connection() as connection:
            pid = connection.info.backend_pid
        with psycopg.connect(database_url) as other:
            other.execute("select pg_terminate_backend(%s, 10000)", [pid])
        async with pool.connection() as connection:
            assert connection.info.backend_pid != pid
            await connection.execute("select 1")


@asynccontextmanager
async def refusing(text: str) -> AsyncIterator[str]:
    """Listen as a server that refuses each connection with these words; give its URL."""

    async def handle(client: anyio.abc.SocketStream) -> None:
        async with client:
            await client.receive()
            fields = b"SFATAL\0VFATAL\0C57P03\0M" + text.encode() + b"\0\0"
            await client.send(b"E" + (len(fields) + 4).to_bytes(4) + fields)

    async with await anyio.create_tcp_listener(local_host="127.0.0.1") as listener, anyio.create_task_group() as tasks:
        tasks.start_soon(listener.serve, handle)
        yield f"host=127.0.0.1 port={listener.extra(anyio.abc.SocketAttribute.local_port)} sslmode=disable user=u"
        tasks.cancel_scope.cancel()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("the database system is starting up", StartingError),
        ("the database system is not yet accepting connections", StartingError),
        ("sorry, too many clients already", UnavailableError),
    ],
)
async def test_a_database_that_recovers_is_tried_again_soon(text, kind):
    async with refusing(text) as url:
        database = Database(url=url, embedded=None)
        with pytest.raises(UnavailableError, match=text) as caught:
            await to_thread.run_sync(database.prepare, lambda _: None)
    assert type(caught.value) is kind
    assert next_pause(1.0, caught.value) == (FIRST_PAUSE_SECONDS if kind is StartingError else 2.0)


async def test_a_pool_starts_over_with_short_pauses_so_that_a_database_that_is_back_is_found_soon(database_url):
    async with open_pool(database_url, name="test") as pool:
        assert pool.reconnect_timeout == WAIT_SECONDS


@asynccontextmanager
async def over_tcp(database_url: str) -> AsyncIterator[str]:
    """Give the server, which listens on a Unix socket only, at a port."""
    path = f"{conninfo_to_dict(database_url)['host']}/.s.PGSQL.5432"

    async def pump(source: anyio.abc.SocketStream, target: anyio.abc.SocketStream) -> None:
        async for chunk in source:
            await target.send(chunk)
        await target.send_eof()

    async def handle(client: anyio.abc.SocketStream) -> None:
        async with client, await anyio.connect_unix(path) as server, anyio.create_task_group() as pumps:
            pumps.start_soon(pump, client, server)
            pumps.start_soon(pump, server, client)

    async with await anyio.create_tcp_listener(local_host="127.0.0.1") as listener, anyio.create_task_group() as tasks:
        tasks.start_soon(listener.serve, handle)
        port = listener.extra(anyio.abc.SocketAttribute.local_port)
        yield make_conninfo(database_url, host="127.0.0.1", port=port)
        tasks.cancel_scope.cancel()


@pytest.mark.parametrize(("chosen", "expected"), [({}, 15_000), ({"tcp_user_timeout": 60_000}, 60_000)])
async def test_a_connection_into_a_network_that_was_cut_is_given_up(database_url, chosen, expected):
    async with (
        over_tcp(database_url) as url,
        open_pool(make_conninfo(url, **chosen), name="test") as pool,
        pool.connection() as connection,
    ):
        with socket.socket(fileno=socket.dup(connection.fileno())) as kernel:
            assert kernel.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == expected
            assert kernel.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
            assert kernel.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 10
