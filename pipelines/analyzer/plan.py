"""The person's plan as a candidate: where it came true so far, the mean of a planned day leans towards it."""

from collections.abc import Mapping
from datetime import date

import numpy as np

from pipelines.analyzer.days import Floats
from pipelines.analyzer.mixture import LEADS, LOSS_DAYS, Mixed, Mixture

PlannedDays = Mapping[date, Floats]
"""Planned minutes by category (a column of the log each), of the days with a plan."""

SHARES = (0.0, 0.25, 0.5, 1.0)
FEWEST_PLANNED_DAYS = 20


def blended(mixture: Mixture, mixed: Mixed, plan: PlannedDays) -> Floats:
    """Return the means of a forecast, by target and category, moved towards the plan of the targets.

    The share of the plan is the one of `SHARES` with the smallest squared error in that category so far, on planned
    days; fewer than 20 of them leave the mean as it is. An unplanned day may just not be planned yet, and is left too.
    """
    shares = _shares(mixture, plan)
    result = mixed.means.copy()
    for number, target in enumerate(mixed.combined.targets):
        if target.date in plan:
            minutes = plan[target.date]
            result[number] += np.where(minutes > 0, shares * (minutes - result[number]), 0.0)
    return result


def _shares(mixture: Mixture, plan: PlannedDays) -> Floats:
    newest = len(mixture.log.days) - 1
    seen = mixture.training.seen_from(newest)
    actual = mixture.training.minutes(seen.mode)
    errors = np.zeros((len(SHARES), len(mixture.log.categories)))
    planned_days: list[set[int]] = [set() for _ in mixture.log.categories]
    for row in mixture.origins(newest, LOSS_DAYS) if plan else []:
        mixed = mixture.earlier(row)
        known = seen.rows[(seen.rows >= row + LEADS.start) & (seen.rows < row + LEADS.stop)]
        for target in known.tolist() if mixed is not None else []:
            minutes = plan.get(mixture.log.days[target].date)
            if mixed is None or minutes is None:
                continue
            means = mixed.means[target - row - LEADS.start]
            for number, share in enumerate(SHARES):
                error = share * minutes + (1 - share) * means - actual[target]
                errors[number] += np.where(minutes > 0, error**2, 0.0)
            for column in np.flatnonzero(minutes > 0).tolist():
                planned_days[column].add(target)
    enough = np.array([len(days) >= FEWEST_PLANNED_DAYS for days in planned_days])
    result: Floats = np.where(enough, np.array(SHARES)[np.argmin(np.round(errors, 6), axis=0)], 0.0)
    return result
