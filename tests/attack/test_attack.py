"""A real gateway and worker with few open files, attacked from all sides at once, while a caller goes about its work.

What must hold: each probe of /health by someone else is answered, no heartbeat is missed, no job is lost, run twice or
ended late, and the log stays small. Times are printed and not asserted: machines are busy. `make chaos` attacks for
longer and with both limits; `LIFETRACER_ATTACK_SECONDS` chooses how long.
"""

import json
import os
import secrets
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any, Self

import httpx2
import psycopg
import pytest

from service.api.log_feed import MOST_STREAMS
from service.database.embedded import EmbeddedPostgres
from service.jobs.lease import HEARTBEAT_SECONDS
from tests.chaos.promises import check
from tests.chaos.stage import behaviour_of, temporary
from tests.chaos.world import KEY, World, until

from .attacks import ATTACKS

SECONDS = float(os.environ.get("LIFETRACER_ATTACK_SECONDS", "15"))
LIMITS = (1024, 256) if SECONDS > 30 else (256,)
PROMISED_SECONDS = 1.0
PROBE_SECONDS = 0.2
# A beat comes every ten seconds; with one missed, the last one is older than two.
MISSED_SECONDS = 2 * HEARTBEAT_SECONDS
# The gateway's log of the whole attack; a flood alone would write hundreds of lines a second.
LOG_BYTES = 1_000_000


@pytest.fixture(params=LIMITS)
def world(request: pytest.FixtureRequest, short_dir: Path) -> Iterator[World]:
    directory = short_dir / f"attack-{secrets.token_hex(3)}"
    directory.mkdir()
    postgres = EmbeddedPostgres(short_dir / f"attack-db-{secrets.token_hex(3)}")
    environ = {"LIFETRACER_CHAOS_TIMEOUT": str(SECONDS + 120), "LIFETRACER_LOG_FORMAT": "json"}
    with postgres.hold():
        world = World(
            directory=directory, postgres=postgres, random=Random(15), open_files=request.param, environ=environ
        )
        try:
            world.settle()
            yield world
        finally:
            (directory / "analyzer.hold").unlink(missing_ok=True)
            world.stop()
    for path in (directory, postgres.data_dir):
        shutil.rmtree(path, ignore_errors=True)


class Watcher:
    """Looks at the service from outside all the while: probes of /health, ages of heartbeats, open files."""

    def __init__(self, world: World) -> None:
        self.seconds: list[float] = []
        self.failures: list[str] = []
        self.oldest_heartbeat = 0.0
        self.most_files = 0
        self._world, self._ended = world, threading.Event()
        self._threads = [threading.Thread(target=look) for look in (self._probe, self._look)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _probe(self) -> None:
        while not self._ended.wait(PROBE_SECONDS):
            began = time.monotonic()
            try:
                response = httpx2.get(f"http://127.0.0.1:{self._world.port}/health", timeout=60, trust_env=False)
                if response.status_code != 200:
                    self.failures.append(response.text)
            except httpx2.TransportError as error:
                self.failures.append(repr(error))
            self.seconds.append(time.monotonic() - began)

    def _look(self) -> None:
        gateway = self._world.process("gateway")
        query = "select max(extract(epoch from clock_timestamp() - heartbeat_at))::float from gateway.workers"
        with psycopg.connect(self._world.postgres.url, autocommit=True) as connection:
            while not self._ended.wait(0.5):
                row = connection.execute(query).fetchone()
                assert row is not None
                self.oldest_heartbeat = max(self.oldest_heartbeat, row[0])
                self.most_files = max(self.most_files, gateway.num_fds())


@contextmanager
def attacked(world: World, path: str) -> Iterator[dict[str, dict[str, int]]]:
    """Attack for the length of the block; the dictionary has the answers afterwards."""
    script = Path(__file__).with_name("attacks.py")
    command = [sys.executable, str(script), str(world.port), KEY, path, *ATTACKS]
    answers: dict[str, dict[str, int]] = {}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as attack:
        try:
            yield answers
        finally:
            attack.terminate()
            answers.update(json.loads(attack.communicate()[0] or "{}"))


def held_job(world: World) -> dict[str, Any]:
    """Start a stage that runs until its file is removed."""
    (world.directory / "analyzer.hold").touch()
    response = world.ask("POST", "/api/analyze", expected=202)
    assert response is not None
    job: dict[str, Any] = response.json()
    until(lambda: status(world, job["jobId"]) == "running", "the stage does not start")
    return job


def status(world: World, job_id: str) -> str:
    with psycopg.connect(world.postgres.url) as connection:
        row = connection.execute("select status from gateway.jobs where id = %s", [job_id]).fetchone()
    assert row is not None
    return str(row[0])


def attempts(world: World) -> dict[str, int]:
    with psycopg.connect(world.postgres.url) as connection:
        rows = connection.execute("select id, attempt from gateway.jobs").fetchall()
    return {str(job_id): attempt for job_id, attempt in rows}


def test_under_attack_others_are_answered_and_jobs_run_once_and_to_their_end(world, capsys):
    held, pause = held_job(world), threading.Event()
    with Watcher(world) as watcher, attacked(world, held["links"]["logs"]) as answers:
        began = time.monotonic()
        while time.monotonic() - began < SECONDS:
            world.post()
            pause.wait(1.0)
        (world.directory / "analyzer.hold").unlink()
        began = time.monotonic()
        until(lambda: status(world, held["jobId"]) == "succeeded", "a stage that has ended is not final")
        ended = time.monotonic() - began
    sizes = {name: (world.directory / f"{name}.log").stat().st_size for name in ("gateway", "worker")}
    late = [seconds for seconds in watcher.seconds if seconds > PROMISED_SECONDS]
    with capsys.disabled():
        sys.stdout.write(
            f"\nattack, {world.open_files} open files: {len(watcher.seconds)} probes of /health, worst "
            f"{max(watcher.seconds):.2f} s, {len(late)} over {PROMISED_SECONDS:.0f} s; oldest heartbeat "
            f"{watcher.oldest_heartbeat:.1f} s; final {ended:.1f} s after the stage's end; {len(world.jobs)} jobs; "
            f"at most {watcher.most_files} files open; logs {sizes}\n{json.dumps(answers)}\n"
        )
    assert watcher.failures == []
    assert watcher.oldest_heartbeat < MISSED_SECONDS
    assert watcher.most_files < world.open_files
    check(world)
    for job_id, attempt in attempts(world).items():
        posted = world.jobs.get(job_id)
        assert attempt == 1 or (posted and behaviour_of(posted.arguments) is temporary), job_id
    assert max(sizes.values()) < LOG_BYTES
    assert "requests were not logged" in (world.directory / "gateway.log").read_text()
    served = answers["stream"].get("200", 0)
    assert served > 0
    assert set(answers["stream"]) <= {"200", "503, later", "closed", "ended"}
    if world.open_files > 1000:
        assert served >= MOST_STREAMS
