"""The pages while the gateway does not answer: which fault it is, its address, and never its key."""

import socket
import time

import httpx2
import pytest

from console.access.sessions import Signer
from console.app import create_app
from console.gateway import Gateway
from console.settings import Settings
from service.api.app import create_app as create_api
from service.api.state import State

pytestmark = pytest.mark.anyio
KEY, SECRET, ORIGIN = "key-of-test", b"s" * 32, "http://127.0.0.1:3000"
COOKIE = Signer(SECRET, purpose="session", clock=time.time).sign({"epoch": 1, "seed": "x"})


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def page(gateway: Gateway, language: str = "en") -> httpx2.Response:
    app = create_app(Settings(secret=SECRET), gateway)
    cookies = {"lifetracer-3000": COOKIE, "language": language}
    async with httpx2.AsyncClient(base_url=ORIGIN, transport=httpx2.ASGITransport(app), cookies=cookies) as client:
        return await client.get("/jobs?status=failed")


async def test_nothing_listens():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}"
        headers = {"Authorization": f"Bearer {KEY}"}
        async with httpx2.AsyncClient(base_url=address, headers=headers, trust_env=False) as client:
            response = await page(Gateway(client))
    assert response.status_code == 502
    assert address in response.text
    assert "lifetracer serve" in response.text
    assert KEY not in response.text
    # The button comes back to the same page.
    assert 'href="/jobs"' in response.text


@pytest.mark.parametrize(
    ("language", "words"), [("en", "waits for its database"), ("ja", "データベースを待っています")]
)
async def test_the_gateway_waits_for_its_database(language, words):
    api = create_api(State(supervisor_alive=lambda: True), api_key=KEY)
    response = await page(Gateway.mounted(api, key=KEY, address=ORIGIN), language)
    assert response.status_code == 503
    assert words in response.text


async def test_the_key_is_refused():
    api = create_api(State(supervisor_alive=lambda: True), api_key=KEY)
    state = State(supervisor_alive=lambda: True)
    assert state.database is None
    response = await page(Gateway.mounted(api, key="", address=ORIGIN))
    assert response.status_code == 502
    assert "refuses the console" in response.text


async def test_an_answer_of_another_service_is_an_error_and_no_crash():
    async def other(_scope, _receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"<html>"})

    response = await page(Gateway.mounted(other, key=KEY, address=ORIGIN))
    assert response.status_code == 502
    assert "made an error" in response.text
