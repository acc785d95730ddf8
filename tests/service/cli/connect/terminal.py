"""A command on a pseudo-terminal, as a person at a keyboard has it."""

import os
import select
import subprocess
import sys
import termios
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Self

# Runs in the child: makes the pseudoterminal its controlling one, and then becomes the command.
_TAKE_TERMINAL = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.argv[1], sys.argv[1:])"
)
PATIENCE_SECONDS = 120


class Terminal:
    """The terminal's side of a running command.

    Attributes:
        shown: everything that the person has seen.
    """

    def __init__(self, arguments: Sequence[str], environ: dict[str, str]) -> None:
        self.shown = ""
        self._place = 0
        self._master, slave = os.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-c", _TAKE_TERMINAL, *arguments],
            env={**os.environ, "TERM": "dumb", **environ},
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
        )
        os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self._master)

    def until(self, words: str) -> str:
        """Read until the words are shown after those waited for before; return everything shown so far."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (place := self.shown.find(words, self._place)) < 0:
            if not self._read(deadline):
                raise AssertionError(f"{words!r} was not shown:\n{self.shown}")
        self._place = place + len(words)
        return self.shown

    def type(self, line: str) -> None:
        """Type a line and press Enter."""
        os.write(self._master, f"{line}\n".encode())

    def echoes(self) -> bool:
        """Return whether the terminal shows what is typed."""
        return bool(termios.tcgetattr(self._master)[3] & termios.ECHO)

    def interrupt(self) -> None:
        """Press Ctrl+C."""
        os.write(self._master, termios.tcgetattr(self._master)[6][termios.VINTR])

    def end(self) -> int:
        """Read to the end; return the exit code."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self._read(deadline):
            pass
        return self.process.wait(PATIENCE_SECONDS)

    def _read(self, deadline: float) -> bool:
        ready, _, _ = select.select([self._master], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            return False
        try:
            found = os.read(self._master, 65536)
        except OSError:  # the other side is closed
            return False
        self.shown += found.decode(errors="replace").replace("\r\n", "\n")
        return bool(found)
