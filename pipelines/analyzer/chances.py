"""How likely a category comes to at least, or at most, so many minutes: what a target's chance is read from."""

from collections.abc import Sequence

import numpy as np

from pipelines.analyzer.days import CalendarDay, Floats
from pipelines.analyzer.mixture import Mixed, Mixture
from pipelines.chances import SECONDS_PER_MINUTE, Chances
from pipelines.mode import Mode

RECENT_DAYS = 14
# Chances are rounded, so that the last bits of floating point never show.
DECIMALS = 6


def chances(mixture: Mixture, origin: int, mixed: Mixed) -> list[list[Chances]]:
    """Return the chances as seen from the end of the day in row `origin`, by target and category of the forecast."""
    targets, mode = mixed.combined.targets, mixed.combined.seen.mode
    found = mixture.distributions(origin, targets).found
    recent_at_least, recent_at_most = _recent(mixture, origin, targets, found.values)
    parts = mixed.parts[np.newaxis, :, :, np.newaxis]
    at_least = (found.at_least(recent_at_least) * parts).sum(axis=1)
    at_most = (found.at_most(recent_at_most) * parts).sum(axis=1)
    lengths = [day.minutes if mode is Mode.WHOLE_DAY else 1.0 for day in targets]
    return [
        [
            _steps(values * length, at_least[number, column], at_most[number, column])
            for column, values in enumerate(found.values)
        ]
        for number, length in enumerate(lengths)
    ]


def _recent(mixture: Mixture, origin: int, targets: Sequence[CalendarDay], values: Floats) -> tuple[Floats, Floats]:
    """Return the shares of the last 14 days of a target's type with at least, and with at most, each of the values."""
    seen = mixture.training.seen_from(origin)
    actual = mixture.training.values(seen.mode)
    holidays = mixture.log.holidays[seen.rows]
    at_least = np.empty((len(targets), *values.shape))
    at_most = np.empty_like(at_least)
    for is_holiday in {day.is_holiday for day in targets}:
        rows = seen.rows[holidays == is_holiday][-RECENT_DAYS:]
        days = actual[rows if rows.size else seen.rows].T[:, np.newaxis, :]
        wanted = [number for number, day in enumerate(targets) if day.is_holiday == is_holiday]
        at_least[wanted] = (days >= values[..., np.newaxis]).mean(axis=-1)
        at_most[wanted] = (days <= values[..., np.newaxis]).mean(axis=-1)
    return at_least, at_most


def _steps(minutes: Floats, at_least: Floats, at_most: Floats) -> Chances:
    seconds = np.round(minutes * SECONDS_PER_MINUTE).astype(np.int64)
    # Of equal values the first has the weight of all in "at least", and the last in "at most".
    distinct, first, counts = np.unique(seconds, return_index=True, return_counts=True)
    last = first + counts - 1
    return Chances(
        distinct.tolist(),
        np.round(np.clip(at_least[first], 0, 1), DECIMALS).tolist(),
        np.round(np.clip(at_most[last], 0, 1), DECIMALS).tolist(),
    )
