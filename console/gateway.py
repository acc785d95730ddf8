"""The client of the gateway's HTTP API."""

import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Literal, TypeVar

import anyio
import httpx2
import msgspec
from starlette.types import ASGIApp

from console.transport import InProcessTransport
from console.wire.base import Problem

Fault = Literal["connection", "certificate", "key", "database", "internal"]
AnswerT = TypeVar("AnswerT")
TIMEOUT_SECONDS = 5.0
# A stream is silent for 15 seconds at most: then the gateway sends a comment.
STREAM_TIMEOUT_SECONDS = 45.0


class GatewayProblemError(Exception):
    """The gateway refused a request, for a reason that the person can act on."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.problem = problem


class GatewayAwayError(Exception):
    """The gateway cannot answer now, whatever is asked; `address` is without a key."""

    def __init__(self, fault: Fault, address: str) -> None:
        super().__init__(f"{address}: {fault}")
        self.fault, self.address = fault, address


@dataclass(frozen=True)
class Get:
    """A question of several that are sent together."""

    path: str
    type: type[Any]
    query: Mapping[str, Any] = field(default_factory=dict)


class Gateway:
    """Sends requests with the console's key, and reads the answers into their types."""

    def __init__(self, client: httpx2.AsyncClient) -> None:
        self._client = client
        self.address = str(client.base_url).rstrip("/")

    @classmethod
    def mounted(cls, api: ASGIApp, *, key: str, address: str) -> "Gateway":
        """Return a client of the API in this process; `address` is what messages name."""
        headers = {"Authorization": f"Bearer {key}"}
        transport = InProcessTransport(api)
        return cls(httpx2.AsyncClient(base_url=address, headers=headers, transport=transport, timeout=TIMEOUT_SECONDS))

    async def get(self, path: str, type_: type[AnswerT], **query: Any) -> AnswerT:
        """Return an answer; parameters that are None are left out.

        Raises:
            GatewayProblemError: when it is refused.
            GatewayAwayError: when there is no answer.
        """
        params = {name: str(value) for name, value in query.items() if value is not None}
        return self._decode(await self._send("GET", path, params=params), type_)

    async def get_all(self, wanted: Mapping[str, "Get"]) -> dict[str, Any]:
        """Return several answers by their names, fetched side by side.

        Raises:
            GatewayProblemError: when one is refused.
            GatewayAwayError: when one has no answer; it wins over a refusal.
        """
        found: dict[str, Any] = {}
        errors: list[GatewayAwayError | GatewayProblemError] = []

        async def fetch(name: str, one: Get) -> None:
            try:
                found[name] = await self.get(one.path, one.type, **one.query)
            except (GatewayAwayError, GatewayProblemError) as error:
                errors.append(error)

        async with anyio.create_task_group() as tasks:
            for name, one in wanted.items():
                tasks.start_soon(fetch, name, one)
        if errors:
            raise next((error for error in errors if isinstance(error, GatewayAwayError)), errors[0])
        return found

    async def post(
        self, path: str, type_: type[AnswerT], body: Mapping[str, Any] | None = None, *, key: str | None = None
    ) -> AnswerT:
        """Return the answer to a POST; requests with the same `key` are done once.

        Raises:
            GatewayProblemError: when it is refused.
            GatewayAwayError: when there is no answer.
        """
        headers = {"Idempotency-Key": key} if key else {}
        return self._decode(await self._send("POST", path, json=body or {}, headers=headers), type_)

    async def put(self, path: str, type_: type[AnswerT], body: Mapping[str, Any]) -> AnswerT:
        """Return the answer to a PUT.

        Raises:
            GatewayProblemError: when it is refused.
            GatewayAwayError: when there is no answer.
        """
        return self._decode(await self._send("PUT", path, json=body), type_)

    async def delete(self, path: str, **query: Any) -> None:
        """Send a DELETE.

        Raises:
            GatewayProblemError: when it is refused.
            GatewayAwayError: when there is no answer.
        """
        params = {name: str(value) for name, value in query.items() if value is not None}
        await self._send("DELETE", path, params=params)

    async def fetch(self, path: str, headers: Mapping[str, str] | None = None) -> httpx2.Response:
        """Return a whole answer that is not JSON, such as a file; 304 is one too.

        Raises:
            GatewayProblemError: when it is refused.
            GatewayAwayError: when there is no answer.
        """
        return await self._send("GET", path, headers=headers or {})

    @asynccontextmanager
    async def stream(self, path: str, headers: Mapping[str, str]) -> AsyncIterator[httpx2.Response]:
        """Open an answer that arrives in pieces.

        Raises:
            GatewayProblemError: when it is refused.
            GatewayAwayError: when there is no answer.
        """
        timeout = httpx2.Timeout(TIMEOUT_SECONDS, read=STREAM_TIMEOUT_SECONDS)
        try:
            async with self._client.stream("GET", path, headers=dict(headers), timeout=timeout) as response:
                if response.is_error:
                    await response.aread()
                    self._check(response)
                yield response
        except httpx2.TransportError as error:
            raise self._away(error) from error

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _send(self, method: str, path: str, **options: Any) -> httpx2.Response:
        try:
            response = await self._client.request(method, path, **options)
        except httpx2.TransportError as error:
            raise self._away(error) from error
        self._check(response)
        return response

    def _check(self, response: httpx2.Response) -> None:
        if not response.is_error:
            return
        if response.status_code == HTTPStatus.UNAUTHORIZED:
            raise GatewayAwayError("key", self.address)
        if response.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
            raise GatewayAwayError("database", self.address)
        if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise GatewayAwayError("internal", self.address)
        try:
            problem = msgspec.json.decode(response.content, type=Problem)
        except msgspec.DecodeError:
            problem = Problem(status=response.status_code)
        raise GatewayProblemError(problem)

    def _decode(self, response: httpx2.Response, type_: type[AnswerT]) -> AnswerT:
        try:
            return msgspec.json.decode(response.content or b"{}", type=type_)
        except msgspec.DecodeError as error:
            raise GatewayAwayError("internal", self.address) from error

    def _away(self, error: httpx2.TransportError) -> GatewayAwayError:
        cause: BaseException | None = error
        while cause is not None:
            if isinstance(cause, ssl.SSLError):
                return GatewayAwayError("certificate", self.address)
            cause = cause.__cause__ or cause.__context__
        return GatewayAwayError("connection", self.address)
