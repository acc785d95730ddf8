"""The stand-in of Google Calendar keeps the rules that its users stumble over."""

from datetime import UTC, date, datetime

import httpx2
import pytest

from sandbox.calendar import generate
from sandbox.google_token import CLIENT_ID, CLIENT_SECRET, REFRESH_TOKEN
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
