"""One run of one stage, from the claimed row to its final state. No exception leaves `run`."""

import logging
import os
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import anyio
from psycopg.errors import LockNotAvailable, UniqueViolation

from service import processes
from service.credentials.environment import source_environment
from service.database.pool import CONNECTION_ERRORS, Connection, Pool
from service.database.statements import statements
from service.errors import ConfigurationError
from service.jobs import transitions, waiting
from service.jobs.final_status import backoff, final_status, with_unwritten
from service.jobs.lease import Lease
from service.jobs.logs import JobLog
from service.jobs.model import Job, Outcome, Status
from service.jobs.output import Wait
from service.jobs.process import DRAIN_SECONDS, Exit, StageProcess
from service.jobs.reconcile import end_sessions
from service.jobs.redaction import secrets_of
from service.jobs.registry import STAGES, Stage, command, variables
from service.jobs.stop import REPEATED, Stop
from service.jobs.store import last_line
from service.jobs.watcher import Watcher
from service.observe import tracing
from service.sources import SOURCES, missing, not_set_up

logger = logging.getLogger(__name__)

_SQL = statements(Path(__file__).with_suffix(".sql"))

# The last lines of a log are waited for through so many tries, then the end of the job counts more.
LOG_TRIES = 4


@dataclass(kw_only=True)
class Runner:
    """Runs claimed jobs of one worker.

    Attributes:
        environ: the worker's own environment; a stage sees only what its record names.
        database_url: handed to each stage.
        stages: how each stage is run.
        lease: the worker's right to its runs.
        running: the runs under way by job id.
    """

    pool: Pool
    worker_id: UUID
    database_url: str
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    stages: Mapping[str, Stage] = field(default_factory=lambda: STAGES)
    lease: Lease = field(default_factory=Lease)
    running: dict[UUID, Stop] = field(default_factory=dict)
    draining: bool = False

    def __post_init__(self) -> None:
        self.watcher = Watcher(self.lease)

    async def run(self, job_id: UUID, attempt: int) -> None:
        """Claim the job, run its stage and write how it ended."""
        if self.draining or self.lease.is_cut_off() or job_id in self.running:
            return  # fetched a moment ago, or requeued while our run of it still ends; reconciling enqueues it again
        # Entered before the claim: reconciling must not take the row for one that no process runs.
        stop = self.running[job_id] = Stop()
        about = {"job_id": str(job_id), "attempt": attempt}
        try:
            async with self.pool.connection() as connection:
                job = await transitions.claim(connection, job_id=job_id, attempt=attempt, worker_id=self.worker_id)
            if job is not None:
                stop.claimed = attempt
                await self._run_recorded(job, stop)
        except (UniqueViolation, LockNotAvailable):
            # The queue's own lock did not hold. Reconciling requeues it.
            logger.warning("job waits: a run of its lock key has not ended", extra={"action": "run_blocked", **about})
        except Exception:
            # Out of here it would end the worker's task group. Reconciling finds the row and ends it as lost.
            logger.exception("run could not be recorded", extra={"action": "run_not_recorded", **about})
        finally:
            del self.running[job_id]

    async def _run_recorded(self, job: Job, stop: Stop) -> None:
        about = {"job_id": str(job.id), "stage": job.stage, "attempt": job.attempt}
        logger.info("run started", extra={"action": "run_started", **about})
        with tracing.run_span(job.id, stage=job.stage, attempt=job.attempt, traceparent=job.traceparent) as span:
            try:
                outcome = await self._run_claimed(job, stop, span.traceparent)
            except CONNECTION_ERRORS:
                raise
            except Exception:
                logger.exception("run failed by an internal error", extra={"action": "run_engine_error", **about})
                message = "Internal error while running this job; see the gateway log."
                outcome = await self._record(job, Outcome(status=Status.FAILED, reason="engine_error", message=message))
            span.ended(outcome.status, outcome.reason)
        ended = {"action": "run_ended", **about, "status": outcome.status, "reason": outcome.reason}
        logger.info("run ended", extra=ended)

    async def _run_claimed(self, job: Job, stop: Stop, traceparent: str | None) -> Outcome:
        stage, own = self.stages[job.stage], self.environ
        if stage.name == "connector":
            source = SOURCES[job.input["service"]]
            try:
                async with self.pool.connection() as connection:
                    own = await source_environment(connection, job.input["service"], own)
            except ConfigurationError as error:
                return await self._record(job, _undecrypted(error))
            if unset := missing(source, own):
                status = Status.SKIPPED if job.parent_id else Status.FAILED
                message = not_set_up(source, unset)
                return await self._record(job, Outcome(status=status, reason="not_configured", message=message))
        environ = self._stage_environ(stage, job, own, traceparent)
        async with self.pool.connection() as connection:
            after = await last_line(connection, job.id)
        log = JobLog(self.pool, job, after=after, secrets=secrets_of(environ))
        if self.lease.is_cut_off():
            # Frozen since the claim: another worker may have the job by now.
            return await self._requeue(job, reason="no_heartbeat", message=None, at=None, counts=False, log=log)
        try:
            try:
                self.watcher.watch(job.run)
                argv = command(stage, job.input)
                process = StageProcess.start(argv, environ=environ, run=job.run, memory_bytes=stage.memory_bytes)
            except OSError as error:
                message = f"The stage did not start: {error}."
                return await self._record(job, Outcome(status=Status.FAILED, reason="not_started", message=message))
            end, stopped = await self._supervise(stage, job, process, log, stop)
        finally:
            self.watcher.forget(job.run)
        if stopped in REPEATED:
            log.note(REPEATED[stopped])
        return await self._conclude(job, end, stopped, log)

    async def _supervise(
        self, stage: Stage, job: Job, process: StageProcess, log: JobLog, stop: Stop
    ) -> tuple[Exit, str | None]:
        """Watch the process to its end. Return how it ended and, if we ended it, why."""
        stopped: str | None = None
        try:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(log.write_continuously)
                finished_reading = anyio.Event()
                tasks.start_soon(_read, process, log, finished_reading)
                # Beside the rest: a database that does not answer must not delay a stop request.
                tasks.start_soon(self._record_process, job, process)
                with anyio.move_on_after(stage.timeout.total_seconds()) as limit:
                    await _ended_or_stopped(process, stop)
                stopped = "timed_out" if limit.cancelled_caught else stop.reason if not process.has_ended else None
                if stopped:
                    log.note(f"Stopping: {stopped}.", level="warning")
                    # A lost run may have a successor already.
                    await process.stop(() if stopped == "lost" else stage.stop_sequence)
                with anyio.move_on_after(DRAIN_SECONDS):
                    await finished_reading.wait()
                # Before the log is waited for, which a database that does not answer may hold up for long.
                await process.end_group()
                tasks.cancel_scope.cancel()
        finally:
            # Whatever happened above, and also when this task is cancelled: no process stays behind.
            with anyio.CancelScope(shield=True):
                if not process.has_ended:
                    await process.stop(stage.stop_sequence)
                end = await process.reap()
                if stopped is None and end.signal == "SIGKILL" and self.watcher.has_killed(job.run):
                    stopped = "no_heartbeat"
                await self._end_sessions(job)
                await log.finish()
        return end, stopped

    async def _conclude(self, job: Job, end: Exit, stopped: str | None, log: JobLog) -> Outcome:
        output = log.output
        usage = {"cpuSeconds": end.cpu_seconds, "peakMemoryBytes": end.peak_memory_bytes}
        if stopped == "lost":
            return Outcome(status=Status.QUEUED, reason="lost")  # the row belongs to another worker by now
        if stopped in REPEATED:
            return await self._requeue(job, reason=stopped or "", message=None, at=None, counts=False, log=log)
        if end.exit_code == os.EX_TEMPFAIL and not stopped and output.wait is not None:
            return await self._wait(job, output.wait, message=output.message, log=log)
        if end.exit_code == os.EX_TEMPFAIL and not stopped and job.attempt < job.max_attempts:
            at = datetime.now(UTC) + backoff(job.attempt, output.retry_after)
            return await self._requeue(job, reason="temporary", message=output.message, at=at, log=log)
        status, reason = final_status(end, stopped, output)
        return await self._record(
            job,
            Outcome(
                status=status,
                reason=reason,
                message=None if status is Status.SUCCEEDED else output.message,
                exit_code=end.exit_code,
                signal=end.signal,
                result=output.result,
                usage=usage,
            ),
            log,
        )

    def _stage_environ(self, stage: Stage, job: Job, own: Mapping[str, str], traceparent: str | None) -> dict[str, str]:
        wanted = variables(stage, job.input) | {"PATH", "HOME", "LANG", "TZ"}
        return {name: value for name, value in own.items() if name in wanted} | {
            "DATABASE_URL": self.database_url,
            "LIFETRACER_JOB_ID": str(job.id),
            processes.VARIABLE: job.run,
            "PYTHONUNBUFFERED": "1",
            "PYTHONUTF8": "1",
            **({"TRACEPARENT": traceparent} if traceparent else {}),
        }

    async def _record_process(self, job: Job, process: StageProcess) -> None:
        """Record the process for a later reconcile, and stop it when a cancel came before it existed."""
        try:
            async with self.pool.connection() as connection:
                run = {"id": job.id, "attempt": job.attempt, "worker": self.worker_id, "process": process.identity}
                row = await (await connection.execute(_SQL["record_process"], run)).fetchone()
        except CONNECTION_ERRORS:
            return
        if row and row["cancel_requested_at"]:
            self.running[job.id].request("cancelled")

    async def _end_sessions(self, job: Job) -> None:
        """End what a killed stage left running in the database; the server itself notices within 2 s at the latest."""
        try:
            async with self.pool.connection() as connection:
                await end_sessions(connection, job.run)
        except CONNECTION_ERRORS:
            return

    async def _record(self, job: Job, outcome: Outcome, log: JobLog | None = None) -> Outcome:
        def write(connection: Connection) -> Awaitable[bool]:
            return transitions.finish(connection, job, with_unwritten(outcome, log.unwritten if log else 0))

        await _until_written(write, self.pool, log)
        return outcome

    async def _wait(self, job: Job, wait: Wait, *, message: str | None, log: JobLog) -> Outcome:
        await _until_written(lambda connection: waiting.pause(connection, job, wait, message=message), self.pool, log)
        return Outcome(status=Status.WAITING, reason=wait.reason)

    async def _requeue(
        self, job: Job, *, reason: str, message: str | None, at: datetime | None, log: JobLog, counts: bool = True
    ) -> Outcome:
        await _until_written(
            lambda connection: transitions.requeue(
                connection, job, reason=reason, message=message, at=at, counts=counts
            ),
            self.pool,
            log,
        )
        return Outcome(status=Status.QUEUED, reason=reason)


