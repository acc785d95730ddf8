"""A Procrastinate worker that stops at the first error of the database and leaves running jobs alone.

When the database goes away, Procrastinate's listener or heartbeat may end. Procrastinate watches them only until the
first of its side tasks ends, which without periodic tasks is at once: from then on no worker is notified of new jobs or
found to be stalled. When it ends, it first waits for all runs and takes no job meanwhile: one long run would hold up
the whole queue. This worker notices each error and leaves its runs alone, so that the next worker takes jobs meanwhile.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.utils import cancel_and_capture_errors
from procrastinate.worker import Worker as ProcrastinateWorker
from psycopg.errors import RaiseException

from service.database.pool import CONNECTION_ERRORS, Pool
from service.jobs.queue import TASK

# New jobs are notified; only one whose lock was freed or whose time has come waits for this.
POLL_SECONDS = 1.0


class QueueWorker(ProcrastinateWorker):
    """Takes jobs until a fault, or until `drain`."""

    def __init__(self, app: App, *, queues: Sequence[str], slots: int) -> None:
        super().__init__(
            app,
            queues=list(queues),
            concurrency=slots,
            install_signal_handlers=False,
            fetch_job_polling_interval=POLL_SECONDS,
            delete_jobs="always",
        )
        self._drains = False

    @classmethod
    async def open(
        cls, pool: Pool, run_stage: Callable[[UUID, int], Awaitable[None]], *, queues: Sequence[str], slots: int
    ) -> "QueueWorker":
        """Make one that passes each job to `run_stage`."""
        app = App(connector=PsycopgConnector())

        async def task(job_id: str, attempt: int) -> None:
            await run_stage(UUID(job_id), attempt)

        app.task(name=TASK)(task)
        await app.open_async(pool)
        return cls(app, queues=queues, slots=slots)

    async def run_until_fault(self) -> bool:
        """Take jobs; return False when the database was lost.

        Raises:
            ConnectorException: of any other error of the database.
        """
        try:
            await self.run()  # type: ignore[no-untyped-call]
        except CONNECTION_ERRORS:
            return False
        except ConnectorException as error:
            # Procrastinate wraps every error of the database; only an outage is worth another try.
            if isinstance(error.__cause__, CONNECTION_ERRORS):
                return False
            raise
        return self._drains

    def drain(self) -> None:
        """Take no more jobs, and end when the running ones have ended."""
        self._drains = True
        self.stop()  # type: ignore[no-untyped-call]

    @property
    def has_detached_runs(self) -> bool:
        """Return whether runs of this worker continue after it ended."""
        return bool(self._running_jobs)

    async def wait_for_detached_runs(self) -> None:
        """Wait for the runs that continue after an error."""
        if self._running_jobs:
            await asyncio.wait(self._running_jobs)

    async def _periodic_deferrer(self) -> None:
        await asyncio.Event().wait()  # nothing is periodic; its end would end the supervision of the others

    async def _persist_job_status(self, *arguments: Any, **options: Any) -> None:
        try:
            await super()._persist_job_status(*arguments, **options)
        except ConnectorException as error:
            # This worker was taken for dead, and the row deleted with its run.
            if not isinstance(error.__cause__, RaiseException):
                raise

    async def _shutdown(self, side_tasks: list["asyncio.Task[Any]"]) -> None:
        if self._drains:
            await super()._shutdown(side_tasks)
        else:
            await cancel_and_capture_errors(side_tasks)
