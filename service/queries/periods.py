"""Sums of days, weeks or months in columns, which are a tenth of the same numbers in rows."""

from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from service.database.pool import Connection
from service.database.statements import statements
from service.queries.days import Transformed
from service.schemas.periods import PeriodCategory, PeriodKind, Periods

_SQL = statements(Path(__file__).with_suffix(".sql"))
SECONDS_PER_MINUTE = 60
Row = dict[str, Any]


async def periods(connection: Connection, transformed: Transformed, by: PeriodKind, first: date, last: date) -> Periods:
    """Return the whole periods from that of `first` to that of `last`."""
    span = {"by": by, "first": start_of(by, first), "last": end_of(by, last)}
    columns = await (await connection.execute(_SQL["periods"], span)).fetchall()
    cells = await (await connection.execute(_SQL["cells"], span)).fetchall()
    starts = [row["period"] for row in columns]
    return Periods(
        by=by,
        timezone=transformed.timezone,
        as_of=transformed.as_of,
        periods=starts,
        days=[row["days"] for row in columns],
        unread=[minutes(row["unread_seconds"]) for row in columns],
        categories=[
            _category(category, color, {row["period"]: row for row in rows}, starts)
            for (category, color), rows in groupby(cells, key=lambda row: (row["category"], row["color"]))
        ],
    )


def _category(category: str, color: str, cells: dict[date, Row], starts: Sequence[date]) -> PeriodCategory:
    def column(name: str, value: Callable[[Any], Any], missing: Any) -> list[Any] | None:
        found = [cells[start][name] if start in cells else None for start in starts]
        if all(one is None for one in found):
            return None
        return [missing if one is None else value(one) for one in found]

    return PeriodCategory(
        category=category,
        color=color,
        actual=column("actual_seconds", minutes, 0) or [],
        plan=column("plan_seconds", minutes, 0),
        target=column("target_minutes", int, None),
        met=column("met", int, 0),
        judged=column("judged", int, 0),
    )


def start_of(by: PeriodKind, day: date) -> date:
    """Return the first day of the period of a day."""
    if by == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if by == "month" else day


def end_of(by: PeriodKind, day: date) -> date:
    """Return the last day of the period of a day."""
    if by == "week":
        # The calendar of Python ends within a week.
        return min(date.max - timedelta(days=6), start_of(by, day)) + timedelta(days=6)
    return day.replace(day=monthrange(day.year, day.month)[1]) if by == "month" else day


def period_count(by: PeriodKind, first: date, last: date) -> int:
    """Return how many periods there are from that of `first` to that of `last`; not positive for a span backwards."""
    if by == "month":
        return (last.year - first.year) * 12 + last.month - first.month + 1
    days = (start_of(by, last) - start_of(by, first)).days
    return days // (7 if by == "week" else 1) + 1


def minutes(seconds: int) -> int:
    """Return whole minutes: fractions would make up a quarter of the answer, and a period is shown in minutes."""
    return round(seconds / SECONDS_PER_MINUTE)
