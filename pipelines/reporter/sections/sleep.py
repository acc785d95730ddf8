"""The nights: when they began and ended, and how long was slept.

A night has the date of its evening. Bed and wake time are those of its longest stretch of sleep, so a nap in the
afternoon counts as time asleep and not as an early night.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import fmean, median
from zoneinfo import ZoneInfo

from drawing.palette import TEN
from pipelines.local_time import dates
from pipelines.reporter.context import Context, Section
from pipelines.reporter.formats import hour_minute
from pipelines.reporter.numbers import MINUTE
from pipelines.reporter.period import Period
from pipelines.reporter.queries import tracked
from pipelines.reporter.queries.tracked import Sleep

HOUR = 60
DAY = 24 * HOUR
# Shorter breaks leave a stretch of sleep whole.
BREAK = 60
# A night begins at this time of the wall clock.
NIGHT_START = timedelta(hours=18)
# The axis reaches at least from the evening to the morning, and at most over the whole clock.
EARLIEST, EVENING, MORNING, LATEST = 12 * HOUR, 21 * HOUR, 33 * HOUR, 48 * HOUR
TICK = 3 * HOUR
NOTHING = "\N{EN DASH}"


@dataclass(frozen=True)
class _Night:
    """One night, by the date of its evening.

    Attributes:
        date: that of its evening.
        asleep: minutes.
        pieces: start and end of each piece of sleep, in minutes of the wall clock since the midnight before.
        end: the end of the last piece; None without any.
    """

    date: date
    asleep: float
    pieces: list[tuple[int, int]]
    end: datetime | None

    @property
    def stretch(self) -> tuple[int, int] | None:
        """The longest stretch of sleep."""
        stretches: list[tuple[int, int]] = []
        for start, end in self.pieces:
            if stretches and start - stretches[-1][1] <= BREAK:
                stretches[-1] = (stretches[-1][0], max(end, stretches[-1][1]))
            else:
                stretches.append((start, end))
        return max(stretches, key=lambda stretch: stretch[1] - stretch[0], default=None)


def load(context: Context) -> Section | None:
    if not context.tracked:
        return None
    texts, words, period = context.texts, context.words, context.period
    first, last = _evenings(period)
    # A single day stands in the row of the nights before it.
    since = min(first, last - timedelta(days=period.kind.context - 1))
    # Before the first record and after the last there is no row; between them a night without sleep has one.
    nights = [night for night in _read(context, since, last) if night.asleep or _is_recorded(context, night)]
    open_nights = [night for night in nights if not _is_finished(context, night)]
    nights = [night for night in nights if night not in open_nights]
    found = [night for night in nights if night.date >= first and night.asleep]
    if not found:
        return None
    before = period.before(1) if len(period.days) > 1 else None
    axis = _axis(nights)
    open_notes = [texts.open_night.format(day=context.formats.day(night.date)) for night in open_nights]
    return {
        "title": texts.sleep,
        "alt": texts.sleep_alt,
        "color": TEN[tracked.SLEEP],
        "tiles": [
            _asleep(context, found, before.first if before else since, first),
            *_times(context, found),
            *(_extremes(context, found) if len(found) > 1 else []),
        ],
        "ticks": [
            {"label": str(at // HOUR % 24), "at": (at - axis[0]) / (axis[1] - axis[0])}
            for at in range(axis[0], axis[1] + 1, TICK)
        ],
        "rows": [_row(context, night, axis, own=night.date >= first) for night in nights],
        "note": texts.gap.join([words.sleep_note, *open_notes]),
    }


def _evenings(period: Period) -> tuple[date, date]:
    """Return the first and the last evening of the period's nights.

    A day has the night that ended on its morning: the one that follows it is not over when the day is. The nights of
    a week and a month are those of their evenings.
    """
    if len(period.days) == 1:
        evening = period.first - timedelta(days=1)
        return evening, evening
    return period.first, period.last


def _read(context: Context, first: date, last: date) -> list[_Night]:
    """Return each night from the first evening to the last, also those without sleep."""
    asleep = {night.night_date: night.sleep_seconds for night in tracked.nights(context.connection, first, last)}
    pieces: dict[date, list[tuple[int, int]]] = defaultdict(list)
    ends: dict[date, datetime] = {}
    for night, piece in _by_night(context, tracked.sleep(context.connection, first, last + timedelta(days=1))):
        pieces[night].append((_wall(piece.start_at, night, context.zone), _wall(piece.end_at, night, context.zone)))
        ends[night] = max(piece.end_at, ends.get(night, piece.end_at))
    return [_Night(day, asleep.get(day, 0) / MINUTE, pieces.get(day, []), ends.get(day)) for day in dates(first, last)]


def _by_night(context: Context, pieces: Iterable[Sleep]) -> Iterator[tuple[date, Sleep]]:
    """Yield each piece with the evening of its night: the local date 18 hours before the sleep began."""
    night: date | None = None
    previous: Sleep | None = None
    for piece in pieces:
        # What midnight cut off belongs to the night of what came before.
        if not (previous and previous.entry_id == piece.entry_id and previous.end_at == piece.start_at):
            night = (piece.start_at.astimezone(context.zone).replace(tzinfo=None) - NIGHT_START).date()
        assert night is not None  # the first piece continues none
        yield night, piece
        previous = piece


def _is_finished(context: Context, night: _Night) -> bool:
    """Return whether the night is a fact: something else has begun after it, or it is past noon and no sleep runs."""
    quality = context.quality
    noon = datetime.combine(night.date + timedelta(days=1), time(12), tzinfo=context.zone)
    if night.end is None:
        return quality.as_of >= noon
    runs = quality.running_count > 0 and night.end == quality.last_end_at
    return tracked.awake_since(context.connection, night.end) or (quality.as_of >= noon and not runs)


def _is_recorded(context: Context, night: _Night) -> bool:
    return context.is_recorded(night.date) and context.is_recorded(night.date + timedelta(days=1))


def _wall(moment: datetime, night: date, zone: ZoneInfo) -> int:
    local = moment.astimezone(zone)
    return (local.date() - night).days * DAY + local.hour * HOUR + local.minute


def _axis(nights: list[_Night]) -> tuple[int, int]:
    stretches = [night.stretch for night in nights if night.stretch]
    start = max(EARLIEST, min(EVENING, *(stretch[0] for stretch in stretches)))
    end = min(LATEST, max(MORNING, *(stretch[1] for stretch in stretches)))
    return start // TICK * TICK, -(-end // TICK) * TICK


def _row(context: Context, night: _Night, axis: tuple[int, int], *, own: bool) -> Section:
    first, last = axis
    clipped = [(max(start, first), min(end, last)) for start, end in night.pieces]
    return {
        "label": context.formats.day(night.date),
        "own": own,
        "pieces": [
            {"start": (start - first) / (last - first), "size": (end - start) / (last - first)}
            for start, end in clipped
            if end > start
        ],
        "times": " \N{EN DASH} ".join(map(_clock, night.stretch)) if night.stretch else NOTHING,
        "value": context.minutes(night.asleep) if night.asleep else NOTHING,
    }


def _asleep(context: Context, found: list[_Night], since: date, first: date) -> Section:
    """Return the mean of the nights, with that of the nights from `since` to before the first one of the period."""
    texts, words = context.texts, context.words
    earlier = [night for night in _read(context, since, first - timedelta(days=1)) if night.asleep]
    note = (
        words.sleep_before.format(hours=context.minutes(fmean(night.asleep for night in earlier)))
        if earlier
        else words.no_sleep_before
    )
    value = context.minutes(fmean(night.asleep for night in found))
    return {"label": texts.asleep if len(found) == 1 else texts.asleep_mean, "value": value, "note": note}


def _times(context: Context, found: list[_Night]) -> list[Section]:
    texts = context.texts
    stretches = [night.stretch for night in found if night.stretch]
    if not stretches:
        return []
    note = texts.usual_time if len(stretches) > 1 else ""
    return [
        {"label": label, "value": _clock(int(median(stretch[side] for stretch in stretches))), "note": note}
        for side, label in ((0, texts.bed_time), (1, texts.wake_time))
    ]


def _extremes(context: Context, found: list[_Night]) -> list[Section]:
    texts, formats = context.texts, context.formats
    return [
        {"label": label, "value": context.minutes(night.asleep), "note": formats.day(night.date)}
        for label, night in (
            (texts.shortest, min(found, key=lambda night: night.asleep)),
            (texts.longest, max(found, key=lambda night: night.asleep)),
        )
    ]


def _clock(minute: int) -> str:
    return hour_minute(minute % DAY)
