"""`lifetracer connect google` against the stand-in's consent page, token endpoint and calendars."""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest

from sandbox import calendar
from sandbox.calendar_store import CalendarStore
from sandbox.google_token import CLIENT_ID, CLIENT_SECRET
from tests.fakes.google import FakeGoogle

from . import browser
from .conftest import NOW, command
from .terminal import Terminal

OWN, WORK, FAMILY = "sam@example.invalid", "work@example.invalid", "family@example.invalid"
ZONE = ZoneInfo("Asia/Tokyo")


def named(key):
    return replace(calendar.generate(1, date(2026, 6, 29), 10, ZONE), id=key, name=key.partition("@")[0].title())


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


def with_browser(decision="allow"):
    return {"BROWSER": f"{sys.executable} {Path(browser.__file__)} %s {decision}"}


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


class Pasting:
    """The command without a terminal and with the browser elsewhere: its link is read, an address is pasted."""

    def __init__(self, data_dir, environ, *arguments):
        self.process = subprocess.Popen(
            command(data_dir, ["connect", "google", "--no-browser", *arguments]),
            env={**os.environ, **environ},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.before = ""

    def link(self):
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.before += line
            if line.startswith("http"):
                return line.strip()
        raise AssertionError(self.before)

    def paste(self, address):
        out, err = self.process.communicate(f"{address}\n", timeout=120)
        return subprocess.CompletedProcess([], self.process.returncode, out, self.before + err)


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


def stored(database_url):
    with psycopg.connect(database_url) as connection:
        return connection.execute("select source, account from app.secrets").fetchall()


def refused(done, exit_code, *words):
    assert done.returncode == exit_code, done.stderr
    assert "Traceback" not in done.stderr
    last = done.stderr.strip().splitlines()[-1]
    for word in words:
        assert word in last, done.stderr


def test_consent_in_the_browser_stores_what_the_connector_then_uses(lifetracer, environ, client, google, database_url):
    done = lifetracer("connect", "google", "--client", str(client), environ={**environ, **with_browser()})
    assert done.returncode == 0, done.stderr
    assert f"Connected to Google Calendar as {OWN}." in done.stdout
    assert f"  reads Sam ({OWN})" in done.stdout
    assert f"  leaves out Work ({WORK})" in done.stdout
    assert "--calendar ID" in done.stderr
    assert stored(database_url) == [("gcal", OWN)]
    assert not [token for token in google.tokens if token in done.stdout + done.stderr]
    assert CLIENT_SECRET not in done.stdout + done.stderr
    client.unlink()

    run = lifetracer("run", "connector", "gcal", "--wait", "--json", environ=environ)
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["result"]["inserted"] > 10
    sources = {row["service"]: row for row in json.loads(lifetracer("sources", "--json", environ=environ).stdout)}
    assert (sources["gcal"]["credentials"], sources["gcal"]["storedAccount"]) == ("stored", OWN)

    # A week later, with a consent screen in testing.
    google.revoke()
    run = lifetracer("run", "connector", "gcal", "--wait", environ=environ)
    refused(run, 78, "invalid_grant", "lifetracer connect google")
    again = lifetracer("connect", "google", environ={**environ, **with_browser()})
    assert again.returncode == 0, again.stderr
    assert lifetracer("run", "connector", "gcal", "--wait", environ=environ).returncode == 0

    gone = lifetracer("connect", "google", "--forget", environ=environ)
    assert gone.returncode == 0
    assert "https://myaccount.google.com/connections" in gone.stderr
    assert stored(database_url) == []


def test_the_link_is_read_only_offline_and_has_a_state_and_a_challenge(pasting):
    link = pasting().link()
    query = dict(re.findall(r"[?&](\w+)=([^&]*)", link))
    assert query["scope"] == "https%3A%2F%2Fwww.googleapis.com%2Fauth%2Fcalendar.readonly"
    assert (query["access_type"], query["prompt"], query["response_type"]) == ("offline", "consent", "code")
    assert query["code_challenge_method"] == "S256"
    assert len(query["code_challenge"]) == 43
    assert len(query["state"]) >= 22
    assert re.fullmatch(r"http%3A%2F%2F127\.0\.0\.1%3A\d+%2F", query["redirect_uri"])
    assert CLIENT_SECRET not in link


def test_the_pasted_address_of_the_page_that_did_not_open_is_enough(pasting, database_url):
    command_ = pasting("--calendar", "primary", "--calendar", WORK)
    address = browser.consent(command_.link()).removeprefix("http://")
    done = command_.paste(f"  {address} ")
    assert done.returncode == 0, done.stderr
    assert f"reads Work ({WORK})" in done.stdout
    assert f"leaves out Family ({FAMILY})" in done.stdout
    assert stored(database_url) == [("gcal", OWN)]


def test_all_calendars_can_be_chosen_and_a_variable_that_wins_is_named(pasting):
    command_ = pasting("--all", GOOGLE_CALENDAR_IDS=OWN)
    done = command_.paste(browser.consent(command_.link()))
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("  reads ") == 3
    assert "GOOGLE_CALENDAR_IDS in the environment here wins" in done.stderr


def test_on_a_terminal_a_wrong_address_can_be_corrected_and_calendars_are_chosen(
    data_dir, environ, client, lifetracer, google
):
    arguments = ["connect", "google", "--no-browser", "--client", str(client)]
    with Terminal(command(data_dir, arguments), environ) as terminal:
        terminal.until("(not shown): ")
        link = re.search(r"^http\S+", terminal.shown, re.MULTILINE)
        assert link is not None
        terminal.type("https://www.google.com/")
        terminal.until("This is not the address of the page that did not open")
        # What is typed before the prompt is discarded with it.
        terminal.until("(not shown): ")
        terminal.type("http://127.0.0.1:50000/?state=of-another&code=4/0")
        terminal.until("its state differs")
        terminal.until("(not shown): ")
        terminal.type(browser.consent(link[0]))
        terminal.until("Calendars to read: numbers, separated by commas, or all [1]: ")
        assert f"3  Family    {FAMILY}" in terminal.shown
        terminal.type("0")
        terminal.until("is not a list of numbers from 1 to 3")
        terminal.until("or all [1]: ")
        terminal.type("1, 3")
        assert terminal.end() == 0, terminal.shown
    assert not [token for token in google.tokens if token in terminal.shown]
    run = lifetracer("run", "connector", "gcal", "--wait", environ=environ)
    assert run.returncode == 0, run.stderr
    read = {request.path for request in google.requests if request.path.endswith("/events")}
    assert {path.split("/")[-2] for path in read} == {OWN, FAMILY}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda address: re.sub(r"state=[^&]*", "state=x", address), ("its state differs",)),
        (lambda address: re.sub(r"state=[^&]*&?", "", address), ("its state differs",)),
        (lambda address: re.sub(r"&code=[^&]*", "", address), ("has no code",)),
        (lambda address: re.sub(r"code=[^&]*", "code=4/0-made-up", address), ("invalid_grant", "works once")),
        (lambda _: "https://accounts.google.com/o/oauth2/v2/auth?client_id=x", ("http://127.0.0.1:",)),
        (lambda _: "4/0-the-code-alone", ("http://127.0.0.1:",)),
        (lambda _: "", ("http://127.0.0.1:",)),
    ],
)
def test_a_wrong_address_is_one_sentence_and_nothing_is_stored(pasting, database_url, change, words):
    command_ = pasting()
    done = command_.paste(change(browser.consent(command_.link())))
    assert done.returncode in {65, 78}
    refused(done, done.returncode, *words)
    assert stored(database_url) == []


