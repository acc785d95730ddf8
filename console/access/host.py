"""The Host header: only names of this console, so that no other name can be pointed at it (DNS rebinding)."""

import ipaddress

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

MISDIRECTED = 421
_DEFAULT_PORTS = (":80", ":443")


class HostCheck:
    """Refuses requests for names that are neither loopback nor configured."""

    def __init__(self, app: ASGIApp, *, hosts: frozenset[str]) -> None:
        self._app, self._hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one ASGI connection."""
        host = Headers(scope=scope).get("host", "")
        if scope["type"] == "http" and not self._is_ours(host):
            answer = PlainTextResponse(
                "This console is not served under this name. Open it by 127.0.0.1, or add the name to CONSOLE_HOSTS.",
                status_code=MISDIRECTED,
            )
            await answer(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_ours(self, host: str) -> bool:
        given = host.lower()
        for port in _DEFAULT_PORTS:
            given = given.removesuffix(port)
        return given in self._hosts or is_loopback_host(given)


def is_loopback_host(host: str) -> bool:
    """Return whether a Host header names this machine itself, with any port, because a tunnel has another one."""
    name, _, port = host.rpartition(":") if not host.endswith("]") else (host, "", "")
    if not name:
        name, port = port, ""
    if port and not port.isdigit():
        return False
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False
