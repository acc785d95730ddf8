"""The rolling-origin backtest: what each method would have said, on each day of the past, about the days after it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.analyzer.days import CalendarDay, Floats, Log, following
from pipelines.analyzer.methods import NAMES, Panel

# An estimate is made while its day still runs, so the newest day it can know is the day before: tomorrow is 2 days on.
FIRST_LEAD = 2
HORIZON = 7
LEADS = tuple(range(FIRST_LEAD, FIRST_LEAD + HORIZON))
# With fewer complete days behind it, an origin says nothing about a method.
MIN_KNOWN = 7


@dataclass(frozen=True)
class Backtest:
    """Forecasts of the past, in minutes.

    Attributes:
        log: what happened.
        forecasts: by method, target day, lead and category; `LEADS[lead]` days before its target was the newest day
            that the forecast knew. NaN where no forecast was possible.
        panel: the panel after the last day of the log.
    """

    log: Log
    forecasts: Floats
    panel: Panel

    @property
    def errors(self) -> Floats:
        """What happened minus what was forecast; NaN also for days that are not complete."""
        result: Floats = self.log.actual[np.newaxis, :, np.newaxis, :] - self.forecasts
        return result


def walk(log: Log) -> Backtest:
    """Feed a panel the log day by day and ask it after each day, before it gets the next one."""
    panel = Panel(len(log.categories), LEADS)
    number = len(log.days)
    forecasts = np.full((len(NAMES), number, HORIZON, len(log.categories)), np.nan)
    lengths = log.lengths
    known = 0
    for place, day in enumerate(log.days):
        shares = log.shares(place)
        panel.observe(day, shares)
        known += shares is not None
        targets: Sequence[CalendarDay] = following(log.days, place + FIRST_LEAD, HORIZON)
        if known < MIN_KNOWN or not targets:
            continue
        rows = np.arange(place + FIRST_LEAD, place + FIRST_LEAD + len(targets))
        said = panel.predict(targets) * lengths[rows][:, np.newaxis]
        forecasts[:, rows, np.arange(len(targets))] = said
    return Backtest(log, forecasts, panel)
