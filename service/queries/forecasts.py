"""The estimates of the days to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from service.database.pool import Connection, one
from service.database.statements import statements
from service.schemas.forecasts import Forecast, ForecastDay, Forecasts, HeaviestDay

_SQL = statements(Path(__file__).with_suffix(".sql"))
NO_TIME = "There is no logged time yet, so there is nothing to estimate from."
NOT_CALCULATED = "No estimate was calculated for today yet; calculate them: lifetracer run analyzer --wait."
DECIMALS = 2
_SAME = ("category", "category_key", "color", "target_minutes", "target_direction", "any_chance", "target_chance")
_OF_THE_DAY = ("day_type", "mode", "grade", "is_guess", "training_days", "until", "calculated_at")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which estimates: those of the days from `first` to `last`, of one category or, with None, of all."""

    first: date
    last: date
    category_key: str | None = None


async def forecasts(connection: Connection, wanted: Wanted | None) -> Forecasts:
    """Return estimates, or the reason why there are none; `wanted` None stands for a log without any time.

    The newest analysis may have found a reason not to estimate anything, such as a log that ended weeks ago. An older
    snapshot of these days is not returned then.
    """
    if wanted is None:
        return Forecasts(days=[], message=NO_TIME)
    if silence := await one(connection, _SQL["silence"]):
        return Forecasts(days=[], message=silence["reason"])
    span = await one(connection, _SQL["span"])
    if span is None or span["first"] is None:
        return Forecasts(days=[], message=NOT_CALCULATED)
    values = {"first": wanted.first, "last": wanted.last, "category_key": wanted.category_key}
    rows = await (await connection.execute(_SQL["forecasts"], values)).fetchall()
    if not rows:
        return Forecasts(days=[], message=_nothing(wanted, span["first"], span["last"]))
    return Forecasts(days=_days(rows), message=None)


def _nothing(wanted: Wanted, first: date, last: date) -> str:
    if wanted.last < first:
        command = f"lifetracer summary --from {wanted.first} --to {wanted.last}"
        return f"There are estimates from {first} to {last} only; those of past days stand in the summary: {command}."
    if wanted.first > last:
        return f"There are estimates from {first} to {last} only."
    return "The category has no estimate: it had no time in the days that the estimates rest on."


def _days(rows: Sequence[dict[str, Any]]) -> list[ForecastDay]:
    days = []
    for day, found in groupby(rows, key=lambda row: row["target_date"]):
        cells = list(found)
        categories = [_forecast(cell) for cell in cells]
        days.append(ForecastDay(date=day, categories=categories, **{name: cells[0][name] for name in _OF_THE_DAY}))
    return days


def _forecast(row: dict[str, Any]) -> Forecast:
    minutes: dict[str, Any] = {name: rounded(row[name]) for name in ("median", "lower", "upper", "mean")}
    heaviest = [
        HeaviestDay(date=date.fromisoformat(day["date"]), share=day["share"], minutes=rounded(day["minutes"]))
        for day in row["heaviest"] or []
    ]
    return Forecast(heaviest=heaviest, **minutes, **{name: row[name] for name in _SAME})


def rounded(value: Any) -> float | None:
    """Return minutes to two decimals, or None for unknown ones."""
    return None if value is None else round(float(value), DECIMALS)
