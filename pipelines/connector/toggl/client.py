"""The HTTP client for Toggl: authentication, retries, and the meaning of each refusal."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, Self

import httpx2

from pipelines import stage
from pipelines.connector.backoff import SHORT_WAIT_SECONDS, Pace, date_of, retry_after_seconds
from pipelines.connector.http import DEADLINE_SECONDS, HttpClient
from pipelines.connector.toggl.errors import refusal
from pipelines.connector.toggl.quota import Quota
from pipelines.stage import ConfigurationError, StageError, TemporaryError, WaitError

TRIES = 4
FIRST_SERVER_ERROR = 500
TOO_MANY = 429
# The pause after a 429 that names none.
RATE_PAUSE_SECONDS = 60
# 408 and 425 are the two other statuses that ask for the same request again.
AGAIN = frozenset({408, 425})


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
        requests: how many requests were sent, repeated ones too.
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
        self.requests = 0
        self.quotas: dict[str, Quota] = {}
        self._origin = origin
        self._pace = pace or Pace()
        self._now = now
        try:
            self._http = HttpClient(origin, auth=(token, "api_token"), deadline_seconds=deadline_seconds)
        except (httpx2.InvalidURL, ValueError) as error:
            raise ConfigurationError(
                f"TOGGL_API_URL={origin} is not an address ({stage.one_line(error)}); unset it to use Toggl itself."
            ) from error

    def __enter__(self) -> Self:
        self._http.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.__exit__(kind, error, trace)

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
        """Return the decoded answer, after as many tries as it takes, at most `TRIES`.

        Raises:
            TemporaryError: no connection, an error on their side, too many requests, the quota is used up.
            ConfigurationError: token, workspace or plan do not allow it, or the API is gone.
            BadInputError: Toggl refuses the request itself.
        """
        failures = 0
        while True:
            outcome = self._try(method, path, content)
            if isinstance(outcome, Answer):
                return outcome
            failures += 1
            if failures >= TRIES or outcome.wait > SHORT_WAIT_SECONDS:
                raise outcome.error
            stage.log(f"{outcome.error} Trying again ({failures} of {TRIES - 1}).", level="warning")
            self._pace.back_off(failures, at_least=outcome.wait)

    def _try(self, method: str, path: str, content: dict[str, Any]) -> "Answer | _Again":
        self._pace.before_request()
        self.requests += 1
        try:
            response = self._http.request(method, path, **content)
        except httpx2.TimeoutException as error:
            reason = stage.one_line(error)
            return _Again(
                TemporaryError(f"Toggl at {self._origin} did not answer {path} in time ({reason}); try again later.")
            )
        except httpx2.RequestError as error:
            reason = stage.one_line(error)
            return _Again(
                TemporaryError(
                    f"Toggl at {self._origin} cannot be reached, or broke off its answer ({reason}); check the network "
                    "and TOGGL_API_URL."
                )
            )
        quota = Quota.of(response.headers)
        if quota is not None:
            self.quotas["workspace" if "/workspace/" in path else "user"] = quota
        return self._answer(response, path, quota)

    def _answer(self, response: httpx2.Response, path: str, quota: Quota | None) -> "Answer | _Again":
        status = response.status_code
        wait = retry_after_seconds(response.headers, self._now())
        if status == httpx2.codes.OK:
            try:
                return Answer(json.loads(response.content), response.headers, date_of(response.headers))
            except ValueError:
                return _Again(TemporaryError(f"Toggl's answer to {path} is not whole JSON; try again later."))
        if status == TOO_MANY:
            self._pace.slow_down()
            message = f"Toggl received requests too fast (429, {path})."
            return _Again(TemporaryError(message, after_seconds=wait or RATE_PAUSE_SECONDS), wait=wait)
        if status >= FIRST_SERVER_ERROR or status in AGAIN:
            message = f"Toggl has an internal error (status {status}, {path}); it usually passes."
            return _Again(TemporaryError(message, after_seconds=wait or None), wait=wait)
        if status == httpx2.codes.PAYMENT_REQUIRED and quota is not None:
            wait = quota.wait_seconds
            message = (
                f"Toggl's quota of calls is used up (402, {path}); it resets in {wait} s, and reading continues where "
                "it stopped."
            )
            until = self._now() + timedelta(seconds=wait)
            return _Again(WaitError(message, reason="quota", until=until), wait=wait)
        raise refusal(response, path, self._origin)


@dataclass(frozen=True)
class _Again:
    """A failure that another try may heal: the error of the last try, and the shortest wait before the next."""

    error: StageError
    wait: float = 0.0
