"""The image as it is run: uid 10001, a read-only root, no capabilities, HTTPS with a private certificate."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import httpx2
import psutil
import pytest

from .building import ROOT
from .conftest import VERSION
from .running import PATIENCE_SECONDS, Container, until, volumes


def test_health_answers_over_https_with_the_version_of_the_image(served):
    answer = served.client.get("/health")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "version": VERSION}
    assert served.client.get("/ready").json()["version"] == VERSION


def test_the_health_check_of_the_image_passes_inside(served, image):
    words = image.configuration["Healthcheck"]["Test"][1:]
    done = served.container.run(*words)
    assert (done.returncode, done.stdout) == (0, f"ok, version {VERSION}\n"), done.stderr


def test_a_transform_runs_in_it(served):
    """dbt, with the packages and the parse cache of a read-only image."""
    final = served.finish("/api/transform", {})
    assert final["status"] == "succeeded", final
    assert len(list((served.container.data / "cache/dbt").glob("*/partial_parse.msgpack"))) == 1


def test_a_command_beside_the_gateway_hands_it_a_job(served):
    """`docker compose exec gateway lifetracer …`, as docs/container.md and container/try.sh have it."""
    done = served.container.run("lifetracer", "run", "transform", "--wait")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_demo_prints_its_reports_in_it(served):
    """Connector, transform, analyzer, adjuster and both reports: whatever was stripped, none of them needed."""
    done = served.container.run("lifetracer", "demo")
    assert done.returncode == 0, done.stdout + done.stderr
    reports = sorted((served.container.data / "demo/sample").glob("*.pdf"))
    assert [path.name[-6:] for path in reports] == ["en.pdf", "ja.pdf"]
    assert all(path.read_bytes().startswith(b"%PDF-") for path in reports)


@pytest.mark.parametrize("folder", ["/", "/etc", "/opt/lifetracer", "/usr/bin", "/home", "/run/lifetracer"])
def test_nothing_can_be_written_but_the_volume_and_memory(served, folder):
    assert served.container.run("touch", f"{folder}/x").returncode != 0


@pytest.mark.parametrize("folder", ["/tmp", "/dev/shm", "/var/lib/lifetracer"])
def test_the_volume_and_memory_can_be_written(served, folder):
    done = served.container.run("sh", "-c", f"touch {folder}/x && rm {folder}/x")
    assert done.returncode == 0, done.stderr


def test_its_processes_are_the_users_and_have_no_capability(served):
    processes = [served.container.init, *served.container.init.children(recursive=True)]
    assert {process.uids().effective for process in processes} == {10001}
    names = {process.name() for process in processes}
    assert {"tini", "postgres"} <= names
    for process in processes:
        status = Path(f"/proc/{process.pid}/status").read_text()
        assert "CapEff:\t0000000000000000" in status
        assert "CapBnd:\t0000000000000000" in status
        assert "NoNewPrivs:\t1" in status


def test_the_init_reaps_what_nobody_waits_for(served):
    done = served.container.run("sh", "-c", "sleep 0.2 & echo started")
    assert done.stdout == "started\n"
    until(lambda: [child.name() for child in served.container.init.children() if child.name() == "sleep"] == [])
    assert psutil.STATUS_ZOMBIE not in {child.status() for child in served.container.init.children()}


def test_without_a_key_one_is_made_and_kept(image):
    """The first `docker compose up`: no setting at all."""
    with volumes() as folder:
        first = Container(image.root, image.configuration, folder, {})
        made = (first.data / "api-key").read_text().strip()
        mode = (first.data / "api-key").stat().st_mode & 0o777
        origin = f"http://127.0.0.1:{first.port}"
        refused = httpx2.get(f"{origin}/api/jobs", trust_env=False, timeout=PATIENCE_SECONDS).status_code
        taken = httpx2.get(
            f"{origin}/api/jobs",
            trust_env=False,
            timeout=PATIENCE_SECONDS,
            headers={"Authorization": f"Bearer {made}"},
        )
        health = first.run("python", "-m", "service.health")
        code = first.stop()
        assert (mode, refused, taken.status_code, health.returncode, code) == (0o600, 401, 200, 0, 0)
        assert any("/var/lib/lifetracer/api-key" in line for line in first.said)
        assert made not in "".join(first.said)
        assert not (first.data / "postgres/postmaster.pid").exists(), "PostgreSQL was not stopped in order"
        shutil.rmtree(first.data / "cache", ignore_errors=True)

        second = Container(image.root, image.configuration, folder, {})
        second.stop()
        assert (second.data / "api-key").read_text().strip() == made


START = """
import json, sys
from pathlib import Path
from tests.image.running import Container
started = Container(Path(sys.argv[1]), json.loads(sys.argv[2]), Path(sys.argv[3]), {})
print(started.init.pid, flush=True)
sys.stdin.read()
"""


def test_a_killed_test_run_leaves_no_container(image):
    with volumes() as folder:
        argv = [sys.executable, "-c", START, str(image.root), json.dumps(image.configuration), str(folder)]
        with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as run:
            assert run.stdout is not None
            init = int(run.stdout.readline())
            run.kill()
        until(lambda: not psutil.pid_exists(init))
