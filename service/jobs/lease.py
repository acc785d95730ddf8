"""The lease: a worker's right to its runs, which it renews with each heartbeat.

When the heartbeat cannot be renewed, the runs end in this order, before another worker may start the next attempt:

    0 s    the last heartbeat that was written, counted from the moment before the write
    20 s   the worker, unless it is frozen, stops its runs by their stop sequences
    38 s   the watcher, a process beside the worker, kills what is left
    45 s   other workers take the worker for dead and its runs for lost
"""

import time
from dataclasses import dataclass, field

HEARTBEAT_SECONDS = 10.0
CUT_OFF_SECONDS = 20.0
KILL_SECONDS = 38.0
STALE_SECONDS = 45.0
# How often a worker compares the clock with its last heartbeat.
LOOK_SECONDS = 1.0

# It counts the time of a suspended machine; on macOS the monotonic clock does that.
_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def now() -> float:
    """Return seconds of a clock that no one sets and that a suspension does not stop, equal in all processes."""
    return time.clock_gettime(_CLOCK)


@dataclass
class Lease:
    """The lease of one worker.

    Attributes:
        renewed_at: the moment before the last heartbeat that was written; the database's own time of it is later.
    """

    renewed_at: float = field(default_factory=now)

    def is_cut_off(self) -> bool:
        """Return whether the runs of this worker have to end."""
        return now() - self.renewed_at > CUT_OFF_SECONDS

    @property
    def kill_at(self) -> float:
        """Return when the watcher kills the runs, unless the lease is renewed before."""
        return self.renewed_at + KILL_SECONDS
