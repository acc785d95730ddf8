"""Check credentials with one call, and show the calendars that they open."""

from typing import Any

from pipelines.connector.gcal.api import ROOT
from pipelines.connector.gcal.client import GoogleClient
from pipelines.connector.gcal.errors import GoneError, MissingError
from pipelines.connector.scrub import scrub
from pipelines.stage import BadInputError, ConfigurationError

PAGE_SIZE = "250"
# More are not listed; an account has a few dozen at most.
MOST_PAGES = 20


def check(client: GoogleClient) -> dict[str, Any]:
    """Return the account, which is the id of its primary calendar, and the calendars in its list.

    Raises:
        StageError: when Google refuses the credentials, or cannot be reached.
    """
    calendars = [_shown(item) for item in _listed(client)]
    primary = [calendar["id"] for calendar in calendars if calendar["primary"]]
    return {"account": primary[0] if primary else "an account without a calendar", "calendars": calendars}


def _shown(item: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": item["id"],
        "name": str(item.get("summaryOverride") or item.get("summary") or item["id"]),
        "primary": item.get("primary") is True,
        "role": str(item.get("accessRole") or ""),
    }


def _listed(client: GoogleClient) -> list[dict[str, Any]]:
    path, what = f"{ROOT}/users/me/calendarList", "the list of calendars"
    found: list[dict[str, Any]] = []
    following: str | None = None
    for _ in range(MOST_PAGES):
        parameters = {"maxResults": PAGE_SIZE, **({"pageToken": following} if following else {})}
        try:
            answer = scrub(client.get(path, what, parameters))
        except (MissingError, GoneError):
            raise ConfigurationError(
                f"GOOGLE_API_URL is not Google's API (status 404 or 410, {path}); correct or unset it."
            ) from None
        items = answer.get("items") or []
        if not isinstance(items, list) or not all(isinstance(item, dict) and item.get("id") for item in items):
            raise BadInputError(f"Google's answer to {what} has another shape than its API describes.")
        found += [item for item in items if not item.get("deleted")]
        following = answer.get("nextPageToken")
        if not following:
            break
    return found
