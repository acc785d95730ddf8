"""The way into an application of the same process."""

from typing import Any

import anyio
import httpx2
import pytest

from console.transport import InProcessTransport

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def client(app) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(base_url="http://api", transport=InProcessTransport(app), timeout=5)


async def test_an_answer_arrives_while_it_is_made():
    go_on = anyio.Event()

    async def app(_scope, _receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": [(b"x-a", b"b")]})
        await send({"type": "http.response.body", "body": b"first", "more_body": True})
        await go_on.wait()
        await send({"type": "http.response.body", "body": b"second"})

    async with client(app) as http, http.stream("GET", "/") as response:
        assert response.headers["x-a"] == "b"
        chunks = response.aiter_bytes()
        assert await anext(chunks) == b"first"
        go_on.set()
        assert await anext(chunks) == b"second"


async def test_the_application_gets_method_path_query_headers_and_body():
    seen: dict[str, Any] = {}

    async def app(scope, receive, send):
        seen.update(scope, body=(await receive())["body"])
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    async with client(app) as http:
        assert (await http.post("/a%2Fb?c=d", content=b"e", headers={"X-F": "g"})).status_code == 204
    assert (seen["method"], seen["path"], seen["query_string"], seen["body"]) == ("POST", "/a/b", b"c=d", b"e")
    assert (b"x-f", b"g") in seen["headers"]


async def test_closing_an_answer_ends_the_application():
    ended = anyio.Event()

    async def app(_scope, _receive, send):
        try:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await anyio.sleep_forever()
        finally:
            ended.set()

    async with client(app) as http, http.stream("GET", "/"):
        pass
    with anyio.fail_after(5):
        await ended.wait()


@pytest.mark.parametrize("is_begun", [False, True])
async def test_an_application_that_fails_is_a_transport_error(is_begun):
    async def app(_scope, _receive, send):
        if is_begun:
            await send({"type": "http.response.start", "status": 200, "headers": []})
        raise RuntimeError

    async with client(app) as http:
        with pytest.raises(httpx2.TransportError):
            await http.get("/")
