"""The API on a real socket, in this event loop, without a worker: jobs stay as they are accepted."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import socket
from typing import Any

import anyio
import httpx2
import pytest

from service.api.app import create_app
from service.api.server import Server
from service.api.state import State
from service.database.pool import Pool, one, open_pool
from service.gateway import listen
from service.settings import Settings

KEY = "key-of-test"
_BLOCKED = "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@dataclass
class Api:
    """A client with the key, and what stands behind the API."""

    client: httpx2.AsyncClient
    origin: str
    pool: Pool
    state: State
    server: Server
    alive: list[bool]

    async def until_blocked(self, otherwise: list[Any]) -> None:
        """Wait until a session of this database waits for a lock, or until there is something in the list."""
        with anyio.fail_after(30):
            while not otherwise:
                async with self.pool.connection() as connection:
                    if await one(connection, _BLOCKED) is not None:
                        return
                await anyio.sleep(0.02)


@asynccontextmanager
async def serving(database_url: str) -> AsyncIterator[Api]:
    """Serve the API in this event loop for the length of the block."""
    alive = [True]
    listening = listen(Settings(data_dir=Path(), port=0))
    origin = f"http://127.0.0.1:{listening.getsockname()[1]}"
    async with open_pool(database_url, name="test") as pool, anyio.create_task_group() as background:
        state = State(database=pool, supervisor_alive=lambda: alive[0])
        background.start_soon(state.log_feed.run)
        server = Server(create_app(state, api_key=KEY), state)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(server.serve, [listening])
            headers = {"Authorization": f"Bearer {KEY}"}
            async with httpx2.AsyncClient(base_url=origin, headers=headers, trust_env=False) as client:
                yield Api(client=client, origin=origin, pool=pool, state=state, server=server, alive=alive)
            if not server.should_exit:
                await _end(server, listening)
                tasks.cancel_scope.cancel()
        background.cancel_scope.cancel()


async def _end(server: Server, listening: socket) -> None:
    """End the server as its own loop would, which looks ten times a second only: 200 tests have one each."""
    with anyio.move_on_after(5):
        while server.server_state.connections:
            await anyio.sleep(0.002)
    await server.shutdown([listening])


@pytest.fixture
async def api(database_url: str) -> AsyncIterator[Api]:
    async with serving(database_url) as api:
        yield api


@pytest.fixture
async def other(database_url: str) -> AsyncIterator[Api]:
    """A second gateway on the same database."""
    async with serving(database_url) as api:
        yield api
