"""Google Calendar's endpoints as plain calls: colours, calendars, pages of events."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from pipelines.connector.gcal.client import GoogleClient
from pipelines.connector.gcal.errors import GoneError, MissingCalendarError, MissingError
from pipelines.connector.scrub import scrub
from pipelines.connector.span import Span
from pipelines.stage import BadInputError, ConfigurationError, TemporaryError

ROOT = "/calendar/v3"
PAGE_SIZE = "2500"
# Of these two, Google wants the same in every call of one token.
ALWAYS = {"singleEvents": "true", "maxResults": PAGE_SIZE}
# Pages without an event and without an end.
MOST_EMPTY_PAGES = 1000

Item = dict[str, Any]


@dataclass(frozen=True)
class Page:
    """Some events; `is_last` says that no page follows, and only then there is a sync token."""

    items: list[Item]
    is_last: bool
    sync_token: str | None


def colors(client: GoogleClient) -> Item:
    """Return the palettes of events and calendars."""
    path, what = f"{ROOT}/colors", "the colours"
    try:
        found: Item = scrub(client.get(path, what))
    except (MissingError, GoneError):
        raise ConfigurationError(
            f"GOOGLE_API_URL is not Google's API (status 404 or 410, {path}); correct or unset it."
        ) from None
    return found


def calendar(client: GoogleClient, calendar_id: str) -> Item:
    """Return a calendar, with its colour when it is in the account's list.

    Raises:
        MissingCalendarError: when there is none of this id.
    """
    what, quoted = _name(calendar_id), quote(calendar_id, safe="")
    try:
        # A service account may read a calendar without having it in its list.
        try:
            found = client.get(f"{ROOT}/users/me/calendarList/{quoted}", what)
        except MissingError:
            found = client.get(f"{ROOT}/calendars/{quoted}", what)
    except (MissingError, GoneError):
        raise MissingCalendarError(calendar_id) from None
    row: Item = scrub(found)
    if not isinstance(row.get("id"), str) or not row["id"]:
        raise BadInputError(f"Google's answer to {what} has no id.")
    return row


def first_pages(client: GoogleClient, calendar_id: str, window: Span) -> Iterator[Page]:
    """Yield all events that touch the window.

    Raises:
        GoneError: when a page token is refused.
        MissingCalendarError: when there is no such calendar.
    """
    return _pages(client, calendar_id, {"timeMin": _stamp(window.start), "timeMax": _stamp(window.end)})


def changed_pages(client: GoogleClient, calendar_id: str, token: str) -> Iterator[Page]:
    """Yield what changed since the token, deleted events included.

    Raises:
        GoneError: when the sync token or a page token is refused.
        MissingCalendarError: when there is no such calendar.
    """
    return _pages(client, calendar_id, {"syncToken": token})


def _pages(client: GoogleClient, calendar_id: str, scope: Mapping[str, str]) -> Iterator[Page]:
    path, what = f"{ROOT}/calendars/{quote(calendar_id, safe='')}/events", _name(calendar_id)
    following, empty = None, 0
    while True:
        parameters = {**ALWAYS, **scope, **({"pageToken": following} if following else {})}
        try:
            answer = scrub(client.get(path, what, parameters))
        except MissingError:
            raise MissingCalendarError(calendar_id) from None
        except BadInputError as error:
            # Google documents a 410 for an expired token and answers other 4xx as well; without a token the request
            # itself is at fault.
            if "syncToken" in scope or following:
                raise GoneError from error
            raise
        items = answer.get("items") or []
        if not isinstance(items, list) or not all(isinstance(item, dict) and item.get("id") for item in items):
            raise BadInputError(f"Google's answer to {what} has another shape than its API describes.")
        previous, following = following, answer.get("nextPageToken")
        yield Page(items, not following, None if following else answer.get("nextSyncToken"))
        if not following:
            return
        empty = 0 if items else empty + 1
        if following == previous or empty > MOST_EMPTY_PAGES:
            raise TemporaryError(f"Google's pages of {what} have no end; try again later.")


def _name(calendar_id: str) -> str:
    return f'calendar "{calendar_id}"'


def _stamp(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
