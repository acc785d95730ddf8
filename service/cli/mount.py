"""The console beside the API: one address, and each path goes to one of the two."""

import hashlib
import hmac
import os
from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from console.app import create_app
from console.gateway import Gateway
from console.settings import PASSWORD_COMMAND, Choices, InvalidSettingsError, Settings, choices
from service.errors import ConfigurationError
from service.settings import Settings as ServiceSettings
from service.settings import is_loopback

API_PATHS = ("/api", "/health", "/ready", "/metrics", "/openapi.json")
OFF = (
    f"The console is off: this address can be reached from elsewhere, and no password is set. `{PASSWORD_COMMAND}` "
    "makes the line that sets one."
)


def console_choices() -> Choices:
    """Read what the environment sets of the console.

    Raises:
        ConfigurationError: with every finding.
    """
    try:
        return choices(os.environ)
    except InvalidSettingsError as error:
        raise ConfigurationError(str(error)) from None


def may_start(settings: ServiceSettings, chosen: Choices) -> bool:
    """Return whether the console may be served: beyond loopback only with a password."""
    return chosen.password_hash is not None or is_loopback(settings.host)


def pages(settings: ServiceSettings, chosen: Choices, *, key: str, address: str) -> Callable[[ASGIApp], ASGIApp]:
    """Return what puts the console beside an API.

    Args:
        settings: of the gateway.
        chosen: of the console.
        key: the admin key; sessions are signed with a secret that is derived from it.
        address: of the gateway, as messages name it.
    """
    hosts = chosen.hosts | {address.partition("://")[2].lower()}
    own = Settings(
        secret=hmac.new(key.encode("utf-8", "surrogateescape"), b"lifetracer console", hashlib.sha256).digest(),
        password_hash=chosen.password_hash,
        hosts=hosts,
        language=chosen.language,
        is_secure=settings.tls_certificate is not None,
    )
    return lambda api: Beside(api, create_app(own, Gateway.mounted(api, key=key, address=address)))


class Beside:
    """Sends the paths of the API to it, and all others to the console."""

    def __init__(self, api: ASGIApp, console: ASGIApp) -> None:
        self._api, self._console = api, console

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one ASGI connection."""
        path = scope.get("path", "")
        is_api = any(path == own or path.startswith(f"{own}/") for own in API_PATHS)
        await (self._api if is_api else self._console)(scope, receive, send)
