"""uvicorn as the gateway uses it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import socket

import uvicorn
from starlette.types import ASGIApp

from service.api.protocol import Protocol
from service.api.state import State

# How long answers that are under way may take when the server ends.
SHUTDOWN_SECONDS = 5


class Server(uvicorn.Server):
    """Leaves signals to us, which uvicorn would end the process with, and does not wait for open log streams."""

    def __init__(
        self, app: ASGIApp, state: State, *, certificate: Path | None = None, private_key: Path | None = None
    ) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=Protocol,
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,  # nothing here depends on who forwards a request
                timeout_graceful_shutdown=SHUTDOWN_SECONDS,
                ssl_certfile=certificate,
                ssl_keyfile=private_key,
            )
        )
        self._state = state

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to us."""
        yield

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """End the streams, then the rest: sse-starlette looks for uvicorn's own signal handling, which is off."""
        self._state.log_feed.close()
        await super().shutdown(sockets)
