"""Days, nights and usual weekdays, as the gateway answers them."""

import datetime as dt
from typing import Literal

from console.wire.base import Wire


class ClockChange(Wire):
    """The clock goes from `before` to `after` when `second` seconds of the day have passed."""

    second: int
    before: str
    after: str


class Segment(Wire):
    """A part of a day with one category, in elapsed seconds since local midnight."""

    start: int
    end: int
    category: str
    is_generated: bool
    project: str | None
    client: str | None
    description: str | None


class UnreadSpan(Wire):
    """A part of a day that was not read, in the same seconds."""

    start: int
    end: int


class PlannedSegment(Wire):
    """A part of a calendar event, in the same seconds."""

    start: int
    end: int
    category: str
    title: str | None


class Day(Wire):
    """One local day."""

    date: dt.date
    day_type: Literal["workday", "holiday"]
    holiday_name: str | None
    length_seconds: int
    elapsed_seconds: int
    tracked_seconds: int
    is_complete: bool
    is_read: bool
    clock_change: ClockChange | None
    actual: list[Segment]
    unread: list[UnreadSpan]
    plan: list[PlannedSegment]
    notes: list[str]


class Days(Wire):
    """Days of a span, as of the last transform."""

    timezone: str
    as_of: dt.datetime
    days: list[Day]


class Night(Wire):
    """The sleep of a night, with the date of its evening."""

    date: dt.date
    bed_at: dt.datetime
    up_at: dt.datetime | None
    sleep_seconds: int
    entries: int
    is_finished: bool
    is_read: bool


class Nights(Wire):
    """The nights with sleep of a span, oldest first."""

    timezone: str
    as_of: dt.datetime
    nights: list[Night]


class UsualCategory(Wire):
    """Minutes of a category on the usual day: the median."""

    category: str
    color: str
    minutes: float


class Usual(Wire):
    """The usual day of a weekday, over `days` days."""

    date: dt.date
    days: int
    categories: list[UsualCategory]
