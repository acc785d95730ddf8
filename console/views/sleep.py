"""The nights: the last one in numbers, and two weeks of them as bars."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median, pstdev
from zoneinfo import ZoneInfo

from markupsafe import Markup

from console.texts.fields import Texts
from console.texts.formats import Formats
from console.wire.days import Night
from drawing import nights
from drawing.palette import TEN

DAY_MINUTES = 24 * 60
# "Usually" needs some nights.
LEAST_NIGHTS = 3


@dataclass(frozen=True, kw_only=True)
class SleepView:
    """The card of sleep; `last` is empty where the last night is not known."""

    count: str
    last: str
    bed_and_up: str
    usually: str
    drawing: Markup | None


class Sleep:
    """Times of nights, in minutes of the clock since the midnight before."""

    def __init__(self, found: Sequence[Night], zone: ZoneInfo) -> None:
        self.nights = [night for night in found if night.is_finished and night.up_at is not None]
        self._zone = zone
        self.beds = [self._minutes(night, night.bed_at) for night in self.nights]
        self.ups = [self._minutes(night, night.up_at or night.bed_at) for night in self.nights]

    @property
    def usual(self) -> tuple[float, float] | None:
        """Return the medians of bed and wake time; None where there are too few nights."""
        if len(self.nights) < LEAST_NIGHTS:
            return None
        return median(self.beds), median(self.ups)

    @property
    def usual_minutes(self) -> float | None:
        """Return the median of the minutes of sleep; None where there are too few nights."""
        if len(self.nights) < LEAST_NIGHTS:
            return None
        return median(night.sleep_seconds for night in self.nights) / 60

    def _minutes(self, night: Night, at: datetime) -> float:
        local = at.astimezone(self._zone)
        return (local.date() - night.date).days * DAY_MINUTES + local.hour * 60 + local.minute


def sleep_view(sleep: Sleep, evening: object, texts: Texts) -> SleepView:
    """Return the card.

    Args:
        sleep: of the nights that are shown.
        evening: the date of the night that the page is about.
        texts: the language.
    """
    if not sleep.nights:
        return SleepView(count="", last="", bed_and_up="", usually=texts.no_nights, drawing=None)
    formats = Formats(texts)
    last = next((place for place, night in enumerate(sleep.nights) if night.date == evening), None)
    times = [f"{_clock(bed)}–{_clock(up)}" for bed, up in zip(sleep.beds, sleep.ups, strict=True)]
    drawn = tuple(
        nights.Night(
            name=formats.weekday_letter(night.date),
            pieces=((bed, up),) if bed < up else (),
            title=f"{formats.month_day(night.date)}: {time} · {formats.clock(night.sleep_seconds / 60)}",
            is_own=night.date == evening,
        )
        for night, bed, up, time in zip(sleep.nights, sleep.beds, sleep.ups, times, strict=True)
    )
    bed, up = sleep.usual or (None, None)
    usually = ""
    label = texts.sleep
    if bed is not None and up is not None:
        usually = texts.usually_from_to.format(bed=_clock(bed), up=_clock(up))
        usually += " · " + texts.bedtime_varies.format(duration=formats.duration(pstdev(sleep.beds)))
        label = texts.nights_label.format(bed=_clock(bed), up=_clock(up))
    return SleepView(
        count=texts.night_count.format(count=len(sleep.nights)),
        last="" if last is None else formats.clock(sleep.nights[last].sleep_seconds / 60),
        bed_and_up="" if last is None else times[last],
        usually=usually,
        drawing=nights.draw(nights.Nights(label=label, color=TEN["Sleep"], nights=drawn, bed=bed, up=up)),
    )


def _clock(minutes: float) -> str:
    whole = round(minutes) % DAY_MINUTES
    return f"{whole // 60:02}:{whole % 60:02}"
