"""The types of the answers about days and nights: what the console draws as strips."""

import datetime as dt
from typing import Literal

from service.schemas.base import Answer


class ClockChange(Answer):
    """The clock is put from `before` to `after` (HH:MM) when `second` seconds of the day have elapsed."""

    second: int
    before: str
    after: str


class Segment(Answer):
    """A part of a day that has one category, in elapsed seconds since the local midnight; `end` is exclusive.

    An entry that other entries interrupt, or midnight cuts, has several segments with the same `entryId`. `isGenerated`
    is true for untracked time, which no entry made. `source` is where it comes from. The last
    `lengthenedSeconds` close a small gap to the next segment and were not logged.
    """

    start: int
    end: int
    category: str
    entry_id: str
    source: Literal["toggl", "toggl_csv", "activitywatch", "generated"]
    is_generated: bool
    project: str | None
    client: str | None
    tags: list[str]
    description: str | None
    is_billable: bool
    lengthened_seconds: int


class UnreadSpan(Answer):
    """A part of a day that was not read and of which nothing is known, in elapsed seconds since the local midnight."""

    start: int
    end: int


class PlannedSegment(Answer):
    """A part of a calendar event, in elapsed seconds since the local midnight; these segments may overlap."""

    start: int
    end: int
    category: str
    title: str | None


class Day(Answer):
    """One local day, which lasts `lengthSeconds` (86,400, or what a clock change makes of it).

    `elapsedSeconds` of it had passed at `asOf`. `trackedSeconds` are of entries and observed time, without untracked
    time. `isComplete` when at least 95 % of it was tracked, `isRead` when all of it was read (of today, all up to the
    last sync). `notes` are the titles of all-day events.
    """

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


class Days(Answer):
    """The days of a span in the person's zone, as of the last transform.

    Days before the first entry and more than 40 days after today are not known and left out.
    """

    timezone: str
    as_of: dt.datetime
    days: list[Day]


class Night(Answer):
    """The sleep of a night, which has the date of its evening.

    A piece of sleep belongs to the night of the local date 18 hours before it began. `bedAt` and `upAt` are the ends of
    its longest stretch, which breaks of up to an hour leave whole; `sleepSeconds` is all sleep of the night without the
    breaks, naps too, from `entries` entries. A night that is not finished (`isFinished`) may still grow and has no
    `upAt`. `isRead` is true when both of its days were read in full.
    """

    date: dt.date
    bed_at: dt.datetime
    up_at: dt.datetime | None
    sleep_seconds: int
    entries: int
    is_finished: bool
    is_read: bool


class Nights(Answer):
    """The nights with any sleep of a span, oldest first."""

    timezone: str
    as_of: dt.datetime
    nights: list[Night]
