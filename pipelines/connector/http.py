"""A blocking HTTP client whose answers have a deadline as a whole."""

from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self

import anyio
import httpx2
from anyio.from_thread import BlockingPortal, start_blocking_portal

# The time-outs of httpx2 restart with every byte that arrives; this is the limit for the last byte.
DEADLINE_SECONDS = 120.0
TIMEOUT = httpx2.Timeout(30, connect=10)


class HttpClient:
    """Sends requests from one thread; the answers are received by an event loop that can give them up at any byte.

    Proxies and `.netrc` of the environment are ignored: the one could read credentials, the other replace them.
    Redirects are not followed.

    Args:
        origin: scheme, host and port of the service.
        auth: user and password of basic authentication.
        deadline_seconds: for the whole answer, from the connection to the last byte.

    Raises:
        httpx2.InvalidURL, ValueError: for an origin that cannot be parsed.
    """

    def __init__(
        self, origin: str, *, auth: tuple[str, str] | None = None, deadline_seconds: float = DEADLINE_SECONDS
    ) -> None:
        self._deadline_seconds = deadline_seconds
        self._client = httpx2.AsyncClient(
            base_url=origin, auth=auth, timeout=TIMEOUT, trust_env=False, follow_redirects=False
        )
        self._exit = ExitStack()
        self._portal: BlockingPortal | None = None

    def __enter__(self) -> Self:
        self._portal = self._exit.enter_context(start_blocking_portal())
        self._exit.callback(self._portal.call, self._client.aclose)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._exit.__exit__(kind, error, trace)

    def request(self, method: str, url: str, **content: Any) -> httpx2.Response:
        """Return the whole answer, whatever its status.

        Args:
            method: of HTTP.
            url: a path below the origin, or an absolute address.
            content: parameters, headers and body.

        Raises:
            httpx2.TimeoutException: no answer, or only a part of it, in time.
            httpx2.RequestError: no connection, or a broken one.
        """
        assert self._portal is not None, "the client is a context manager"
        response: httpx2.Response = self._portal.call(self._receive, method, url, content)
        return response

    def origin_of(self, url: str) -> str:
        """Return scheme, host and port that a request for this path or address goes to."""
        target = self._client.base_url.join(url)
        return f"{target.scheme}://{target.netloc.decode()}"

    async def _receive(self, method: str, url: str, content: dict[str, Any]) -> httpx2.Response:
        try:
            with anyio.fail_after(self._deadline_seconds):
                return await self._client.request(method, url, **content)
        except TimeoutError as error:
            raise httpx2.ReadTimeout(f"no whole answer within {self._deadline_seconds:g} s") from error
