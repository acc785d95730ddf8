"""The page on this computer to which Google sends the browser back."""

import sys
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from service.connect.google.consent import AddressError
from service.errors import UnavailableError, UserError

HOST = "127.0.0.1"
PATIENCE_SECONDS = 600.0
# Of one request: a connection without a request must not hold up the browser's.
REQUEST_SECONDS = 5.0
_PAGE = "<!doctype html><meta charset=utf-8><title>LifeTracer</title><p>{text}</p>"


class Loopback:
    """A listener on a free port of this computer."""

    def __init__(self) -> None:
        self._server = _Server((HOST, 0), _Handler)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.server_close()

    @property
    def address(self) -> str:
        """The address to which Google sends the browser back."""
        return f"http://{HOST}:{self._server.server_port}/"

    def receive(self, accept: Callable[[str], str], *, patience_seconds: float = PATIENCE_SECONDS) -> str:
        """Serve until an address is accepted, and return what `accept` returned.

        Args:
            accept: called with each address that is requested; it raises AddressError for one that is not Google's.
            patience_seconds: how long to wait for the browser.

        Raises:
            UserError: what `accept` raised for the right address.
            UnavailableError: when no browser came.
        """
        self._server.accept = accept
        deadline = time.monotonic() + patience_seconds
        while self._server.outcome is None:
            if self._server.failure is not None:
                raise self._server.failure
            self._server.timeout = deadline - time.monotonic()
            if self._server.timeout <= 0:
                raise UnavailableError(
                    f"No answer came from the browser within {patience_seconds / 60:.0f} minutes; run the command "
                    "again, with --no-browser when the browser is on another computer."
                )
            self._server.handle_request()
        if isinstance(self._server.outcome, UserError):
            raise self._server.outcome
        return self._server.outcome


class _Server(HTTPServer):
    accept: Callable[[str], str]
    outcome: str | UserError | None = None
    failure: BaseException | None = None

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002 socketserver's signature
        """Keep an unexpected error for `receive`; a browser that closes its connection is none."""
        error = sys.exc_info()[1]
        if not isinstance(error, OSError):
            self.failure = error


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = REQUEST_SECONDS

    def do_GET(self) -> None:
        """Answer the browser, and keep the outcome for the command."""
        parts = urlsplit(self.path)
        # Browsers also request an icon.
        if parts.path != "/" or not parts.query:
            self._answer(404, "Not found.")
            return
        try:
            self.server.outcome = self.server.accept(f"http://{HOST}{self.path}")
        except AddressError:
            self._answer(400, "This answer belongs to another consent. LifeTracer ignored it.")
        except UserError as error:
            self.server.outcome = error
            self._answer(200, "LifeTracer received no permission. The command in the terminal shows why.")
        else:
            self._answer(200, "LifeTracer received the permission. You can close this page and return to the terminal.")

    def _answer(self, status: int, text: str) -> None:
        body = _PAGE.format(text=text).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        # The address holds the code.
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 http.server's name
        """Log nothing: the address holds the code."""
