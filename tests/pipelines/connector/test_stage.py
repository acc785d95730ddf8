"""The stage as what it is: a child process with settings in the environment, JSON lines and an exit code."""

import json
import os
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.pipelines.connector.conftest import NOW, living
from tests.pipelines.connector.toggl_csv.exports import row, write
from tests.stored import set_settings


@pytest.fixture
def stage(module_database_url, connection, toggl):
    """Run the stage; return its exit code and its events."""

    def stage(*arguments, **changes):
        environ = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
        environ |= {
            "DATABASE_URL": module_database_url,
            "LIFETRACER_AS_OF": NOW.isoformat(),
            "TOGGL_API_URL": toggl.origin,
            "TOGGL_API_TOKEN": toggl.token,
        }
        environ |= changes
        done = subprocess.run(
            [sys.executable, "-m", "pipelines.connector", *map(str, arguments)],
            env={name: value for name, value in environ.items() if value},
            capture_output=True,
            text=True,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        assert toggl.token not in done.stdout + done.stderr
        return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]

    return stage


def error(events: list[dict[str, Any]]) -> str:
    [found] = [event for event in events if event["event"] == "error"]
    return str(found["message"])


def test_a_sync_ends_with_one_result(stage, connection):
    code, events = stage("toggl")
    assert code == 0
    result = events[-1]
    assert result["event"] == "result"
    assert [event["event"] for event in events].count("result") == 1
    assert {
        "service",
        "inserted",
        "updated",
        "deleted",
        "unchanged",
        "rows",
        "requests",
        "quota_remaining",
        "entities",
    } <= set(result)
    assert (result["service"], result["entities"]["time_entries"]["inserted"]) == ("toggl", 61)
    assert len(living(connection)) == 400


def test_a_plan_costs_one_call_and_ends_with_one_result(stage, connection, toggl):
    code, events = stage("toggl", "--plan")
    assert (code, events[-1]["event"], len(toggl.requests)) == (0, "result", 1)
    assert {"calls", "hours", "recent", "history", "workspaces", "quota"} == set(events[-1]["plan"])
    assert living(connection) == set()
    assert stage("toggl", "--plan", "--dry-run")[0] == 65


def test_a_dry_run_ends_with_its_difference(stage, connection, toggl):
    code, events = stage("toggl", "--dry-run", "--since", "2026-02-01")
    assert (code, events[-1]["event"], events[-1]["dry_run"]) == (0, "result", True)
    assert len(events[-1]["difference"]["inserted"]) == events[-1]["inserted"] == 29 + 7
    assert living(connection) == set()


def test_an_import_ends_with_one_result(stage, tmp_path):
    path = write(tmp_path / "e.csv", row("2026-01-05"))
    code, events = stage("import-toggl", path, "--timezone", "Europe/Berlin")
    assert (code, events[-1]["event"], events[-1]["service"], events[-1]["inserted"]) == (0, "result", "toggl_csv", 1)


def test_without_a_zone_the_stored_one_counts(stage, connection, tmp_path):
    set_settings(connection, timezone="Europe/Oslo")
    connection.commit()
    stage("import-toggl", write(tmp_path / "e.csv", row("2026-01-05")))
    assert connection.execute("select data ->> 'timezone' from raw.toggl_csv__time_entries").fetchone() == (
        "Europe/Oslo",
    )


def test_a_broken_file_is_65(stage, tmp_path):
    path = write(tmp_path / "e.csv", row("2026-01-05"), row("2026-01-05", Start_date="x"))
    code, events = stage("import-toggl", path, "--strict")
    assert code == 65
    assert f"{path}, line 3" in error(events)
    code, events = stage("import-toggl", path, "--user", "bob")
    assert code == 65
    assert 'no entry of --user "bob"' in error(events)
    code, events = stage("import-toggl", path, "--user", "ann")
    assert (code, events[-1]["entries"], events[-1]["skipped_lines"]) == (0, 1, 1)
    assert [event["level"] for event in events if "line 3" in event.get("message", "")] == ["warning", "info"]


def test_a_used_up_quota_is_a_wait_until_it_resets(stage, toggl):
    toggl.fail_next("quota", resets_in=900)
    code, events = stage("toggl")
    assert code == 75
    [wait] = [event for event in events if event["event"] == "wait"]
    assert (wait["reason"], wait["left"]) == ("quota", None)
    assert timedelta(seconds=890) < datetime.fromisoformat(wait["until"]) - datetime.now(UTC) <= timedelta(seconds=900)
    assert "quota" in error(events)


def test_no_token_is_78(stage):
    code, events = stage("toggl", TOGGL_API_TOKEN="")
    assert code == 78
    assert "TOGGL_API_TOKEN is not set" in error(events)


def test_a_wrong_token_is_78(stage):
    code, events = stage("toggl", TOGGL_API_TOKEN="nobodys")
    assert code == 78
    assert "TOGGL_API_TOKEN" in error(events)
    assert "nobodys" not in str(events)


def test_a_database_that_is_not_there_is_75(stage):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    code, events = stage("toggl", DATABASE_URL=f"postgresql://user:hidden@127.0.0.1:{port}/none")
    assert code == 75
    assert "DATABASE_URL" in error(events)
    assert "hidden" not in str(events)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("toggl", "--since", "yesterday"), "yesterday is not a day"),
        (("calendar",), "invalid choice"),
        ((), "required"),
    ],
)
def test_wrong_arguments_are_one_sentence(stage, arguments, said):
    code, events = stage(*arguments)
    assert code == 65
    assert said in error(events)


def test_killed_in_the_middle_the_next_run_repairs(stage, module_database_url, connection, toggl):
    toggl.fail_next("timeout", path="/reports/")
    environ = {
        **os.environ,
        "DATABASE_URL": module_database_url,
        "LIFETRACER_AS_OF": datetime(2026, 3, 1, 13, tzinfo=UTC).isoformat(),
        "TOGGL_API_URL": toggl.origin,
        "TOGGL_API_TOKEN": toggl.token,
    }
    command = [sys.executable, "-m", "pipelines.connector", "toggl"]
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if json.loads(line)["event"] == "plan":  # now it waits for the report
                break
        child.kill()
    toggl.forget_faults()
    assert len(living(connection)) == 61
    connection.commit()
    code, _ = stage("toggl")
    assert code == 0
    assert len(living(connection)) == 400
