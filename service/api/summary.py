"""The days as people and the console look at them: per category actual, plan, target and estimate."""

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from service.api.operations import Operation, json_response
from service.api.spans import span_of, span_parameters
from service.api.state import state_of
from service.queries.summary import account_of, days_of, today_of
from service.schemas.domain import Summary
from service.schemas.problem_kinds.requests import InvalidSpan, NotTransformed

SPAN_DAYS = 366
DEFAULT_BACK, DEFAULT_AHEAD = 13, 7


async def summary(request: Request) -> Response:
    """Return the days from `from` to `to`."""
    async with state_of(request).pool.connection() as connection:
        today = await today_of(connection)
        if today is None:
            return json_response(Summary(days=[], account=None))
        first, last = span_of(
            request,
            first=today - timedelta(days=DEFAULT_BACK),
            last=today + timedelta(days=DEFAULT_AHEAD),
            limit=SPAN_DAYS,
        )
        days = await days_of(connection, first, last)
        return json_response(Summary(days=days, account=account_of(days)))


def operations() -> list[Operation]:
    """Return this operation."""
    return [
        Operation(
            method="GET",
            scope="read",
            path="/api/summary",
            name="summary",
            summary="Actual, plan, target and estimate per day and category, in minutes",
            handler=summary,
            parameters=span_parameters(first=f"{DEFAULT_BACK} days back", last=f"{DEFAULT_AHEAD} days ahead"),
            answers={200: Summary},
            problems=(NotTransformed, InvalidSpan),
        )
    ]
