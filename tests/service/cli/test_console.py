"""`lifetracer console`, `lifetracer open`, and where the console is served."""

import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import cast

import psycopg
import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from console.access.password import hash_of
from console.settings import Choices
from service.cli import serve
from service.cli.mount import Beside, console_choices, may_start
from service.database.pool import Pool
from service.errors import ConfigurationError
from service.settings import Settings, local_origin
from tests.ports import free_port

PASSWORD = "correct horse battery"


def run(data_dir: Path, *arguments: str, given: str = "") -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "service.cli", "--data-dir", str(data_dir), *arguments]
    return subprocess.run(command, input=given, capture_output=True, text=True, timeout=120, check=False)


def test_the_line_of_a_password_sets_it(data_dir, monkeypatch):
    done = run(data_dir, "console", "password", given=f"{PASSWORD}\n")
    assert done.returncode == 0
    name, _, value = done.stdout.strip().partition("=")
    assert PASSWORD not in done.stdout + done.stderr
    monkeypatch.setenv(name, value.strip("'"))
    assert console_choices().password_hash == value.strip("'")


def test_a_short_password_is_refused_in_a_sentence(data_dir):
    done = run(data_dir, "console", "password", given="short\n")
    assert done.returncode != 0
    assert "12 to 1000 characters" in done.stderr
    assert "Traceback" not in done.stderr
    assert "short" not in done.stderr.replace("this one has 5", "")


def test_without_a_gateway_the_way_to_start_it_is_named(data_dir):
    done = run(data_dir, "open", "--print", "--url", f"http://127.0.0.1:{free_port()}")
    assert done.returncode != 0
    assert "lifetracer serve" in done.stderr
    assert "Traceback" not in done.stderr


def test_another_program_at_the_address_is_named_without_a_traceback(data_dir):
    other = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    threading.Thread(target=other.serve_forever, daemon=True).start()
    try:
        done = run(data_dir, "open", "--print", "--url", f"http://127.0.0.1:{other.server_port}")
    finally:
        other.shutdown()
        other.server_close()
    assert done.returncode != 0
    assert "not as a gateway of LifeTracer" in done.stderr
    assert "Traceback" not in done.stderr


def test_in_a_container_the_kept_key_opens_the_console(data_dir, monkeypatch):
    # There the gateway listens on every address, with a key that only the file holds.
    monkeypatch.setenv("LIFETRACER_HOST", "0.0.0.0")
    monkeypatch.setenv("LIFETRACER_PORT", str(free_port()))
    done = run(data_dir, "open", "--print")
    assert "a key must be chosen" not in done.stderr
    assert "Nothing answers at http://127.0.0.1:" in done.stderr


@pytest.mark.anyio
async def test_a_database_that_goes_during_the_greeting_ends_nothing(monkeypatch):
    class Gone:
        def connection(self):
            raise psycopg.OperationalError

    announced: list[str] = []
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(serve, "announce", announced.append)
    await serve._greet("http://127.0.0.1:3000", cast("Pool", Gone()))
    assert "lifetracer open" in announced[0]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (Settings(data_dir=Path()), "http://127.0.0.1:3000"),
        (Settings(data_dir=Path(), host="0.0.0.0"), "http://127.0.0.1:3000"),
        (Settings(data_dir=Path(), host="::", port=1), "http://[::1]:1"),
        (Settings(data_dir=Path(), tls_certificate=Path("c"), tls_key=Path("k")), "https://127.0.0.1:3000"),
    ],
)
def test_the_own_origin_is_one_that_a_client_can_use(settings, expected):
    assert local_origin(settings) == expected


@pytest.mark.parametrize(
    ("host", "has_password", "expected"),
    [
        ("127.0.0.1", False, True),
        ("::1", False, True),
        ("0.0.0.0", False, False),
        ("192.0.2.1", False, False),
        ("0.0.0.0", True, True),
    ],
)
def test_beyond_loopback_the_console_needs_a_password(host, has_password, expected):
    chosen = Choices(password_hash=hash_of(PASSWORD) if has_password else None)
    assert may_start(Settings(data_dir=Path(), host=host), chosen) is expected


def test_a_wrong_setting_is_named_without_its_value(monkeypatch):
    monkeypatch.setenv("CONSOLE_PASSWORD_HASH", "hunter2hunter2")
    with pytest.raises(ConfigurationError, match="lifetracer console password") as error:
        console_choices()
    assert "hunter2" not in str(error.value)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/api/jobs", "api"),
        ("/api", "api"),
        ("/health", "api"),
        ("/ready", "api"),
        ("/metrics", "api"),
        ("/openapi.json", "api"),
        ("/", "console"),
        ("/jobs", "console"),
        ("/apix", "console"),
        ("/health.html", "console"),
        ("/static/x/console.css", "console"),
    ],
)
def test_each_path_goes_to_one_of_the_two(path, expected):
    client = TestClient(Beside(PlainTextResponse("api"), PlainTextResponse("console")))
    assert client.get(path).text == expected
