"""The HTTP client for Google: access tokens, limits, and the meaning of each refusal."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

import httpx2
from google.auth import exceptions
from google.auth.credentials import Credentials

from pipelines import stage
from pipelines.connector.backoff import Pace
from pipelines.connector.gcal.credentials import Transport
from pipelines.connector.gcal.errors import LIMITS, GoneError, MissingError, reasons, refusal, token_refusal
from pipelines.connector.http import DEADLINE_SECONDS, HttpClient
from pipelines.connector.retries import Again, RetryingClient
from pipelines.redaction import hide
from pipelines.stage import BadInputError, ConfigurationError


class GoogleClient:
    """Sends requests to Google's APIs with a bounded number of tries.

    Args:
        origin: scheme, host and port of the API.
        credentials: make the access tokens.
        pace: clock, sleep and jitter.
        now: our wall clock.
        deadline_seconds: for an answer as a whole, those of the token endpoint too.
    """

    def __init__(
        self,
        origin: str,
        credentials: Credentials,
        *,
        pace: Pace | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        deadline_seconds: float = DEADLINE_SECONDS,
    ) -> None:
        self._credentials = credentials
        try:
            http = HttpClient(origin, deadline_seconds=deadline_seconds)
        except (httpx2.InvalidURL, ValueError) as error:
            raise ConfigurationError(
                f"GOOGLE_API_URL={origin} is not an address ({stage.one_line(error)}); unset it to use Google itself."
            ) from error
        self._sender = RetryingClient(http, "Google", "GOOGLE_API_URL and GOOGLE_TOKEN_URL", pace or Pace(), now)

    def __enter__(self) -> Self:
        self._sender.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._sender.__exit__(kind, error, trace)

    @property
    def requests(self) -> int:
        """How many requests were sent, repeated ones and those for tokens too."""
        return self._sender.requests

    def get(self, path: str, what: str, parameters: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Return the decoded answer, after a bounded number of tries.

        Args:
            path: below the origin, quoted.
            what: the subject of the request, for the messages.
            parameters: of the query.

        Raises:
            GoneError: for a 410.
            MissingError: for a 404.
            TemporaryError: no connection, an error on their side, too many requests.
            ConfigurationError: credentials or permissions do not allow it.
            BadInputError: Google refuses the request itself.
        """
        for is_last in (False, True):
            self._authorize()
            response = self._send(
                "GET",
                path,
                what,
                params=dict(parameters or {}),
                headers={"Authorization": f"Bearer {self._credentials.token}"},
            )
            if response.status_code != httpx2.codes.UNAUTHORIZED or is_last:
                break
            # The token has run out between two pages, or was revoked; only a request with a new one shows which.
            self._credentials.token = None
        return _decoded(response, what)

    def _authorize(self) -> None:
        if self._credentials.valid:
            return
        try:
            self._credentials.refresh(Transport(self._post_for_token))  # type: ignore[no-untyped-call]
        except exceptions.RefreshError as error:
            details = error.args[1] if len(error.args) > 1 else None
            code = details.get("error") if isinstance(details, dict) else None
            raise token_refusal(str(code or stage.one_line(error))) from None
        except exceptions.GoogleAuthError as error:
            raise token_refusal(stage.one_line(error)) from None
        hide(self._credentials.token)

    def _post_for_token(self, url: str, body: bytes, headers: Mapping[str, str]) -> httpx2.Response:
        return self._send("POST", url, "an access token", content=body, headers=dict(headers))

    def _send(self, method: str, url: str, what: str, **content: Any) -> httpx2.Response:
        """Return the first answer that another try would not change."""

        def judge(response: httpx2.Response) -> httpx2.Response | Again:
            if response.status_code == httpx2.codes.FORBIDDEN and reasons(response) & LIMITS:
                return self._sender.too_fast(response, what)
            data = self._sender.json_of(response, what) if response.status_code == httpx2.codes.OK else None
            return data if isinstance(data, Again) else response

        return self._sender.send(method, url, what, judge, **content)


def _decoded(response: httpx2.Response, what: str) -> dict[str, Any]:
    status = response.status_code
    if status == httpx2.codes.GONE:
        raise GoneError
    if status == httpx2.codes.NOT_FOUND:
        raise MissingError
    if status != httpx2.codes.OK:
        raise refusal(response, what)
    data = json.loads(response.content)
    if not isinstance(data, dict):
        raise BadInputError(f"Google's answer to {what} has another shape than its API describes.")
    return data
