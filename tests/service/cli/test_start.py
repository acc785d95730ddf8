"""Starting without a database, and a worker of its own beside a gateway."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import psycopg
import pytest

from service.database.embedded import EmbeddedPostgres
from tests.ports import free_port

from .conftest import command
from .serving import PATIENCE_SECONDS, until

KEY = "key-of-test"


class Daemon:
    """A long-lived command, with what it has said so far."""

    def __init__(self, arguments: list[str], environ: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            arguments, env={**os.environ, **environ}, stderr=subprocess.PIPE, text=True, start_new_session=True
        )
        self.said: list[str] = []
        self._listener = threading.Thread(target=self._listen)
        self._listener.start()

    def _listen(self) -> None:
        assert self.process.stderr is not None
        self.said.extend(self.process.stderr)

    def end(self) -> int:
        self.process.terminate()
        code = self.process.wait(PATIENCE_SECONDS)
        self._listener.join(PATIENCE_SECONDS)
        assert self.process.stderr is not None
        self.process.stderr.close()
        return code


@contextmanager
def running(arguments: list[str], environ: dict[str, str]) -> Iterator[Daemon]:
    daemon = Daemon(arguments, environ)
    try:
        yield daemon
    finally:
        if daemon.process.poll() is None:
            daemon.process.kill()
        daemon.end()


def answers(client: httpx2.Client, path: str) -> httpx2.Response | None:
    try:
        return client.get(path)
    except httpx2.TransportError:
        return None


@pytest.fixture
def elsewhere(short_dir: Path, data_dir: Path) -> EmbeddedPostgres:
    """A database that somebody else starts, or not."""
    return EmbeddedPostgres(data_dir.with_name(f"{data_dir.name}-db"))


def test_a_gateway_starts_without_its_database_says_so_and_goes_on_when_it_is_there(data_dir, elsewhere):
    port = free_port()
    environ = {"DATABASE_URL": elsewhere.url, "LIFETRACER_API_KEY": KEY}
    client = httpx2.Client(
        base_url=f"http://127.0.0.1:{port}", headers={"Authorization": f"Bearer {KEY}"}, trust_env=False, timeout=30
    )
    with client, running(command(data_dir, ["serve", "--port", str(port)]), environ) as gateway:
        ready = until(lambda: answers(client, "/ready"))
        assert (ready.status_code, ready.json()["detail"]) == (503, "The gateway waits for its database.")
        assert client.get("/health").status_code == 200
        refused = client.post("/api/transform")
        assert refused.status_code == 503
        assert int(refused.headers["Retry-After"]) > 0
        assert client.get("/api/jobs").status_code == 503
        until(lambda: "Trying again until it answers." in "".join(gateway.said))
        with elsewhere.hold():
            until(lambda: client.get("/ready").status_code == 200)
            assert client.post("/api/transform").status_code == 202
            assert gateway.end() == 0
    assert "Traceback" not in "".join(gateway.said)
    # Told once, however often it was tried.
    assert sum("Trying again" in line for line in gateway.said) == 1


def test_a_gateway_that_waits_for_its_database_ends_on_a_signal(data_dir, elsewhere):
    environ = {"DATABASE_URL": elsewhere.url, "LIFETRACER_API_KEY": KEY}
    with running(command(data_dir, ["serve", "--port", "0"]), environ) as gateway:
        until(lambda: "Trying again until it answers." in "".join(gateway.said))
        assert gateway.end() == 0


def test_a_worker_of_its_own_takes_the_jobs_of_the_queue(data_dir, database_url):
    environ = {"DATABASE_URL": database_url}
    with running(command(data_dir, ["worker"]), environ) as worker:
        until(lambda: "The worker takes jobs from the queue." in "".join(worker.said))
        done = subprocess.run(
            command(data_dir, ["run", "connector", "toggl", "--wait"]),
            env={**os.environ, **environ},
            capture_output=True,
            text=True,
            check=False,
        )
        assert "TOGGL_API_TOKEN" in done.stderr
        with psycopg.connect(database_url) as connection:
            rows = connection.execute("select process from gateway.workers").fetchall()
        assert [row[0].partition("@")[0] for row in rows] == [str(worker.process.pid)]
        assert worker.end() == 0
    with psycopg.connect(database_url) as connection:
        assert connection.execute("select count(*) from gateway.workers").fetchone() == (0,)
    assert sys.executable in done.args[0]


def test_a_gateway_whose_database_a_person_has_to_act_on_says_so_in_health_too_and_opens_it_after_that(data_dir):
    with EmbeddedPostgres(data_dir).hold():
        pass
    version = data_dir / "postgres" / "PG_VERSION"
    version.write_text("16\n")
    port = free_port()
    environ = {"LIFETRACER_API_KEY": KEY, "LIFETRACER_PORT": str(port)}
    client = httpx2.Client(
        base_url=f"http://127.0.0.1:{port}", headers={"Authorization": f"Bearer {KEY}"}, trust_env=False, timeout=30
    )
    with client, running(command(data_dir, ["serve"]), environ) as gateway:
        answered = until(lambda: (found := answers(client, "/health")) and found.status_code == 503 and found)
        sentence = answered.json()["detail"]
        assert "was made by PostgreSQL 16, this program brings 18; dump it" in sentence
        assert [client.get(path).json()["detail"] for path in ("/ready", "/api/jobs")] == [sentence, sentence]
        checked = subprocess.run(
            [sys.executable, "-m", "service.health"],
            env={**os.environ, **environ},
            capture_output=True,
            text=True,
            check=False,
        )
        assert checked.returncode == 1
        assert f"answers 503 Service Unavailable: {sentence}" in checked.stderr
        version.write_text("18\n")
        until(lambda: client.get("/ready").status_code == 200)
        assert client.get("/health").status_code == 200
        # An edited migration is noticed at the next start.
        with psycopg.connect(EmbeddedPostgres(data_dir).url) as connection:
            connection.execute("update gateway.schema_digests set digest = 'another' where revision = '0003'")
        assert gateway.end() == 0
    assert not EmbeddedPostgres(data_dir).is_running()
    said = "".join(gateway.said)
    assert "Traceback" not in said
    assert said.count(sentence) == 1
    migrated = subprocess.run(command(data_dir, ["migrate"]), capture_output=True, text=True, check=False)
    assert migrated.returncode == os.EX_CONFIG
    assert migrated.stderr.startswith("lifetracer: Migration 0003 of schema gateway was changed after")
    assert len(migrated.stderr.splitlines()) == 1


def test_a_gateway_that_waits_for_its_embedded_server_ends_on_a_signal(data_dir):
    with EmbeddedPostgres(data_dir).hold():
        pass
    (data_dir / "postgres" / "PG_VERSION").write_text("16\n")
    with running(command(data_dir, ["serve", "--port", "0"]), {}) as gateway:
        until(lambda: "Trying again until it can be opened." in "".join(gateway.said))
        assert gateway.end() == 0
