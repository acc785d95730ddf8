"""Send a request again until its answer is one that another try would not change."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx2

from pipelines import stage
from pipelines.connector.backoff import SHORT_WAIT_SECONDS, Pace, retry_after_seconds
from pipelines.connector.http import HttpClient
from pipelines.stage import StageError, TemporaryError

TRIES = 4
FIRST_SERVER_ERROR = 500
TOO_MANY = 429
# The pause of the job engine after an answer that requests come too fast and that names no pause.
RATE_PAUSE_SECONDS = 60
# 408 and 425 are the two other statuses that ask for the same request again.
AGAIN = frozenset({408, 425})

T = TypeVar("T")


@dataclass(frozen=True)
class Again:
    """A failure that another try may overcome: the error of the last try, and the shortest wait before the next."""

    error: StageError
    wait: float = 0.0


@dataclass
class RetryingClient:
    """Sends requests to one service with a bounded number of tries.

    A pause that the service requests is kept: a short one is slept through, a longer one ends the stage, so that the
    job engine can continue later.

    Attributes:
        http: the connection.
        name: of the service, for the messages.
        settings: names of the settings that hold its addresses, for the messages.
        pace: clock, sleep and jitter.
        now: our wall clock.
        requests: how many requests were sent, repeated ones too.
    """

    http: HttpClient
    name: str
    settings: str
    pace: Pace = field(default_factory=Pace)
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    requests: int = field(default=0, init=False)

    def __enter__(self) -> Self:
        self.http.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.http.__exit__(kind, error, trace)

    def send(
        self, method: str, url: str, what: str, judge: Callable[[httpx2.Response], T | Again], **content: Any
    ) -> T:
        """Return what `judge` makes of the first final answer, after at most `TRIES` tries.

        Args:
            method: of HTTP.
            url: a path below the client's origin, or an absolute address.
            what: the subject of the request, for the messages.
            judge: turns an answer into a value, or into `Again`, or raises the error of a final refusal. It does not
                see what is temporary at every service: 408, 425, 429 and 5xx.
            content: of the request.

        Raises:
            TemporaryError: no connection, an error on the service's side, too many requests.
            StageError: what `judge` raises or returns.
        """
        failures = 0
        while True:
            self.pace.before_request()
            self.requests += 1
            outcome = self._try(method, url, what, judge, content)
            if not isinstance(outcome, Again):
                return outcome
            failures += 1
            if failures >= TRIES or outcome.wait > SHORT_WAIT_SECONDS:
                raise outcome.error
            stage.log(f"{outcome.error} Trying again ({failures} of {TRIES - 1}).", level="warning")
            self.pace.back_off(failures, at_least=outcome.wait)

    def too_fast(self, response: httpx2.Response, what: str) -> Again:
        """Return the failure of an answer that refuses the speed of the requests, and slow down the next ones."""
        self.pace.slow_down()
        wait = retry_after_seconds(response.headers, self.now())
        message = f"{self.name} received requests too fast ({response.status_code}, {what})."
        return Again(TemporaryError(message, after_seconds=wait or RATE_PAUSE_SECONDS), wait=wait)

    def json_of(self, response: httpx2.Response, what: str) -> Any | Again:
        """Return the decoded body, or the failure of one that is not whole."""
        try:
            return json.loads(response.content)
        except ValueError:
            return Again(TemporaryError(f"{self.name}'s answer to {what} is not whole JSON; try again later."))

    def _try(
        self,
        method: str,
        url: str,
        what: str,
        judge: Callable[[httpx2.Response], T | Again],
        content: dict[str, Any],
    ) -> T | Again:
        place = f"{self.name} at {self.http.origin_of(url)}"
        try:
            response = self.http.request(method, url, **content)
        except httpx2.TimeoutException as error:
            reason = stage.one_line(error)
            return Again(TemporaryError(f"{place} did not answer {what} in time ({reason}); try again later."))
        except httpx2.RequestError as error:
            reason = stage.one_line(error)
            return Again(
                TemporaryError(
                    f"{place} cannot be reached for {what}, or broke off its answer ({reason}); check the network "
                    f"and {self.settings}."
                )
            )
        status = response.status_code
        if status == TOO_MANY:
            return self.too_fast(response, what)
        if status >= FIRST_SERVER_ERROR or status in AGAIN:
            wait = retry_after_seconds(response.headers, self.now())
            message = f"{self.name} has an internal error (status {status}, {what}); it usually passes."
            return Again(TemporaryError(message, after_seconds=wait or None), wait=wait)
        return judge(response)
