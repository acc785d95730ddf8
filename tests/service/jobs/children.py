"""Children for tests of processes: real ones, from scripts."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

import psutil

from service import processes
from service.jobs.process import StageProcess

MIB = 1024 * 1024
# Of this process: the group of a run is killed by its mark, wherever it runs on the machine.
RUN = f"run-of-test-{os.getpid()}"


def start(
    directory: Path, source: str, *, environ: Mapping[str, str] | None = None, memory_bytes: int = 512 * MIB
) -> StageProcess:
    path = directory / "stage.py"
    path.write_text(dedent(source), encoding="utf-8")
    return StageProcess.start(
        [sys.executable, "-u", str(path), str(directory)],
        environ={**os.environ, processes.VARIABLE: RUN, **(environ or {})},
        run=RUN,
        memory_bytes=memory_bytes,
    )


async def lines_of(process: StageProcess) -> list[str]:
    return [line.text async for line in process.lines()]


async def first_line(process: StageProcess) -> str:
    async for line in process.lines():
        return line.text
    raise AssertionError("the stage printed nothing")


def is_gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
