"""A real HTTP server for an ASGI application, in a thread, for as long as a `with` block lasts."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp

BACKLOG = 128
GRACE_SECONDS = 3


@contextlib.contextmanager
def serve(app: ASGIApp, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Serve `app` and yield its origin, such as `http://127.0.0.1:49152`.

    Args:
        app: any ASGI application.
        host: address to listen on; an IPv4 address or a name.
        port: 0 takes a free one.

    Raises:
        OSError: when the address cannot be bound.
        RuntimeError: when the server does not start.
    """
    # The socket is bound here: the port is known before the thread runs, and no other process can take it in between.
    listener = _listen(host, port)
    server = _Server(
        uvicorn.Config(
            app,
            interface="asgi3",
            http="h11",
            loop="asyncio",
            ws="none",
            lifespan="off",
            # The process's logging belongs to the program that starts us.
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
    )
    thread = threading.Thread(target=server.run_on, args=(listener,), name="sandbox-server", daemon=True)
    thread.start()
    try:
        server.settled.wait()
        if not server.started:
            raise RuntimeError(f"The sandbox server on {host} did not start.")
        yield f"http://{host}:{listener.getsockname()[1]}"
    finally:
        server.end()
        thread.join()
        listener.close()


def _listen(host: str, port: int) -> socket.socket:
    # The protocol is named because asyncio turns Nagle's algorithm off only then; with it on, every answer that
    # leaves in two writes waits 40 ms for the other side's delayed acknowledgement.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


class _Server(uvicorn.Server):
    """uvicorn that signals when it is up and ends on a signal, without polling on either side."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.settled = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ending = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._loop = asyncio.get_running_loop()
        self.settled.set()

    async def main_loop(self) -> None:
        await self.on_tick(0)
        await self._ending.wait()

    def end(self) -> None:
        """Stop, from any thread."""
        if self._loop is not None:
            # A loop that is closed has ended already.
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._ending.set)

    def run_on(self, listener: socket.socket) -> None:
        try:
            self.run(sockets=[listener])
        finally:
            self.settled.set()