def test_the_address_of_another_attempt_is_refused_by_its_state(pasting, database_url):
    first, second = pasting(), pasting()
    address = browser.consent(first.link())
    second.link()
    refused(second.paste(address), 65, "its state differs")
    assert stored(database_url) == []


def test_a_code_of_another_attempt_is_refused_also_with_the_right_state(pasting, database_url):
    first, second = pasting(), pasting()
    code = re.search(r"code=[^&]*", browser.consent(first.link()))
    assert code is not None
    # Redirect address and PKCE verifier are those of the other attempt, so Google refuses.
    address = re.sub(r"code=[^&]*", code[0], browser.consent(second.link()))
    done = second.paste(address)
    assert done.returncode == 78
    assert stored(database_url) == []


def test_a_denied_consent_is_one_sentence(lifetracer, environ, client, database_url):
    done = lifetracer("connect", "google", "--client", str(client), environ={**environ, **with_browser("deny")})
    refused(done, 78, "access was denied", "lifetracer connect google")
    assert stored(database_url) == []


def test_a_permission_that_was_not_ticked_is_named(pasting, google, database_url):
    google.person.scope = "openid"
    command_ = pasting()
    refused(command_.paste(browser.consent(command_.link())), 78, "permission to read calendars", "ticked")
    assert stored(database_url) == []


