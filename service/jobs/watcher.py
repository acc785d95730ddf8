"""The worker's side of the watcher: it starts the process, reports runs and heartbeats to it, and ends it."""

import logging
import os
import signal
import socket
import sys

from service.jobs.lease import Lease

logger = logging.getLogger(__name__)

READ_BYTES = 65536
_COMMAND = (sys.executable, "-m", "service.jobs.watcher_process")


class Watcher:
    """Starts the watcher process while runs exist, and starts it again when it is gone.

    Attributes:
        pid: the process, while it is connected.
    """

    def __init__(self, lease: Lease) -> None:
        self._lease = lease
        self._runs: set[str] = set()
        self._killed: set[str] = set()
        self._rest = b""
        self._connection: socket.socket | None = None
        self.pid: int | None = None

    def watch(self, run: str) -> None:
        """Have a run watched, from before its stage starts.

        Raises:
            OSError: when the watcher cannot be started.
        """
        self._runs.add(run)
        if self._connection is None:
            self._start()
        else:
            self._send([run])

    def renew(self) -> None:
        """Report the renewed lease."""
        if self._runs:
            self._send([])

    def forget(self, run: str) -> None:
        """End the watch of a run of which no process is left."""
        self._runs.discard(run)
        self._killed.discard(run)
        self._write(f"forget {run}\n")
        if not self._runs:
            self._close()

    def has_killed(self, run: str) -> bool:
        """Return whether the watcher has killed processes of the run."""
        self._receive()
        return run in self._killed

    def _send(self, runs: list[str]) -> None:
        if not self._write(f"until {self._lease.kill_at}\n" + "".join(f"watch {run}\n" for run in runs)):
            self._start()

    def _write(self, message: str) -> bool:
        """Return whether the watcher is there and takes the message."""
        self._receive()
        if self._connection is None:
            return False
        try:
            data = message.encode()
            return self._connection.send(data) == len(data)
        except OSError:
            return False

    def _receive(self) -> None:
        while self._connection is not None:
            try:
                chunk = self._connection.recv(READ_BYTES)
            except BlockingIOError:
                return
            except OSError:
                chunk = b""
            if not chunk:
                if self._runs:
                    about = {"action": "watcher_lost", "pid": self.pid, "runs": sorted(self._runs)}
                    logger.warning("the watcher of runs is gone and is started again", extra=about)
                self._close()
                return
            *lines, self._rest = (self._rest + chunk).split(b"\n")
            self._killed |= {line.decode().removeprefix("killed ") for line in lines} & self._runs

    def _start(self) -> None:
        if self.pid is not None:
            os.kill(self.pid, signal.SIGKILL)  # it hangs, and would kill the runs when its socket is closed
        self._close()
        ours, theirs = socket.socketpair()
        with theirs:
            # In another session, so that Ctrl-Z and Ctrl-C in a terminal do not reach it. No object waits for its end:
            # it is reaped like the processes that stages leave behind.
            self.pid = os.posix_spawn(
                sys.executable,
                _COMMAND,
                {},
                file_actions=[(os.POSIX_SPAWN_DUP2, theirs.fileno(), 0)],
                setsid=True,
            )
        ours.setblocking(False)
        self._connection = ours
        self._send(sorted(self._runs))

    def _close(self) -> None:
        """Close the socket, at which the process exits."""
        if self._connection is not None:
            self._connection.close()
        self._connection, self.pid, self._rest = None, None, b""
