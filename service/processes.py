"""Which process on which machine, and of which run.

Numbers are reused, so a pid counts only with its start time and boot. The processes of a run carry its id in their
environment and, on Linux, a mark that they inherit whatever they do to environment, session and parent: the soft limit
of RLIMIT_RTTIME. It bounds nothing (real-time scheduling, and over a thousand years of it), no other program sets it,
and every process may set it that has not lowered the hard limit.
"""

import os
import resource
import sys
from collections.abc import Iterable
from functools import cache
from hashlib import blake2b
from pathlib import Path

import psutil

from service.descriptors import is_shortage

# The run of a stage: job and attempt, so that two attempts of one job on the same machine are not mixed up.
VARIABLE = "LIFETRACER_RUN"
# Marks have this bit, so that a limit that an administrator has set is none.
_MARKED = 1 << 61


@cache
def machine() -> str:
    """Return what two processes share exactly when each can see the other's pid: the boot and the PID namespace.

    Read once: while descriptors are lacking, this process must still be able to name its machine.
    """
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot}/{Path('/proc/self/ns/pid').readlink()}"
    except OSError as error:  # not Linux
        if is_shortage(error):
            raise
        return f"{psutil.boot_time():.0f}/{os.uname().nodename}"


def own() -> str:
    """Return `pid@start` of this process, read once."""
    return _own(os.getpid())


@cache
def _own(pid: int) -> str:
    return of_process(pid)


def of_process(pid: int) -> str:
    """Return `pid@start` of a living process.

    Raises:
        psutil.NoSuchProcess: when it is gone.
    """
    # Clock ticks since boot where there are some: unlike the wall clock they never move. The main thread's, because
    # qemu's emulation gives a process that reads its own /proc/PID/stat a start that other processes do not see.
    try:
        fields = (
            Path(f"/proc/{pid}/task/{pid}/stat")
            .read_text(encoding="utf-8", errors="replace")
            .rpartition(")")[2]
            .split()
        )
    except FileNotFoundError:
        return f"{pid}@{psutil.Process(pid).create_time():.2f}"
    return f"{pid}@{fields[19]}"


def is_alive(identity: str) -> bool:
    """Return whether exactly that process still runs (a zombie does not).

    Raises:
        OSError: when it cannot be known now, for lack of descriptors.
    """
    pid = int(identity.partition("@")[0])
    try:
        return of_process(pid) == identity and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except (psutil.Error, OSError) as error:
        _raise_shortage(error)
        return False


def _raise_shortage(error: Exception) -> None:
    """Raise an error again that says nothing about the examined process."""
    if isinstance(error, OSError) and is_shortage(error):
        raise error


def mark(pid: int, run: str) -> None:
    """Mark a process, and all that it will start, as the run's. Call it before it can have started anything."""
    if sys.platform == "linux":
        try:
            _, hard = resource.prlimit(pid, resource.RLIMIT_RTTIME)
            resource.prlimit(pid, resource.RLIMIT_RTTIME, (_mark(run), hard))
        except (OSError, ValueError):
            return  # it ended already, or an administrator bounds real-time scheduling: the environment has to do


def _mark(run: str) -> int:
    """Return a number of 62 bits, the highest of them set."""
    return int.from_bytes(blake2b(run.encode(), digest_size=8).digest()) >> 2 | _MARKED


def _mark_of(process: psutil.Process) -> int | None:
    limit: int = process.rlimit(resource.RLIMIT_RTTIME)[0] if sys.platform == "linux" else -1
    return limit if limit >= _MARKED else None


def processes_of_any(runs: Iterable[str], group: int | None = None) -> list[psutil.Process]:
    """Return the living processes of the runs: the process group and those that carry an id or its mark.

    Raises:
        OSError: when they cannot be known now, for lack of descriptors.
    """
    ids = set(runs)
    marks = {_mark(run) for run in ids}
    found = []
    for process in psutil.process_iter():
        try:
            if process.pid == os.getpid() or process.status() == psutil.STATUS_ZOMBIE:
                continue
            in_group = group is not None and os.getpgid(process.pid) == group
            if in_group or _mark_of(process) in marks or process.environ().get(VARIABLE) in ids:
                found.append(process)
        except (psutil.Error, OSError) as error:
            _raise_shortage(error)
    return found


def processes_of(run: str, group: int | None = None) -> list[psutil.Process]:
    """Return the living processes of one run."""
    return processes_of_any([run], group)


def kill_all_of(run: str, *, group: int | None = None, seconds: float = 5.0) -> bool:
    """Kill what is left of a run's processes and wait for their end. Return whether nothing is left.

    Raises:
        OSError: when that cannot be known now, for lack of descriptors.
    """
    remaining = processes_of(run, group)
    for process in remaining:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(remaining, timeout=seconds)
    return not processes_of(run, group)
