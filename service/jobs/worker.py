"""The worker: takes jobs from the queue, writes its heartbeat, stops cancelled runs, reconciles lost ones."""

import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

import anyio

from service import processes
from service.database.pool import CONNECTION_ERRORS, Connection, Pool, all_rows
from service.database.statements import statements
from service.jobs import lease, worker_rows
from service.jobs.process import reap_adopted
from service.jobs.queue import QUEUE
from service.jobs.queue_worker import QueueWorker
from service.jobs.reconcile import reconcile
from service.jobs.registry import STAGES, Stage
from service.jobs.runner import Runner

_SQL = statements(Path(__file__).with_suffix(".sql"))
logger = logging.getLogger(__name__)

# One slot for each stage that can usefully run beside the others.
SLOTS = 4
CANCEL_POLL_SECONDS = 0.5
RESTART_SECONDS = 2.0
_LONGEST_STOP_SEQUENCE = max(
    sum(grace.total_seconds() for _, grace in stage.stop_sequence) for stage in STAGES.values()
)
# A killed stage's query may run on in the server for as long as the server needs to notice the client's end.
_QUERY_SECONDS = 4.0
assert lease.HEARTBEAT_SECONDS < lease.CUT_OFF_SECONDS
assert lease.CUT_OFF_SECONDS + lease.LOOK_SECONDS + _LONGEST_STOP_SEQUENCE < lease.KILL_SECONDS
assert lease.KILL_SECONDS + _QUERY_SECONDS < lease.STALE_SECONDS


