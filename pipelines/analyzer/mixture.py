"""The mixture of the combinations, by how well each of them forecast so far.

Each combination gives a weighted empirical distribution for each target and category. The smaller its pinball loss in
a category was, the larger is its part in that category. Method and constants: docs/forecasts.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from pipelines.analyzer.combinations import COMBINATIONS, ROUGH, day_weights
from pipelines.analyzer.days import CalendarDay, Floats, Log
from pipelines.analyzer.distributions import LEVELS, Distributions
from pipelines.analyzer.training import Seen, Training
from pipelines.mode import Mode

# Targets lie so many days after the last known one: today is half known when the log is read.
LEADS = range(2, 9)
FEWEST_DAYS, EVEN_FROM, LEARNT_FROM = 7, 14, 30
NEWEST_DAYS = 270
# The combinations are judged by the forecasts of these days, of which the newest targets count most. All days: of a log
# with few entries a third would leave too much to chance. For everything else every third day is enough.
LOSS_DAYS, FORGETTING = 120, 0.99
FEWEST_LOSS_DAYS = 14
EVERY = 3
SHARPNESS = 12


class Grade(StrEnum):
    """How much an estimate rests on: `rough` on 7 to 13 days, `even` on up to 29, `learnt` on more."""

    ROUGH = "rough"
    EVEN = "even"
    LEARNT = "learnt"


class TrainingSet(NamedTuple):
    """What the combinations learnt by the end of a day.

    Attributes:
        seen: the days that they learnt from; of more than 270 the newest.
        days: how many days train in all.
        weights: of the days by target, combination and day.
        found: the distributions.
    """

    seen: Seen
    days: int
    weights: Floats
    found: Distributions


@dataclass(frozen=True, kw_only=True)
class Combined:
    """What the combinations expect of some days, in minutes.

    Attributes:
        seen: the days that they learnt from; of more than 270 the newest.
        days: how many days train in all.
        targets: the days.
        weights: of the days by target, combination and day.
        quantiles: by target, combination, category and level.
        means: by target, combination and category.
        any: the chance that the category happens at all; shape of `means`.
    """

    seen: Seen
    days: int
    targets: Sequence[CalendarDay]
    weights: Floats
    quantiles: Floats
    means: Floats
    any: Floats


@dataclass(frozen=True, kw_only=True)
class Mixed:
    """The mixture.

    Attributes:
        combined: what was mixed.
        parts: of the combinations, by combination and category; they sum to 1 in each category.
        grade: how much it rests on.
        quantiles: by target, category and level, before the repair of the intervals.
        means: by target and category.
        any: shape of `means`.
    """

    combined: Combined
    parts: Floats
    grade: Grade
    quantiles: Floats
    means: Floats
    any: Floats


class Mixture:
    """Forecasts as seen from the end of any day of a log.

    Args:
        log: what is known today.
    """

    def __init__(self, log: Log) -> None:
        self.log = log
        self.training = Training(log)
        self._combined: dict[int, Combined | None] = {}
        self._judged: dict[tuple[int, Mode], Floats | None] = {}
        self._mixed: dict[int, Mixed | None] = {}

    def forecast(self, origin: int, targets: Sequence[CalendarDay]) -> Mixed | None:
        """Return what was to be expected of the targets at the end of the day in row `origin`.

        None where fewer than 7 days train.
        """
        combined = self._combine(origin, targets)
        return None if combined is None else self._mix(origin, combined)

    def _mix(self, origin: int, combined: Combined) -> Mixed:
        grade = _grade(combined.days)
        parts = self._parts(origin, grade)
        return Mixed(
            combined=combined,
            parts=parts,
            grade=grade,
            quantiles=(combined.quantiles * parts[..., np.newaxis]).sum(axis=1),
            means=(combined.means * parts).sum(axis=1),
            any=np.minimum((combined.any * parts).sum(axis=1), 1.0),
        )

    def earlier(self, origin: int) -> Mixed | None:
        """Return what was forecast at the end of that day, of 2 to 8 days later, as far as the log reaches."""
        if origin not in self._mixed:
            combined = self._earlier_combined(origin)
            self._mixed[origin] = None if combined is None else self._mix(origin, combined)
        return self._mixed[origin]

    def known_targets(self, origin: int) -> Sequence[CalendarDay]:
        """Return the days 2 to 8 days later, as far as the log reaches."""
        return self.log.days[origin + LEADS.start : origin + LEADS.stop]

    def origins(self, origin: int, days: int) -> list[int]:
        """Return the rows of every third day among the `days` before this one; by date, whatever day the log begins."""
        return [row for row in range(max(0, origin - days), origin) if self.log.days[row].date.toordinal() % EVERY == 0]

    def distributions(self, origin: int, targets: Sequence[CalendarDay]) -> TrainingSet:
        """Return what the combinations learn from at the end of that day, and their distributions."""
        seen = self.training.seen_from(origin)
        rows = seen.rows[-NEWEST_DAYS:]
        weights = day_weights(self.log.days, origin, rows, targets)
        values = self.training.values(seen.mode)[rows]
        return TrainingSet(Seen(seen.mode, rows), seen.rows.size, weights, Distributions(values, weights))

    def _combine(self, origin: int, targets: Sequence[CalendarDay]) -> Combined | None:
        if self.training.seen_from(origin).rows.size < FEWEST_DAYS or not targets:
            return None
        seen, days, weights, found = self.distributions(origin, targets)
        lengths = np.array([day.minutes for day in targets]) if seen.mode is Mode.WHOLE_DAY else np.ones(len(targets))
        return Combined(
            seen=seen,
            days=days,
            targets=targets,
            weights=weights,
            quantiles=found.quantiles * lengths[:, np.newaxis, np.newaxis, np.newaxis],
            means=found.means * lengths[:, np.newaxis, np.newaxis],
            any=found.any,
        )

    def _parts(self, origin: int, grade: Grade) -> Floats:
        """Return the part of each combination in each category."""
        shape = (len(COMBINATIONS), len(self.log.categories))
        if grade is Grade.ROUGH:
            parts = np.zeros(shape)
            parts[ROUGH] = 1.0
            return parts
        losses = self._losses(origin) if grade is Grade.LEARNT else None
        return np.full(shape, 1 / len(COMBINATIONS)) if losses is None else _parts_of(losses)

    def _losses(self, origin: int) -> Floats | None:
        """Return the loss of each combination in each category so far; None where too few days could be judged."""
        seen = self.training.seen_from(origin)
        scored = np.zeros(len(self.log.days), dtype=np.bool_)
        scored[seen.rows] = True
        total = np.zeros((len(COMBINATIONS), len(self.log.categories)))
        weight = 0.0
        judged: set[int] = set()
        for row in range(max(0, origin - LOSS_DAYS), origin):
            losses = self._earlier_losses(row, seen.mode)
            known = np.flatnonzero(scored[: origin + 1][row + LEADS.start : row + LEADS.stop]) + row + LEADS.start
            if losses is None or known.size == 0:
                continue
            losses = losses[known - row - LEADS.start]
            fading = FORGETTING ** (origin - known)
            total += (losses * fading[:, np.newaxis, np.newaxis]).sum(axis=0)
            weight += fading.sum()
            judged.update(known.tolist())
        return total / weight if len(judged) >= FEWEST_LOSS_DAYS else None

    def _earlier_losses(self, origin: int, mode: Mode) -> Floats | None:
        """Return the losses of what was forecast at the end of that day, by target, combination and category."""
        if (origin, mode) not in self._judged:
            combined = self._earlier_combined(origin)
            actual = self.training.minutes(mode)[origin + LEADS.start : origin + LEADS.stop, np.newaxis]
            self._judged[origin, mode] = None if combined is None else pinball(combined.quantiles, actual)
        return self._judged[origin, mode]

    def _earlier_combined(self, origin: int) -> Combined | None:
        if origin not in self._combined:
            self._combined[origin] = self._combine(origin, self.known_targets(origin))
        return self._combined[origin]


def pinball(quantiles: Floats, actual: Floats) -> Floats:
    """Return the mean pinball loss over the levels .1 to .9, which is half of the CRPS in this approximation.

    Args:
        quantiles: with the levels as last axis.
        actual: what happened; its axes are those of `quantiles` without the last one, or can be stretched to them.
    """
    error = actual[..., np.newaxis] - quantiles
    result: Floats = np.maximum(LEVELS * error, (LEVELS - 1) * error).mean(axis=-1)
    return result


def _grade(days: int) -> Grade:
    if days < EVEN_FROM:
        return Grade.ROUGH
    return Grade.EVEN if days < LEARNT_FROM else Grade.LEARNT


def _parts_of(losses: Floats) -> Floats:
    least = losses.min(axis=0)
    raw = np.divide(least, losses, out=np.ones_like(losses), where=losses > 0) ** SHARPNESS
    # Where some combinations never erred, they share equally and the others have no part.
    raw = np.where(least > 0, raw, losses == 0)
    result: Floats = raw / raw.sum(axis=0)
    return result
