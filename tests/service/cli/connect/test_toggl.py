"""`lifetracer connect toggl` against the stand-in: prompt, check, store, use, forget."""

import json
import os
import subprocess
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import psycopg
import pytest

from sandbox.account import Workspace
from sandbox.person import generate
from sandbox.toggl_gate import Quota
from tests.fakes.toggl import FakeToggl
from tests.service.cli.conftest import NOW, command

from .terminal import Terminal

TOKEN = "f00dfeedf00dfeedf00dfeedf00dfeed"
FAMILY = Workspace(id=6, name="Family", organization_id=3, at=NOW)


@pytest.fixture
def toggl():
    account = generate(1, date(2026, 6, 29), 10, ZoneInfo("Asia/Tokyo"), until=NOW)
    account = replace(account, workspaces=(*account.workspaces, FAMILY))
    with FakeToggl(account, now=lambda: NOW, token=TOKEN, quota=Quota(user=30, workspace=30)) as fake:
        yield fake


@pytest.fixture
def environ(database_url, toggl):
    return {"DATABASE_URL": database_url, "TOGGL_API_URL": toggl.origin, "LIFETRACER_AS_OF": NOW.isoformat()}


@pytest.fixture
def connect(data_dir, environ):
    """Run the command with a text on its standard input."""

    def run(text, *arguments, **more):
        return subprocess.run(
            command(data_dir, ["connect", "toggl", *arguments]),
            env={**os.environ, **environ, **more},
            input=text,
            capture_output=True,
            text=True,
            timeout=400,
            check=False,
        )

    return run


def stored(database_url):
    with psycopg.connect(database_url) as connection:
        return connection.execute("select source, account from app.secrets").fetchall()


def test_a_token_on_standard_input_is_checked_stored_used_and_forgotten(
    connect, lifetracer, environ, database_url, toggl, data_dir
):
    done = connect(f"{TOKEN}\n")
    assert done.returncode == 0, done.stderr
    assert "Connected to Toggl Track as sam@example.invalid." in done.stdout
    assert "  workspace 6 (Family)\n" in done.stdout
    assert "quota: 29 calls left, full again at" in done.stdout
    assert [request.path for request in toggl.requests] == ["/api/v9/me"]
    assert (data_dir / "secret-key").stat().st_mode & 0o777 == 0o600
    assert str(data_dir / "secret-key") in done.stderr
    assert TOKEN not in done.stdout + done.stderr
    assert "Next: lifetracer run connector toggl --wait" in done.stderr

    run = lifetracer("run", "connector", "toggl", "--wait", "--json", environ=environ)
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["result"]["inserted"] > 100
    sources = {row["service"]: row for row in json.loads(lifetracer("sources", "--json", environ=environ).stdout)}
    assert (sources["toggl"]["configured"], sources["toggl"]["credentials"]) == (True, "stored")
    assert sources["toggl"]["storedAccount"] == "sam@example.invalid"
    assert "stored: sam@example.invalid" in lifetracer("sources", environ=environ).stdout

    gone = connect("", "--forget")
    assert gone.returncode == 0
    assert "deleted" in gone.stdout
    assert stored(database_url) == []
    assert "nothing was changed" in connect("", "--forget").stderr
    run = lifetracer("run", "connector", "toggl", "--wait", environ=environ)
    assert run.returncode == 1
    assert "lifetracer connect toggl" in run.stderr


def test_on_a_terminal_the_token_is_prompted_for_and_never_shown(data_dir, environ, database_url):
    with Terminal(command(data_dir, ["connect", "toggl"]), environ) as terminal:
        terminal.until("(not shown): ")
        assert not terminal.echoes()
        terminal.type(TOKEN)
        assert terminal.end() == 0, terminal.shown
        assert "Connected to Toggl Track as sam@example.invalid." in terminal.shown
        assert TOKEN not in terminal.shown
    assert stored(database_url) == [("toggl", "sam@example.invalid")]


def test_ctrl_c_at_the_prompt_stores_nothing(data_dir, environ, database_url):
    with Terminal(command(data_dir, ["connect", "toggl"]), environ) as terminal:
        terminal.until("(not shown): ")
        terminal.interrupt()
        assert terminal.end() == 130
        assert "Traceback" not in terminal.shown
    assert stored(database_url) == []


def refused(done, exit_code, *words):
    assert done.returncode == exit_code, done.stderr
    assert "Traceback" not in done.stderr
    last = done.stderr.strip().splitlines()[-1]
    for word in words:
        assert word in last, done.stderr


def test_a_refused_token_is_one_sentence_and_nothing_is_stored(connect, database_url, data_dir):
    done = connect("wrong-token-of-mine\n")
    refused(done, 78, "Toggl refuses the API token (status 403)", "https://track.toggl.com/profile")
    assert "wrong-token-of-mine" not in done.stderr
    assert stored(database_url) == []
    assert not (data_dir / "secret-key").exists()


def test_a_refused_token_leaves_the_stored_one(connect, database_url):
    assert connect(f"{TOKEN}\n").returncode == 0
    refused(connect("wrong-token-of-mine\n"), 78, "refuses")
    assert stored(database_url) == [("toggl", "sam@example.invalid")]


@pytest.mark.parametrize("text", ["", "\n", "two words\n", "töken\n", "a\x1b[2Jb\n"])
def test_what_is_not_a_token_is_not_sent(connect, toggl, text):
    refused(connect(text), 65, "not an API token")
    assert toggl.requests == []


@pytest.mark.parametrize(
    ("fault", "options", "exit_code", "words"),
    [
        ("quota", {"resets_in": 1200}, 75, ("quota of calls is used up", "1200 s")),
        ("html", {"times": 9}, 75, ("not whole JSON",)),
        ("gone", {}, 78, ("removed",)),
    ],
)
def test_an_account_that_cannot_be_checked_now_is_not_stored(
    connect, toggl, database_url, fault, options, exit_code, words
):
    toggl.fail_next(fault, **options)
    refused(connect(f"{TOKEN}\n"), exit_code, *words)
    assert stored(database_url) == []


def test_a_variable_that_wins_is_named(connect, tmp_path):
    path = tmp_path / "token"
    path.write_text("of-another-account")
    done = connect(f"{TOKEN}\n", TOGGL_API_TOKEN_FILE=str(path))
    assert done.returncode == 0, done.stderr
    assert "TOGGL_API_TOKEN_FILE in the environment here wins over what is stored" in done.stderr


def test_workspaces_that_are_left_out_are_named(connect):
    done = connect(f"{TOKEN}\n", TOGGL_WORKSPACE_IDS="6")
    assert done.returncode == 0, done.stderr
    assert "  workspace 6 (Family)\n" in done.stdout
    assert done.stdout.count("left out by TOGGL_WORKSPACE_IDS") == 1


def test_the_credentials_of_another_machine_are_reported_when_this_one_has_another_key(
    connect, lifetracer, environ, database_url
):
    with psycopg.connect(database_url) as connection:
        connection.execute("insert into app.secrets (source, ciphertext, account) values ('gcal', 'x', 'sam')")
    done = connect(f"{TOKEN}\n")
    assert done.returncode == 0, done.stderr
    assert "stored credentials of gcal cannot be decrypted" in done.stderr
    assert "`lifetracer connect google`" in done.stderr


def test_help_says_that_the_token_is_never_an_argument(lifetracer):
    done = lifetracer("connect", "toggl", "--help")
    assert done.returncode == 0
    assert "never give it as an argument" in " ".join(done.stdout.split())
    assert lifetracer("connect", "toggl", TOKEN).returncode == 2
