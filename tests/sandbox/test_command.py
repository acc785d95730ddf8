"""`python -m sandbox` as a person runs it: a child process, its output, its end by a signal."""

import os
import re
import signal
import socket
import subprocess
import sys

import httpx2

AS_OF = ["--as-of", "2026-03-01T22:00:00+09:00"]


def run(*argv: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "sandbox", *argv],
        env={**os.environ, **variables},
        capture_output=True,
        timeout=300,
        check=False,
    )


def test_the_csv_is_the_same_whatever_the_hash_seed():
    first, second = (run("csv", "--days", "30", *AS_OF, PYTHONHASHSEED=seed) for seed in ("1", "2"))
    assert first.returncode == second.returncode == 0
    assert first.stdout == second.stdout
    assert first.stdout.startswith(b"\xef\xbb\xbfUser,Email")
    assert first.stdout.count(b"\n") > 600


def test_options_may_come_from_the_environment_of_lifetracer():
    given = run("csv", "--days", "3", "--no-bom", "--timezone", "Europe/Berlin", *AS_OF)
    taken = run("csv", "--days", "3", "--no-bom", LIFETRACER_AS_OF=AS_OF[1], LIFETRACER_TIMEZONE="Europe/Berlin")
    assert given.stdout == taken.stdout
    assert b"Europe/Berlin" in taken.stderr
    assert given.stdout.startswith(b"User,")


def test_it_serves_until_a_signal_and_says_how_to_point_lifetracer_at_it():
    command = [sys.executable, "-W", "error", "-m", "sandbox", "--days", "2", "--token", "other", *AS_OF]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        assert child.stdout
        assert child.stderr
        lines = [child.stdout.readline() for _ in range(4)]
        origin = re.fullmatch(r"export TOGGL_API_URL=(http://127\.0\.0\.1:\d+)\n", lines[0])
        assert origin
        assert lines[1] == "export TOGGL_API_TOKEN=other\n"
        assert lines[2] == "export LIFETRACER_AS_OF=2026-03-01T22:00:00+09:00\n"
        me = httpx2.get(f"{origin[1]}/api/v9/me", auth=("other", "api_token"))
        child.send_signal(signal.SIGTERM)
        assert child.wait(timeout=20) == 0
        assert "Traceback" not in child.stderr.read()
    assert me.status_code == 200
    assert me.headers["X-Toggl-Quota-Remaining"] == "599"


def test_a_port_in_use_is_one_sentence():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = run("--days", "1", "--port", port, *AS_OF)
    assert ended.returncode == 1
    assert ended.stderr.decode().strip().count("\n") == 0
    assert port in ended.stderr.decode()
    assert "--port" in ended.stderr.decode()


def test_bad_options_name_themselves():
    for argv in (
        ["--as-of", "noon"],
        ["--timezone", "Mars"],
        ["--days", "0"],
        ["--port", "65536"],
        ["csv", "--port", "1"],
    ):
        ended = run(*argv)
        assert ended.returncode == 2
        assert (argv[1] if argv[0] == "csv" else argv[0]).encode() in ended.stderr


def test_help_shows_both_commands():
    text = run("--help").stdout.decode()
    assert "serve" in text
    assert "csv" in text
    assert "--as-of" in text
