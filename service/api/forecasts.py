"""The estimates of the days to come, and how good they were so far."""

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from naming import category_key
from service.api.operations import Operation, json_response
from service.api.parameters import Parameter, value_of
from service.api.spans import span_of, span_parameters
from service.api.state import state_of
from service.api.summary import SPAN_DAYS
from service.api.targets import unknown_category
from service.categories.known import UnknownCategoryError, known_categories, spelled
from service.queries.accuracy import accuracy
from service.queries.forecasts import Wanted, forecasts
from service.queries.summary import today_of
from service.schemas.forecasts import Accuracy, Forecasts
from service.schemas.problem_kinds.domain import UnknownCategory
from service.schemas.problem_kinds.requests import InvalidSpan, NotTransformed

DEFAULT_AHEAD = 7
DEFAULT_DAYS = 90
LISTED = "GET /api/categories lists them."


async def list_forecasts(request: Request) -> Response:
    """Return the estimates from `from` to `to`."""
    async with state_of(request).pool.connection() as connection:
        today = await today_of(connection)
        key = None
        if (category := value_of(request, "category")) is not None:
            try:
                key = category_key(spelled(category, await known_categories(connection), accept=LISTED))
            except UnknownCategoryError as error:
                raise unknown_category(category, error) from None
        if today is None:
            return json_response(await forecasts(connection, None))
        first, last = span_of(request, first=today, last=today + timedelta(days=DEFAULT_AHEAD), limit=SPAN_DAYS)
        return json_response(await forecasts(connection, Wanted(first=first, last=last, category_key=key)))


async def get_accuracy(request: Request) -> Response:
    """Return how good the estimates of the last `days` were."""
    days: int = value_of(request, "days")
    async with state_of(request).pool.connection() as connection:
        return json_response(await accuracy(connection, await today_of(connection), days))


def operations() -> list[Operation]:
    """Return these operations."""
    return [
        Operation(
            method="GET",
            scope="read",
            path="/api/forecasts",
            name="listForecasts",
            summary="Estimates of the days to come: median, interval, mean, chances, and the past days they rest on",
            handler=list_forecasts,
            parameters=(
                *span_parameters(first="today", last=f"{DEFAULT_AHEAD} days from today"),
                Parameter(name="category", where="query", description="Only this category.", schema={"type": "string"}),
            ),
            answers={200: Forecasts},
            problems=(NotTransformed, InvalidSpan, UnknownCategory),
        ),
        Operation(
            method="GET",
            scope="read",
            path="/api/accuracy",
            name="getAccuracy",
            summary="How good estimates were: past days, scores of the snapshots shown, and the backtest by method",
            handler=get_accuracy,
            parameters=(
                Parameter(
                    name="days",
                    where="query",
                    description="How many days back.",
                    schema={"type": "integer", "minimum": 1, "maximum": SPAN_DAYS, "default": DEFAULT_DAYS},
                ),
            ),
            answers={200: Accuracy},
            problems=(NotTransformed,),
        ),
    ]
