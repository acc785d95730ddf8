"""The days as people and the console look at them: per category actual, plan, target and estimate."""

from datetime import date, timedelta

from starlette.requests import Request
from starlette.responses import Response

from service.api.operations import Operation, Parameter, json_response
from service.api.problems import ProblemError
from service.api.state import state_of
from service.queries.summary import account_of, days_of, today_of
from service.schemas.domain import Summary

SPAN_DAYS = 366
DEFAULT_BACK, DEFAULT_AHEAD = 13, 7


async def summary(request: Request) -> Response:
    """Return the days from `from` to `to`."""
    async with state_of(request).pool.connection() as connection:
        today = await today_of(connection)
        if today is None:
            return json_response(Summary(days=[], account=None))
        first = day_of(request, "from", today - timedelta(days=DEFAULT_BACK))
        last = day_of(request, "to", today + timedelta(days=DEFAULT_AHEAD))
        if not 0 <= (last - first).days < SPAN_DAYS:
            raise ProblemError(422, f"from={first} to={last} is no span; use at most {SPAN_DAYS} days, from before to.")
        days = await days_of(connection, first, last)
        return json_response(Summary(days=days, account=account_of(days)))


def day_of(request: Request, name: str, default: date) -> date:
    """Return the date of a query parameter.

    Raises:
        ProblemError: 422.
    """
    value = request.query_params.get(name)
    try:
        return default if value is None else date.fromisoformat(value)
    except ValueError:
        raise ProblemError(422, f"{name}={value} is not a date; write it as 2026-03-01.") from None


def operations() -> list[Operation]:
    """Return this operation."""
    parameters = tuple(
        Parameter(name=name, where="query", description=text, schema={"type": "string", "format": "date"})
        for name, text in (("from", "First day; by default 13 days back."), ("to", "Last day; by default 7 ahead."))
    )
    return [
        Operation(
            method="GET",
            path="/api/summary",
            name="summary",
            summary="Actual, plan, target and estimate per day and category, in minutes",
            handler=summary,
            parameters=parameters,
            answers={200: Summary},
            problems=(409,),
        )
    ]
