"""What `lifetracer connect google` refuses, each in one sentence, and nothing is stored."""

import re

import pytest

from sandbox.google_token import CLIENT_ID, CLIENT_SECRET

from . import browser
from .consent import FAMILY, WORK, Pasting, refused, stored, with_browser


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