@dataclass(kw_only=True)
class Worker:
    """One worker of the queues; `serve` and `run --wait` have one each."""

    pool: Pool
    database_url: str
    queues: Sequence[str] = (QUEUE,)
    stages: Mapping[str, Stage] = field(default_factory=lambda: STAGES)
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    id: UUID = field(default_factory=uuid4)
    stopping: bool = False

    def __post_init__(self) -> None:
        self._lease = lease.Lease()
        self.runner = Runner(
            pool=self.pool,
            worker_id=self.id,
            database_url=self.database_url,
            environ=self.environ,
            stages=self.stages,
            lease=self._lease,
        )
        # The present one last; those before it may still have runs.
        self._queue_workers: list[QueueWorker] = []
        self._procrastinate_ids: list[int] = []
        self.registered = anyio.Event()

    async def run(self) -> None:
        """Work until `drain`, or forever. During an outage of the database it waits and tries again."""
        while not self.stopping and not await self._register():  # noqa: ASYNC110 there is no event for it
            await anyio.sleep(RESTART_SECONDS)
        self.registered.set()
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._heartbeat_loop)
            tasks.start_soon(self._stop_when_cut_off)
            tasks.start_soon(self._poll_cancellations)
            try:
                while not self.stopping:
                    await self._take_jobs(tasks)
                for queue_worker in self._queue_workers:
                    await queue_worker.wait_for_detached_runs()
            finally:
                tasks.cancel_scope.cancel()
                with anyio.CancelScope(shield=True), anyio.move_on_after(2):
                    await self._unregister()

    async def drain(self) -> None:
        """Take no more jobs, stop those that run by their stop sequence and requeue them."""
        self.stopping = self.runner.draining = True
        for stop in list(self.runner.running.values()):
            stop.request("shutdown")
        for queue_worker in self._queue_workers[-1:]:
            queue_worker.drain()

    async def _take_jobs(self, background: anyio.abc.TaskGroup) -> None:
        queue_worker = await QueueWorker.open(self.pool, self.runner.run, queues=self.queues, slots=SLOTS)
        self._queue_workers = [*(before for before in self._queue_workers if before.has_detached_runs), queue_worker]
        background.start_soon(self._record_procrastinate_id, queue_worker)
        if not await queue_worker.run_until_fault():
            extra = {"action": "worker_database_lost", "worker_id": str(self.id)}
            logger.warning("the worker lost the database and tries again", extra=extra)
            await anyio.sleep(RESTART_SECONDS)

    async def _register(self) -> bool:
        """Register this worker and reconcile; False while the database does not answer."""
        try:
            async with self.pool.connection() as connection:
                await reconcile(connection, me=self.id)
                await self._renew_lease(connection)
        except (*CONNECTION_ERRORS, OSError):
            extra = {"action": "worker_not_registered", "worker_id": str(self.id)}
            logger.warning("the worker cannot start without the database and tries again", extra=extra)
            return False
        return True

    async def _unregister(self) -> None:
        async with self.pool.connection() as connection:
            await worker_rows.delete_worker(connection, self.id)

    async def _write_heartbeat(self, connection: Connection) -> None:
        await worker_rows.write_heartbeat(
            connection,
            worker_id=self.id,
            process=processes.own(),
            queues=self.queues,
            procrastinate_ids=self._procrastinate_ids,
        )

    async def _record_procrastinate_id(self, queue_worker: QueueWorker) -> None:
        """Record the id that Procrastinate gives this worker, by which the rows assigned to it are found."""
        while queue_worker.worker_id is None and queue_worker is self._queue_workers[-1]:  # noqa: ASYNC110 Procrastinate has no event for it
            await anyio.sleep(0.02)
        if queue_worker.worker_id is None:
            return  # it ended before it took a job
        self._procrastinate_ids.append(queue_worker.worker_id)
        try:
            async with self.pool.connection() as connection:
                await self._write_heartbeat(connection)
        except CONNECTION_ERRORS:
            return  # the next heartbeat writes it

    async def _heartbeat_loop(self) -> None:
        unclaimed = set[int]()
        while True:
            await anyio.sleep(lease.HEARTBEAT_SECONDS)
            try:
                reap_adopted()
                async with self.pool.connection() as connection:
                    was_cut_off = await self._renew_lease(connection)
                    unclaimed = await reconcile(
                        connection,
                        me=self.id,
                        running=self.runner.running,
                        mine=self._procrastinate_ids,
                        unclaimed_before=unclaimed,
                        # The others may have been frozen, or without the database, for as long as this worker.
                        are_stale_dead=not was_cut_off,
                    )
            except (*CONNECTION_ERRORS, OSError) as error:
                # Also a look at other processes that failed for lack of descriptors: the next beat looks again.
                extra = {"action": "heartbeat_missed", "worker_id": str(self.id), "error": type(error).__name__}
                logger.warning("the heartbeat could not be written", extra=extra)

    async def _renew_lease(self, connection: Connection) -> bool:
        """Write the heartbeat; return whether the lease had expired, so that the runs which it covered end."""
        began, was_cut_off = lease.now(), self._lease.is_cut_off()
        if was_cut_off:
            self._stop_runs()
        await self._write_heartbeat(connection)
        await connection.commit()
        self._lease.renewed_at = began
        self.runner.watcher.renew()
        return was_cut_off

    async def _stop_when_cut_off(self) -> None:
        """Stop the runs when the lease was not renewed for long: others are about to take them for lost.

        Beside the heartbeat and not after it: a connection into a network that is cut gives neither an answer nor an
        error for minutes.
        """
        while True:
            await anyio.sleep(lease.LOOK_SECONDS)
            if self._lease.is_cut_off():
                self._stop_runs()

    def _stop_runs(self) -> None:
        for stop in list(self.runner.running.values()):
            stop.request("no_heartbeat")

    async def _poll_cancellations(self) -> None:
        """Stop the runs whose cancel was requested, and those that another worker has taken over."""
        # Polled and not listened to: it works through a transaction pooler, and costs nothing while nothing runs.
        while True:
            await anyio.sleep(CANCEL_POLL_SECONDS)
            # Only what was claimed before the query: the query's snapshot may be older than a claim made meanwhile.
            claimed = {job_id: stop for job_id, stop in self.runner.running.items() if stop.claimed is not None}
            if not claimed:
                continue
            try:
                async with self.pool.connection() as connection:
                    rows = await all_rows(connection, _SQL["ownership"], list(claimed))
            except CONNECTION_ERRORS:
                continue
            for row in rows:
                stop = claimed[row["id"]]
                if row["cancel_requested_at"] is not None:
                    stop.request("cancelled")
                elif row["worker_id"] != self.id or row["attempt"] != stop.claimed:
                    stop.request("lost")
