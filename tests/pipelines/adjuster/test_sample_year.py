"""Whether proposals come true: made on past dates of the sample person's year and compared with the week after."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import product
from statistics import fmean
from typing import NamedTuple

import numpy as np
import pytest

from pipelines.adjuster import rules
from pipelines.adjuster.data import Day, DayAhead
from pipelines.adjuster.rules import DAY_TYPES, FITTING_CHANCE, Candidate
from pipelines.analyzer.chances import chances
from pipelines.analyzer.days import CalendarDay, Log
from pipelines.analyzer.mixture import Mixture
from pipelines.local_time import dates, midnight
from sandbox.catalog import CATEGORY_COLORS, PROJECT_CATEGORY
from sandbox.person import TOKYO, generate

DAYS, SEED = 365, 7
LAST_DAY = date(2026, 6, 28)
# Proposals are made every 15 days, from the day on that all combinations are weighed.
FIRST_ORIGIN, EVERY = 60, 15
# The targets that the person has, as parts of the minutes that fit: a step reaches these from most of them.
PARTS = (0.3, 0.6, 0.8, 0.84, 0.9, 0.95, 1.05, 1.1, 1.2, 1.25, 1.5, 2)


class Outcome(NamedTuple):
    """A proposal, and the part of the 7 matching days after it that met the proposed minutes."""

    candidate: Candidate
    realised: float


@pytest.fixture(scope="module")
def year() -> Mixture:
    """The year as logged, cut at midnight; entries that overlap count twice."""
    account = generate(SEED, LAST_DAY, DAYS)
    days = dates(LAST_DAY - timedelta(days=DAYS - 1), LAST_DAY - timedelta(days=1))
    starts = [midnight(day, TOKYO).timestamp() for day in [*days, LAST_DAY]]
    columns = {category: column for column, category in enumerate(CATEGORY_COLORS)}
    names = {project.id: project.name for project in account.projects}
    minutes, entries = np.zeros((len(days), len(columns))), np.zeros(len(days))
    for entry in account.entries:
        if entry.stop is None or entry.deleted_at is not None or entry.project_id is None:
            continue
        start, stop = entry.start.timestamp(), entry.stop.timestamp()
        for row in range(len(days)):
            overlap = min(stop, starts[row + 1]) - max(start, starts[row])
            if overlap > 0:
                minutes[row, columns[PROJECT_CATEGORY[names[entry.project_id]]]] += overlap / 60
                entries[row] += 1
    return Mixture(
        Log(
            days=[CalendarDay(day, is_holiday=day.weekday() >= 5, minutes=1440) for day in days],
            categories=list(columns),
            minutes=minutes,
            is_read=np.ones(len(days), dtype=np.bool_),
            is_complete=minutes.sum(axis=1) >= 0.95 * 1440,
            has_entry=entries > 0,
            is_forgotten=np.zeros(len(days), dtype=np.bool_),
        )
    )


def outcomes(year: Mixture, make) -> Iterator[Outcome]:
    """The proposals for targets of any minutes, in both directions and for each kind of days."""
    kinds = [frozenset({"workday"}), frozenset({"holiday"}), DAY_TYPES]
    for origin in range(FIRST_ORIGIN, len(year.log.days) - 30, EVERY):
        for column, day_types in product(range(len(year.log.categories)), kinds):
            past, following = _days(year, origin, column), _following(year, origin, column, day_types)
            ahead = _ahead(year, origin)[column]
            for direction in ("more", "less"):
                yield from _proposed(make, direction, day_types, past, ahead, following)


def _proposed(make, direction, day_types, past, ahead, following) -> Iterator[Outcome]:
    expected = rules.outlook(direction, ahead, day_types, ahead[0].local_date - timedelta(days=1))
    assert expected is not None
    made: dict[int, Candidate] = {}
    for minutes in {min(1440, round(expected.fitting_minutes() * part)) for part in PARTS}:
        target = make.target(minutes=minutes, direction=direction)
        found = rules.evidence(target, past, day_types)
        candidate = rules.candidate(target, found, expected, day_types) if found else None
        if candidate:
            made[candidate.new_minutes] = candidate
    for minutes, candidate in made.items():
        met = [value >= minutes if direction == "more" else value <= minutes for value in following]
        yield Outcome(candidate, fmean(met))


def _kind(day: CalendarDay) -> str:
    return "holiday" if day.is_holiday else "workday"


def _days(year: Mixture, origin: int, column: int) -> list[Day]:
    return [
        Day(year.log.days[row].date, _kind(year.log.days[row]), round(year.log.minutes[row, column] * 60))
        for row in reversed(year.training.seen_from(origin).rows.tolist())
    ]


def _following(year: Mixture, origin: int, column: int, day_types: frozenset[str]) -> list[float]:
    """The minutes of the next 7 matching days that count, after the day of the proposal."""
    counted = year.training.seen_from(len(year.log.days) - 1).rows.tolist()
    rows = [row for row in counted if row > origin + 1 and _kind(year.log.days[row]) in day_types][:7]
    return [float(year.log.minutes[row, column]) for row in rows]


def _ahead(year: Mixture, origin: int) -> list[list[DayAhead]]:
    """The chances by category as the analyzer saves them on the day after the origin: of the 7 days after that one."""
    targets = year.log.days[origin + 2 : origin + 9]
    mixed = year.forecast(origin, targets)
    assert mixed is not None
    found = chances(year, origin, mixed)
    return [
        [DayAhead(day.date, _kind(day), found[number][column]) for number, day in enumerate(targets)]
        for column in range(len(year.log.categories))
    ]


def test_proposals_come_true_about_as_often_as_they_say(year, make):
    """A proposal with a chance of 75 % or more is met on at least 60 % of the days after it, whatever its kind."""
    found = list(outcomes(year, make))
    likely = [one for one in found if one.candidate.new_chance >= FITTING_CHANCE]
    for direction, kind in product(("more", "less"), ("ease", "tighten")):
        these = [one for one in likely if (one.candidate.target.direction, one.candidate.kind) == (direction, kind)]
        assert len(these) >= 20
        assert _realised(these) >= 0.6
    at_the_edge = [one for one in likely if one.candidate.new_chance < 0.8]
    assert len(at_the_edge) > 100
    assert _realised(at_the_edge) >= 0.6
    # A target far away is eased step by step: such steps, too, promise no more than they keep.
    steps = [one for one in found if one.candidate.new_chance < FITTING_CHANCE]
    assert len(steps) > 100
    assert _realised(steps) == pytest.approx(fmean(one.candidate.new_chance for one in steps), abs=0.1)


def _realised(found: Sequence[Outcome]) -> float:
    return fmean(one.realised for one in found)
