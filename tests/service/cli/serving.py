"""A gateway as its own process, on the embedded database of a data directory."""

import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import psutil

PATIENCE_SECONDS = 90
LISTENS = "LifeTracer listens on "


class Served:
    """A running `lifetracer serve`."""

    def __init__(self, command: list[str], data_dir: Path, environ: Mapping[str, str]) -> None:
        self.process = subprocess.Popen(
            command,
            env={**os.environ, "LIFETRACER_LOG_FORMAT": "text", **environ},
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert self.process.stderr is not None
        self.said: list[str] = []
        for line in self.process.stderr:
            self.said.append(line)
            if line.startswith(LISTENS):
                break
        else:
            raise AssertionError("".join(self.said))
        self.origin = line.removeprefix(LISTENS).split()[0]
        key = (data_dir / "api-key").read_text().strip()
        self.client = httpx2.Client(
            base_url=self.origin, headers={"Authorization": f"Bearer {key}"}, timeout=30, trust_env=False
        )

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        response = self.client.post(path, json=body)
        assert response.status_code == 202, response.text
        job: dict[str, Any] = response.json()
        return job

    def job(self, job_id: str) -> dict[str, Any]:
        job: dict[str, Any] = self.client.get(f"/api/jobs/{job_id}").json()
        return job

    def step(self, job_id: str, stage: str) -> dict[str, Any]:
        return next(step for step in self.job(job_id)["steps"] if step["stage"] == stage)

    def until_final(self, job_id: str) -> dict[str, Any]:
        job: dict[str, Any] = until(
            lambda: (job := self.job(job_id))["status"] in {"succeeded", "failed", "cancelled"} and job
        )
        return job

    def end(self, number: int) -> int:
        """Send a signal, and return the exit code once the process has ended."""
        self.client.close()
        self.process.send_signal(number)
        _, rest = self.process.communicate(timeout=PATIENCE_SECONDS)
        self.said.append(rest)
        return self.process.returncode


def until(what: Callable[[], Any]) -> Any:
    """Poll a condition, with a limit that only a hanging test reaches."""
    tick = threading.Event()
    for _ in range(PATIENCE_SECONDS * 20):
        if found := what():
            return found
        tick.wait(0.05)
    raise AssertionError("it did not happen")


@contextmanager
def serving(command: list[str], data_dir: Path, environ: Mapping[str, str]) -> Iterator[Served]:
    served = Served(command, data_dir, environ)
    try:
        yield served
    finally:
        if served.process.poll() is None:
            served.end(signal.SIGTERM)
        else:
            served.process.communicate()


def stage_processes(job_id: str) -> list[psutil.Process]:
    """Return the living processes that belong to a job."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("LIFETRACER_JOB_ID") == job_id and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except (psutil.Error, OSError):
            continue
    return found
