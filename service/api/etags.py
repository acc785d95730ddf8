"""ETags of what is edited, and If-Match: a change is refused when it was made from another version."""

import hashlib
from typing import Any

import msgspec
from starlette.requests import Request

from service.api.parameters import Parameter, value_of
from service.api.problems import ProblemError
from service.schemas.problem_kinds.requests import ChangedMeanwhile

_DIGEST_CHARACTERS = 32

IF_MATCH = Parameter(
    name="If-Match",
    where="header",
    description="The ETag of what was read; 412 when it has changed since. Without it the change is made in any case.",
    schema={"type": "string"},
)


def etag_of(value: Any) -> str:
    """Return the ETag of a value: the same for the same JSON."""
    digest = hashlib.sha256(msgspec.json.encode(value, order="sorted")).hexdigest()
    return f'"{digest[:_DIGEST_CHARACTERS]}"'


def wants_match(request: Request) -> bool:
    """Return whether the request is only for a certain version."""
    return value_of(request, IF_MATCH.name) is not None


def check_match(request: Request, etag: str | None) -> None:
    """Refuse a change that was made from another version than the current one (RFC 9110, 13.1.1).

    Args:
        request: with If-Match or without.
        etag: of the current version; None where there is none yet.

    Raises:
        ProblemError: 412.
    """
    given = value_of(request, IF_MATCH.name)
    if given is None:
        return
    # A weak tag never matches here.
    tags = [tag.strip() for tag in given.split(",")]
    if etag is None or (tags != ["*"] and etag not in tags):
        raise ProblemError(ChangedMeanwhile(), "This has changed since it was read; read it again, then change it.")
