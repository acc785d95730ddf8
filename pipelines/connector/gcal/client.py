"""One HTTP client for Google: the access token, when to try again, and what each refusal means."""

import json
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Self

import httpx2
from google.auth import exceptions
from google.auth.credentials import Credentials

from pipelines import stage
from pipelines.connector.backoff import Pace
from pipelines.connector.gcal.credentials import Transport
from pipelines.connector.gcal.errors import LIMITS, GoneError, MissingError, reasons, refusal, token_refusal
from pipelines.stage import BadInputError, ConfigurationError, TemporaryError

TRIES = 5
TIMEOUT = httpx2.Timeout(30, connect=10)
FIRST_SERVER_ERROR = 500
TOO_MANY = 429
# 408 and 425 are the two other statuses that ask for the same request again.
AGAIN = frozenset({408, 425})


class GoogleClient:
    """Sends requests to Google's APIs with a bounded number of tries.

    Args:
        origin: scheme, host and port of the API.
        credentials: make the access tokens.
        pace: clock, sleep and jitter.

    Attributes:
        requests: how many requests were sent, repeated ones and those for tokens too.
    """

    def __init__(self, origin: str, credentials: Credentials, *, pace: Pace | None = None) -> None:
        self.requests = 0
        self._credentials = credentials
        self._origin = origin
        self._pace = pace or Pace()
        try:
            # Proxies and .netrc of the environment stay out, as for Toggl.
            self._http = httpx2.Client(base_url=origin, timeout=TIMEOUT, trust_env=False, follow_redirects=False)
        except (httpx2.InvalidURL, ValueError) as error:
            raise ConfigurationError(
                f"GOOGLE_API_URL={origin} is not an address ({stage.one_line(error)}); unset it to use Google itself."
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def get(self, path: str, what: str, parameters: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Return the decoded answer, after as many tries as it takes, at most `TRIES`.

        Args:
            path: below the origin, quoted.
            what: what is asked for, for the messages.
            parameters: of the query.

        Raises:
            GoneError: for a 410.
            MissingError: for a 404.
            TemporaryError: no connection, a fault on their side, too many requests.
            ConfigurationError: credentials or permissions do not allow it.
            BadInputError: Google refuses the request itself.
        """
        for is_last in (False, True):
            self._authorize()
            response = self._patiently(
                lambda: self._http.get(
                    path, params=dict(parameters or {}), headers={"Authorization": f"Bearer {self._credentials.token}"}
                ),
                what,
            )
            if response.status_code != httpx2.codes.UNAUTHORIZED or is_last:
                break
            # The token has run out between two pages, or was revoked: only a new one tells.
            self._credentials.token = None
        return self._decoded(response, what)

    def _decoded(self, response: httpx2.Response, what: str) -> dict[str, Any]:
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

    def _post_for_token(self, url: str, body: bytes, headers: Mapping[str, str]) -> httpx2.Response:
        return self._patiently(lambda: self._http.post(url, content=body, headers=dict(headers)), "an access token")

    def _patiently(self, ask: Callable[[], httpx2.Response], what: str) -> httpx2.Response:
        """Return the first answer that trying again would not change."""
        failures = 0
        while True:
            self.requests += 1
            outcome = self._try(ask, what)
            if isinstance(outcome, httpx2.Response):
                return outcome
            failures += 1
            if failures >= TRIES:
                raise outcome
            stage.log(f"{outcome} Trying again ({failures} of {TRIES - 1}).", level="warning")
            self._pace.back_off(failures)

    def _try(self, ask: Callable[[], httpx2.Response], what: str) -> httpx2.Response | TemporaryError:
        try:
            response = ask()
        except httpx2.TimeoutException:
            return TemporaryError(f"Google did not answer {what} in time; try again later.")
        except httpx2.RequestError as error:
            return TemporaryError(
                f"Google cannot be reached for {what}, or broke off its answer ({stage.one_line(error)}); check the "
                "network, GOOGLE_API_URL and GOOGLE_TOKEN_URL."
            )
        status = response.status_code
        if status == TOO_MANY or (status == httpx2.codes.FORBIDDEN and reasons(response) & LIMITS):
            return TemporaryError(f"Google says that requests come too fast ({status}, {what}).", after_seconds=60)
        if status >= FIRST_SERVER_ERROR or status in AGAIN:
            return TemporaryError(f"Google has a fault of its own (status {status}, {what}); it usually passes.")
        if status == httpx2.codes.OK and not _is_json(response):
            return TemporaryError(f"Google's answer to {what} is not whole JSON; try again later.")
        return response


def _is_json(response: httpx2.Response) -> bool:
    try:
        json.loads(response.content)
    except ValueError:
        return False
    return True
