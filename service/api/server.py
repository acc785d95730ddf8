"""uvicorn as the gateway uses it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import socket

import uvicorn
from starlette.types import ASGIApp

from service import descriptors
from service.api.connections import Connection, ConnectionTable
from service.api.listener import Listener
from service.api.protocol import Protocol
from service.api.state import State

# How long answers that are under way may take when the server ends.
SHUTDOWN_SECONDS = 5


class Server(uvicorn.Server):
    """Bounds connections, leaves signals to us, and does not wait for open log streams when it ends.

    Attributes:
        table: the open connections.
    """

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
        limit = descriptors.connection_limit()
        share = int(limit * descriptors.SHARE_OF_ONE_ADDRESS)
        self.table = ConnectionTable(limit=limit, limit_by_address=share)
        self._listening: list[asyncio.Task[None]] = []

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Accept on the sockets, as many connections as there is room for."""
        await super().startup(sockets=[])  # uvicorn would make a server without a bound

        def protocol(connection: Connection) -> Protocol:
            return Protocol(
                config=self.config,
                server_state=self.server_state,
                app_state=self.lifespan.state,
                table=self.table,
                connection=connection,
                access_log=self._state.access_log,
            )

        listeners = [Listener(each, table=self.table, protocol=protocol, tls=self.config.ssl) for each in sockets or []]
        self._listening = [asyncio.create_task(listener.run()) for listener in listeners]

    async def on_tick(self, counter: int) -> bool:
        """Fail with a listener that has failed: a gateway that accepts nothing must not seem alive."""
        for task in self._listening:
            if task.done():
                task.result()
        return await super().on_tick(counter)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to us."""
        yield

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """End the streams, then the rest: sse-starlette looks for uvicorn's own signal handling, which is off."""
        self._state.log_feed.close()
        for task in self._listening:
            task.cancel()
        await asyncio.gather(*self._listening, return_exceptions=True)
        await super().shutdown(sockets)
        self._state.access_log.close()
