"""Schedules on the command line, and a real gateway that starts what they say."""

import json
import os
import signal

import psycopg
import pytest

from .conftest import command
from .serving import serving, until


@pytest.fixture
def run(lifetracer, database_url):
    def run(*arguments):
        return lifetracer("schedules", *arguments, environ={"DATABASE_URL": database_url})

    return run


def test_a_schedule_is_made_changed_paused_run_and_removed(run, database_url):
    made = run("set", "weekly", "--cron", "0 6 * * mon", "--stage", "reporter", "--input", '{"language": "ja"}')
    assert made.returncode == 0, made.stderr
    assert "Asia/Tokyo" in made.stdout
    # What is not given stays.
    assert run("set", "weekly", "--timezone", "Europe/Berlin", "--after", "pipeline").returncode == 0
    schedule = json.loads(run("show", "weekly", "--json").stdout)
    assert (schedule["cron"], schedule["timezone"], schedule["input"], schedule["after"]) == (
        "0 6 * * mon",
        "Europe/Berlin",
        {"language": "ja"},
        "pipeline",
    )
    assert "paused" in run("pause", "weekly").stdout
    assert json.loads(run("show", "weekly", "--json").stdout)["nextRunAt"] is None
    started = run("run", "weekly", "--json")
    assert json.loads(started.stdout)["stage"] == "reporter"
    assert "lifetracer serve" in started.stderr
    assert "started (manual)" in run("show", "weekly").stdout
    assert "06:00 +0" in run("resume", "weekly").stdout
    # Another stage takes another input.
    assert run("set", "weekly", "--stage", "transform", "--after", "nothing").returncode == 0
    schedule = json.loads(run("show", "weekly", "--json").stdout)
    assert (schedule["stage"], schedule["input"], schedule["after"]) == ("transform", {}, None)
    assert [tick["outcome"] for tick in schedule["ticks"]] == ["started"]
    assert run("remove", "weekly").returncode == 0
    with psycopg.connect(database_url) as connection:
        assert connection.execute("select count(*) from gateway.jobs").fetchone() == (1,)
    listed = run("list")
    assert [line.split()[0] for line in listed.stdout.splitlines()[1:]] == [
        "daily-pipeline",
        "daily-report",
        "weekly-report",
    ]


def test_next_looks_across_the_clock_change(run):
    run("set", "night", "--cron", "30 2 * * *", "--stage", "transform", "--timezone", "Europe/Berlin")
    lines = run("next", "night", "--count", "400").stdout.splitlines()
    assert len(lines) == 400
    # Once a year 02:30 does not exist, and fires at 03:00.
    assert {line.split()[1] for line in lines} == {"02:30", "03:00"}
    assert [line.split()[1:3] for line in lines].count(["03:00", "+0200"]) in {1, 2}
    following = json.loads(run("next", "--json", "--count", "2").stdout)
    assert [one["name"] for one in following].count("daily-report") == 2
    assert [one["at"] for one in following] == sorted(one["at"] for one in following)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["set", "new", "--cron", "0 25 * * *", "--stage", "transform"], ["0 25 * * *", "Bad hour", "five fields"]),
        (["set", "new", "--stage", "transform"], ["new", "--cron"]),
        (["set", "new"], ["--cron", "--stage"]),
        (["set", "New!", "--cron", "0 2 * * *", "--stage", "transform"], ["New!"]),
        (["set", "daily-pipeline", "--timezone", "Mars"], ["Mars", "Asia/Tokyo"]),
        (["set", "daily-pipeline", "--input", "{"], ["--input"]),
        (["set", "daily-pipeline", "--input", '{"reports": 1}'], ["reports", "pipeline"]),
        (["set", "new", "--cron", "0 2 * * *", "--stage", "connector"], ["service", "toggl"]),
        (["remove", "none"], ["none", "schedules list"]),
        (["show", "none"], ["none"]),
        (["run", "none"], ["none"]),
        (["pause", "none"], ["none"]),
        (["next", "none"], ["none"]),
    ],
)
def test_a_mistake_is_one_sentence(run, arguments, words):
    done = run(*arguments)
    assert done.returncode == 65
    assert len(done.stderr.strip().splitlines()) == 1
    for word in words:
        assert word in done.stderr


def test_help_teaches(lifetracer):
    for arguments in ([], ["set"], ["next"]):
        done = lifetracer("schedules", *arguments, "--help")
        assert done.returncode == 0
        assert len(done.stdout.split()) > 25


@pytest.fixture
def scheduled(run, database_url):
    """A schedule that was due a minute before the gateway starts."""
    for name in ("daily-pipeline", "daily-report", "weekly-report"):
        run("remove", name)
    run("set", "often", "--cron", "* * * * *", "--stage", "adjuster", "--timezone", "UTC")
    with psycopg.connect(database_url) as connection:
        connection.execute("update gateway.schedules set decided_until = now() - interval '3 minutes'")
    return "often"


def test_a_gateway_runs_what_is_due_and_says_what_became_of_it(data_dir, database_url, scheduled):
    environ = {"DATABASE_URL": database_url, "LIFETRACER_AS_OF": "2020-01-01T00:00:00Z"}
    with serving(command(data_dir, ["serve", "--port", "0"]), data_dir, environ) as served:
        path = f"/api/schedules/{scheduled}"
        last = until(lambda: served.client.get(path).json()["lastRun"])
        job = served.until_final(last["jobId"])
        # There is nothing to adjust yet; that it ran is enough.
        assert job["stage"] == "adjuster"
        assert served.client.get(path).json()["missed"] >= 2
        assert served.client.get("/health").status_code == 200
        assert served.end(signal.SIGTERM) == 0


def test_a_gateway_without_schedules_starts_nothing(data_dir, database_url, scheduled):
    arguments = ["serve", "--port", "0", "--no-schedules"]
    with serving(command(data_dir, arguments), data_dir, {"DATABASE_URL": database_url}) as served:
        # What a person asks for is run; by the end of it a scheduler would have looked.
        served.until_final(served.post(f"/api/schedules/{scheduled}/run")["jobId"])
        assert served.client.get(f"/api/schedules/{scheduled}").json()["lastTick"]["reason"] == "manual"
        assert len(served.client.get("/api/jobs").json()["jobs"]) == 1


def test_a_scheduler_that_fails_ends_the_process_to_be_started_again(data_dir, database_url, scheduled):
    with psycopg.connect(database_url) as connection:
        connection.execute("alter table gateway.schedule_ticks rename to hidden")
    with serving(command(data_dir, ["serve", "--port", "0"]), data_dir, {"DATABASE_URL": database_url}) as served:
        assert served.process.wait(timeout=60) == os.EX_SOFTWARE
