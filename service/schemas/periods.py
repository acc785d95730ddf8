"""The types of the answers that compare periods: days, weeks or months, and the same weekday of earlier weeks."""

import datetime as dt
from typing import Literal, get_args

from service.schemas.base import Answer

PeriodKind = Literal["day", "week", "month"]
PERIOD_KINDS: tuple[PeriodKind, ...] = get_args(PeriodKind)


class PeriodCategory(Answer):
    """One category: a value for each of the periods, in their order.

    `actual` and `plan` are whole minutes, `target` is the sum of the daily targets in minutes, null in a period without
    any. `judged` is the number of days on which the target could be met or missed, `met` on how many of them it was. A
    list that would say nothing (no plan, no target, no judged day in the whole span) is null.
    """

    category: str
    color: str
    actual: list[int]
    plan: list[int] | None
    target: list[int | None] | None
    met: list[int] | None
    judged: list[int] | None


class Periods(Answer):
    """Periods in columns: `periods` are their first days, and every other list has a value for each of them.

    The periods are whole ones: a week begins on Monday, and the first and the last are those that hold `from` and `to`.
    They begin at the first entry at the earliest and reach 40 days ahead at the latest. `actual` and `target` are of
    the `days` of the period that were read in full (today, as far as it has passed, is one of them), so their quotient
    with `days` is a mean; `unread` is the tracked time of all other days, in minutes. Judged is a day that is over and
    counts: read, in no ended break, complete for who tracks whole days, else without a forgotten timer.
    """

    by: PeriodKind
    timezone: str
    as_of: dt.datetime
    periods: list[dt.date]
    days: list[int]
    unread: list[int]
    categories: list[PeriodCategory]


class UsualCategory(Answer):
    """The minutes of a category on those days: the median, and the quartiles between which half of them lie."""

    category: str
    color: str
    minutes: float
    lower: float
    upper: float


class Usual(Answer):
    """The days with the weekday of `date` in the weeks before it: the last up to eight that count, `first` to `last`.

    A day counts that is over and was read, in no ended break, complete for who tracks whole days, else without a
    forgotten timer; unread days are passed over. A day without an entry of a category is a zero. A category without any
    time on these days is left out, and so is untracked time.
    """

    date: dt.date
    days: int
    first: dt.date | None
    last: dt.date | None
    categories: list[UsualCategory]
