"""Estimates and summaries of days, as the gateway answers them."""

import datetime as dt
from typing import Literal

from console.wire.base import Wire
from console.wire.targets import Direction


class ForecastDay(Wire):
    """What the estimates of a day rest on."""

    date: dt.date
    grade: Literal["rough", "even", "learnt"] | None
    training_days: int | None


class Forecasts(Wire):
    """The estimates of a span; `message` is the reason why there are none."""

    days: list[ForecastDay]
    message: str | None


class SummaryCategory(Wire):
    """One category of one day, in minutes; what is not known is null."""

    category: str
    color: str | None
    actual: float | None
    plan: float | None
    target: float | None
    direction: Direction | None
    target_chance: float | None
    estimate: float | None
    median: float | None
    lower: float | None
    upper: float | None


class SummaryDay(Wire):
    """One local day."""

    date: dt.date
    day_type: Literal["workday", "holiday"]
    length_minutes: float
    is_complete: bool
    is_read: bool
    categories: list[SummaryCategory]


class Summary(Wire):
    """The days of a span."""

    days: list[SummaryDay]
