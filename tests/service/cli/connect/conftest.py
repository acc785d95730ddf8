"""A Google account with three calendars, and a client of a person's project."""

import json

import pytest

from sandbox.calendar_store import CalendarStore
from sandbox.google_token import CLIENT_ID, CLIENT_SECRET
from tests.fakes.google import FakeGoogle
from tests.service.cli.conftest import NOW

from .consent import FAMILY, OWN, WORK, Pasting, named


@pytest.fixture
def google():
    with FakeGoogle(CalendarStore(named(OWN), named(WORK), named(FAMILY), now=lambda: NOW), now=lambda: NOW) as fake:
        yield fake


@pytest.fixture
def environ(database_url, google):
    return {
        "DATABASE_URL": database_url,
        "LIFETRACER_AS_OF": NOW.isoformat(),
        "GOOGLE_API_URL": google.origin,
        "GOOGLE_TOKEN_URL": f"{google.origin}/token",
        "GOOGLE_AUTH_URL": google.auth_url,
    }


@pytest.fixture
def client(tmp_path):
    path = tmp_path / "client_secret.json"
    installed = {
        "client_id": CLIENT_ID,
        "project_id": "sandbox",
        # Only the settings decide where secrets go.
        "auth_uri": "http://127.0.0.1:9/elsewhere",
        "token_uri": "http://127.0.0.1:9/elsewhere",
        "client_secret": CLIENT_SECRET,
        "redirect_uris": ["http://localhost"],
    }
    path.write_text(json.dumps({"installed": installed}))
    return path


@pytest.fixture
def pasting(data_dir, environ, client):
    started = []

    def start(*arguments, **more):
        started.append(Pasting(data_dir, {**environ, **more}, "--client", str(client), *arguments))
        return started[-1]

    yield start
    for command_ in started:
        if command_.process.poll() is None:
            command_.process.kill()
            command_.process.communicate()
