"""`lifetracer serve`: the API, the worker and the watch over the embedded database in one process."""

import errno
import logging
import signal
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field

import anyio

from service.api.app import create_app
from service.api.server import Server
from service.api.state import State
from service.database.pool import open_pool
from service.database.session import Database
from service.database.watch import watch
from service.errors import ConfigurationError, UnavailableError
from service.jobs.retention import keep_tidy
from service.jobs.worker import Worker
from service.keys import admin_key
from service.settings import Settings

logger = logging.getLogger(__name__)


@dataclass(kw_only=True)
class Gateway:
    """One running gateway.

    Attributes:
        announcement: said once the database is open and requests are answered.
        failed: the supervisor has ended by itself; the process must end too, so that it is started again.
    """

    settings: Settings
    database: Database
    tell: Callable[[str], None]
    announcement: str
    failed: bool = False
    _stopped: anyio.Event = field(default_factory=anyio.Event)

    async def run(self, listening: socket.socket) -> int:
        """Serve until a signal or a failure; return the exit code."""
        async with open_pool(self.database.url, name="gateway") as pool:
            worker = Worker(pool=pool, database_url=self.database.url)
            state = State(pool=pool, supervisor_alive=lambda: not self.failed)
            server = self._server(state)
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(self._supervise, worker, server)
                tasks.start_soon(self._obey_signals, state, worker, server)
                tasks.start_soon(state.feed.run)
                tasks.start_soon(keep_tidy, pool, self.settings.keep)
                self.tell(self.announcement)
                if self.database.embedded is not None:
                    tasks.start_soon(watch, self.database.embedded)
                await server.serve(sockets=[listening])
                tasks.cancel_scope.cancel()
        return 1 if self.failed else 0

    def _server(self, state: State) -> Server:
        app = create_app(state, api_key=admin_key(self.settings))
        certificate, private_key = self.settings.tls_certificate, self.settings.tls_key
        return Server(app, state, certificate=certificate, private_key=private_key)

    async def _supervise(self, worker: Worker, server: Server) -> None:
        """Run the worker. When it fails, the whole process ends, to be started again from outside."""
        try:
            await worker.run()
        except Exception:
            logger.exception("the worker failed; the gateway ends")
        self.failed = not worker.stopping
        self._stopped.set()
        if self.failed:
            server.should_exit = True

    async def _obey_signals(self, state: State, worker: Worker, server: Server) -> None:
        with anyio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
            async with anyio.create_task_group() as draining:
                async for number in signals:
                    if state.draining:
                        # Now. The kernel kills the stages with us, and the next start puts their jobs back in line.
                        signal.raise_signal(signal.SIGKILL)
                    state.draining = True
                    self.tell(f"{signal.Signals(number).name}: stopping what runs; once more to end at once.")
                    draining.start_soon(self._drain, worker, server)

    async def _drain(self, worker: Worker, server: Server) -> None:
        await worker.drain()
        await self._stopped.wait()
        server.should_exit = True


def check_tls(settings: Settings) -> None:
    """Load certificate and key, so that a wrong pair is told before anything is started.

    Raises:
        ConfigurationError: when they cannot be used.
    """
    if settings.tls_certificate is None:
        return
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(settings.tls_certificate, settings.tls_key)
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            "LIFETRACER_TLS_CERT and LIFETRACER_TLS_KEY are not a PEM certificate and its private key; correct the "
            f"two paths ({error})."
        ) from error


def listen(settings: Settings) -> socket.socket:
    """Bind the address first: a port in use is told before anything is started.

    Raises:
        UnavailableError: when it cannot be had.
    """
    host, port = settings.host, settings.port
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        # Named as TCP, or asyncio does not switch Nagle's delay off.
        listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        # Bound alone, the port could still be taken by another listener.
        listening.listen(2048)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "no such host"
        fix = "choose an address of this machine with --host or LIFETRACER_HOST"
        if getattr(error, "errno", None) in {errno.EADDRINUSE, errno.EACCES}:
            fix = "stop what uses it, or choose another with --port or LIFETRACER_PORT"
        raise UnavailableError(f"{host}:{port} cannot be listened on ({reason}); {fix}.") from error
    return listening
