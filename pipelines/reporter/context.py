"""The context of one report that all sections share: period, language, form, and the sums of the periods before."""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import psycopg

from pipelines.mode import Mode, mode_after
from pipelines.reporter import amounts, parts
from pipelines.reporter.amounts import Amount, Hours
from pipelines.reporter.formats import FORMATS, Formats, instant, signed
from pipelines.reporter.numbers import MINUTE, apportion, minutes
from pipelines.reporter.palette import Palette
from pipelines.reporter.period import Period
from pipelines.reporter.queries import estimates, tracked
from pipelines.reporter.queries.estimates import Outcome
from pipelines.reporter.queries.tracked import UNTRACKED, Quality
from pipelines.reporter.texts import TEXTS, PeriodTexts, Texts

SHARE_UNITS = 1000
# The reason of a proposal: longer than a name, and still no page.
SENTENCE_LENGTH = 700

Section = dict[str, Any]


class Showable(Protocol):
    def __call__(self, text: str, limit: int = ...) -> str:
        """Return one line of the text that the fonts can show, of at most `limit` characters."""


def read_mode(connection: psycopg.Connection, period: Period, quality: Quality) -> Mode:
    """Return the mode of tracking as of the end of the period, or of the last day that is over."""
    yesterday = quality.as_of.astimezone(period.zone).date() - timedelta(days=1)
    return mode_after(tracked.completeness(connection, min(period.last, yesterday)))


