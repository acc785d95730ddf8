"""No token is anywhere after runs that failed and that succeeded: not in the database, its files, argv or output."""

import base64
import json
import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from urllib.parse import quote
from zoneinfo import ZoneInfo

import psutil
import psycopg
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from psycopg import sql

from sandbox import calendar
from sandbox.google_token import CLIENT_ID, CLIENT_SECRET
from sandbox.person import generate
from service.database.embedded import EmbeddedPostgres
from tests.fakes.google import FakeGoogle
from tests.fakes.toggl import FakeToggl

from .conftest import NOW, command
from .connect.consent import with_browser

# Toggl's are hexadecimal; the other characters are here for what differs when they are encoded.
TOKEN = "f00d/log_feed+f00d=log_feed&f00dfeed"
OWN = "sam@example.invalid"
ROBOT = "robot@example.invalid"
ZONE = ZoneInfo("Asia/Tokyo")
# What Toggl's answers hold besides.
IN_ANSWERS = ["FAKE-WORKSPACE-TOKEN", "FAKE-ICAL-SECRET", "FAKE-INTERCOM-HASH"]


@pytest.fixture(scope="module")
def private_key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def toggl():
    account = generate(1, date(2026, 6, 29), 10, ZONE, until=NOW)
    with FakeToggl(account, now=lambda: NOW, token=TOKEN) as fake:
        yield fake


@pytest.fixture
def google(private_key):
    public = private_key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    plan = replace(calendar.generate(1, date(2026, 6, 29), 10, ZONE), id=OWN)
    with FakeGoogle(plan, now=lambda: NOW, service_accounts={ROBOT: public.decode()}) as fake:
        yield fake


@pytest.fixture
def environ(toggl, google):
    return {
        "TOGGL_API_URL": toggl.origin,
        "LIFETRACER_AS_OF": NOW.isoformat(),
        "GOOGLE_API_URL": google.origin,
        "GOOGLE_TOKEN_URL": f"{google.origin}/token",
        "GOOGLE_AUTH_URL": google.auth_url,
    }


@pytest.fixture
def client_file(tmp_path):
    path = tmp_path / "client_secret.json"
    path.write_text(json.dumps({"installed": {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}}))
    return path


@pytest.fixture
def account_file(tmp_path, private_key):
    pem = private_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = tmp_path / "account.json"
    info = {"type": "service_account", "client_email": ROBOT, "private_key_id": "1", "private_key": pem.decode()}
    path.write_text(json.dumps({**info, "token_uri": "http://127.0.0.1:9/elsewhere"}))
    return path


class Watched:
    """Commands, with everything that they print and the arguments of every process that runs meanwhile."""

    def __init__(self, data_dir, environ):
        self.data_dir, self.environ = data_dir, environ
        self.printed: list[str] = []
        self.arguments: set[str] = set()

    def __call__(self, *arguments, text="", exit_code=0, **more):
        done = subprocess.run(
            command(self.data_dir, arguments),
            env={**os.environ, **self.environ, **more},
            input=text,
            capture_output=True,
            text=True,
            timeout=400,
            check=False,
        )
        self.printed += [done.stdout, done.stderr]
        assert done.returncode == exit_code, done.stderr
        return done

    @contextmanager
    def processes(self) -> Iterator[None]:
        """Read the arguments of all processes of the machine, again and again."""
        ended = threading.Event()

        def read() -> None:
            while not ended.wait(0.01):
                for process in psutil.process_iter(["cmdline"]):
                    self.arguments.add("\0".join(process.info["cmdline"] or []))

        thread = threading.Thread(target=read)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()


@pytest.fixture
def run(data_dir, environ):
    watched = Watched(data_dir, environ)
    with watched.processes():
        yield watched


