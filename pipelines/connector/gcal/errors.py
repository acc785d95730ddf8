"""What Google's refusals mean to the person: one sentence each, with the fix."""

import json
from typing import Any

import httpx2

from pipelines.redaction import redacted
from pipelines.stage import BadInputError, ConfigurationError, StageError

# 403s that mean "slower", as documented; every other 403 stays what it is.
LIMITS = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "dailyLimitExceeded"})
DISABLED = frozenset({"accessNotConfigured", "SERVICE_DISABLED"})
SCOPES = frozenset({"insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"})
EXCERPT = 200


class GoneError(Exception):
    """A sync or page token was refused: a 410, or another 4xx that only the token can explain."""


class MissingError(Exception):
    """404: there is no such thing, or it may not be seen."""


class MissingCalendarError(ConfigurationError):
    """There is no calendar of this id, or the account may not see it."""

    def __init__(self, calendar: str) -> None:
        self.calendar = calendar
        super().__init__(
            f'Google has no calendar "{calendar}" (404 or 410); correct GOOGLE_CALENDAR_IDS, or share the calendar '
            "with the account that LifeTracer uses."
        )


def reasons(response: httpx2.Response) -> set[str]:
    """Return the reasons in the body, of Google's old and new shape."""
    error = _error(response)
    found = [*_list(error.get("errors")), *_list(error.get("details"))]
    return {str(item["reason"]) for item in found if isinstance(item, dict) and "reason" in item}


def refusal(response: httpx2.Response, what: str) -> StageError:
    """Return the error for a final status.

    Args:
        response: the answer.
        what: what was asked for, such as `calendar "primary"`.
    """
    status, why = response.status_code, reasons(response)
    if status == httpx2.codes.UNAUTHORIZED:
        return ConfigurationError(
            f"Google refuses the access token for {what} (401); make a new refresh token with "
            "`lifetracer connect google`."
        )
    if status == httpx2.codes.FORBIDDEN:
        return ConfigurationError(f"Google refuses {what} (403, {', '.join(sorted(why)) or 'no reason'}); {_fix(why)}.")
    return BadInputError(f"Google refuses the request of {what} (status {status}): {_message(response)}")


def _fix(why: set[str]) -> str:
    if why & DISABLED:
        return "enable the Google Calendar API for the project of the client in the Google Cloud console"
    if why & SCOPES:
        return "make a new refresh token that may read calendars, with `lifetracer connect google`"
    return "share the calendar with the account that LifeTracer uses, or enable the Google Calendar API for its project"


def token_refusal(error: str) -> ConfigurationError:
    """Return the error for a refusal of the token endpoint; `error` is its code."""
    if error == "invalid_grant":
        return ConfigurationError(
            "Google refuses the refresh token or key (invalid_grant): it was revoked or has expired, and while the "
            'OAuth consent screen is in "Testing", refresh tokens die after 7 days; publish the consent screen, then '
            "make a new token with `lifetracer connect google`."
        )
    if error in {"invalid_client", "unauthorized_client"}:
        return ConfigurationError(
            f"Google refuses the OAuth client ({error}); correct GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET, and make "
            "the refresh token with the same client."
        )
    return ConfigurationError(
        f"Google gives no access token ({redacted(error)[:EXCERPT]}); check the GOOGLE_ settings."
    )


def _error(response: httpx2.Response) -> dict[str, Any]:
    try:
        body = json.loads(response.content)
    except ValueError:
        return {}
    error = body.get("error") if isinstance(body, dict) else None
    return error if isinstance(error, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _message(response: httpx2.Response) -> str:
    message = str(_error(response).get("message") or response.text)
    return redacted(" ".join(message.split()))[:EXCERPT] or "it gives no reason."