def _undecrypted(error: ConfigurationError) -> Outcome:
    return Outcome(status=Status.FAILED, reason="not_decrypted", message=str(error), exit_code=error.exit_code)


async def _read(process: StageProcess, log: JobLog, finished: anyio.Event) -> None:
    async for line in process.lines():
        log.take(line)
    finished.set()


async def _ended_or_stopped(process: StageProcess, stop: Stop) -> None:
    async with anyio.create_task_group() as tasks:

        async def requested() -> None:
            await stop.wait()
            tasks.cancel_scope.cancel()

        tasks.start_soon(requested)
        await process.ended()
        tasks.cancel_scope.cancel()


async def _until_written(write: Callable[[Connection], Awaitable[bool]], pool: Pool, log: JobLog | None) -> None:
    """Write a transition, through an outage of the database of some minutes; the last lines of the log before it."""
    for tried, wait in enumerate((0.5, 1, 2, 4, 8, 15, 30, 60, 60, None)):
        try:
            is_written = log is None or await log.write()
            if log is not None and not is_written and tried >= LOG_TRIES:
                await log.give_up()
                is_written = True
            if is_written:
                async with pool.connection() as connection:
                    await write(connection)
                return
        except CONNECTION_ERRORS:
            if wait is None:
                raise
        assert wait is not None
        await anyio.sleep(wait)
