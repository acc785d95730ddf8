"""The stand-in of Google Calendar keeps the rules that its users stumble over."""

import base64
import hashlib
from datetime import UTC, date, datetime
from urllib.parse import parse_qsl

import httpx2
import pytest

from sandbox.calendar import generate
from sandbox.google_token import CALENDARS, CLIENT_ID, CLIENT_SECRET, REFRESH_TOKEN
from tests.fakes.google import FakeGoogle

NOW = datetime(2026, 3, 1, 13, tzinfo=UTC)
CALENDAR = generate(1, date(2026, 3, 1), 20)
EVENTS = "/calendar/v3/calendars/primary/events"
WINDOW = {"singleEvents": "true", "timeMin": "2026-02-20T00:00:00Z", "timeMax": "2026-03-10T00:00:00Z"}
GRANT = {
    "grant_type": "refresh_token",
    "client_id": CLIENT_ID,
    "client_secret": CLIENT_SECRET,
    "refresh_token": REFRESH_TOKEN,
}


@pytest.fixture(scope="module")
def google():
    with FakeGoogle(CALENDAR, now=lambda: NOW, page_size=9) as fake:
        yield fake


@pytest.fixture(scope="module")
def client(google):
    with httpx2.Client(base_url=google.origin, timeout=20, verify=False) as client:
        token = client.post("/token", data=GRANT).json()["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        yield client


def pages(client, **parameters):
    found = []
    while True:
        page = client.get(EVENTS, params=parameters).json()
        found.append(page)
        if "nextPageToken" not in page:
            return found
        parameters["pageToken"] = page["nextPageToken"]


def reason(response):
    return response.status_code, response.json()["error"]["errors"][0]["reason"]


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"refresh_token": "x"}, 400, "invalid_grant"),
        ({"client_secret": "x"}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": "x"}, 400, "invalid_grant"),
    ],
)
def test_only_the_right_grant_gets_a_token(client, changes, status, error):
    response = client.post("/token", data=GRANT | changes)
    assert (response.status_code, response.json()["error"]) == (status, error)


def test_without_a_token_nothing_is_told(google):
    assert reason(httpx2.get(f"{google.origin}{EVENTS}")) == (401, "authError")


def test_pages_may_be_short_or_empty_and_the_sync_token_is_on_the_last(client):
    found = pages(client, **WINDOW)
    sizes = [len(page["items"]) for page in found]
    assert 0 in sizes[:-1]
    assert max(sizes) < 9
    assert ["nextSyncToken" in page for page in found] == [False] * (len(found) - 1) + [True]
    ids = [item["id"] for page in found for item in page["items"]]
    assert len(ids) == len(set(ids)) > 50
    assert all(item["status"] == "confirmed" for page in found for item in page["items"])


def test_a_sync_token_shows_changes_with_bare_tombstones(google, client):
    token = pages(client, **WINDOW)[-1]["nextSyncToken"]
    gone = next(event for event in CALENDAR.events if event.series_id and not event.cancelled)
    google.store.cancel(gone.id)
    [page] = pages(client, singleEvents="true", syncToken=token)
    [item] = page["items"]
    assert (item["id"], item["status"], item["recurringEventId"]) == (gone.id, "cancelled", gone.series_id)
    assert "summary" not in item
    assert "start" not in item


