"""The estimates of the days to come, and how good they were so far."""

import re
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from naming import category_key
from service.api.operations import Operation, Parameter, json_response
from service.api.problems import ProblemError
from service.api.state import state_of
from service.api.summary import SPAN_DAYS, day_of
from service.categories.known import known_categories, spelled
from service.errors import InputError
from service.queries.accuracy import accuracy
from service.queries.forecasts import Wanted, forecasts
from service.queries.summary import today_of
from service.schemas.forecasts import Accuracy, Forecasts

DEFAULT_AHEAD = 7
DEFAULT_DAYS = 90
LISTED = "GET /api/categories lists them."


async def list_forecasts(request: Request) -> Response:
    """Return the estimates from `from` to `to`."""
    async with state_of(request).pool.connection() as connection:
        today = await today_of(connection)
        key = None
        if (category := request.query_params.get("category")) is not None:
            try:
                key = category_key(spelled(category, await known_categories(connection), accept=LISTED))
            except InputError as error:
                raise ProblemError(422, str(error)) from None
        if today is None:
            return json_response(await forecasts(connection, None))
        first = day_of(request, "from", today)
        last = day_of(request, "to", max(first, today + timedelta(days=DEFAULT_AHEAD)))
        if not 0 <= (last - first).days < SPAN_DAYS:
            raise ProblemError(422, f"from={first} to={last} is no span; use at most {SPAN_DAYS} days, from before to.")
        return json_response(await forecasts(connection, Wanted(first=first, last=last, category_key=key)))


async def get_accuracy(request: Request) -> Response:
    """Return how good the estimates of the last `days` were."""
    days = _days(request.query_params.get("days"))
    async with state_of(request).pool.connection() as connection:
        return json_response(await accuracy(connection, await today_of(connection), days))


def _days(value: str | None) -> int:
    if value is None:
        return DEFAULT_DAYS
    if not (re.fullmatch(r"[0-9]{1,3}", value) and 1 <= int(value) <= SPAN_DAYS):
        raise ProblemError(422, f"days={value} is not possible; use a number from 1 to {SPAN_DAYS}.")
    return int(value)


def operations() -> list[Operation]:
    """Return these operations."""
    day = {"type": "string", "format": "date"}
    return [
        Operation(
            method="GET",
            path="/api/forecasts",
            name="listForecasts",
            summary="Estimates of the days to come: median, interval, mean, chances, and the past days they rest on",
            handler=list_forecasts,
            parameters=(
                Parameter(name="from", where="query", description="First day; by default today.", schema=day),
                Parameter(name="to", where="query", description="Last day; by default 7 days from today.", schema=day),
                Parameter(name="category", where="query", description="Only this category.", schema={"type": "string"}),
            ),
            answers={200: Forecasts},
            problems=(409,),
        ),
        Operation(
            method="GET",
            path="/api/accuracy",
            name="getAccuracy",
            summary="How good estimates were: past days, scores of the snapshots shown, and the backtest by method",
            handler=get_accuracy,
            parameters=(
                Parameter(
                    name="days",
                    where="query",
                    description=f"How many days back; by default {DEFAULT_DAYS}.",
                    schema={"type": "integer", "minimum": 1, "maximum": SPAN_DAYS},
                ),
            ),
            answers={200: Accuracy},
            problems=(409,),
        ),
    ]