def test_more_permissions_than_requested_do_no_harm(pasting, google):
    google.person.scope = "openid https://www.googleapis.com/auth/calendar.readonly"
    command_ = pasting()
    assert command_.paste(browser.consent(command_.link())).returncode == 0


def test_a_consent_without_a_refresh_token_is_named(pasting, google, database_url):
    google.person.gives_refresh_token = False
    command_ = pasting()
    refused(command_.paste(browser.consent(command_.link())), 78, "gave no refresh token", "myaccount.google.com")
    assert stored(database_url) == []


@pytest.mark.parametrize(
    ("fault", "path", "options", "exit_code", "words"),
    [
        (
            "invalid_grant",
            "/token",
            {"error": "invalid_client"},
            78,
            ("Google refuses the OAuth client", "--client FILE"),
        ),
        ("html", "/token", {}, 75, ("lifetracer connect google",)),
        ("drop", "/token", {}, 75, ("cannot be reached",)),
        ("refuse", "/calendarList", {"reason": "accessNotConfigured"}, 78, ("enable the Google Calendar API",)),
    ],
)
def test_google_that_refuses_or_fails_is_one_sentence(
    pasting, google, database_url, fault, path, options, exit_code, words
):
    command_ = pasting()
    address = browser.consent(command_.link())
    google.fail_next(fault, path=path, **options)
    refused(command_.paste(address), exit_code, *words)
    assert stored(database_url) == []


def test_an_unknown_calendar_names_those_there_are(pasting, database_url):
    command_ = pasting("--calendar", "nowhere@example.invalid")
    done = command_.paste(browser.consent(command_.link()))
    refused(done, 65, "nowhere@example.invalid", WORK, FAMILY)
    assert stored(database_url) == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", ("not JSON", "Desktop app")),
        ('{"web": {"client_id": "x", "client_secret": "y"}}', ("Web application", "Desktop app")),
        ('{"type": "service_account", "private_key": "PRIVATE"}', ("GOOGLE_SERVICE_ACCOUNT_FILE",)),
        ('{"installed": {"client_id": "x"}}', ("not the file of an OAuth client",)),
        (None, ("cannot be read",)),
    ],
)
def test_a_file_that_is_not_a_client_is_named_for_what_it_is(lifetracer, environ, client, content, words):
    client.unlink() if content is None else client.write_text(content)
    done = lifetracer("connect", "google", "--client", str(client), environ=environ)
    refused(done, 65, str(client), *words)
    assert "PRIVATE" not in done.stderr


def test_without_a_client_the_way_to_one_is_named(lifetracer, environ):
    refused(lifetracer("connect", "google", environ=environ), 78, "Desktop app", "--client FILE", "GOOGLE_CLIENT_ID")


def test_a_client_in_variables_is_enough(pasting, data_dir, environ):
    variables = {"GOOGLE_CLIENT_ID": CLIENT_ID, "GOOGLE_CLIENT_SECRET": CLIENT_SECRET}
    command_ = Pasting(data_dir, {**environ, **variables})
    assert command_.paste(browser.consent(command_.link())).returncode == 0


def test_secrets_do_not_travel_unencrypted_to_another_machine(lifetracer, environ, client):
    more = {"GOOGLE_TOKEN_URL": "http://oauth2.example.invalid/token"}
    done = lifetracer("connect", "google", "--client", str(client), environ={**environ, **more, **with_browser()})
    refused(done, 78, "GOOGLE_TOKEN_URL", "https")
