"""`lifetracer connect google` against the stand-in's consent page, token endpoint and calendars."""

import json
import re

from sandbox.google_token import CLIENT_SECRET
from tests.service.cli.conftest import command

from . import browser
from .consent import FAMILY, OWN, WORK, refused, stored, with_browser
from .terminal import Terminal


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
