"""Who we are at Google: a refresh token or a service account, turned into access tokens by google-auth.

google-auth brings its own HTTP and its own sleeping between tries; both are replaced here, so that one client decides
about proxies, timeouts and waiting.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import httpx2
from google.auth import exceptions
from google.auth.credentials import Credentials
from google.auth.transport import Request, Response
from google.oauth2 import credentials, service_account

from pipelines.redaction import hide
from pipelines.settings import Settings
from pipelines.stage import BadInputError, ConfigurationError

SCOPE = "https://www.googleapis.com/auth/calendar.readonly"
Post = Callable[[str, bytes, Mapping[str, str]], httpx2.Response]


def credentials_of(settings: Settings) -> Credentials:
    """Return the credentials that are set up.

    Raises:
        ConfigurationError: when there are none, or the service account's file cannot be used.
    """
    if settings.google_service_account_file:
        return _service_account(settings.google_service_account_file, settings.google_token_url)
    if settings.google_refresh_token:
        hide(settings.google_refresh_token, settings.google_client_secret)
        made: Credentials = credentials.Credentials(  # type: ignore[no-untyped-call]
            None,
            refresh_token=settings.google_refresh_token,
            token_uri=settings.google_token_url,
            client_id=settings.google_client_id,
            client_secret=settings.google_client_secret,
        )
        return made
    raise ConfigurationError(
        "Google Calendar is not set up; make a refresh token with `lifetracer connect google` and set "
        "GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET and GOOGLE_REFRESH_TOKEN, or set GOOGLE_SERVICE_ACCOUNT_FILE."
    )


def _service_account(path: Path, token_url: str) -> Credentials:
    fix = "download a new JSON key of the service account from the Google Cloud console (IAM, Service Accounts, Keys)"
    try:
        info = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        reason = error.strerror
        raise ConfigurationError(
            f"GOOGLE_SERVICE_ACCOUNT_FILE={path} cannot be read ({reason}); check its permissions."
        ) from None
    except ValueError:
        raise ConfigurationError(f"GOOGLE_SERVICE_ACCOUNT_FILE={path} is not JSON; {fix}.") from None
    if not isinstance(info, dict) or info.get("type") != "service_account":
        raise ConfigurationError(
            f"GOOGLE_SERVICE_ACCOUNT_FILE={path} is not the key of a service account; {fix}."
        ) from None
    try:
        # The file may name an address for the token too; only the setting decides where a signed assertion goes.
        made: Credentials = service_account.Credentials.from_service_account_info(  # type: ignore[no-untyped-call]
            {**info, "token_uri": token_url}, scopes=[SCOPE]
        )
    except (ValueError, exceptions.GoogleAuthError):
        # Their text may hold a part of the key.
        raise ConfigurationError(
            f"GOOGLE_SERVICE_ACCOUNT_FILE={path} lacks a usable private key or address; {fix}."
        ) from None
    return made


class Transport(Request):
    """google-auth's way to HTTP, over our client; what can be tried again raises before google-auth sees it."""

    def __init__(self, post: Post) -> None:
        self._post = post

    def __call__(
        self,
        url: str,
        method: str = "GET",  # noqa: ARG002 google-auth's signature; a token is always asked for by POST
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: int | None = None,  # noqa: ARG002 as above; the client has its own
        **_: Any,
    ) -> Response:
        response = self._post(url, body or b"", headers or {})
        if not _is_usable(response):
            raise BadInputError(
                f"The answer of the token endpoint (status {response.status_code}) is JSON but not an object; check "
                "GOOGLE_TOKEN_URL."
            )
        return _Answer(response)


def _is_usable(response: httpx2.Response) -> bool:
    """Return whether google-auth can read the answer: it takes all JSON for an object."""
    try:
        return isinstance(json.loads(response.content), dict)
    except ValueError:
        return True


class _Answer(Response):
    def __init__(self, response: httpx2.Response) -> None:
        self._response = response

    @property
    def status(self) -> int:
        return self._response.status_code

    @property
    def headers(self) -> Mapping[str, str]:
        return self._response.headers

    @property
    def data(self) -> bytes:
        return self._response.content
