"""One consent: the link to Google's page, and the tokens for the address to which Google sends the browser back."""

import logging
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import requests
from google_auth_oauthlib.flow import Flow
from oauthlib.oauth2 import OAuth2Error
from oauthlib.oauth2.rfc6749 import errors

from service.connect.google import PERMISSIONS_PAGE
from service.connect.google.client_file import OAuthClient
from service.errors import ConfigurationError, InputError, UnavailableError, UserError
from service.settings import Settings, is_loopback

SCOPE = "https://www.googleapis.com/auth/calendar.readonly"
TIMEOUT_SECONDS = 30
AGAIN = "run `lifetracer connect google` again"
# oauthlib refuses http by this variable of the process alone.
_INSECURE = "OAUTHLIB_INSECURE_TRANSPORT"
_insecure = threading.Lock()


class AddressError(InputError):
    """The address is not the one to which Google sent the browser back; another may be."""


class Consent:
    """A consent under way.

    Args:
        client: the OAuth client.
        redirect: the loopback address to which Google sends the browser back.
        settings: where the consent page and the token endpoint are.

    Attributes:
        link: the page to open.

    Raises:
        ConfigurationError: when a setting would send the secrets unencrypted to another machine.
    """

    def __init__(self, client: OAuthClient, redirect: str, settings: Settings) -> None:
        for name, url in (
            ("GOOGLE_AUTH_URL", settings.google_auth_url),
            ("GOOGLE_TOKEN_URL", settings.google_token_url),
        ):
            if not _is_safe(url):
                raise ConfigurationError(f"{name} would send secrets unencrypted; use https, or unset it.")
        # They log tokens at level DEBUG.
        for name in ("requests_oauthlib", "oauthlib"):
            logging.getLogger(name).setLevel(logging.WARNING)
        config = {
            "client_id": client.id,
            "client_secret": client.secret,
            "auth_uri": settings.google_auth_url,
            "token_uri": settings.google_token_url,
        }
        self._flow = Flow.from_client_config({"installed": config}, [SCOPE], redirect_uri=redirect)
        # Neither proxies nor .netrc of the environment, as in the connector.
        self._flow.oauth2session.trust_env = False
        # Without `prompt`, Google gives a refresh token only at the first consent.
        with _transport(settings.google_auth_url):
            self.link, _ = self._flow.authorization_url(access_type="offline", prompt="consent")

    def refresh_token(self, address: str) -> str:
        """Return the refresh token for the address to which Google sent the browser back.

        Raises:
            AddressError: when it is another address, or one of another consent.
            UserError: when the person or Google refused.
        """
        token = self._token(_with_https(address))
        # oauthlib makes the list from Google's words separated by spaces.
        if SCOPE not in (token.get("scope") or []):
            raise ConfigurationError(
                f"Google did not give the permission to read calendars; {AGAIN}, and leave the box for it ticked."
            )
        if not token.get("refresh_token"):
            raise ConfigurationError(
                f"Google gave no refresh token; remove LifeTracer's access at {PERMISSIONS_PAGE}, then {AGAIN}."
            )
        return str(token["refresh_token"])

    def _token(self, address: str) -> Mapping[str, Any]:
        try:
            with _transport(self._flow.client_config["token_uri"]):
                token: Mapping[str, Any] = self._flow.fetch_token(
                    authorization_response=address, include_client_id=True, timeout=TIMEOUT_SECONDS
                )
        except Warning as changed:
            # The scopes given are not those requested: oauthlib's way to report it.
            return dict(getattr(changed, "token", {}))
        except requests.RequestException as error:
            raise UnavailableError(
                f"Google cannot be reached for the tokens ({type(error).__name__}); check the network, then {AGAIN}."
            ) from None
        except OAuth2Error as error:
            raise _refusal(error) from None
        except ValueError:
            raise UnavailableError(f"Google's answer with the tokens is not whole JSON; {AGAIN}.") from None
        return token


def _refusal(error: OAuth2Error) -> UserError:
    code = str(error.error or "no reason")
    if code in _ADDRESS_PROBLEMS:
        return AddressError(_ADDRESS_PROBLEMS[code])
    if code == errors.MissingTokenError.error:
        return UnavailableError(f"Google's answer holds no tokens; {AGAIN}.")
    return ConfigurationError(_REFUSALS.get(code, f"Google refuses the consent ({code[:100]}); {AGAIN}."))


_ADDRESS_PROBLEMS: dict[str, str] = {
    errors.MismatchingStateError.error: "This address belongs to another consent (its state differs); use the link "
    "shown here, and the address that it leads to.",
    errors.MissingCodeError.error: "This address has no code; use the whole address of the page that did not open.",
}
_CLIENT = f"Google refuses the OAuth client; download its file again, then {AGAIN} with --client FILE."
_REFUSALS: dict[str, str] = {
    "access_denied": "Google reports that access was denied: it was cancelled on the page, or the account is not a "
    f"test user of the OAuth consent screen; allow it, and {AGAIN}.",
    "invalid_grant": f"Google refuses the code (invalid_grant), which works once and for minutes only; {AGAIN}.",
    "invalid_client": _CLIENT,
    "unauthorized_client": _CLIENT,
}


def _with_https(address: str) -> str:
    """Return a loopback address as oauthlib accepts it; only its query counts.

    Raises:
        AddressError: when it is not a loopback address with a query.
    """
    text = "".join(address.split())
    if "://" not in text:
        # Browsers hide the scheme.
        text = f"http://{text}"
    try:
        parts = urlsplit(text)
        is_ours = parts.scheme in {"http", "https"} and is_loopback(parts.hostname or "") and bool(parts.query)
    except ValueError:
        is_ours = False
    if not is_ours:
        raise AddressError(
            "This is not the address of the page that did not open; it begins with http://127.0.0.1: and holds a code."
        )
    return parts._replace(scheme="https").geturl()


def _is_safe(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" or is_loopback(parts.hostname or "")


@contextmanager
def _transport(url: str) -> Iterator[None]:
    """Allow http for an address on this machine, such as the sandbox's."""
    if url.startswith("https://"):
        yield
        return
    # The gateway runs consents in threads, and the variable is that of the whole process.
    with _insecure:
        is_chosen = _INSECURE in os.environ
        os.environ.setdefault(_INSECURE, "1")
        try:
            yield
        finally:
            if not is_chosen:
                del os.environ[_INSECURE]
