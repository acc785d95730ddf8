"""What the mixture has to beat: the simple methods, each with the interval that its own errors suggest."""

from collections.abc import Sequence

import numpy as np

from pipelines.analyzer import smoothing, windows
from pipelines.analyzer.days import CalendarDay, Floats
from pipelines.analyzer.distributions import LEVELS
from pipelines.analyzer.mixture import LEADS, LOSS_DAYS, Mixture
from pipelines.analyzer.smoothing import Smoothing
from pipelines.analyzer.windows import LAST_WEEK, Windows

ALWAYS_ZERO, MEAN_OF_METHODS = "always_zero", "mean_of_methods"
NAMES = (
    LAST_WEEK,
    ALWAYS_ZERO,
    windows.WEEK_MEAN,
    windows.WEEKDAY_MEAN,
    windows.DAY_TYPE_MEAN,
    smoothing.NAME,
    MEAN_OF_METHODS,
)
# The errors of so many days make the quantiles of a yardstick.
ERROR_DAYS = 40


class Yardsticks:
    """The forecasts of all yardsticks at the given days of a log, made in one pass that never sees a later day.

    Args:
        mixture: of the log; the yardsticks learn from the same days.
        origins: the rows of the days, ascending.
    """

    def __init__(self, mixture: Mixture, origins: Sequence[int]) -> None:
        self._mixture = mixture
        self._points = _points(mixture, origins)

    def quantiles(self, origin: int) -> Floats:
        """Return the quantiles by yardstick, target (2 to 8 days later, as far as the log goes), category and level."""
        points = self._points[origin]
        errors = self._errors(origin)
        lengths = np.array([day.minutes for day in self._mixture.known_targets(origin)])
        result: Floats = points[..., np.newaxis] + errors[:, np.newaxis]
        result = np.clip(result, 0, lengths[:, np.newaxis, np.newaxis])
        # This one is always certain.
        result[NAMES.index(ALWAYS_ZERO)] = 0
        return result

    def points(self, origin: int) -> Floats:
        """Return the forecasts by yardstick, target and category."""
        return self._points[origin]

    def _errors(self, origin: int) -> Floats:
        """Return the quantiles of the errors known at the end of that day, by yardstick, category and level."""
        seen = self._mixture.training.seen_from(origin)
        actual = self._mixture.training.minutes(seen.mode)
        days = seen.rows[-ERROR_DAYS:]
        errors = []
        for row in self._mixture.origins(origin, LOSS_DAYS):
            known = days[(days >= row + LEADS.start) & (days < row + LEADS.stop)]
            if row in self._points and known.size:
                errors.append(actual[known] - self._points[row][:, known - row - LEADS.start])
        if not errors:
            return np.zeros((len(NAMES), actual.shape[1], LEVELS.size))
        result: Floats = np.moveaxis(np.quantile(np.concatenate(errors, axis=1), LEVELS, axis=1), 0, -1)
        return result


def _points(mixture: Mixture, origins: Sequence[int]) -> dict[int, Floats]:
    log, training = mixture.log, mixture.training
    members = (Windows(len(log.categories)), Smoothing(len(log.categories), (LEADS.start, LEADS.stop - 1)))
    wanted, result = set(origins), {}
    for row, day in enumerate(log.days):
        mode = training.modes[row]
        trains = row in training.seen_from(row).rows[-1:]
        for member in members:
            member.observe(day, training.minutes(mode)[row] if trains else None)
        if row in wanted and (targets := mixture.known_targets(row)):
            result[row] = _panel(members, targets)
    return result


def _panel(members: tuple[Windows, Smoothing], targets: Sequence[CalendarDay]) -> Floats:
    found = dict(
        zip(
            (*Windows.names, *Smoothing.names),
            np.maximum(np.concatenate([member.predict(targets) for member in members]), 0.0),
            strict=True,
        )
    )
    found[MEAN_OF_METHODS] = np.mean(list(found.values()), axis=0)
    found[ALWAYS_ZERO] = np.zeros_like(found[MEAN_OF_METHODS])
    return np.array([found[name] for name in NAMES])
