"""Reads query parameters and bodies as strictly as the service does; what is wrong becomes a 400 with its words."""

import json
import re
from calendar import monthrange
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from starlette.requests import Request

DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})")
REACH_MONTHS = 3


class BadRequestError(Exception):
    """The call cannot be answered; the message is the body of the 400."""


def allow(request: Request, names: Collection[str]) -> Mapping[str, str]:
    """Return the query parameters.

    Raises:
        BadRequestError: for one that is unknown or given twice. (The service overlooks those; a stand-in that finds
            the typing mistakes of its user helps more.)
    """
    pairs = request.query_params.multi_items()
    for name, _ in pairs:
        if name not in names:
            raise BadRequestError(f"unknown parameter {name}")
    if len(pairs) != len({name for name, _ in pairs}):
        raise BadRequestError("parameter given twice")
    return dict(pairs)


def boolean(name: str, value: str) -> bool:
    """Read `true` or `false`."""
    if value not in {"true", "false"}:
        raise BadRequestError(f"Invalid {name}")
    return value == "true"


def unix(name: str, value: str) -> datetime:
    """Read seconds since 1970 as an instant."""
    if not re.fullmatch(r"\d{1,11}", value):
        raise BadRequestError(f"Invalid {name}")
    return datetime.fromtimestamp(int(value), UTC)


def moment(name: str, value: str) -> datetime:
    """Read `YYYY-MM-DD` (midnight UTC) or RFC 3339 with seconds and offset."""
    try:
        if DATE.fullmatch(value):
            return datetime.combine(date.fromisoformat(value), time.min, UTC)
        if INSTANT.fullmatch(value):
            return datetime.fromisoformat(value).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    # A `+` that was not percent-encoded arrives as a space and ends here, as it does at the service.
    raise BadRequestError(f"Invalid {name}")


def earliest(now: datetime) -> datetime:
    """Return the first instant that v9 still reaches: midnight UTC, three calendar months back."""
    today = now.astimezone(UTC).date()
    months = today.year * 12 + today.month - 1 - REACH_MONTHS
    year, month = months // 12, months % 12 + 1
    day = min(today.day, monthrange(year, month)[1])
    return datetime(year, month, day, tzinfo=UTC)


async def json_object(request: Request) -> dict[str, Any]:
    """Read a JSON object from the body."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise BadRequestError("Content-Type must be application/json")
    try:
        body = json.loads(await request.body())
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise BadRequestError("Invalid JSON")
    return body


def calendar_date(body: Mapping[str, Any], name: str) -> date:
    """Read the required `YYYY-MM-DD` field `name` of a body."""
    value = body.get(name)
    if isinstance(value, str) and DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise BadRequestError(f"Invalid {name}")


def positive(body: Mapping[str, Any], name: str) -> int | None:
    """Read the optional field `name` of a body, a whole number from 1."""
    value = body.get(name)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise BadRequestError(f"Invalid {name}")
    return value
