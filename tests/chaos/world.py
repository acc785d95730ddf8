"""A gateway, a worker and a database that is not theirs, and everything that can go wrong with them."""

import contextlib
import os
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from signal import Signals
from typing import Any

import httpx2
import psutil
import psycopg

from service import processes
from service.database.embedded import EmbeddedPostgres
from tests.ports import free_port

KEY = "key-of-chaos"
HERE = Path(__file__).parent
PATIENCE_SECONDS = 90.0
IDLE_CONNECTIONS = 400
FINAL = {"succeeded", "failed", "cancelled", "skipped"}
_tick = threading.Event()


@dataclass
class Posted:
    """A job that was answered with 202, and what was done to it since.

    Attributes:
        hit: a process or the database was taken from under it.
        allowed: further reasons by which it may have failed.
    """

    job_id: str
    arguments: list[str]
    cancel_asked: bool = False
    hit: bool = False
    allowed: set[str] = field(default_factory=set)


@dataclass
class World:
    """Everything of one chaos run.

    Attributes:
        machines: names of machines for the gateway or the worker; without one it runs on this machine.
        scale: the times of the lease are this many times as long as they are.
        timeout_seconds: after so long a stage is stopped.
        events: what happened, in order, to find the reason of a failure.
        open_files: the limit of open files of gateway and worker, soft and hard; None = that of this process.
        environ: further variables of both.
    """

    directory: Path
    postgres: EmbeddedPostgres
    random: Random
    machines: dict[str, str] = field(default_factory=dict)
    scale: float = 1.0
    timeout_seconds: float = 20.0
    jobs: dict[str, Posted] = field(default_factory=dict)
    events: list[str] = field(default_factory=list)
    open_files: int | None = None
    environ: dict[str, str] = field(default_factory=dict)
    _processes: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    _number: int = 0

    def __post_init__(self) -> None:
        self.port = free_port()
        headers = {"Authorization": f"Bearer {KEY}"}
        self.client = httpx2.Client(
            base_url=f"http://127.0.0.1:{self.port}", headers=headers, timeout=15, trust_env=False
        )

    def start(self, name: str) -> None:
        """Start the gateway or the worker, unless it runs."""
        if (running := self._processes.get(name)) is not None and running.poll() is None:
            return
        arguments = ["serve", "--no-schedules", "--port", str(self.port)] if name == "gateway" else ["worker"]
        environ = {
            **os.environ,
            "DATABASE_URL": self.postgres.url,
            "LIFETRACER_API_KEY": KEY,
            "TOGGL_API_TOKEN": "token-of-chaos",
            "LIFETRACER_CHAOS_MACHINE": self.machines.get(name, ""),
            "LIFETRACER_CHAOS_SCALE": str(self.scale),
            "LIFETRACER_CHAOS_TIMEOUT": str(self.timeout_seconds),
            **self.environ,
        }
        limit = ["sh", "-c", f'ulimit -n {self.open_files} && exec "$@"', "sh"] if self.open_files else []
        command = [*limit, sys.executable, str(HERE / "daemon.py"), str(self.directory)]
        with (self.directory / f"{name}.log").open("ab") as log:
            self._processes[name] = subprocess.Popen(
                [*command, "--data-dir", str(self.directory), *arguments], env=environ, stderr=log
            )

    def delay_stages(self, seconds: float) -> None:
        """Let each stage that begins from now on hold its lock for so long before it does anything."""
        (self.directory / "delay").write_text(str(seconds), encoding="utf-8")

    def pid_of(self, name: str) -> int:
        """Return the process of the gateway or the worker."""
        return self._processes[name].pid

    def settle(self) -> None:
        """Start what does not run, and wait until the gateway is ready and both take jobs."""
        for name in ("gateway", "worker"):
            self.start(name)
        until(lambda: self.ask("GET", "/ready", expected=200), "the gateway is not ready")
        until(self._all_registered, "a worker did not register")

    def _all_registered(self) -> bool:
        try:
            with psycopg.connect(self.postgres.url) as connection:
                rows = connection.execute("select process from gateway.workers").fetchall()
        except psycopg.OperationalError:
            return False
        return {process.pid for process in self._processes.values()} <= {int(row[0].partition("@")[0]) for row in rows}

    def process(self, name: str) -> psutil.Process:
        """Return the process of the gateway or the worker."""
        return psutil.Process(self._processes[name].pid)

    def stop(self) -> None:
        """End everything in order."""
        for process in self._processes.values():
            if process.poll() is None:
                process.terminate()
                process.wait(PATIENCE_SECONDS)
        self.client.close()

    def ask(self, method: str, path: str, *, expected: int | None = None, **options: Any) -> httpx2.Response | None:
        """Ask the gateway; None when it does not answer, or with another status than expected."""
        try:
            response = self.client.request(method, path, **options)
        except httpx2.TransportError:
            return None
        assert response.status_code < 500 or response.status_code == 503, response.text
        return response if expected in {None, response.status_code} else None

    def post(self) -> None:
        """Post a job of any kind; sometimes twice, as a client does that received no response."""
        day = self._next_day()
        pipeline: tuple[str, dict[str, Any], list[str]] = ("/api/pipeline", {"report": {"date": day}}, [])
        self._post(*self.random.choice([*self._stages(day), pipeline]), times=self.random.choice([1, 1, 2]))

    def post_one_of_each_stage(self) -> None:
        """Post one job of each of four stages, which can run beside each other."""
        for posted in self._stages(self._next_day()):
            self._number += 1
            self._post(*posted, times=1)

    def _next_day(self) -> str:
        self._number += 1
        return f"{2000 + self._number // 360:04}-{self._number // 30 % 12 + 1:02}-{self._number % 28 + 1:02}"

    def _stages(self, day: str) -> list[tuple[str, dict[str, Any], list[str]]]:
        return [
            ("/api/sync/toggl", {"since": day}, ["toggl", f"--since={day}"]),
            ("/api/report", {"date": day}, [f"--date={day}"]),
            ("/api/transform", {}, []),
            ("/api/analyze", {}, []),
        ]

    def _post(self, path: str, body: dict[str, Any], arguments: list[str], *, times: int) -> None:
        key = {"Idempotency-Key": f"chaos-{self._number}"}
        for _ in range(times):
            response = self.ask("POST", path, json=body, headers=key)
            if response is not None and response.status_code == 202:
                job = response.json()
                for each in [job, *job["steps"]]:
                    self.jobs.setdefault(each["jobId"], Posted(each["jobId"], arguments_of(each, arguments)))

    def open_jobs(self) -> list[dict[str, Any]]:
        """Return the jobs that are not final, with their steps."""
        response = self.ask("GET", "/api/jobs?limit=200", expected=200)
        jobs = response.json()["jobs"] if response else []
        return [each for job in jobs for each in [job, *job["steps"]] if each["status"] not in FINAL]

    def cancel(self) -> None:
        """Cancel any job that is not final."""
        if jobs := self.open_jobs():
            job = self.random.choice(jobs)
            self.events.append(f"cancel {job['jobId']} ({job['stage']}, {job['status']})")
            for each in [job, *job["steps"]]:
                self.jobs[each["jobId"]].cancel_asked = True
            self.ask("POST", f"/api/jobs/{job['jobId']}/cancel")

    def kill_one_of_a_stage(self) -> None:
        """Kill the leader of a running stage, or something below it."""
        running = [job["jobId"] for job in self.open_jobs() if job["status"] == "running" and not job["steps"]]
        self.random.shuffle(running)
        for job_id in running:
            if found := processes.processes_of_any(f"{job_id}.{attempt}" for attempt in range(1, 4)):
                victim = self.random.choice(found)
                self.events.append(f"kill a process of {job_id}")
                self.jobs[job_id].hit = True
                try:
                    victim.kill()
                except psutil.NoSuchProcess:
                    continue
                return

    def flood(self) -> None:
        """Hold idle connections to the gateway for a moment, as a stranger without a key can."""
        self.events.append(f"{IDLE_CONNECTIONS} idle connections")
        with contextlib.ExitStack() as held:
            for _ in range(IDLE_CONNECTIONS):
                # Refused, or not accepted in time, once the gateway has as many as it accepts.
                with contextlib.suppress(OSError):
                    held.enter_context(socket.create_connection(("127.0.0.1", self.port), timeout=0.2))
            _tick.wait(1.0)

    def signal(self, name: str, number: Signals) -> None:
        """Signal the gateway or the worker, and wait for its end."""
        self.events.append(f"{number.name} to the {name}")
        process = self._processes[name]
        self.hit_all()
        process.send_signal(number)
        code = process.wait(PATIENCE_SECONDS)
        assert code == (0 if number is Signals.SIGTERM else -number), f"the {name} ended with {code}"

    def restart_database(self, number: Signals) -> None:
        """Stop the database by a signal (INT = fast, QUIT = immediate, KILL = as by a power cut), and start it."""
        self.events.append(f"{number.name} to the database")
        postmaster = int((self.postgres.cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0])
        self.hit_all()
        os.kill(postmaster, number)
        until(lambda: _has_ended(postmaster), "the database does not end")
        self.postgres.ensure_running()
        self.hit_all()

    def hit_all(self, *allowed: str) -> None:
        """Note that a fault may have met every job; the reasons allow further ends."""
        for job in self.jobs.values():
            job.hit = True
            job.allowed.update(allowed)


def _has_ended(process: int) -> bool:
    """Return whether a process that has left its parent is gone, after reaping it where it became our child.

    An earlier test may have made this process a subreaper; the killed database then stays a zombie until it is reaped.
    """
    with contextlib.suppress(ChildProcessError):
        os.waitpid(process, os.WNOHANG)
    return not psutil.pid_exists(process)


def arguments_of(job: dict[str, Any], posted: list[str]) -> list[str]:
    """Return the arguments that the stage of a job gets."""
    if job["stage"] == "connector" and "since" not in job["input"]:
        return [str(job["input"]["service"])]
    if job["stage"] == "reporter" and "date" in job["input"]:
        return [f"--date={job['input']['date']}"]
    return posted if job["parentId"] is None else []


def until(what: Any, otherwise: str, *, seconds: float = PATIENCE_SECONDS) -> Any:
    """Poll a condition, with a limit that only a broken promise reaches."""
    for _ in range(int(seconds / 0.05)):
        if found := what():
            return found
        _tick.wait(0.05)
    raise AssertionError(otherwise)