def spellings(secret: str) -> set[str]:
    """Every form in which a program may write a secret."""
    coded = secret.encode()
    return {
        secret,
        quote(secret, safe=""),
        quote(secret),
        json.dumps(secret)[1:-1],
        secret.replace("&", "\\u0026"),
        base64.b64encode(coded[: len(coded) // 3 * 3]).decode(),
        base64.b64encode(f"{secret}:api_token".encode()).decode(),
        coded.hex(),
    }


def dump(data_dir) -> str:
    """Return every row of every table of every schema that is not PostgreSQL's own."""
    text = ""
    with EmbeddedPostgres(data_dir).hold() as url, psycopg.connect(url) as connection:
        tables = connection.execute(
            "select schemaname, tablename from pg_tables where schemaname not in ('pg_catalog', 'information_schema')"
        ).fetchall()
        for schema, table in tables:
            query = sql.SQL("copy {} to stdout").format(sql.Identifier(schema, table))
            with connection.cursor().copy(query) as copy:
                text += f"{schema}.{table}\n" + b"".join(bytes(block) for block in copy).decode()
    return text


def files(data_dir) -> dict[str, bytes]:
    """Return the files of the data directory: logs, sockets aside, and what PostgreSQL keeps there."""
    return {str(path): path.read_bytes() for path in data_dir.rglob("*") if path.is_file()}


def check(run: Watched, secrets: set[str]) -> None:
    rows, kept = dump(run.data_dir), files(run.data_dir)
    # The search itself finds what is there.
    assert OWN in rows
    assert "gateway.job_logs" in rows
    assert any(b"[secret]" in content for content in kept.values())
    assert "[secret]" in rows
    assert any("pipelines.connector" in text for text in run.arguments)
    for secret in secrets:
        for spelling in spellings(secret):
            assert spelling not in rows, secret
            assert not [text for text in run.printed if spelling in text], secret
            assert not [text for text in run.arguments if spelling in text], secret
            assert not [path for path, content in kept.items() if spelling.encode() in content], secret


def test_no_token_of_stored_credentials_is_anywhere(run, toggl, google, client_file):
    run("connect", "toggl", text=f"{TOKEN}\n")
    run("connect", "google", "--client", str(client_file), **with_browser())
    # What the services send back on a refusal holds the credentials; the sentence for the person must not.
    for path in ("/api/v9/me", "/me/time_entries"):
        toggl.fail_next("echo", path=path)
        assert "[secret]" in run("run", "connector", "toggl", "--wait", exit_code=65).stderr
        toggl.forget_faults()
    # Refused reports cost only themselves.
    toggl.fail_next("echo", path="/reports/")
    run("run", "connector", "toggl", "--wait")
    google.fail_next("echo", path="/token")
    run("run", "connector", "gcal", "--wait", exit_code=78)
    google.fail_next("echo", path="/colors")
    assert "[secret]" in run("run", "connector", "gcal", "--wait", exit_code=65).stderr
    toggl.fail_next("forbidden")
    run("run", "connector", "toggl", "--wait", exit_code=78)
    run("run", "connector", "toggl", "--wait")
    run("run", "connector", "gcal", "--wait")
    run("sources", "--json")
    run("jobs", "list", "--json")
    refresh = {token for token in google.tokens if token.startswith("1//")}
    assert len(refresh) == 1
    assert len(google.tokens) > 3
    check(run, {TOKEN, CLIENT_SECRET, *IN_ANSWERS, *google.tokens})


def test_no_token_of_variables_and_no_private_key_is_anywhere(run, toggl, google, account_file, private_key):
    account = {"GOOGLE_SERVICE_ACCOUNT_FILE": str(account_file), "GOOGLE_CALENDAR_IDS": OWN}
    variables = {"TOGGL_API_TOKEN": TOKEN, **account}
    toggl.fail_next("echo", path="/me")
    run("run", "connector", "toggl", "--wait", exit_code=65, **variables)
    google.fail_next("echo", path="/token")
    run("run", "connector", "gcal", "--wait", exit_code=78, **variables)
    google.fail_next("echo", path="/colors")
    run("run", "connector", "gcal", "--wait", exit_code=65, **variables)
    run("run", "connector", "toggl", "--wait", **variables)
    run("run", "connector", "gcal", "--wait", **variables)
    lines = set(json.loads(account_file.read_text())["private_key"].splitlines()[1:-1])
    assert len(lines) > 20
    check(run, {TOKEN, *lines, *IN_ANSWERS, *google.tokens})
