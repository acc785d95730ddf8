"""The types of the answers about estimates: those of the days to come, and how good they were so far."""

import datetime as dt
from typing import Literal

from service.schemas.base import Answer
from service.schemas.domain import Direction

Mode = Literal["whole-day", "part-day"]
Grade = Literal["rough", "even", "learnt"]


class HeaviestDay(Answer):
    """A past day that an estimate rests on: its part of all weight (0 to 1), and the minutes of the category on it.

    `minutes` is null for a day that is no longer known.
    """

    date: dt.date
    share: float
    minutes: float | None


class Forecast(Answer):
    """The estimate of a category on a day, in minutes; the chances are from 0 to 1.

    `median` is the typical day: as many days have less as have more. One day in ten has less than `lower`, one in ten
    more than `upper`. `mean` adds up over categories and is not the typical day. All four are null for a category that
    was first seen less than three days ago; `median`, `anyChance` and `heaviest` are unknown in snapshots of versions
    that calculated only a mean and an interval. `anyChance` is the chance of any time at all, `targetChance` that of
    meeting the target; it is null without a target, and for a neutral one.
    """

    category: str
    category_key: str
    color: str
    median: float | None
    lower: float | None
    upper: float | None
    mean: float | None
    any_chance: float | None
    target_minutes: int | None
    target_direction: Direction | None
    target_chance: float | None
    heaviest: list[HeaviestDay]


class ForecastDay(Answer):
    """The newest snapshot of a day from today on.

    `mode` is whole-day where the person tracks whole days, else part-day. `grade` is `rough` with 7 to 13 days to learn
    from, `even` with 14 to 29 (all ways of weighing count alike) and `learnt` from 30 on (each way counts by its past
    errors). `isGuess` is true in the week after a break of 14 days or more. `trainingDays` are the days that it rests
    on, `until` the last day known. In snapshots of earlier versions all of these
    are null, and `isGuess` is false.
    """

    date: dt.date
    day_type: Literal["workday", "holiday"]
    mode: Mode | None
    grade: Grade | None
    is_guess: bool
    training_days: int | None
    until: dt.date | None
    calculated_at: dt.datetime
    categories: list[Forecast]


class Forecasts(Answer):
    """The estimates of the days of a span; `message` is the reason why there are none, else null."""

    days: list[ForecastDay]
    message: str | None


class AccuracyPoint(Answer):
    """A past day of a category, in minutes: the last estimate made before the day began, and what happened.

    `median` and `anyChance` are null in snapshots of versions that calculated only a mean and an interval.
    """

    date: dt.date
    category: str
    category_key: str
    median: float | None
    lower: float
    upper: float
    mean: float
    any_chance: float | None
    actual: float


class SnapshotScore(Answer):
    """How good past snapshots were, of a category or, where `category` is null, of all together.

    `meanAbsoluteError` is the mean distance of the median from the actual minutes. `insideShare` is the part of the
    estimates whose interval held the actual minutes. `meanAnyChance` is the mean chance of any time, `anyTimeShare` the
    part of the days that had any, and `anyChanceBrier` the mean squared difference of chance and outcome (1 or 0): 0 is
    perfect, and a constant chance of one half gives 0.25. CRPS is not among them: it needs more than three quantiles.
    """

    category: str | None
    category_key: str | None
    days: int
    estimates: int
    mean_absolute_error: float
    inside_share: float
    mean_any_chance: float
    any_time_share: float
    any_chance_brier: float


class BacktestScore(Answer):
    """How good a method would have been, seen from each of the past days with what was known then.

    `crps` is the error of the whole estimate, `mae` that of the median and `rmse` that of the mean, in minutes;
    smaller is better. `missesBelow` and `missesAbove` are the parts of the `denseIntervals` (those that do not
    begin at 0) with less and with more; a right interval misses 0.1 on each side. `relativeCrps` is a multiple of
    the CRPS of repeating the same day of last week. `isYardstick` is true for every method but the one that makes
    the estimates. `days` were estimated 2 to 8 days before each.
    """

    method: str
    is_yardstick: bool
    crps: float | None
    relative_crps: float | None
    mae: float
    rmse: float | None
    misses_below: float | None
    misses_above: float | None
    dense_intervals: int | None
    inside_share: float | None
    days: int


class Accuracy(Answer):
    """How good estimates were: the past days of the last `days`, the scores of these snapshots, the newest backtest.

    `mode` is that of the newest snapshot. `points` and `snapshotScores` are of estimates that were made before the day
    began; the score of all categories together comes first. `scores` are those of the backtest made at `backtestAt`,
    the best CRPS first. Each list is empty where there is nothing to score yet.
    """

    mode: Mode | None
    days: int
    points: list[AccuracyPoint]
    snapshot_scores: list[SnapshotScore]
    backtest_at: dt.datetime | None
    scores: list[BacktestScore]
