"""The sample person's calendar: series with exceptions, single events, notes for whole days.

Titles are mostly the names of their Toggl projects, so that plan and log meet in the same categories; the others carry
one of Google's event colours.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from sandbox.calendar_plan import NOTES, SERIES, SINGLES, SeriesSpec
from sandbox.seasons import DayKind, day_kind

TOKYO = ZoneInfo("Asia/Tokyo")
AHEAD_DAYS = 21
# How far series without an end are laid out, as Google does when it is asked for single events.
HORIZON_DAYS = 400
MOVED, RENAMED, SKIPPED = 0.05, 0.03, 0.04
Moment = datetime | date


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One event, or one instance of a series.

    Attributes:
        start: an aware instant, or the first day of an all-day event.
        end: exclusive, of the same kind as `start`.
        color_id: one of Google's event colours `1`…`11`; None = the calendar's colour.
        series_id: the series it belongs to; None for a single event.
        original_start: where the series would have put it.
        updated: when it was last changed.
        response: the person's own answer to an invitation, such as `declined`; None = their own event.
    """

    id: str
    summary: str
    start: Moment
    end: Moment
    updated: datetime
    description: str = ""
    color_id: str | None = None
    transparent: bool = False
    cancelled: bool = False
    series_id: str | None = None
    original_start: datetime | None = None
    response: str | None = None

    @property
    def is_all_day(self) -> bool:
        """Whether it has days instead of instants."""
        return not isinstance(self.start, datetime)


@dataclass(frozen=True, kw_only=True, slots=True)
class Series:
    """A weekly series; `last_day` None = without end. Its instances are events of the calendar."""

    id: str
    summary: str
    weekdays: tuple[int, ...]
    start: datetime
    minutes: int
    color_id: str | None
    last_day: date | None


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """A calendar with all its events, the instances of its series included, cancelled ones too.

    Attributes:
        id: its id at Google; an address for a person's own calendar.
        color: its colour as `#rrggbb`.
    """

    id: str
    name: str
    timezone: ZoneInfo
    color: str
    color_id: str
    events: tuple[Event, ...]
    series: tuple[Series, ...] = field(default=())


def generate(
    seed: int, last_day: date, days: int = 365, timezone: ZoneInfo = TOKYO, *, email: str = "sam@example.invalid"
) -> Calendar:
    """Generate the calendar of the sample person.

    Args:
        seed: as of `sandbox.person.generate`.
        last_day: today; the calendar goes on for `AHEAD_DAYS` with single events, and further with series.
        days: how many local days the past has.
        timezone: where the person lives.
        email: the calendar's id.

    Raises:
        ValueError: when `days` is not positive.
    """
    if days < 1:
        raise ValueError("days must be at least 1")
    first_day = last_day - timedelta(days=days - 1)
    series: list[Series] = []
    instances: list[Event] = []
    for number, spec in enumerate(SERIES):
        made = _series(f"series{seed}n{number}", spec, first_day, last_day, timezone)
        series.append(made)
        instances += _instances(made, last_day + timedelta(days=HORIZON_DAYS), timezone, seed)
    singles = [
        event
        for offset in range(days + AHEAD_DAYS)
        for event in _singles(first_day + timedelta(days=offset), timezone, seed)
    ]
    return Calendar(
        id=email,
        name="Sam Sample",
        timezone=timezone,
        color="#9fe1e7",
        color_id="14",
        events=(*instances, *singles),
        series=tuple(series),
    )


def _series(key: str, spec: SeriesSpec, first_day: date, last_day: date, timezone: ZoneInfo) -> Series:
    start = first_day
    while start.weekday() not in spec.weekdays:
        start += timedelta(days=1)
    ended = last_day - timedelta(days=spec.ended_days_ago) if spec.ended_days_ago else None
    return Series(
        id=key,
        summary=spec.summary,
        weekdays=spec.weekdays,
        start=datetime.combine(start, spec.at, timezone),
        minutes=spec.minutes,
        color_id=spec.color_id,
        last_day=ended,
    )


def _instances(series: Series, horizon: date, timezone: ZoneInfo, seed: int) -> Iterator[Event]:
    """Yield the instances with their exceptions: moved, renamed, cancelled; work is off on days off."""
    day = series.start.date()
    until = min(horizon, series.last_day) if series.last_day else horizon
    while day <= until:
        if day.weekday() in series.weekdays:
            yield _instance(series, day, timezone, Random(f"{seed} {series.id} {day}"))  # noqa: S311 a sample
        day += timedelta(days=1)


def _instance(series: Series, day: date, timezone: ZoneInfo, random: Random) -> Event:
    start = datetime.combine(day, series.start.time(), timezone).astimezone(UTC)
    plain = Event(
        id=f"{series.id}_{start:%Y%m%dT%H%M%SZ}",
        summary=series.summary,
        start=start,
        end=start + timedelta(minutes=series.minutes),
        updated=start - timedelta(days=30),
        color_id=series.color_id,
        series_id=series.id,
        original_start=start,
    )
    draw = random.random()
    if draw < SKIPPED or (series.minutes > 45 and max(series.weekdays) <= 4 and day_kind(day) is not DayKind.WORKDAY):  # noqa: PLR2004 the long series from Monday to Friday are work
        return replace(plain, cancelled=True)
    if draw < SKIPPED + MOVED:
        shift = timedelta(minutes=random.choice((-60, 30, 60)))
        return replace(plain, start=start + shift, end=start + shift + timedelta(minutes=series.minutes))
    if draw < SKIPPED + MOVED + RENAMED:
        return replace(plain, description="変更あり: see the notes")
    return plain


def _singles(day: date, timezone: ZoneInfo, seed: int) -> Iterator[Event]:
    random = Random(f"{seed} single {day}")  # noqa: S311 a sample, nothing secret
    updated = datetime.combine(day, time(), UTC) - timedelta(days=14)
    if random.random() < 0.35:  # noqa: PLR2004 about two and a half a week
        spec = random.choice(SINGLES)
        start = datetime.combine(day, spec.at, timezone).astimezone(UTC)
        yield Event(
            id=f"single{seed}d{day:%Y%m%d}",
            summary=spec.summary,
            start=start,
            end=start + timedelta(minutes=spec.minutes),
            updated=updated,
            description=spec.description,
            color_id=spec.color_id,
            transparent=spec.transparent,
            cancelled=random.random() < 0.06,  # noqa: PLR2004 some are called off
        )
    if random.random() < 0.05:  # noqa: PLR2004 about one in three weeks
        length = random.choice((1, 1, 2))
        yield Event(
            id=f"note{seed}d{day:%Y%m%d}",
            summary=random.choice(NOTES),
            start=day,
            end=day + timedelta(days=length),
            updated=updated,
            transparent=True,
        )
