"""What Toggl's refusals mean to the person: one sentence each, with the fix."""

import httpx2

from pipelines.stage import BadInputError, ConfigurationError, StageError

TOKEN_PAGE = "https://track.toggl.com/profile"  # noqa: S105 the address of a page, not a token
FIRST_REDIRECT, LAST_REDIRECT = 300, 399
EXCERPT = 200


def refusal(response: httpx2.Response, path: str, origin: str) -> StageError:
    """Return the error for a final status: trying the same again would not help."""
    status = response.status_code
    if FIRST_REDIRECT <= status <= LAST_REDIRECT:
        status = httpx2.codes.NOT_FOUND
    told = _WORKSPACE_MESSAGES.get(status) if "/workspace/" in path else None
    told = told or _MESSAGES.get(status)
    if told:
        values = {"status": response.status_code, "path": path, "origin": origin, "page": TOKEN_PAGE}
        return ConfigurationError(told.format_map(values))
    return BadInputError(f"Toggl refuses the request {path} (status {status}): {_excerpt(response)}")


_REFUSED = (
    "Toggl refuses TOGGL_API_TOKEN (status {status}); copy the token from the foot of {page}, where you can also make "
    "a new one."
)
_MESSAGES: dict[int, str] = {
    401: _REFUSED,
    402: "Toggl says that {path} is not in your plan (402); it needs a larger plan.",
    403: _REFUSED,
    404: "{origin} is not Toggl's API (status {status}, {path}); correct or unset TOGGL_API_URL.",
    410: "Toggl has taken {path} away for good (410); a newer version of LifeTracer is needed.",
}
_WORKSPACE_MESSAGES: dict[int, str] = {
    403: "Toggl does not let this account read the workspace (403, {path}); set TOGGL_WORKSPACE_ID to a workspace of "
    "the account, or TOGGL_API_TOKEN to a token that may read it (at the foot of {page}).",
    404: "Toggl knows no such workspace (404, {path}); correct TOGGL_WORKSPACE_ID.",
}


def _excerpt(response: httpx2.Response) -> str:
    return " ".join(response.text.split())[:EXCERPT] or "it gives no reason."
