"""The HTTP client for Toggl: authentication, quota, and the meaning of each refusal."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, Self

import httpx2

from pipelines import stage
from pipelines.connector.backoff import Pace, date_of
from pipelines.connector.http import DEADLINE_SECONDS, HttpClient
from pipelines.connector.retries import Again, RetryingClient
from pipelines.connector.toggl.errors import refusal
from pipelines.connector.toggl.quota import Quota
from pipelines.redaction import hide_basic
from pipelines.stage import ConfigurationError, WaitError


@dataclass(frozen=True)
class Answer:
    """A decoded answer.

    Attributes:
        data: the JSON.
        headers: the headers.
        date: Toggl's own clock; None when the answer does not carry it.
    """

    data: Any
    headers: Mapping[str, str]
    date: datetime | None = None


class Client:
    """Sends requests to Toggl with basic authentication and a bounded number of tries.

    Args:
        origin: scheme, host and port of the service.
        token: the person's API token; it goes nowhere but into the authorization header.
        pace: clock, sleep and jitter.
        now: our wall clock.
        deadline_seconds: for an answer as a whole.

    Attributes:
        quotas: the quota in the newest answer of each kind; kinds are `user` (`/me…`) and `workspace`.
    """

    def __init__(
        self,
        origin: str,
        token: str,
        *,
        pace: Pace | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        deadline_seconds: float = DEADLINE_SECONDS,
    ) -> None:
        self.quotas: dict[str, Quota] = {}
        self._origin = origin
        self._now = now
        hide_basic(token, "api_token")
        try:
            http = HttpClient(origin, auth=(token, "api_token"), deadline_seconds=deadline_seconds)
        except (httpx2.InvalidURL, ValueError) as error:
            raise ConfigurationError(
                f"TOGGL_API_URL={origin} is not an address ({stage.one_line(error)}); unset it to use Toggl itself."
            ) from error
        self._sender = RetryingClient(http, "Toggl", "TOGGL_API_URL", pace or Pace(), now)

    def __enter__(self) -> Self:
        self._sender.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._sender.__exit__(kind, error, trace)

    @property
    def requests(self) -> int:
        """How many requests were sent, repeated ones too."""
        return self._sender.requests

    @property
    def tightest_quota(self) -> Quota | None:
        """The quota with the fewest calls left; None when no answer reported one."""
        known = [quota for quota in self.quotas.values() if quota.remaining is not None]
        return min(known, key=lambda quota: quota.remaining or 0, default=None)

    def get(self, path: str, **parameters: str | int) -> Answer:
        """Send a GET; see `send`."""
        return self.send("GET", path, params=parameters)

    def post(self, path: str, body: Mapping[str, Any]) -> Answer:
        """Send a POST with a JSON body; see `send`."""
        return self.send("POST", path, json=body)

    def send(self, method: str, path: str, **content: Any) -> Answer:
        """Return the decoded answer, after a bounded number of tries.

        Raises:
            TemporaryError: no connection, an error on their side, too many requests.
            WaitError: the quota is used up.
            ConfigurationError: token, workspace or plan do not allow it, or the API is gone.
            BadInputError: Toggl refuses the request itself.
        """
        return self._sender.send(method, path, path, lambda response: self._answer(response, path), **content)

    def _answer(self, response: httpx2.Response, path: str) -> Answer | Again:
        quota = Quota.of(response.headers)
        if quota is not None:
            self.quotas["workspace" if "/workspace/" in path else "user"] = quota
        if response.status_code == httpx2.codes.OK:
            data = self._sender.json_of(response, path)
            return data if isinstance(data, Again) else Answer(data, response.headers, date_of(response.headers))
        if response.status_code == httpx2.codes.PAYMENT_REQUIRED and quota is not None:
            wait = quota.wait_seconds
            message = (
                f"Toggl's quota of calls is used up (402, {path}); it resets in {wait} s, and reading continues where "
                "it stopped."
            )
            until = self._now() + timedelta(seconds=wait)
            return Again(WaitError(message, reason="quota", until=until), wait=wait)
        raise refusal(response, path, self._origin)
