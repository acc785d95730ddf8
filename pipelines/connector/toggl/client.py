"""One HTTP client for Toggl: who we are, when to try again, and what each refusal means."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import httpx2

from pipelines import stage
from pipelines.connector.backoff import Pace
from pipelines.connector.toggl.errors import refusal
from pipelines.connector.toggl.quota import SHORT_WAIT_SECONDS, Quota
from pipelines.stage import ConfigurationError, StageError, TemporaryError

TRIES = 4
TIMEOUT = httpx2.Timeout(30, connect=10)
FIRST_SERVER_ERROR = 500
TOO_MANY = 429
# 408 and 425 are the two other statuses that ask for the same request again.
AGAIN = frozenset({408, 425})
MOST_RETRY_AFTER_SECONDS = 60


@dataclass(frozen=True)
class Answer:
    """A decoded answer and its headers."""

    data: Any
    headers: Mapping[str, str]


class Client:
    """Sends requests to Toggl with basic auth and a bounded number of tries.

    Args:
        origin: scheme, host and port of the service.
        token: the person's API token; it goes nowhere but into the authorization header.
        pace: clock, sleep and jitter.

    Attributes:
        requests: how many requests were sent, repeated ones too.
        quotas: what the newest answer of each kind said of its quota; kinds are `user` (`/me…`) and `workspace`.
    """

    def __init__(self, origin: str, token: str, *, pace: Pace | None = None) -> None:
        self.requests = 0
        self.quotas: dict[str, Quota] = {}
        self._origin = origin
        self._pace = pace or Pace()
        try:
            # Proxies and .netrc of the environment stay out: the one could read the token, the other replace it.
            self._http = httpx2.Client(
                base_url=origin, auth=(token, "api_token"), timeout=TIMEOUT, trust_env=False, follow_redirects=False
            )
        except (httpx2.InvalidURL, ValueError) as error:
            raise ConfigurationError(
                f"TOGGL_API_URL={origin} is not an address ({stage.one_line(error)}); unset it to use Toggl itself."
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    @property
    def tightest_quota(self) -> Quota | None:
        """The quota with the fewest calls left; None when Toggl told of none."""
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
            TemporaryError: no connection, a fault on their side, too many requests, the quota is used up.
            ConfigurationError: token, workspace or plan do not allow it, or the API is gone.
            BadInputError: Toggl refuses the request itself.
        """
        failures = 0
        while True:
            outcome = self._try(method, path, content)
            if isinstance(outcome, Answer):
                return outcome
            failures += 1
            if failures >= TRIES:
                raise outcome.error
            stage.log(f"{outcome.error} Trying again ({failures} of {TRIES - 1}).", level="warning")
            self._pace.back_off(failures, at_least=outcome.wait)

    def _try(self, method: str, path: str, content: dict[str, Any]) -> "Answer | _Again":
        self._pace.before_request()
        self.requests += 1
        try:
            response = self._http.request(method, path, **content)
        except httpx2.TimeoutException:
            return _Again(TemporaryError(f"Toggl at {self._origin} did not answer {path} in time; try again later."))
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
        if status == httpx2.codes.OK:
            try:
                return Answer(json.loads(response.content), response.headers)
            except ValueError:
                return _Again(TemporaryError(f"Toggl's answer to {path} is not whole JSON; try again later."))
        if status == TOO_MANY:
            self._pace.slow_down()
            message = f"Toggl says that requests come too fast (429, {path})."
            return _Again(TemporaryError(message, after_seconds=60), wait=_retry_after(response))
        if status >= FIRST_SERVER_ERROR or status in AGAIN:
            message = f"Toggl has a fault of its own (status {status}, {path}); it usually passes."
            return _Again(TemporaryError(message), wait=_retry_after(response))
        if status == httpx2.codes.PAYMENT_REQUIRED and quota is not None:
            wait = quota.wait_seconds
            used_up = TemporaryError(
                f"Toggl's quota of calls is used up (402, {path}); it resets in {wait} s, and the next run goes on "
                "where this one stopped.",
                after_seconds=wait,
            )
            if wait > SHORT_WAIT_SECONDS:
                raise used_up
            return _Again(used_up, wait=wait)
        raise refusal(response, path, self._origin)


@dataclass(frozen=True)
class _Again:
    """A failure that another try may heal: what to raise in the end, and how long to wait at least."""

    error: StageError
    wait: float = 0.0


def _retry_after(response: httpx2.Response) -> float:
    text = response.headers.get("Retry-After", "")
    return min(float(text), MOST_RETRY_AFTER_SECONDS) if text.isascii() and text.isdigit() else 0.0