@dataclass(frozen=True)
class Context:
    """One report in the making. Everything that sections read beside their own marts."""

    connection: psycopg.Connection
    period: Period
    quality: Quality
    mode: Mode
    language: str
    showable: Showable
    # Whether a drawing can have the text; of some scripts it cannot.
    drawable: Callable[[str], bool]

    @property
    def texts(self) -> Texts:
        return TEXTS[self.language]

    @property
    def words(self) -> PeriodTexts:
        """The texts that differ between a day, a week and a month."""
        return self.texts.periods[self.period.kind.name]

    @property
    def formats(self) -> Formats:
        return FORMATS[self.language]

    @property
    def is_whole_day(self) -> bool:
        """Return whether hours without an entry are a part of the day that the report shows."""
        return self.mode is Mode.WHOLE_DAY

    @property
    def zone(self) -> ZoneInfo:
        return self.period.zone

    @cached_property
    def days(self) -> dict[date, dict[str, int]]:
        """Tracked seconds per local date and category, from the beginning of the trend."""
        return tracked.days(self.connection, self.period.trend()[0].first, self.period.last)

    @cached_property
    def totals(self) -> dict[date, dict[str, int]]:
        """Tracked seconds per first date of a period and category."""
        totals: dict[date, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for day, seconds in self.days.items():
            for category, spent in seconds.items():
                totals[self.period.kind.start(day)][category] += spent
        return {first: dict(seconds) for first, seconds in totals.items()}

    @property
    def tracked(self) -> dict[str, int]:
        """Tracked seconds of the period by category."""
        return self.totals.get(self.period.first, {})

    @cached_property
    def palette(self) -> Palette:
        since, period = self.period.trend()[0].first, self.period
        rows = tracked.names(self.connection, since, period.first, period.last)
        colors = tracked.colors(self.connection)
        sums = list(self.totals.values())
        return Palette(rows, colors, sums, self.tracked, texts=self.texts, showable=self.showable)

    @cached_property
    def outcomes(self) -> list[Outcome]:
        """What was expected of the period's days, and what they became: several sections read this costly view."""
        return estimates.outcomes(self.connection, self.period.first, self.period.last)

    @property
    def untracked_label(self) -> str:
        return self.texts.categories.get(UNTRACKED, UNTRACKED)

    @property
    def elapsed(self) -> int:
        """Seconds of the period that were over when the data were made."""
        return self.period.elapsed(self.quality.as_of)

    @property
    def is_over(self) -> bool:
        return self.elapsed == self.period.length

    @property
    def today(self) -> date:
        """The local date of the data."""
        return self.quality.as_of.astimezone(self.zone).date()

    @property
    def first_date(self) -> date | None:
        """The local date of the first record."""
        begin = self.quality.first_start_at
        return begin.astimezone(self.zone).date() if begin else None

    def is_recorded(self, day: date) -> bool:
        """Return whether the date lies between the first and the last record."""
        first, end = self.first_date, self.quality.last_end_at
        return first is not None and end is not None and first <= day <= end.astimezone(self.zone).date()

    @cached_property
    def amounts(self) -> list[Amount]:
        """The categories of this period and of the one it is compared with, in the order of the report."""
        return self._rounded[0]

    @property
    def untracked(self) -> tuple[int, int]:
        """Minutes and share of the hours that no entry covers; none in the part-day form."""
        return self._rounded[1]

    @property
    def untracked_per_day(self) -> int:
        """Minutes of the mean day that no entry covers; none in the part-day form."""
        return self._rounded[2]

    @cached_property
    def _rounded(self) -> tuple[list[Amount], tuple[int, int], int]:
        names = self.tracked.keys() | {name for hours in self.prior(1) for name in hours.minutes}
        categories = [category for category in self.palette if category.name in names]
        values = [self.tracked.get(category.name, 0) for category in categories]
        values.append(max(0, self.elapsed - sum(values)) if self.is_whole_day else 0)
        whole = apportion(values, sum(values) // MINUTE)
        per_day = amounts.per_day(values, max(1, self.period.days_begun(self.quality.as_of)))
        shares = apportion(values, SHARE_UNITS)
        columns = zip(categories, values[:-1], whole[:-1], per_day[:-1], shares[:-1], strict=True)
        return [Amount(*each) for each in columns], (whole[-1], shares[-1]), per_day[-1]

    def actual(self, category: str, days: Collection[date], minutes: float) -> float:
        """Return the minutes that were spent on the mean of these days.

        Over all days of the period the number stands in the table of the categories too, rounded there with the
        others, so that one is returned; else `minutes`, the mean of these days.
        """
        if set(days) != {day.date for day in self.period.days if day.elapsed(self.quality.as_of)}:
            return minutes
        return next((amount.per_day for amount in self.amounts if amount.category.name == category), 0)

    @cached_property
    def billable(self) -> dict[str, int]:
        """Billable minutes by category, within the minutes of the category; empty where nothing is billable."""
        seconds = parts.billable(self.connection, self.period.first, self.period.last)
        shown = [(amount, seconds.get(amount.category.name, 0)) for amount in self.amounts]
        return {
            amount.category.name: apportion([part, amount.seconds - part], amount.minutes)[0]
            for amount, part in shown
            if part
        }

    @cached_property
    def hours_tracked(self) -> Hours:
        """The amounts of this period, as periods are compared."""
        is_even, (untracked, _) = self.period.kind.is_even, self.untracked
        minutes = {each.category.name: each.minutes if is_even else each.per_day for each in self.amounts}
        return Hours(self.period, minutes, untracked if is_even else self.untracked_per_day)

    def hours_of(self, period: Period) -> Hours:
        """Return the time of this period, or of an earlier one of the trend, as its own report shows it."""
        if period == self.period:
            return self.hours_tracked
        seconds = self.totals.get(period.first, {})
        ordered = {category.name: seconds[category.name] for category in self.palette if category.name in seconds}
        untracked = max(0, period.length - sum(seconds.values())) if self.is_whole_day else 0
        return amounts.rounded(period, ordered, untracked)

    def prior(self, count: int) -> list[Hours]:
        """Return those of the `count` periods before that this one can be compared with, the newest first.

        A period that has not ended compares with nothing. One in whose middle the records begin, or which was not
        read in full, is not compared with. A period without any record is a zero in the part-day form, and missing data
        in the whole-day form.
        """
        if not self.is_over or self.first_date is None:
            return []
        periods = [self.period.before(number) for number in range(1, count + 1)]
        return [
            self.hours_of(period)
            for period in periods
            if period.first >= self.first_date
            and (period.first in self.totals or not self.is_whole_day)
            and not any(period.first <= day <= period.last for day in self.unread)
        ]

    @cached_property
    def unread(self) -> set[date]:
        """Dates from the beginning of the trend that were not read in full: they are in no mean."""
        return tracked.unread_dates(self.connection, self.period.trend()[0].first, self.period.last)

    def change(self, category: str | None, prior: list[Hours]) -> int:
        """Return the change in minutes to the mean of the prior periods; category None = all tracked time."""

        def minutes_of(hours: Hours) -> int:
            return hours.tracked if category is None else hours.of(category)

        return minutes_of(self.hours_tracked) - amounts.mean([minutes_of(hours) for hours in prior])

    def signed(self, change: int) -> str:
        return signed(self.formats, change)

    def instant(self, moment: datetime) -> str:
        return instant(self.formats, moment, self.zone)

    def hours(self, seconds: float) -> str:
        return self.formats.duration(minutes(seconds))

    def minutes(self, value: float) -> str:
        return self.formats.duration(minutes(value * MINUTE))
