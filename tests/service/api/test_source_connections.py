"""Checking and connecting sources over HTTP, against the stand-ins of Toggl and Google."""

import json
import logging
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import anyio
import psycopg
import pytest
from anyio import to_thread

from sandbox.account import Workspace
from sandbox.calendar_store import CalendarStore
from sandbox.google_token import CLIENT_ID, CLIENT_SECRET
from sandbox.person import generate
from service.api import checks
from service.database.pool import all_rows
from tests.fakes.google import FakeGoogle
from tests.fakes.toggl import FakeToggl
from tests.service.cli.conftest import NOW
from tests.service.cli.connect.browser import consent
from tests.service.cli.connect.consent import FAMILY, OWN, WORK, named

pytestmark = pytest.mark.anyio
TOKEN = "f00dfeedf00dfeedf00dfeedf00dfeed"
CLIENT = {"client": {"clientId": CLIENT_ID, "clientSecret": CLIENT_SECRET}}


@pytest.fixture(autouse=True)
def surroundings(monkeypatch, data_dir):
    data_dir.mkdir()
    monkeypatch.setenv("LIFETRACER_DATA_DIR", str(data_dir))
    monkeypatch.setenv("LIFETRACER_AS_OF", NOW.isoformat())
    # A machine that tests keep busy.
    monkeypatch.setattr(checks, "LIMIT_SECONDS", 240.0)


@pytest.fixture
def toggl(monkeypatch):
    account = generate(1, date(2026, 6, 29), 10, ZoneInfo("Asia/Tokyo"), until=NOW)
    family = Workspace(id=6, name="Family", organization_id=3, at=NOW)
    with FakeToggl(replace(account, workspaces=(*account.workspaces, family)), now=lambda: NOW, token=TOKEN) as fake:
        monkeypatch.setenv("TOGGL_API_URL", fake.origin)
        yield fake


@pytest.fixture
def google(monkeypatch):
    with FakeGoogle(CalendarStore(named(OWN), named(WORK), named(FAMILY), now=lambda: NOW), now=lambda: NOW) as fake:
        monkeypatch.setenv("GOOGLE_API_URL", fake.origin)
        monkeypatch.setenv("GOOGLE_TOKEN_URL", f"{fake.origin}/token")
        monkeypatch.setenv("GOOGLE_AUTH_URL", fake.auth_url)
        yield fake


async def post(api, path, body=None):
    return await api.client.post(f"/api/sources/{path}", json=body or {}, timeout=300)


def stored(database_url):
    with psycopg.connect(database_url) as connection:
        return connection.execute("select source, account, ciphertext from app.secrets").fetchall()


async def test_a_token_is_checked_and_stored_encrypted(api, database_url, toggl, caplog):
    with caplog.at_level(logging.DEBUG):
        answer = await post(api, "toggl/connect", {"token": TOKEN})
    connected = answer.json()
    assert answer.status_code == 200, answer.text
    assert [one["name"] for one in connected["workspaces"]][-1] == "Family"
    ((source, account, ciphertext),) = stored(database_url)
    assert (source, account) == ("toggl", connected["account"])
    assert TOKEN.encode() not in bytes(ciphertext)
    assert TOKEN not in caplog.text + answer.text
    async with api.pool.connection() as connection:
        assert await all_rows(connection, "select id from jobs") == []


async def test_a_check_uses_what_a_sync_would_use(api, toggl, monkeypatch):
    assert (await post(api, "toggl/check")).json()["code"] == "not-connected"
    await post(api, "toggl/connect", {"token": TOKEN})
    checked = (await post(api, "toggl/check")).json()
    assert (checked["ok"], checked["code"], checked["message"]) == (True, "ok", None)
    assert "…@" in checked["params"]["account"]
    # A variable wins over what is stored, which connecting again reports.
    monkeypatch.setenv("TOGGL_API_TOKEN", "0" * 32)
    assert (await post(api, "toggl/connect", {"token": TOKEN})).json()["overriding"] == ["TOGGL_API_TOKEN"]
    refused = (await post(api, "toggl/check")).json()
    assert (refused["ok"], refused["code"]) == (False, "refused")
    assert "0" * 32 not in json.dumps(refused)


