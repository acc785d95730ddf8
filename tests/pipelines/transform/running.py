"""Runs the stage in real child processes: by argv, or forked from a server that has imported dbt, to save time."""

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

ENVIRONMENT = ("PATH", "HOME", "LANG", "VIRTUAL_ENV")


@dataclass(frozen=True)
class Outcome:
    code: int | None
    text: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines() if line.startswith("{")]

    @property
    def result(self) -> dict[str, Any]:
        return next(line for line in self.lines if line["event"] == "result")

    @property
    def message(self) -> str:
        return str(next(line["message"] for line in self.lines if line["event"] == "error"))


@dataclass(frozen=True)
class Running:
    process: BaseProcess
    output: Path

    def send(self, number: signal.Signals) -> None:
        assert self.process.pid is not None
        os.kill(self.process.pid, number)

    def wait(self) -> Outcome:
        self.process.join(180)
        return Outcome(self.process.exitcode, self.output.read_text(encoding="utf-8"))


class Stage:
    """The stage with the settings of these tests.

    Attributes:
        settings: what is in its environment besides the basics.
    """

    def __init__(self, folder: Path, settings: Mapping[str, str]) -> None:
        self.folder = folder
        self.settings = dict(settings)
        self.context: ForkServerContext = multiprocessing.get_context("forkserver")
        self.context.set_forkserver_preload(["tests.pipelines.transform.preload"])
        self.count = 0

    def environment(self, **changes: str) -> dict[str, str]:
        basics = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
        return {**basics, **self.settings, **changes}

    def by_argv(self, *arguments: str, **changes: str) -> Outcome:
        """Run `python -m pipelines.transform` from a shell's point of view."""
        done = subprocess.run(
            [sys.executable, "-m", "pipelines.transform", *arguments],
            env=self.environment(**changes),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
            check=False,
        )
        return Outcome(done.returncode, done.stdout)

    def start(self, target: Callable[[], int] | None = None, **changes: str) -> Running:
        """Start the stage (or another function) in a forked process and return at once."""
        self.count += 1
        output = self.folder / f"output-{self.count}.txt"
        process = self.context.Process(target=_child, args=(target or _stage, self.environment(**changes), output))
        process.start()
        return Running(process, output)

    def run(self, target: Callable[[], int] | None = None, **changes: str) -> Outcome:
        return self.start(target, **changes).wait()


def _stage() -> int:
    from pipelines.transform.__main__ import main

    return main([])


def _child(target: Callable[[], int], environment: dict[str, str], output: Path) -> None:
    handle = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(handle, 1)
    os.dup2(handle, 2)
    sys.stdout = os.fdopen(1, "w", buffering=1, encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", buffering=1, encoding="utf-8", closefd=False)
    os.environ.clear()
    os.environ.update(environment)
    # The server may have asked for it before.
    tempfile.tempdir = None
    try:
        code = target()
    except BaseException:  # noqa: BLE001 the parent reads the output, not this process
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    # As the interpreter's own end, without what the fork inherited from the server.
    os._exit(code)
