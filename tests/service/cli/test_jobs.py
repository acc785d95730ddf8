"""`lifetracer jobs`: following a log and doing a job again."""

import json
import os
import subprocess

import psycopg
import pytest

from .conftest import command


@pytest.fixture
def connection(database_url):
    with psycopg.connect(database_url, autocommit=True, options="-c search_path=gateway") as connection:
        yield connection


def make_job(connection, status="running"):
    """Write a job as the gateway would; return its id."""
    final = status not in {"queued", "running"}
    row = connection.execute(
        "insert into jobs (id, stage, input_key, queue, status, max_attempts, finished_at) "
        "values (gen_random_uuid(), 'reporter', 'k', 'stages', %s, 1, %s) returning id",
        [status, "2026-01-01T00:00:00Z" if final else None],
    ).fetchone()
    return str(row[0])


def write(connection, job_id, seq, line):
    connection.execute(
        "insert into job_logs (job_id, seq, at, level, line) values (%s, %s, now(), 'info', %s)", [job_id, seq, line]
    )


def test_follow_prints_lines_as_they_come_and_ends_with_the_job(connection, database_url, data_dir):
    job_id = make_job(connection)
    write(connection, job_id, 1, "first")
    with subprocess.Popen(
        command(data_dir, ["jobs", "logs", "--follow", job_id]),
        env={**os.environ, "DATABASE_URL": database_url, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert "first" in process.stdout.readline()
        write(connection, job_id, 2, "second")
        assert "second" in process.stdout.readline()
        write(connection, job_id, 3, "third")
        connection.execute(
            "update jobs set status = 'failed', reason = 'exit_code', finished_at = now() where id = %s", [job_id]
        )
        rest, said = process.communicate(timeout=60)
    assert [line.split()[-1] for line in rest.splitlines()] == ["third"]
    assert "reporter failed (exit_code)" in said


def test_retry_makes_a_new_job(lifetracer, connection, database_url):
    environ = {"DATABASE_URL": database_url}
    old = make_job(connection, "failed")
    done = lifetracer("jobs", "retry", old, "--json", environ=environ)
    assert done.returncode == 0, done.stderr
    job = json.loads(done.stdout)
    assert (job["retryOf"], job["status"], job["stage"]) == (old, "queued", "reporter")
    assert "lifetracer serve" in done.stderr
    again = lifetracer("jobs", "retry", job["jobId"], environ=environ)
    assert again.returncode == 65
    assert "queued" in again.stderr
