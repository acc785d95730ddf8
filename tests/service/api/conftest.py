"""The API on a real socket, in this event loop, without a worker: jobs stay as they are accepted."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import anyio
import httpx2
import pytest

from service.api.app import create_app
from service.api.server import Server
from service.api.state import State
from service.database.pool import Pool, open_pool
from service.gateway import listen
from service.settings import Settings

KEY = "key-of-test"


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
    alive: list[bool]


@pytest.fixture
async def api(database_url: str, tmp_path: Path) -> AsyncIterator[Api]:
    alive = [True]
    listening = listen(Settings(data_dir=tmp_path, port=0))
    origin = f"http://127.0.0.1:{listening.getsockname()[1]}"
    async with open_pool(database_url, name="test") as pool:
        state = State(pool=pool, supervisor_alive=lambda: alive[0])
        server = Server(create_app(state, api_key=KEY), state)
        async with anyio.create_task_group() as background:
            background.start_soon(state.feed.run)
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(server.serve, [listening])
                headers = {"Authorization": f"Bearer {KEY}"}
                async with httpx2.AsyncClient(base_url=origin, headers=headers, trust_env=False) as client:
                    yield Api(client=client, origin=origin, pool=pool, state=state, alive=alive)
                server.should_exit = True
            background.cancel_scope.cancel()
