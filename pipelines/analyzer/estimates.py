"""The estimates of the days to come, and the days that were out of the ordinary."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from pipelines.analyzer.chances import chances
from pipelines.analyzer.days import CalendarDay, Floats
from pipelines.analyzer.intervals import interval, widening
from pipelines.analyzer.mixture import LEADS, Grade, Mixture
from pipelines.analyzer.plan import PlannedDays, blended
from pipelines.analyzer.rounding import within_day
from pipelines.chances import Chances
from pipelines.mode import Mode

DECIMALS = 2
# A category that was first seen less than so many days ago has a chance, but no minutes yet.
NEW_CATEGORY_DAYS = 3
# The first days after a break are called a guess.
GUESS_DAYS = 7
HEAVIEST_DAYS = 3


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """What is expected of a category on a day to come.

    Attributes:
        minutes: the mean, which adds up over categories; None, as the other minutes, for a category that is new.
        median: the typical minutes.
        lower: one day in ten is expected to have less.
        upper: one day in ten is expected to have more.
        any: the chance that it happens at all.
        heaviest: the past days that weigh most, with their part of all weight, heaviest first.
        chances: of at least and at most so many minutes.
    """

    target_date: date
    category: str
    minutes: float | None
    median: float | None
    lower: float | None
    upper: float | None
    any: float
    heaviest: Sequence[tuple[date, float]]
    chances: Chances


@dataclass(frozen=True)
class Basis:
    """What the estimates of a run rest on.

    Attributes:
        mode: whole-day or part-day.
        days: how many days trained.
        grade: `rough`, `even` or `learnt`.
        is_guess: whether a break is just over.
        until: the last day known.
    """

    mode: Mode
    days: int
    grade: Grade
    is_guess: bool
    until: date


@dataclass(frozen=True)
class Anomaly:
    """A category outside the interval that was forecast before that day.

    Attributes:
        size: minutes above the upper bound, or, negative, below the lower one.
    """

    local_date: date
    category: str
    actual: float
    lower: float
    upper: float
    size: float


def estimate(
    mixture: Mixture, targets: Sequence[CalendarDay], plan: PlannedDays
) -> tuple[Basis, list[Estimate]] | None:
    """Estimate the targets as seen from the last day of the log; None where fewer than 7 days train."""
    log, origin = mixture.log, len(mixture.log.days) - 1
    mixed = mixture.forecast(origin, targets)
    if mixed is None:
        return None
    lengths = np.array([day.minutes for day in targets])
    ends = interval(mixed, widening(mixture, origin), lengths)
    means = blended(mixture, mixed, plan)
    found = chances(mixture, origin, mixed)
    is_new = _new_categories(mixture, origin)
    days = [log.days[row].date for row in mixed.combined.seen.rows.tolist()]
    mode = mixed.combined.seen.mode
    rows = []
    for number, target in enumerate(targets):
        day_means = within_day(means[number], target.minutes, mode)
        for column, category in enumerate(log.categories):
            lower, median, upper = np.round(
                [ends.lower[number, column], ends.median[number, column], ends.upper[number, column]], DECIMALS
            ).tolist()
            known = not is_new[column]
            weights = (mixed.combined.weights[number] * mixed.parts[:, column, np.newaxis]).sum(axis=0)
            rows.append(
                Estimate(
                    target_date=target.date,
                    category=category,
                    minutes=float(day_means[column]) if known else None,
                    median=median if known else None,
                    lower=lower if known else None,
                    upper=upper if known else None,
                    any=round(float(mixed.any[number, column]), 4),
                    heaviest=_heaviest(days, weights),
                    chances=found[number][column],
                )
            )
    basis = Basis(
        mode,
        mixed.combined.days,
        mixed.grade,
        mixture.training.is_break_just_over(origin, days=GUESS_DAYS),
        log.days[origin].date,
    )
    return basis, rows


def anomalies(mixture: Mixture, since: date) -> list[Anomaly]:
    """Find the categories outside the interval that was forecast 2 days before, on the days from `since` on that count.

    A day of a forgotten timer does not count.
    """
    log, newest = mixture.log, len(mixture.log.days) - 1
    seen = mixture.training.seen_from(newest)
    actual = mixture.training.minutes(seen.mode)
    forgotten = mixture.training.forgotten(newest)
    found = []
    for row in seen.rows[~forgotten[seen.rows]].tolist():
        origin = row - LEADS.start
        if log.days[row].date < since or origin < 0:
            continue
        mixed = mixture.forecast(origin, [log.days[row]])
        if mixed is None:
            continue
        ends = interval(mixed, widening(mixture, origin), np.array([log.days[row].minutes]))
        found += _outside(mixture, row, actual[row], ends.lower[0], ends.upper[0])
    return found


def _new_categories(mixture: Mixture, origin: int) -> list[bool]:
    """Return which categories have time, and none before the last two days."""
    used = mixture.log.minutes[: origin + 1] > 0
    today = mixture.log.days[origin].date + timedelta(days=1)
    return [
        bool(column.any()) and (today - mixture.log.days[int(np.argmax(column))].date).days < NEW_CATEGORY_DAYS
        for column in used.T
    ]


def _heaviest(days: Sequence[date], weights: Floats) -> list[tuple[date, float]]:
    # Stable from the newest: of equal days the newer one is named.
    order = len(weights) - 1 - np.argsort(-np.round(weights[::-1], 12), kind="stable")[:HEAVIEST_DAYS]
    return [(days[place], round(float(weights[place]), 4)) for place in order.tolist()]


def _outside(mixture: Mixture, row: int, minutes: Floats, lower: Floats, upper: Floats) -> list[Anomaly]:
    actual, lower, upper = (np.round(values, DECIMALS) for values in (minutes, lower, upper))
    size = np.round(np.maximum(actual - upper, 0) - np.maximum(lower - actual, 0), DECIMALS)
    return [
        Anomaly(
            mixture.log.days[row].date,
            mixture.log.categories[column],
            float(actual[column]),
            float(lower[column]),
            float(upper[column]),
            float(size[column]),
        )
        for column in np.flatnonzero(size).tolist()
    ]
