"""What the console draws: per day and category actual, plan, target, and estimate with its interval."""

from datetime import date, timedelta
from itertools import groupby
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from service.api.domain import Summary, SummaryAccount, SummaryCategory, SummaryDay
from service.api.operations import Operation, Parameter, json_response
from service.api.problems import ProblemError
from service.api.state import state_of
from service.database.pool import Connection, one

SPAN_DAYS = 366
DEFAULT_BACK, DEFAULT_AHEAD = 13, 7
SECONDS_PER_MINUTE = 60

_TODAY = "select (as_of at time zone timezone)::date as today from marts.data_quality"
_CELLS = """
    with estimates as (
        select target_date as local_date, category, category_key, minutes, lower, upper from marts.latest_estimates
        union all
        select target_date, category, category_key, minutes, lower, upper from marts.estimate_accuracy
        where target_date not in (select target_date from marts.latest_estimates)
    ),
    cells as (
        select local_date, category_key from marts.daily_categories where local_date between %(first)s and %(last)s
        union
        select local_date, category_key from marts.daily_plan where local_date between %(first)s and %(last)s
        union
        select local_date, category_key from marts.daily_targets where local_date between %(first)s and %(last)s
        union
        select local_date, category_key from estimates where local_date between %(first)s and %(last)s
    )
    select
        days.local_date, days.day_type, days.holiday_name, days.length_seconds / 60.0 as length_minutes,
        coalesce(summary.is_complete, false) as is_complete, coalesce(summary.is_read, false) as is_read,
        coalesce(categories.category, targets.category, estimates.category) as category, categories.color,
        actual.seconds / 60.0 as actual, plan.seconds / 60.0 as plan,
        targets.minutes as target, targets.direction, estimates.minutes as estimate, estimates.lower, estimates.upper
    from marts.calendar_days as days
    left join cells using (local_date)
    left join core.dim_category as categories on categories.category_key = cells.category_key
    left join marts.daily_summary as summary on summary.local_date = days.local_date
    left join marts.daily_categories as actual
        on actual.local_date = days.local_date and actual.category_key = cells.category_key
    left join marts.daily_plan as plan on plan.local_date = days.local_date and plan.category_key = cells.category_key
    left join marts.daily_targets as targets
        on targets.local_date = days.local_date and targets.category_key = cells.category_key
    left join estimates on estimates.local_date = days.local_date and estimates.category_key = cells.category_key
    where days.local_date between %(first)s and %(last)s
    order by days.local_date, categories.category_order, cells.category_key collate "C"
"""


_ACCOUNTS = """
    select local_date, entry_count, logged_seconds, counted_seconds, overlap_seconds, overlap_count
    from marts.daily_account
    where local_date between %(first)s and %(last)s
"""


async def summary(request: Request) -> Response:
    """Return the days from `from` to `to`."""
    async with state_of(request).pool.connection() as connection:
        today = await today_of(connection)
        if today is None:
            return json_response(Summary(days=[], account=None))
        first = _day(request, "from", today - timedelta(days=DEFAULT_BACK))
        last = _day(request, "to", today + timedelta(days=DEFAULT_AHEAD))
        if not 0 <= (last - first).days < SPAN_DAYS:
            raise ProblemError(422, f"from={first} to={last} is no span; use at most {SPAN_DAYS} days, from before to.")
        days = await days_of(connection, first, last)
        return json_response(Summary(days=days, account=account_of(days)))


async def today_of(connection: Connection) -> date | None:
    """Return the person's today as of the last transform; None when it saw no data."""
    row = await one(connection, _TODAY)
    return row["today"] if row else None


async def days_of(connection: Connection, first: date, last: date) -> list[SummaryDay]:
    """Return the days of a span, both ends included."""
    span = {"first": first, "last": last}
    rows = await (await connection.execute(_CELLS, span)).fetchall()
    accounts = {row["local_date"]: row for row in await (await connection.execute(_ACCOUNTS, span)).fetchall()}
    return [
        _summary_day(list(cells), accounts.get(day)) for day, cells in groupby(rows, key=lambda row: row["local_date"])
    ]


def account_of(days: list[SummaryDay]) -> SummaryAccount | None:
    """Return the account of all days together; None when no entry starts on them."""
    found = [day.account for day in days if day.account is not None]
    if not found:
        return None
    return SummaryAccount(
        entries=sum(account.entries for account in found),
        logged=round(sum(account.logged for account in found), 2),
        counted=round(sum(account.counted for account in found), 2),
        overlap=round(sum(account.overlap for account in found), 2),
        overlap_entries=sum(account.overlap_entries for account in found),
    )


def _account(row: dict[str, Any]) -> SummaryAccount:
    logged, counted, overlap = (
        round(row[name] / SECONDS_PER_MINUTE, 2) for name in ("logged_seconds", "counted_seconds", "overlap_seconds")
    )
    return SummaryAccount(
        entries=row["entry_count"],
        logged=logged,
        counted=counted,
        overlap=overlap,
        overlap_entries=row["overlap_count"],
    )


def _summary_day(cells: list[dict[str, Any]], account: dict[str, Any] | None) -> SummaryDay:
    day = cells[0]
    return SummaryDay(
        date=day["local_date"],
        day_type=day["day_type"],
        holiday_name=day["holiday_name"],
        length_minutes=float(day["length_minutes"]),
        is_complete=day["is_complete"],
        is_read=day["is_read"],
        account=_account(account) if account else None,
        categories=[
            SummaryCategory(
                category=cell["category"],
                color=cell["color"],
                actual=_minutes(cell["actual"]),
                plan=_minutes(cell["plan"]),
                target=_minutes(cell["target"]),
                direction=cell["direction"],
                estimate=_minutes(cell["estimate"]),
                lower=_minutes(cell["lower"]),
                upper=_minutes(cell["upper"]),
            )
            for cell in cells
            if cell["category"] is not None
        ],
    )


def _minutes(value: Any) -> float | None:
    return None if value is None else round(float(value), 2)


def _day(request: Request, name: str, default: date) -> date:
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
