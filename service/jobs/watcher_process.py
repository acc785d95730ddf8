"""The watcher: a process beside a worker that kills the worker's runs when their lease expires or the worker is gone.

It belongs to no stage and to no session of the worker, so neither a frozen worker (SIGSTOP, Ctrl-Z, a debugger) nor a
stage that is not ours can stop it. The worker starts it with its first run and closes the socket after its last one.

Standard input is a socket. Lines from the worker: `until SECONDS` (of the clock in lease.py), `watch RUN`,
`forget RUN`. Lines to the worker: `killed RUN`.
"""

import select
import socket

from service import processes
from service.jobs.lease import now

TICK_SECONDS = 1.0
READ_BYTES = 65536


class Watch:
    """The runs that are watched, and until when they may run."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._until = 0.0
        self._runs: set[str] = set()
        self._expired: set[str] = set()
        self._rest = b""

    def run(self) -> None:
        """Watch until the worker closes the socket or is gone; then kill what is left."""
        while True:
            # Polled, because no clock that counts a suspension can interrupt `select`.
            readable, _, _ = select.select([self._connection], [], [], TICK_SECONDS if self._runs else None)
            # Before the messages are read: a lease that has expired is not renewed by a worker that wakes up.
            if now() > self._until:
                self._expired |= self._runs
            is_open = not readable or self._receive()
            for run in list(self._expired) if is_open else list(self._runs):
                self._kill(run)
            if not is_open:
                return

    def _receive(self) -> bool:
        """Apply the messages that have arrived; return whether the worker is still there."""
        try:
            chunk = self._connection.recv(READ_BYTES)
        except OSError:
            chunk = b""  # the worker died with a message of ours unread, which resets the connection
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        for line in lines:
            word, _, value = line.decode().partition(" ")
            match word:
                case "until":
                    self._until = float(value)
                case "watch":
                    self._runs.add(value)
                case "forget":
                    self._runs.discard(value)
                    self._expired.discard(value)
        return bool(chunk)

    def _kill(self, run: str) -> None:
        if processes.processes_of(run):
            processes.kill_all_of(run)
            self._report(f"killed {run}\n")

    def _report(self, message: str) -> None:
        try:
            self._connection.send(message.encode(), socket.MSG_DONTWAIT)
        except OSError:
            return  # the worker is gone, or frozen for so long that it does not need another message


if __name__ == "__main__":
    with socket.socket(fileno=0) as worker:
        Watch(worker).run()
