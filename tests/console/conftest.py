"""The console over ASGI, on the real API with a real database."""

import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html import unescape

import anyio
import httpx2
import pytest

from console.access.password import hash_of
from console.app import create_app
from console.gateway import Gateway
from console.settings import Settings
from service.api.app import create_app as create_api
from service.api.state import State
from service.database.pool import Pool, open_pool

KEY, PASSWORD, SECRET = "key-of-test", "correct horse battery", b"s" * 32
ORIGIN = "http://127.0.0.1:3000"
PASSWORD_HASH = hash_of(PASSWORD)
SAME_SITE = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate"}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@dataclass
class Clock:
    """Seconds since the epoch of Unix; a test moves it."""

    offset: float = 0

    def __call__(self) -> float:
        return time.time() + self.offset


@dataclass
class Browser:
    """A browser without a script: it keeps cookies, and sends the forms of the pages that it has opened."""

    client: httpx2.AsyncClient
    gateway: Gateway
    pool: Pool
    clock: Clock
    page: str = ""
    headers: dict[str, str] = field(default_factory=lambda: dict(SAME_SITE))

    async def open(self, path: str, **headers: str) -> httpx2.Response:
        response = await self.client.get(path, headers={**self.headers, **headers})
        self.page = response.text
        return response

    async def send(self, action: str, **fields: str) -> httpx2.Response:
        """Send the form of the last page with that action."""
        response = await self.client.post(action, data={**self.hidden(action), **fields}, headers=self.headers)
        self.page = response.text or self.page
        return response

    def hidden(self, action: str) -> dict[str, str]:
        """Return the hidden fields of a form."""
        form = re.search(rf'<form[^>]*action="{re.escape(action)}"[^>]*>(.*?)</form>', self.page, re.DOTALL)
        assert form is not None, f"there is no form for {action}"
        found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[1])
        return {name: unescape(value) for name, value in found}

    async def sign_in(self, password: str = PASSWORD, **fields: str) -> httpx2.Response:
        await self.open("/sign-in")
        return await self.send("/sign-in", password=password, **fields)

    def session_cookie(self) -> str | None:
        return self.client.cookies.get("lifetracer-3000")


@asynccontextmanager
async def browsing(database_url: str) -> AsyncIterator[Browser]:
    """Yield a browser that has not signed in."""
    clock = Clock()
    async with open_pool(database_url, name="test") as pool, anyio.create_task_group() as background:
        state = State(database=pool, supervisor_alive=lambda: True)
        background.start_soon(state.log_feed.run)
        gateway = Gateway.mounted(create_api(state, api_key=KEY), key=KEY, address=ORIGIN)
        app = create_app(Settings(secret=SECRET, password_hash=PASSWORD_HASH), gateway, clock=clock)
        transport = httpx2.ASGITransport(app, client=("192.0.2.7", 50000))
        async with httpx2.AsyncClient(base_url=ORIGIN, transport=transport) as client:
            yield Browser(client=client, gateway=gateway, pool=pool, clock=clock)
        await gateway.aclose()
        background.cancel_scope.cancel()


@pytest.fixture
async def stranger(database_url: str) -> AsyncIterator[Browser]:
    async with browsing(database_url) as browser:
        yield browser


@pytest.fixture
async def person(stranger: Browser) -> Browser:
    """A browser that has signed in."""
    assert (await stranger.sign_in()).status_code == 303
    return stranger
