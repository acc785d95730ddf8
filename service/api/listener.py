"""Accepts connections while there is room, a few in each turn of the event loop; asyncio's own server accepts all."""

import asyncio
import logging
import socket
import ssl
from collections.abc import Callable
from functools import partial

from service.api.connections import Connection, ConnectionTable, address_of
from service.api.protocol import HEAD_SECONDS

logger = logging.getLogger(__name__)

# While the event loop has much to do, one turn of it is long; one connection in each would let all others wait.
BATCH = 100
# After an `accept` that failed for lack of something, such as a descriptor.
PAUSE_SECONDS = 0.2
# How long the other side may take to end TLS.
TLS_SHUTDOWN_SECONDS = 5.0


class Listener:
    """Accepts the connections of one listening socket.

    Args:
        listening: the socket; closing it is left to its owner.
        table: where connections are counted.
        protocol: makes the protocol of a connection.
        tls: None for plain HTTP.
    """

    def __init__(
        self,
        listening: socket.socket,
        *,
        table: ConnectionTable,
        protocol: Callable[[Connection], asyncio.Protocol],
        tls: ssl.SSLContext | None,
    ) -> None:
        self._listening, self._table, self._protocol, self._tls = listening, table, protocol, tls
        self._opening: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Accept until cancelled."""
        self._listening.setblocking(False)
        try:
            while True:
                for _ in range(BATCH):
                    await self._table.wait_for_room()
                    await self._accept()
                # What is open comes before the next ones, however many wait to be accepted.
                await asyncio.sleep(0)
        finally:
            for task in self._opening:
                task.cancel()

    async def _accept(self) -> None:
        try:
            accepted, peer = await asyncio.get_running_loop().sock_accept(self._listening)
        except OSError as error:
            # The client may have gone already; else it is a shortage that passes.
            if not isinstance(error, ConnectionError):
                logger.warning("a connection could not be accepted: %s", error, extra={"action": "accept_failed"})
                await asyncio.sleep(PAUSE_SECONDS)
            return
        connection = self._table.add(address_of(peer), accepted.fileno())
        if connection is None:
            accepted.close()
            return
        task = asyncio.create_task(self._open(accepted, connection))
        connection.drop = task.cancel
        self._opening.add(task)
        task.add_done_callback(partial(self._opened, accepted, connection))

    async def _open(self, accepted: socket.socket, connection: Connection) -> None:
        """Pass a connection to its protocol, after the TLS handshake where there is one."""
        timeouts = {"ssl_handshake_timeout": HEAD_SECONDS, "ssl_shutdown_timeout": TLS_SHUTDOWN_SECONDS}
        await asyncio.get_running_loop().connect_accepted_socket(
            lambda: self._protocol(connection), accepted, ssl=self._tls, **(timeouts if self._tls else {})
        )

    def _opened(self, accepted: socket.socket, connection: Connection, task: "asyncio.Task[None]") -> None:
        """Close a connection that was not opened; an open one is closed and removed by its protocol.

        A callback, because a task that is cancelled before its first step runs no part of its function.
        """
        self._opening.discard(task)
        error = None if task.cancelled() else task.exception()
        if task.cancelled() or error is not None:
            accepted.close()
            self._table.remove(connection)
        if error is not None and not isinstance(error, OSError):  # that is no TLS, or gone already
            extra = {"action": "connection_failed"}
            logger.error("a connection could not be opened", exc_info=error, extra=extra)
