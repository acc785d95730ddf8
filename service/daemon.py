"""What `serve` and `worker` share: wait for the database, run the worker, drain on a signal.

The first SIGINT or SIGTERM drains: nothing new is taken, what runs is stopped by its stop sequence and requeued. The
second, or DRAIN_LIMIT_SECONDS, ends the process at once. A part that fails ends the process with a failure, to be
started again from outside.
"""

import logging
import os
import signal
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

import anyio
from anyio import to_thread

from service import descriptors
from service.database.pool import Pool, open_pool
from service.database.session import Database
from service.database.watch import watch
from service.errors import StartingError, UnavailableError, UnusableDatabaseError, UserError
from service.jobs import subreaper
from service.jobs.worker import Worker

logger = logging.getLogger(__name__)

# A server that recovers answers any moment; one that is away costs an attempt to connect.
FIRST_PAUSE_SECONDS = 0.25
PAUSE_LIMIT_SECONDS = 5.0
PERSON_PAUSE_SECONDS = 30.0
RESTART_SECONDS = 10.0
# The longest stop sequence and the last answers take half of it; then what waits is a database that does not answer.
DRAIN_LIMIT_SECONDS = 45.0


Result = TypeVar("Result")
Task = Callable[[Pool], Coroutine[Any, Any, None]]


async def _nothing() -> None:
    pass


class Part(Protocol):
    """What the process lives for: when it ends by itself, the process must end too."""

    stopping: bool

    async def run(self) -> None:
        """Work until `drain`, or for ever."""

    async def drain(self) -> None:
        """Take nothing more and stop what runs."""


@dataclass(kw_only=True)
class Daemon:
    """One long-lived process around a worker.

    Attributes:
        unusable: called with the sentence about a database that a person has to act on, and with None after that.
        opened: called with the pool once the database answers and is migrated.
        on_drain: called once when draining begins.
        parts: made with the pool to run beside the worker, as important as it.
        beside: what else runs on the pool as long as they do; a fault of it is logged, and it begins anew.
        at_the_end: awaited when they have ended, before the pool is closed.
        failed: a part has ended by itself; the process must end too.
    """

    database: Database
    announce: Callable[[str], None]
    name: str
    unusable: Callable[[str | None], object] = lambda _: None
    opened: Callable[[Pool], object] = lambda _: None
    on_drain: Callable[[], object] = lambda: None
    parts: Sequence[Callable[[Pool], Part]] = ()
    beside: Sequence[Task] = ()
    at_the_end: Callable[[], Coroutine[Any, Any, None]] = _nothing
    failed: bool = False
    draining: bool = False
    _running: list[Part] = field(default_factory=list)
    _waiting: anyio.CancelScope | None = None

    async def run(self) -> int:
        """Work until a signal or a failure; return the exit code."""
        descriptors.raise_limit()
        # The server is left last, when nothing would start it again.
        async with AsyncExitStack() as held, anyio.create_task_group() as tasks:
            tasks.start_soon(self._obey_signals)
            async with AsyncExitStack() as stack:
                pool = None
                with anyio.CancelScope() as self._waiting:
                    await self._retry(lambda: self._hold(held))
                    # After the server has started: its main process goes to PID 1 and not to us.
                    subreaper.become()
                    if self.database.embedded is not None:
                        tasks.start_soon(watch, self.database.embedded)
                    pool = await self._retry(lambda: self._open(stack))
                if pool is not None:
                    await self._work(pool)
                await self.at_the_end()
            tasks.cancel_scope.cancel()
        return self.exit_code

    @property
    def exit_code(self) -> int:
        """What the process ends with."""
        return os.EX_SOFTWARE if self.failed else os.EX_OK

    async def _hold(self, stack: AsyncExitStack) -> None:
        """Start the embedded server, held until the stack is left."""
        holding = self.database.hold(self.announce)
        await to_thread.run_sync(holding.__enter__, abandon_on_cancel=True)
        stack.push(holding)

    async def _open(self, stack: AsyncExitStack) -> Pool:
        """Migrate the database and return a pool that is open until the stack is left."""
        await to_thread.run_sync(self.database.prepare, self.announce, abandon_on_cancel=True)
        return await stack.enter_async_context(open_pool(self.database.url, name=self.name))

    async def _retry(self, step: Callable[[], Awaitable[Result]]) -> Result:
        """Try until the database can be opened, however long that takes; the API answers 503 meanwhile.

        Raises:
            ConfigurationError: when waiting cannot help.
        """
        pause, announced = FIRST_PAUSE_SECONDS, ""
        while True:
            try:
                result = await step()
            except (UnavailableError, UnusableDatabaseError) as error:
                needs_a_person = isinstance(error, UnusableDatabaseError)
                self.unusable(str(error) if needs_a_person else None)
                if str(error) != announced:
                    until = "it can be opened" if needs_a_person else "it answers"
                    self.announce(f"{error} Trying again until {until}.")
                announced = str(error)
                await anyio.sleep(pause)
                pause = next_pause(pause, error)
            else:
                self.unusable(None)
                return result

    async def _work(self, pool: Pool) -> None:
        if self.draining:  # asked to end while the pool was being opened
            return
        worker, parts = Worker(pool=pool, database_url=self.database.url), [make(pool) for make in self.parts]
        self._running = [*parts, worker]
        self.opened(pool)
        async with anyio.create_task_group() as tasks:
            for task in self.beside:
                tasks.start_soon(_for_ever, task, pool)
            for part in parts:
                tasks.start_soon(self._supervise, part, tasks.cancel_scope)
            await self._supervise(worker, tasks.cancel_scope)
            tasks.cancel_scope.cancel()

    async def _supervise(self, part: Part, everything: anyio.CancelScope) -> None:
        try:
            await part.run()
        except Exception:
            name = type(part).__name__.lower()
            logger.exception("the %s failed; the process exits", name, extra={"action": "part_failed", "part": name})
        if not part.stopping:
            self.failed = True
            everything.cancel()

    async def _obey_signals(self) -> None:
        with anyio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
            async with anyio.create_task_group() as draining:
                async for number in signals:
                    if self.draining:
                        _end_now()
                    self.draining = True
                    self.on_drain()
                    self.announce(f"{signal.Signals(number).name}: stopping what runs; once more to end at once.")
                    draining.start_soon(self._drain)

    async def _drain(self) -> None:
        if self.database.embedded is not None:
            self.database.embedded.give_up()
        if self._waiting is not None:
            self._waiting.cancel()
        for part in self._running:
            await part.drain()
        await anyio.sleep(DRAIN_LIMIT_SECONDS)
        self.announce(f"Not drained within {DRAIN_LIMIT_SECONDS:.0f} seconds: ending now.")
        _end_now()


def next_pause(pause: float, error: UserError) -> float:
    """Return the seconds until the next try: short while the database starts, since then it answers soon."""
    if isinstance(error, StartingError):
        return FIRST_PAUSE_SECONDS
    return min(pause * 2, PERSON_PAUSE_SECONDS if isinstance(error, UnusableDatabaseError) else PAUSE_LIMIT_SECONDS)


async def _for_ever(task: Task, pool: Pool) -> None:
    while True:
        try:
            await task(pool)
        except Exception:
            # Jobs go on without it.
            logger.exception("a task beside the worker failed and is restarted", extra={"action": "task_failed"})
        await anyio.sleep(RESTART_SECONDS)


def _end_now() -> None:
    # The kernel kills the stages with us, and the next start puts their jobs back in line.
    signal.raise_signal(signal.SIGKILL)
