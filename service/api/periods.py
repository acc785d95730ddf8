"""Comparisons over time: sums of days, weeks or months, and the usual day of a weekday."""

from datetime import date, timedelta

from starlette.requests import Request
from starlette.responses import Response

from service.api.operations import Operation, json_response
from service.api.parameters import Parameter, value_of
from service.api.problems import ProblemError
from service.api.spans import DATE, span_of, span_parameters
from service.api.state import state_of
from service.queries.days import last_transform
from service.queries.periods import period_count, periods
from service.queries.usual import WEEKS, usual
from service.schemas.periods import PERIOD_KINDS, PeriodKind, Periods, Usual
from service.schemas.problem_kinds.domain import TooManyPeriods
from service.schemas.problem_kinds.requests import InvalidSpan, NotTransformed

PERIODS = 400
DEFAULT_KIND: PeriodKind = "week"
DEFAULT_BACK = timedelta(weeks=51)


async def list_periods(request: Request) -> Response:
    """Return the periods from that of `from` to that of `to`, by default those of the last 52 weeks."""
    by: PeriodKind = value_of(request, "by")
    async with state_of(request).pool.connection() as connection:
        transformed = await last_transform(connection)
        first, last = span_of(
            request, first=transformed.today - DEFAULT_BACK, last=transformed.today, limit=date.max.toordinal()
        )
        if (count := period_count(by, first, last)) > PERIODS:
            kind = TooManyPeriods(by=by, periods=count, limit_periods=PERIODS)
            raise ProblemError(kind, f"from={first} to={last} by={by} are {count} periods; use at most {PERIODS}.")
        return json_response(await periods(connection, transformed, by, first, last))


async def show_usual(request: Request) -> Response:
    """Return the usual day of the weekday of `date`, by default of yesterday."""
    async with state_of(request).pool.connection() as connection:
        transformed = await last_transform(connection)
        day = value_of(request, "date") or transformed.today - timedelta(days=1)
        return json_response(await usual(connection, day))


def operations() -> list[Operation]:
    """Return these operations."""
    kind = Parameter(
        name="by",
        where="query",
        description=f"The length of a period; by default {DEFAULT_KIND}.",
        schema={"type": "string", "enum": list(PERIOD_KINDS), "default": DEFAULT_KIND},
    )
    day = Parameter(name="date", where="query", description="The day; by default yesterday.", schema=DATE)
    return [
        Operation(
            method="GET",
            scope="read",
            path="/api/periods",
            name="listPeriods",
            summary=f"Up to {PERIODS} days, weeks or months in columns: actual, plan, target, and how often it was met",
            handler=list_periods,
            parameters=(kind, *span_parameters(first="51 weeks back", last="today")),
            answers={200: Periods},
            problems=(NotTransformed, InvalidSpan, TooManyPeriods),
        ),
        Operation(
            method="GET",
            scope="read",
            path="/api/usual",
            name="showUsual",
            summary=f"The median of the same weekday, over up to {WEEKS} earlier ones that count",
            handler=show_usual,
            parameters=(day,),
            answers={200: Usual},
            problems=(NotTransformed,),
        ),
    ]