async def test_a_wrong_token_is_refused_and_not_stored(api, database_url, toggl):
    refused = await post(api, "toggl/connect", {"token": "0" * 32})
    assert (refused.status_code, refused.json()["type"]) == (422, "/api/problems/credentials-refused")
    assert refused.json()["params"] == {"code": "refused"}
    assert stored(database_url) == []
    assert (await post(api, "toggl/connect")).json()["type"] == "/api/problems/credentials-missing"


async def test_of_a_source_one_check_runs_at_a_time(api, toggl, monkeypatch):
    monkeypatch.setenv("TOGGL_API_TOKEN", TOKEN)
    statuses = []

    async def one():
        statuses.append((await post(api, "toggl/check")).status_code)

    async with anyio.create_task_group() as tasks:
        for _ in range(3):
            tasks.start_soon(one)
    assert sorted(statuses) == [200, 409, 409]
    assert (await post(api, "toggl/check")).status_code == 200


async def test_a_check_that_takes_too_long_is_ended(api, toggl, monkeypatch):
    monkeypatch.setenv("TOGGL_API_TOKEN", TOKEN)
    monkeypatch.setattr(checks, "LIMIT_SECONDS", 0.01)
    assert (await post(api, "toggl/check")).json()["code"] == "too-slow"
    assert api.state.checking == set()


async def test_a_stored_token_of_another_key_is_not_decryptable(api, toggl, data_dir):
    await post(api, "toggl/connect", {"token": TOKEN})
    (data_dir / "secret-key").unlink()
    assert (await post(api, "toggl/check")).json()["code"] == "not-decryptable"


async def test_a_consent_is_begun_and_finished(api, database_url, google):
    begun = (await post(api, "gcal/connect", CLIENT)).json()
    assert begun["authorizeUrl"].startswith(google.auth_url)
    assert begun["state"] in begun["authorizeUrl"]
    assert stored(database_url) == []
    address = await to_thread.run_sync(consent, begun["authorizeUrl"])
    # What can be corrected costs no consent: another service, a calendar that does not exist.
    for path, calendars in (("toggl", [OWN]), ("gcal", ["nothing"])):
        wrong = await post(api, f"{path}/connect/finish", {"url": address, "calendars": calendars})
        kind = "calendars-unknown" if path == "gcal" else "consent-unknown"
        assert (wrong.status_code, wrong.json()["type"]) == (422, f"/api/problems/{kind}")
    finished = await post(api, "gcal/connect/finish", {"url": address, "calendars": [OWN, WORK]})
    assert finished.status_code == 200, finished.text
    assert {one["id"]: one["isRead"] for one in finished.json()["calendars"]} == {OWN: True, WORK: True, FAMILY: False}
    ((source, account, ciphertext),) = stored(database_url)
    assert (source, account) == ("gcal", OWN)
    assert CLIENT_SECRET.encode() not in bytes(ciphertext)
    assert (await post(api, "gcal/check")).json()["ok"] is True
    # The client is stored with the token, so that the next consent needs none.
    assert (await post(api, "gcal/connect")).status_code == 200
    # An address works once.
    again = await post(api, "gcal/connect/finish", {"url": address})
    assert again.json()["type"] == "/api/problems/consent-unknown"


async def test_a_denied_a_foreign_and_a_late_consent_are_refused(api, database_url, google):
    begun = (await post(api, "gcal/connect", CLIENT)).json()
    denied = await to_thread.run_sync(consent, begun["authorizeUrl"], "deny")
    refused = await post(api, "gcal/connect/finish", {"url": denied})
    assert (refused.status_code, refused.json()["type"]) == (422, "/api/problems/consent-refused")
    for url in ("http://127.0.0.1:50000/?code=x&state=nonsense", "nonsense", "http://[x"):
        unknown = await post(api, "gcal/connect/finish", {"url": url})
        assert unknown.json()["type"] == "/api/problems/consent-unknown"

    class Later:
        def now(self):
            return datetime.now(UTC) + timedelta(minutes=11)

    api.state.clock = Later()
    late = await post(api, "gcal/connect/finish", {"url": denied})
    assert late.json()["type"] == "/api/problems/consent-unknown"
    assert stored(database_url) == []


async def test_without_a_client_there_is_no_consent(api, google):
    missing = await post(api, "gcal/connect")
    assert (missing.status_code, missing.json()["params"]) == (422, {"needed": "client"})


async def test_a_file_format_is_not_a_source_to_connect(api):
    for path in ("ics/check", "ics/connect", "toggl_csv/connect", "nothing/check"):
        assert (await post(api, path)).status_code == 404