def test_what_changes_between_two_pages_is_lost_neither_on_them_nor_behind_the_token():
    with FakeGoogle(CALENDAR, now=lambda: NOW, page_size=9) as google, httpx2.Client(base_url=google.origin) as client:
        token = client.post("/token", data=GRANT).json()["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        before = {item["id"] for page in pages(client, **WINDOW) for item in page["items"]}
        first = client.get(EVENTS, params=WINDOW).json()
        gone = first["items"][0]["id"]
        google.store.cancel(gone)
        rest = pages(client, **WINDOW, pageToken=first["nextPageToken"])
        assert {item["id"] for page in (first, *rest) for item in page["items"]} == before
        [page] = pages(client, singleEvents="true", syncToken=rest[-1]["nextSyncToken"])
        assert [(item["id"], item["status"]) for item in page["items"]] == [(gone, "cancelled")]


def test_a_token_may_show_an_event_once_for_each_change(google, client):
    token = pages(client, **WINDOW)[-1]["nextSyncToken"]
    one = next(event for event in CALENDAR.events if not event.series_id and not event.cancelled)
    google.store.cancel(one.id)
    google.store.edit(one.id, cancelled=False, response="declined")

    def shown():
        [page] = pages(client, singleEvents="true", syncToken=token)
        return [item["status"] for item in page["items"]]

    assert shown() == ["confirmed"]
    google.store.repeats_changes = True
    assert shown() == ["cancelled", "confirmed"]
    google.store.repeats_changes = False


def test_a_calendar_that_is_taken_back_is_not_found_until_it_is_shared_again(google, client):
    google.store.unshare("primary")
    assert reason(client.get(EVENTS, params=WINDOW)) == (404, "notFound")
    google.store.share("primary")
    assert client.get(EVENTS, params=WINDOW).status_code == 200


@pytest.mark.parametrize("name", ["timeMin", "timeMax", "orderBy", "q", "updatedMin", "iCalUID"])
def test_a_sync_token_does_not_go_with_a_filter(client, name):
    token = pages(client, **WINDOW)[-1]["nextSyncToken"]
    response = client.get(EVENTS, params={"singleEvents": "true", "syncToken": token, name: "2026-01-01T00:00:00Z"})
    assert reason(response) == (400, "invalid")


def test_an_expired_token_is_gone(google, client):
    token = pages(client, **WINDOW)[-1]["nextSyncToken"]
    google.store.expire_tokens()
    response = client.get(EVENTS, params={"singleEvents": "true", "syncToken": token})
    assert reason(response) == (410, "fullSyncRequired")
    assert reason(client.get(EVENTS, params={"singleEvents": "true", "syncToken": "?"})) == (410, "fullSyncRequired")


def test_an_unknown_calendar_is_not_found_and_a_known_one_has_its_colour(client):
    assert reason(client.get("/calendar/v3/calendars/nobody/events", params=WINDOW)) == (404, "notFound")
    assert client.get("/calendar/v3/users/me/calendarList/primary").json()["backgroundColor"] == CALENDAR.color
    assert "backgroundColor" not in client.get("/calendar/v3/calendars/primary").json()
    assert client.get("/calendar/v3/colors").json()["event"]["9"]["background"] == "#5484ed"


class Flow:
    """A consent in the browser, up to the redirect, and the exchange of its code."""

    verifier = "v" * 43

    def __init__(self, google: FakeGoogle) -> None:
        self.google = google
        digest = hashlib.sha256(self.verifier.encode()).digest()
        self.query = {
            "client_id": CLIENT_ID,
            "redirect_uri": "http://127.0.0.1:50000/",
            "response_type": "code",
            "scope": CALENDARS,
            "state": "a state",
            "access_type": "offline",
            "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
            "code_challenge_method": "S256",
        }

    def decide(self, decision="allow", **changes):
        query = {name: value for name, value in {**self.query, **changes}.items() if value is not None}
        page = httpx2.get(self.google.auth_url, params=query)
        if page.status_code != 200:
            return page.status_code, page.text
        assert "Sandbox: sign in" in page.text
        sent = httpx2.post(self.google.auth_url, data={**query, "decision": decision})
        assert sent.status_code == 302
        place, _, answer = sent.headers["location"].partition("?")
        assert place == query["redirect_uri"]
        return dict(parse_qsl(answer))

    def exchange(self, code, /, **changes):
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "redirect_uri": self.query["redirect_uri"],
            "code_verifier": self.verifier,
        } | changes
        sent = {name: value for name, value in form.items() if value is not None}
        response = httpx2.post(f"{self.google.origin}/token", data=sent)
        return response.status_code, response.json()


@pytest.fixture
def consent():
    with FakeGoogle(CALENDAR, now=lambda: NOW) as fake:
        yield Flow(fake)


def test_a_code_becomes_a_refresh_token_that_works_until_it_is_revoked(consent):
    answer = consent.decide()
    assert (answer["state"], answer["scope"]) == ("a state", CALENDARS)
    status, token = consent.exchange(answer["code"])
    assert (status, token["scope"], token["token_type"]) == (200, CALENDARS, "Bearer")
    grant = {**GRANT, "refresh_token": token["refresh_token"]}
    assert httpx2.post(f"{consent.google.origin}/token", data=grant).status_code == 200
    consent.google.revoke()
    refused = httpx2.post(f"{consent.google.origin}/token", data=grant)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")
    again, error = consent.exchange(answer["code"])
    assert (again, error["error"]) == (400, "invalid_grant"), "a code works once"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_verifier": "w" * 43}, "invalid_grant"),
        ({"code_verifier": None}, "invalid_grant"),
        ({"redirect_uri": "http://127.0.0.1:50001/"}, "redirect_uri_mismatch"),
        ({"code": "4/0-made-up"}, "invalid_grant"),
        ({"client_secret": "x"}, "invalid_client"),
    ],
)
def test_a_code_is_exchanged_only_as_it_was_requested(consent, changes, error):
    code = consent.decide()["code"]
    status, body = consent.exchange(code, **changes)
    assert (status >= 400, body["error"]) == (True, error)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"client_id": "x"}, "invalid_client"),
        ({"redirect_uri": "https://elsewhere.example.invalid/"}, "redirect_uri_mismatch"),
        ({"scope": None}, "Missing required parameter: scope"),
        ({"code_challenge_method": "plain"}, "Invalid code challenge method"),
    ],
)
def test_the_page_refuses_without_a_redirect(consent, changes, words):
    status, text = consent.decide(**changes)
    assert status in {400, 401}
    assert words in text


def test_who_refuses_sends_no_code(consent):
    assert consent.decide("deny") == {"error": "access_denied", "state": "a state"}


def test_a_refresh_token_comes_only_offline_and_at_the_first_consent_or_when_requested_again(consent):
    given = [
        "refresh_token" in consent.exchange(consent.decide(**changes)["code"])[1]
        for changes in ({"access_type": None}, {}, {"prompt": "consent"}, {"prompt": "consent", "access_type": None})
    ]
    assert given == [False, False, True, False]


def test_a_token_without_the_scope_reads_no_calendar_and_the_list_is_paged(consent):
    _, token = consent.exchange(consent.decide()["code"])
    listed = f"{consent.google.origin}/calendar/v3/users/me/calendarList"
    headers = {"Authorization": f"Bearer {token['access_token']}"}
    page = httpx2.get(listed, headers=headers).json()
    assert [(item["id"], item["primary"]) for item in page["items"]] == [(CALENDAR.id, True)]
    consent.google.person.scope = "openid"
    _, token = consent.exchange(consent.decide()["code"])
    refused = httpx2.get(listed, headers={"Authorization": f"Bearer {token['access_token']}"})
    assert reason(refused) == (403, "insufficientPermissions")
