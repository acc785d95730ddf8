"""What all sections share: the week, the language, and the sums of the weeks that led to it."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

from pipelines.reporter import marts
from pipelines.reporter.formats import Formats, instant, signed
from pipelines.reporter.glyphs import PLACEHOLDER
from pipelines.reporter.marts import Quality, WeekCategory
from pipelines.reporter.numbers import MINUTE, apportion, minutes
from pipelines.reporter.palette import Category, Palette
from pipelines.reporter.texts import Texts
from pipelines.reporter.week import Week

SHARE_UNITS = 1000
MEAN_WEEKS = 4

Section = dict[str, Any]


@dataclass(frozen=True)
class Amount:
    """Time of one category in the week, rounded so that all amounts add up: minutes, and tenths of a percent."""

    category: Category
    seconds: int
    minutes: int
    share: int


@dataclass(frozen=True)
class Context:
    """One report in the making. Everything that sections read beside their own marts."""

    connection: psycopg.Connection
    week: Week
    quality: Quality
    rows: list[WeekCategory]
    texts: Texts
    formats: Formats
    showable: Callable[[str], str]

    @classmethod
    def read(
        cls,
        connection: psycopg.Connection,
        week: Week,
        quality: Quality,
        *,
        texts: Texts,
        formats: Formats,
        showable: Callable[[str], str],
    ) -> "Context":
        rows = marts.weeks(connection, week.before(marts.TREND_WEEKS - 1), week.first)
        return cls(connection, week, quality, rows, texts, formats, showable)

    @property
    def zone(self) -> ZoneInfo:
        return self.week.zone

    @cached_property
    def totals(self) -> dict[date, dict[str, int]]:
        """Tracked seconds per Monday and category."""
        totals: dict[date, dict[str, int]] = defaultdict(dict)
        for row in self.rows:
            totals[row.week_start][row.category] = row.seconds
        return dict(totals)

    @property
    def this_week(self) -> dict[str, int]:
        return self.totals.get(self.week.first, {})

    @cached_property
    def palette(self) -> Palette:
        return Palette(self.rows, self.this_week, self.texts, self.showable)

    @cached_property
    def has_placeholder(self) -> bool:
        return any(PLACEHOLDER in category.label for category in self.palette)

    @property
    def elapsed(self) -> int:
        """Seconds of the week that were over when the data were made."""
        return self.week.elapsed(self.quality.as_of)

    @property
    def is_over(self) -> bool:
        return self.elapsed == self.week.length

    @cached_property
    def amounts(self) -> list[Amount]:
        """The categories of this week and of the one it is compared with, in the order of the report."""
        return self._rounded[0]

    @property
    def untracked(self) -> tuple[int, int]:
        """Minutes and share of the hours that no entry covers."""
        return self._rounded[1]

    @cached_property
    def _rounded(self) -> tuple[list[Amount], tuple[int, int]]:
        names = self.this_week.keys() | {name for week in self.prior(1) for name in week}
        categories = [category for category in self.palette if category.name in names]
        values = [self.this_week.get(category.name, 0) for category in categories]
        values.append(max(0, self.elapsed - sum(values)))
        whole = apportion(values, sum(values) // MINUTE)
        shares = apportion(values, SHARE_UNITS)
        amounts = [Amount(*each) for each in zip(categories, values[:-1], whole[:-1], shares[:-1], strict=True)]
        return amounts, (whole[-1], shares[-1])

    def prior(self, count: int) -> list[dict[str, int]]:
        """Return the totals of those of the `count` weeks before that this week can be compared with.

        A week that has not ended compares with nothing; a week in whose middle the records begin, or without any
        record, is not compared with.
        """
        begin = self.quality.first_start_at
        if not self.is_over or begin is None:
            return []
        first = begin.astimezone(self.zone).date()
        mondays = [self.week.before(number) for number in range(1, count + 1)]
        return [self.totals[monday] for monday in mondays if monday >= first and monday in self.totals]

    def change(self, category: str | None, prior: list[dict[str, int]]) -> int:
        """Return the change in minutes to the mean of the prior weeks; category None = all tracked time."""

        def seconds(totals: dict[str, int]) -> int:
            return sum(totals.values()) if category is None else totals.get(category, 0)

        return minutes(seconds(self.this_week) - sum(map(seconds, prior)) / len(prior))

    def signed(self, change: int) -> str:
        return signed(self.formats, change)

    def instant(self, moment: datetime) -> str:
        return instant(self.formats, moment, self.zone)

    def hours(self, seconds: float) -> str:
        return self.formats.duration(minutes(seconds))
