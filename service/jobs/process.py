"""A stage as a child process: started in its own group, read, stopped by its stop sequence, reaped last.

`anyio.open_process` reaps its child by itself, and with the leader reaped the group's number may belong to someone
else. Here the leader stays a zombie until its group is gone, and `wait4` then returns its usage.
"""

import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from signal import Signals

import anyio
import psutil
from anyio import to_thread

from service import descriptors, processes
from service.jobs import subreaper
from service.jobs.stage_lines import LineSplitter, StageLine

READ_BYTES = 65536
# After the leader's end a grandchild may hold the pipe; what it still prints must arrive within this time.
DRAIN_SECONDS = 1.0
POLL_SECONDS = 0.05

# The leaders that are not reaped yet, of all workers of this process.
_leaders: set[int] = set()


@dataclass(frozen=True, kw_only=True)
class Exit:
    """How the leader ended: its exit code, or the signal that ended it, and what it used."""

    exit_code: int | None
    signal: str | None
    cpu_seconds: float
    peak_memory_bytes: int
    out_of_memory: bool


class StageProcess:
    """One running child and everything below it.

    Its descriptors are opened at the start and kept to the end, so that a stage that runs can always be ended.

    Raises:
        OSError: when there is no descriptor for it.
    """

    def __init__(self, child: "subprocess.Popen[bytes]", run: str) -> None:
        assert child.stdout is not None
        self._child = child
        self._out = child.stdout.fileno()
        self._run = run
        self._oom_kills = _oom_kills()
        self._leader_ended = False
        self._group_ended = False
        self.pid = child.pid
        self.identity = processes.of_process(child.pid)
        self._process_descriptor = os.pidfd_open(child.pid) if hasattr(os, "pidfd_open") else None
        _leaders.add(child.pid)

    @classmethod
    def start(cls, argv: Sequence[str], *, environ: Mapping[str, str], run: str, memory_bytes: int) -> "StageProcess":
        """Start the command in a new session, standard error into standard output.

        Must be called in the main thread: the parent-death signal fires when the starting *thread* ends.

        Raises:
            OSError: when the program cannot be started.
        """
        child = subprocess.Popen(
            [*die_with_parent("KILL"), *argv],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=dict(environ),
            start_new_session=True,
        )
        assert child.stdout is not None
        try:
            os.set_blocking(child.stdout.fileno(), False)
            processes.mark(child.pid, run)
            _limit(child.pid, memory_bytes)
            return cls(child, run)
        except BaseException:
            # A child that cannot be watched must not run.
            child.kill()
            child.stdout.close()
            child.wait()
            raise

    @property
    def has_ended(self) -> bool:
        """Return whether the leader was seen to end."""
        return self._leader_ended

    async def lines(self) -> AsyncIterator[StageLine]:
        """Yield each line as it is written; a last one without end too."""
        splitter = LineSplitter()
        while True:
            await anyio.wait_readable(self._out)
            try:
                chunk = os.read(self._out, READ_BYTES)
            except BlockingIOError:
                continue
            for line in splitter.feed(chunk) if chunk else splitter.end():
                yield line
            if not chunk:
                return

    async def ended(self) -> None:
        """Wait until the leader has ended. It is not reaped, so its numbers stay ours."""
        if self._leader_ended:
            return
        if self._process_descriptor is not None:
            await anyio.wait_readable(self._process_descriptor)
        else:
            while psutil.Process(self.pid).status() != psutil.STATUS_ZOMBIE:  # noqa: ASYNC110 there is no event for it
                await anyio.sleep(POLL_SECONDS)
        self._leader_ended = True

    async def stop(self, stop_sequence: Sequence[tuple[Signals, timedelta]]) -> None:
        """Send the signals of the stop sequence until the leader has ended; finally SIGKILL."""
        for number, grace in stop_sequence:
            self._signal_group(number)
            with anyio.move_on_after(grace.total_seconds()):
                await self.ended()
                return
        self._signal_group(signal.SIGKILL)
        await self.ended()

    async def end_group(self) -> None:
        """Kill what is left of the group and of those who left it, until nothing is. The leader must have ended."""
        while not self._group_ended:
            self._signal_group(signal.SIGKILL)
            try:
                self._group_ended = await to_thread.run_sync(lambda: processes.kill_all_of(self._run, group=self.pid))
            except OSError:
                await anyio.sleep(POLL_SECONDS)  # for lack of descriptors nothing is known: look again

    async def reap(self) -> Exit:
        """End the group, then reap the leader."""
        await self.end_group()
        _, status, usage = os.wait4(self.pid, 0)  # noqa: ASYNC222 it is a zombie: this returns at once
        _leaders.discard(self.pid)
        reap_adopted()
        code = os.waitstatus_to_exitcode(status)
        self._child.returncode = code
        assert self._child.stdout is not None
        self._child.stdout.close()
        if self._process_descriptor is not None:
            os.close(self._process_descriptor)
            self._process_descriptor = None
        return Exit(
            exit_code=code if code >= 0 else None,
            signal=Signals(-code).name if code < 0 else None,
            cpu_seconds=round(usage.ru_utime + usage.ru_stime, 3),
            # Kilobytes on Linux, bytes on macOS.
            peak_memory_bytes=usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
            out_of_memory=code == -signal.SIGKILL and _oom_kills() > self._oom_kills,
        )

    def _signal_group(self, number: Signals) -> None:
        # The leader is not reaped yet, so the group's number still belongs to it.
        try:
            os.killpg(self.pid, number)
        except (ProcessLookupError, PermissionError):  # macOS raises the latter for a zombie
            return


def reap_adopted() -> int:
    """Reap the dead children that came to us because they lost their parent; return how many."""
    return subreaper.reap_adopted(own=_leaders)


def die_with_parent(signal_name: str) -> list[str]:
    """Return the words before a command that make the kernel signal it when its parent ends; Linux only."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", signal_name, "--"] if setpriv and sys.platform == "linux" else []


def _limit(pid: int, memory_bytes: int) -> None:
    if sys.platform == "linux":
        try:
            resource.prlimit(pid, resource.RLIMIT_DATA, (memory_bytes, memory_bytes))
            resource.prlimit(pid, resource.RLIMIT_CORE, (0, 0))
            resource.prlimit(pid, resource.RLIMIT_NOFILE, descriptors.limit_of_children())
        except ProcessLookupError:
            return  # it ended already


def _oom_kills() -> int:
    """Return how many processes the kernel has killed in our control group for lack of memory."""
    try:
        with open("/sys/fs/cgroup/memory.events", encoding="ascii") as file:  # noqa: PTH123 a kernel file
            counts = dict(line.split() for line in file)
        return int(counts.get("oom_kill", 0))
    except OSError:
        return 0
