"""The `pulumi` command as a child process that a person can stop in order.

The SDK's own runner leaves the engine behind when Ctrl-C ends it. Here the engine runs in a process group of its own
and is stopped by this command: after one signal it finishes what the cloud is doing, writes its state and releases its
lock.
"""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any

from pulumi.automation import CommandResult, InvalidVersionError, PulumiCommand
from pulumi.automation.errors import create_command_error

from infra_py.cli.errors import CommandFailed

OnOutput = Callable[[str], Any]
INSTALL = "Install it from https://www.pulumi.com/docs/install/ and open a new terminal, so that it is on PATH."
# On Windows a wait of the main thread hears no signal until it returns.
POLL_SECONDS = 0.2


class Engine(PulumiCommand):
    """Runs `pulumi` and can interrupt what it runs."""

    def __init__(self) -> None:
        """Find the command.

        Raises:
            CommandFailed: when it is not on PATH, or too old for the SDK.
        """
        try:
            super().__init__()
        except FileNotFoundError as error:
            raise CommandFailed(f"The `pulumi` command is not on PATH. {INSTALL}") from error
        except (InvalidVersionError, subprocess.CalledProcessError) as error:
            raise CommandFailed(f"The `pulumi` command cannot be used: {error} {INSTALL}") from error
        self.stop = threading.Event()
        self._child: subprocess.Popen[str] | None = None

    def run(
        self,
        args: list[str],
        cwd: str,
        additional_env: Mapping[str, str],
        on_output: OnOutput | None = None,
        on_error: OnOutput | None = None,
    ) -> CommandResult:
        """Run one `pulumi` command to its end, as the SDK's runner does.

        Raises:
            CommandError: when its exit code is not 0.
        """
        options = [] if "--non-interactive" in args else ["--non-interactive"]
        environ = {**os.environ, **additional_env, "PULUMI_AUTOMATION_API": "true", "PULUMI_SKIP_UPDATE_CHECK": "true"}
        with subprocess.Popen(
            [self.command, *options, *args],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=cwd,
            env=environ,
            encoding="utf-8",
            errors="replace",
            **_own_group(),
        ) as child:
            self._child = child
            try:
                stdout, stderr = _read(child.stdout, on_output), _read(child.stderr, on_error)
                code = _wait(child)
            finally:
                self._child = None
            result = CommandResult(stdout=stdout(), stderr=stderr(), code=code)
        if code != 0:
            raise create_command_error(result)
        return result

    @contextmanager
    def stoppable(self, on_stop: Callable[[int], None]) -> Iterator[None]:
        """Let Ctrl-C and its like ask for an orderly end of what runs in this block.

        Args:
            on_stop: called with the number of interrupts so far.
        """
        asked = 0

        def ask(*_: object) -> None:
            nonlocal asked
            asked += 1
            self.stop.set()
            on_stop(asked)
            self.interrupt()

        before = {number: signal.signal(number, ask) for number in _signals()}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def interrupt(self) -> None:
        """Ask the running command to stop: the first time in order, the second time at once."""
        child = self._child
        if child is None or child.poll() is not None:
            return
        if sys.platform == "win32":
            child.send_signal(signal.CTRL_BREAK_EVENT)
        else:
            child.send_signal(signal.SIGINT)


def _own_group() -> dict[str, Any]:
    """Return what keeps the terminal's own Ctrl-C away from the child: it would count as a second one."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


def _signals() -> list[signal.Signals]:
    """Return the signals that ask for an end; a hang-up only where it was not ignored (nohup)."""
    found = [signal.SIGINT, signal.SIGTERM]
    hang_up = getattr(signal, "SIGHUP", None)
    if hang_up is not None and signal.getsignal(hang_up) is not signal.SIG_IGN:
        found.append(hang_up)
    return found


def _read(stream: IO[str] | None, tell: OnOutput | None) -> Callable[[], str]:
    """Read a pipe in a thread; the function returned waits for its end."""
    assert stream is not None
    lines: list[str] = []

    def read() -> None:
        for line in stream:
            lines.append(line.rstrip())
            if tell:
                tell(lines[-1])

    thread = threading.Thread(target=read, daemon=True)
    thread.start()

    def finish() -> str:
        thread.join()
        return "\n".join(lines)

    return finish


def _wait(child: subprocess.Popen[str]) -> int:
    while True:
        try:
            return child.wait(POLL_SECONDS)
        except subprocess.TimeoutExpired:
            continue
