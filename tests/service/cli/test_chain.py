"""The whole chain as a user runs it: gateway, embedded database, Toggl stand-in, dbt and Typst, all real processes."""

import os
import secrets
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from service.database.embedded import EmbeddedPostgres

from .conftest import command, settings_of
from .serving import Served, serving, stage_processes, until

Serve = Callable[[], AbstractContextManager[Served]]


@pytest.fixture(scope="module")
def place(short_dir: Path) -> Iterator[Path]:
    """One data directory for the module: each test goes on where the one before ended, as a user does."""
    path = short_dir / secrets.token_hex(4)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def serve(place: Path, toggl: str) -> Serve:
    arguments = ["serve", "--port", "0", "--no-schedules"]
    return lambda: serving(command(place, arguments), place, settings_of(toggl))


def sessions_of(place: Path, job_id: str) -> int:
    """Return how many sessions of a job's stage the database has."""
    with EmbeddedPostgres(place).hold() as url, psycopg.connect(url) as connection:
        row = connection.execute(
            "select count(*) from pg_stat_activity where application_name like %s", [f"lifetracer:{job_id}.%"]
        ).fetchone()
    assert row is not None
    return int(row[0])


def results_of(job: dict[str, Any]) -> list[Any]:
    """Return what the Toggl sync, the transform and the reporter of a pipeline left."""
    steps = {step["input"].get("service") or step["stage"]: step for step in job["steps"]}
    return [steps[name]["result"] for name in ("toggl", "transform", "reporter")]


def until_dbt_works(served: Served, place: Path, pipeline_id: str) -> str:
    """Wait until the transform of a pipeline is in the middle of its work, and return its job id."""
    step = until(lambda: (step := served.step(pipeline_id, "transform"))["status"] == "running" and step)
    job_id: str = step["jobId"]
    until(lambda: (served.job(job_id)["progress"] or {}).get("done"))
    assert sessions_of(place, job_id) > 0
    return job_id


def test_a_pipeline_over_http_ends_with_a_report_and_twice_changes_nothing(serve):
    with serve() as served:
        job = served.until_final(served.post("/api/pipeline")["jobId"])
        assert job["status"] == "succeeded", served.client.get(job["links"]["logs"]).text
        synced, transformed, printed = results_of(job)
        assert synced["inserted"] > 500
        assert transformed["rows"] > 500
        summary = served.client.get("/api/summary").json()["days"]
        assert len(summary) == 21
        estimated = [cell for cell in summary[-1]["categories"] if cell["estimate"] is not None]
        assert round(sum(cell["estimate"] for cell in estimated)) == 1440
        sources = {source["service"]: source for source in served.client.get("/api/sources").json()["sources"]}
        assert sources["toggl"]["rows"] > 500
        assert sources["toggl"]["quotaRemaining"] > 0
        report = served.client.get(f"/api/reports/{printed['report_id']}.pdf")
        assert report.content.startswith(b"%PDF-")

        again = served.until_final(served.post("/api/pipeline")["jobId"])
        synced, _, reprinted = results_of(again)
        assert (synced["inserted"], synced["updated"], synced["deleted"]) == (0, 0, 0)
        assert (reprinted["unchanged"], reprinted["sha256"]) == (True, printed["sha256"])
        logs = served.client.get(job["links"]["logs"]).text
        assert "sandbox-token" not in logs


def test_a_gateway_killed_in_the_middle_of_transform_leaves_nothing_and_the_job_ends_truthfully(serve, place):
    with serve() as served:
        pipeline = served.post("/api/pipeline")["jobId"]
        job_id = until_dbt_works(served, place, pipeline)
        served.end(signal.SIGKILL)
    until(lambda: not stage_processes(job_id))
    with serve() as served:
        until(lambda: sessions_of(place, job_id) == 0 or served.job(job_id)["attempt"] == 2)
        job = served.until_final(pipeline)
        assert job["status"] == "succeeded"
        transform = next(step for step in job["steps"] if step["stage"] == "transform")
        assert transform["attempt"] == 2


def test_cancel_in_the_middle_of_transform_ends_process_and_query_before_the_job(serve, place):
    with serve() as served:
        pipeline = served.post("/api/pipeline")["jobId"]
        job_id = until_dbt_works(served, place, pipeline)
        assert served.client.post(f"/api/jobs/{pipeline}/cancel").status_code == 202
        job = served.until_final(pipeline)
        assert stage_processes(job_id) == []
        assert sessions_of(place, job_id) == 0
        by_stage = {step["stage"]: step["status"] for step in job["steps"]}
        assert by_stage["transform"] == by_stage["analyzer"] == by_stage["reporter"] == "cancelled"
        assert job["status"] == "cancelled"
        # Nothing that was cut off stands in the way of the next.
        assert served.until_final(served.post("/api/transform")["jobId"])["status"] == "succeeded"


