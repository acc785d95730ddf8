"""`lifetracer serve`: the API beside worker and scheduler in one process."""

import errno
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import anyio
from starlette.types import ASGIApp

from service import descriptors
from service.api.app import create_app
from service.api.server import Server
from service.api.state import State
from service.auth.admin_key import admin_key
from service.daemon import Daemon, Task
from service.database.pool import Pool
from service.database.session import Database
from service.errors import ConfigurationError, UnavailableError
from service.jobs.retention import run_retention
from service.notify.webhook import deliver
from service.schedules.scheduler import Scheduler
from service.settings import Settings, is_loopback

SEND_BUFFER_BYTES = 256 * 1024


@dataclass(kw_only=True)
class Gateway:
    """One running gateway: requests are answered from the start, jobs are accepted once the database is there.

    Attributes:
        announcement: said once jobs are accepted.
        schedules: whether this gateway starts anything by schedule.
        pages: puts the console beside the API; None serves the API alone.
        greet: awaited once, when jobs are accepted for the first time.
    """

    settings: Settings
    database: Database
    announce: Callable[[str], None]
    announcement: str

    schedules: bool = True
    pages: Callable[[ASGIApp], ASGIApp] | None = None
    greet: Task | None = None

    async def run(self, listening: socket.socket) -> int:
        """Serve until a signal or a failure; return the exit code.

        Raises:
            ConfigurationError: when the limit of open files is too low.
        """
        descriptors.raise_limit()
        state, server_ended, has_opened = self._state(lambda: not daemon.failed), anyio.Event(), anyio.Event()
        server = self._server(state)

        def opened(pool: Pool) -> None:
            state.open(pool)
            self.announce(self.announcement)
            if self.greet is not None and not has_opened.is_set():
                has_opened.set()
                tasks.start_soon(self.greet, pool)

        async def serve() -> None:
            await server.serve(sockets=[listening])
            server_ended.set()

        async def end_server() -> None:
            server.should_exit = True
            await server_ended.wait()

        daemon = Daemon(
            database=self.database,
            announce=self.announce,
            name="gateway",
            unusable=state.wait_for_a_person,
            opened=opened,
            on_drain=state.drain,
            at_the_end=end_server,
            parts=[lambda pool: Scheduler(pool=pool)] if self.schedules else [],
            beside=self._beside(state),
        )
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(serve)
            await daemon.run()
        return daemon.exit_code

    def _state(self, supervisor_alive: Callable[[], bool]) -> State:
        return State(supervisor_alive=supervisor_alive, is_embedded=self.database.embedded is not None)

    def _beside(self, state: State) -> list[Task]:
        tasks: list[Task] = [lambda _: state.log_feed.run(), partial(run_retention, retention=self.settings.retention)]
        if self.settings.webhook_url:
            tasks.append(partial(deliver, url=self.settings.webhook_url))
        return tasks

    def _server(self, state: State) -> Server:
        api = create_app(state, api_key=admin_key(self.settings))
        app = self.pages(api) if self.pages else api
        certificate, private_key = self.settings.tls_certificate, self.settings.tls_key
        return Server(app, state, certificate=certificate, private_key=private_key)


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


def unencrypted(settings: Settings) -> str | None:
    """Return a warning when keys travel unencrypted beyond this machine, else None."""
    if settings.tls_certificate is not None or is_loopback(settings.host):
        return None
    return (
        f"LIFETRACER_HOST={settings.host} can be reached from elsewhere over plain HTTP, so keys and data travel "
        "unencrypted: set LIFETRACER_TLS_CERT and LIFETRACER_TLS_KEY, or let a proxy with TLS be the only one that "
        "reaches it."
    )


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
        # Inherited by every connection. Left to the kernel, a client that does not read its answers holds 4 MB each.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
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
