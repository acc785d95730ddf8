"""The days as strips: what happened, what was planned, what was not read; and the nights."""

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from service.api.operations import Operation, json_response
from service.api.spans import span_of, span_parameters
from service.api.state import state_of
from service.queries.days import days, last_transform
from service.queries.nights import nights
from service.schemas.days import Days, Nights
from service.schemas.problem_kinds.requests import InvalidSpan, NotTransformed

DAYS = 31
NIGHTS = 366
DEFAULT_NIGHTS = 14


async def list_days(request: Request) -> Response:
    """Return the days from `from` to `to`, by default yesterday and today."""
    async with state_of(request).pool.connection() as connection:
        transformed = await last_transform(connection)
        today = transformed.today
        first, last = span_of(request, first=today - timedelta(days=1), last=today, limit=DAYS)
        return json_response(await days(connection, transformed, first, last))


async def list_nights(request: Request) -> Response:
    """Return the nights whose evenings are from `from` to `to`, by default the last 14."""
    async with state_of(request).pool.connection() as connection:
        transformed = await last_transform(connection)
        last_evening = transformed.today - timedelta(days=1)
        first_evening = last_evening - timedelta(days=DEFAULT_NIGHTS - 1)
        first, last = span_of(request, first=first_evening, last=last_evening, limit=NIGHTS)
        return json_response(await nights(connection, transformed, first, last))


def operations() -> list[Operation]:
    """Return these operations."""
    return [
        Operation(
            method="GET",
            scope="read",
            path="/api/days",
            name="listDays",
            summary=f"Up to {DAYS} days in segments: actual, plan and unread time in seconds since midnight, and notes",
            handler=list_days,
            parameters=span_parameters(first="yesterday", last="today"),
            answers={200: Days},
            problems=(NotTransformed, InvalidSpan),
        ),
        Operation(
            method="GET",
            scope="read",
            path="/api/nights",
            name="listNights",
            summary=f"Up to {NIGHTS} nights with sleep: when they began and ended, and how long was slept",
            handler=list_nights,
            parameters=span_parameters(
                first=f"the evening {DEFAULT_NIGHTS} days before today", last="yesterday, whose night ended today"
            ),
            answers={200: Nights},
            problems=(NotTransformed, InvalidSpan),
        ),
    ]