def test_sigterm_drains_and_the_next_gateway_finishes_the_job(serve, place):
    with serve() as served:
        pipeline = served.post("/api/pipeline")["jobId"]
        job_id = until_dbt_works(served, place, pipeline)
        # Rule 12: uvicorn would raise the signal again and end with it; we drain and end with 0.
        assert served.end(signal.SIGTERM) == 0
    assert stage_processes(job_id) == []
    assert not EmbeddedPostgres(place).is_running()
    with serve() as served:
        assert served.job(job_id)["attempt"] == 1
        assert served.until_final(pipeline)["status"] == "succeeded"


def test_the_database_killed_under_the_gateway_is_started_again(serve, place):
    with serve() as served:
        until(lambda: served.client.get("/ready").status_code == 200)
        postmaster = int((place / "postgres" / "postmaster.pid").read_text().splitlines()[0])
        os.kill(postmaster, signal.SIGKILL)
        until(lambda: EmbeddedPostgres(place).is_running())
        until(lambda: served.client.get("/ready").status_code == 200)
        assert served.client.get("/health").status_code == 200
        job = served.until_final(served.post("/api/report", language="ja")["jobId"])
        assert job["status"] == "succeeded"


def test_a_dead_supervisor_ends_the_process_with_a_failure(serve, place):
    # Rule 11: nobody would take jobs any more; the container must start anew.
    with serve() as served:
        with EmbeddedPostgres(place).hold() as url, psycopg.connect(url) as connection:
            connection.execute("alter table gateway.procrastinate_workers rename to hidden")
            connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity "
                "where pid <> pg_backend_pid() and backend_type = 'client backend'"
            )
        assert served.process.wait(timeout=60) == os.EX_SOFTWARE
    with EmbeddedPostgres(place).hold() as url, psycopg.connect(url) as connection:
        connection.execute("alter table gateway.hidden rename to procrastinate_workers")


def test_the_command_line_runs_the_pipeline_without_a_gateway(lifetracer, place, toggl, tmp_path):
    done = lifetracer(
        "--data-dir", str(place), "run", "pipeline", "--language", "ja", "--wait", environ=settings_of(toggl)
    )
    assert done.returncode == 0, done.stderr
    assert "pipeline succeeded" in done.stdout
    left = Path(done.stdout.splitlines()[-1])
    assert left.parent == place / "reports"
    assert left.read_bytes().startswith(b"%PDF-")
    saved = lifetracer("--data-dir", str(place), "report", "save", "--language", "ja", cwd=tmp_path)
    assert saved.returncode == 0, saved.stderr
    assert saved.stdout.strip() == left.name
    assert (tmp_path / left.name).read_bytes() == left.read_bytes()
    done = lifetracer(
        "--data-dir", str(place), "run", "reporter", "--period", "daily", "--wait", environ=settings_of(toggl)
    )
    assert done.returncode == 0, done.stderr
    weekly = lifetracer("--data-dir", str(place), "report", "save", "--period", "weekly", cwd=tmp_path)
    daily = lifetracer("--data-dir", str(place), "report", "save", "--period", "daily", cwd=tmp_path)
    assert [Path(name.stdout).name.split("-")[1] for name in (weekly, daily)] == ["weekly", "daily"]
    opened, opener = tmp_path / "opened", tmp_path / "bin" / "xdg-open"
    opener.parent.mkdir()
    opener.write_text(f'#!/bin/sh\necho "$1" > {opened}\n')
    opener.chmod(0o755)
    for path, message in ((opener.parent, ""), (tmp_path / "nothing", "No program opened daily.pdf; open it")):
        done = lifetracer(
            "--data-dir",
            str(place),
            "report",
            "save",
            "--open",
            "-o",
            "daily.pdf",
            cwd=tmp_path,
            environ={"PATH": f"{path}"},
        )
        assert (done.returncode, done.stdout) == (0, "daily.pdf\n")
        assert message in done.stderr
    # The program inherits the output, so that the command's end is the program's, too.
    assert opened.read_text() == "daily.pdf\n"
    elsewhere = lifetracer("--data-dir", str(place), "summary", "--from", "2020-01-01", "--to", "2020-01-02")
    assert (elsewhere.returncode, elsewhere.stdout) == (0, "")
    assert "Nothing is known from 2020-01-01 to 2020-01-02; the records are from 2026-05-" in elsewhere.stderr
    assert not EmbeddedPostgres(place).is_running()


def test_a_command_beside_a_gateway_leaves_the_work_to_it(lifetracer, serve, place, toggl):
    with serve() as served:
        done = lifetracer("--data-dir", str(place), "run", "transform", "--wait", "--json", environ=settings_of(toggl))
        assert done.returncode == 0, done.stderr
        newest = served.client.get("/api/jobs?limit=1").json()["jobs"][0]
        assert newest["stage"] == "transform"
        assert newest["jobId"] in done.stdout
