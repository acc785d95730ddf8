"""A run of a stage in a child process, as the job engine starts it."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Outcome:
    """What the run left behind."""

    code: int
    events: list[dict[str, Any]]
    stderr: str

    @property
    def result(self) -> dict[str, Any]:
        return next(event for event in self.events if event["event"] == "result")

    @property
    def error(self) -> str:
        return str(next(event["message"] for event in self.events if event["event"] == "error"))


def run(stage: str, *arguments: str, **environment: str) -> Outcome:
    """Run `python -m pipelines.<stage>` with these variables besides our own."""
    done = subprocess.run(
        [sys.executable, "-m", f"pipelines.{stage}", *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return Outcome(done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr)
