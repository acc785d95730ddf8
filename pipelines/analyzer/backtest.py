"""The rolling-origin backtest: how good the mixture and the yardsticks were on the last 120 days."""

from dataclasses import dataclass

import numpy as np

from pipelines.analyzer import yardsticks
from pipelines.analyzer.days import Bools, Floats
from pipelines.analyzer.distributions import HIGHEST, LOWEST, MEDIAN
from pipelines.analyzer.intervals import interval, is_dense, widening
from pipelines.analyzer.mixture import LEADS, LOSS_DAYS, Mixture, pinball
from pipelines.analyzer.yardsticks import Yardsticks

MIXTURE = "mixture"
SCORED_DAYS = 120
# Half of the last digit that is stored.
ROUNDING = 0.005


@dataclass(frozen=True, kw_only=True)
class Score:
    """How good a method was, over the days and the categories that were ever used.

    Attributes:
        name: of the method.
        days: how many target days could be scored.
        origins: from how many days it made forecasts.
        crps: continuous ranked probability score in minutes: 2 × the mean pinball loss over the levels .1 to .9.
        mae: mean absolute error of the median in minutes.
        rmse: root of the mean squared error of the mean in minutes.
        coverage: the share that lay within the interval.
        missed_below: of the intervals that could miss on both sides, the share with less; None without such.
        missed_above: the share with more.
        dense: how many intervals these were.
    """

    name: str
    days: int
    origins: int
    crps: float
    mae: float
    rmse: float
    coverage: float
    missed_below: float | None
    missed_above: float | None
    dense: int


@dataclass(frozen=True)
class _Cells:
    """The forecasts of a method and what happened, by cell of target and category."""

    quantiles: Floats
    means: Floats
    dense: Bools
    actual: Floats


def run(mixture: Mixture) -> list[Score]:
    """Score the mixture and the yardsticks of a log; the mixture is first. Empty where no day can be scored."""
    newest = len(mixture.log.days) - 1
    seen = mixture.training.seen_from(newest)
    actual = mixture.training.minutes(seen.mode)
    origins = mixture.origins(newest, SCORED_DAYS)
    others = Yardsticks(mixture, mixture.origins(newest, SCORED_DAYS + LOSS_DAYS))
    used = mixture.log.used
    cells: dict[str, list[_Cells]] = {name: [] for name in (MIXTURE, *yardsticks.NAMES)}
    days: set[int] = set()
    scored_origins = 0
    for row in origins:
        known = seen.rows[(seen.rows >= row + LEADS.start) & (seen.rows < row + LEADS.stop)]
        mixed = mixture.earlier(row) if known.size else None
        if mixed is None:
            continue
        scored_origins += 1
        days.update(known.tolist())
        places, happened = known - row - LEADS.start, actual[known][:, used]
        lengths = np.array([day.minutes for day in mixed.combined.targets])
        dense = is_dense(mixed.quantiles[..., LOWEST], mixed.quantiles[..., HIGHEST])[places][:, used]
        quantiles = mixed.quantiles.copy()
        ends = interval(mixed, widening(mixture, row), lengths)
        quantiles[..., LOWEST], quantiles[..., MEDIAN], quantiles[..., HIGHEST] = ends
        cells[MIXTURE].append(_Cells(quantiles[places][:, used], mixed.means[places][:, used], dense, happened))
        quantiles, points = others.quantiles(row), others.points(row)
        for number, name in enumerate(yardsticks.NAMES):
            levels = quantiles[number][places][:, used]
            dense = is_dense(levels[..., LOWEST], levels[..., HIGHEST])
            cells[name].append(_Cells(levels, points[number][places][:, used], dense, happened))
    return [_score(name, found, len(days), scored_origins) for name, found in cells.items()] if cells[MIXTURE] else []


def _score(name: str, cells: list[_Cells], days: int, origins: int) -> Score:
    quantiles = np.concatenate([each.quantiles for each in cells])
    means = np.concatenate([each.means for each in cells])
    actual = np.concatenate([each.actual for each in cells])
    dense = np.concatenate([each.dense for each in cells])
    below, above = actual < quantiles[..., LOWEST] - ROUNDING, actual > quantiles[..., HIGHEST] + ROUNDING
    count = int(dense.sum())
    return Score(
        name=name,
        days=days,
        origins=origins,
        crps=2 * float(pinball(quantiles, actual).mean()),
        mae=float(np.abs(actual - quantiles[..., MEDIAN]).mean()),
        rmse=float(np.sqrt(((actual - means) ** 2).mean())),
        coverage=float((~below & ~above).mean()),
        missed_below=float(below[dense].mean()) if count else None,
        missed_above=float(above[dense].mean()) if count else None,
        dense=count,
    )
