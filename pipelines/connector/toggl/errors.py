"""Toggl's refusals as errors for the person: one sentence each, with the fix."""

import httpx2

from pipelines.redaction import redacted
from pipelines.stage import BadInputError, ConfigurationError, StageError

TOKEN_PAGE = "https://track.toggl.com/profile"  # noqa: S105 the address of a page, not a token
FIRST_REDIRECT, LAST_REDIRECT = 300, 399
EXCERPT = 200


class RefusedWorkspaceError(ConfigurationError):
    """One workspace may not be read; the others and the recent entries are not affected.

    Attributes:
        reason: the clause for a sentence about one or more workspaces.
    """

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


def refusal(response: httpx2.Response, path: str, origin: str) -> StageError:
    """Return the error for a final status: trying the same again would not help."""
    status = response.status_code
    if FIRST_REDIRECT <= status <= LAST_REDIRECT:
        status = httpx2.codes.NOT_FOUND
    values = {"status": response.status_code, "path": path, "origin": origin, "page": TOKEN_PAGE}
    if "/workspace/" in path and status in _WORKSPACE_REASONS:
        reason = _WORKSPACE_REASONS[status]
        return RefusedWorkspaceError(f"{reason} ({response.status_code}, {path}); {WORKSPACE_FIX}", reason)
    if status in _MESSAGES:
        return ConfigurationError(_MESSAGES[status].format_map(values))
    return BadInputError(f"Toggl refuses the request {path} (status {status}): {_excerpt(response)}")


WORKSPACE_FIX = "TOGGL_WORKSPACE_IDS can limit the sync to other workspaces."
_WORKSPACE_REASONS: dict[int, str] = {
    402: "Toggl's reports are not in the plan",
    403: "Toggl does not let this account read the reports",
    404: "Toggl has no such workspace",
}
_REFUSED = (
    "Toggl refuses the API token (status {status}); copy it from the foot of {page}, where you can also make a new "
    "one, then run `lifetracer connect toggl` or set TOGGL_API_TOKEN."
)
_MESSAGES: dict[int, str] = {
    401: _REFUSED,
    402: "{path} is not in your plan of Toggl (402); it needs a larger plan.",
    403: _REFUSED,
    404: "{origin} is not Toggl's API (status {status}, {path}); correct or unset TOGGL_API_URL.",
    410: "Toggl has removed {path} permanently (410); a newer version of LifeTracer is needed.",
}


def _excerpt(response: httpx2.Response) -> str:
    return redacted(" ".join(response.text.split()))[:EXCERPT] or "it gives no reason."
