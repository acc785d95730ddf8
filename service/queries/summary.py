"""The days of a span: per category actual, plan, target and estimate, and the account of the entries."""

from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from service.database.pool import Connection, one
from service.database.statements import statements
from service.schemas.domain import SummaryAccount, SummaryCategory, SummaryDay

_SQL = statements(Path(__file__).with_suffix(".sql"))
SECONDS_PER_MINUTE = 60


async def today_of(connection: Connection) -> date | None:
    """Return the person's today as of the last transform; None when it saw no data."""
    row = await one(connection, _SQL["today"])
    return row["today"] if row else None


async def records(connection: Connection) -> dict[str, Any] | None:
    """Return the `first` and the `last` day with anything logged; both None where nothing was."""
    return await one(connection, _SQL["records"])


async def days_of(connection: Connection, first: date, last: date) -> list[SummaryDay]:
    """Return the days of a span, both ends included."""
    span = {"first": first, "last": last}
    rows = await (await connection.execute(_SQL["cells"], span)).fetchall()
    accounts = {row["local_date"]: row for row in await (await connection.execute(_SQL["accounts"], span)).fetchall()}
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
                target_chance=cell["target_chance"],
                estimate=_minutes(cell["estimate"]),
                median=_minutes(cell["median"]),
                lower=_minutes(cell["lower"]),
                upper=_minutes(cell["upper"]),
                any_chance=cell["any_chance"],
                estimate_is_during=cell["is_during"],
            )
            for cell in cells
            if cell["category"] is not None
        ],
    )


def _minutes(value: Any) -> float | None:
    return None if value is None else round(float(value), 2)
