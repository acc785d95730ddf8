"""The days as people and the console look at them: per category actual, plan, target and estimate."""

from datetime import date, timedelta

from starlette.requests import Request
from starlette.responses import Response

from service.api.operations import Operation, json_response
from service.api.parameters import Parameter, value_of
from service.api.problems import ProblemError
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
        first = value_of(request, "from") or today - timedelta(days=DEFAULT_BACK)
        last = value_of(request, "to") or today + timedelta(days=DEFAULT_AHEAD)
        check_span(first, last)
        days = await days_of(connection, first, last)
        return json_response(Summary(days=days, account=account_of(days)))


def check_span(first: date, last: date) -> None:
    """Refuse a span that is too long, or ends before it begins.

    Raises:
        ProblemError: 422.
    """
    if not 0 <= (last - first).days < SPAN_DAYS:
        kind = InvalidSpan(first=first, last=last, limit_days=SPAN_DAYS)
        raise ProblemError(kind, f"from={first} to={last} is no span; use at most {SPAN_DAYS} days, from before to.")


def operations() -> list[Operation]:
    """Return this operation."""
    parameters = tuple(
        Parameter(name=name, where="query", description=text, schema={"type": "string", "format": "date"})
        for name, text in (("from", "First day; by default 13 days back."), ("to", "Last day; by default 7 ahead."))
    )
    return [
        Operation(
            method="GET",
            scope="read",
            path="/api/summary",
            name="summary",
            summary="Actual, plan, target and estimate per day and category, in minutes",
            handler=summary,
            parameters=parameters,
            answers={200: Summary},
            problems=(NotTransformed, InvalidSpan),
        )
    ]
