"""Days as strips: the rows with their notes, the legend, and the table of the hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup

from console.texts.fields import Texts
from console.texts.formats import Formats
from console.views.words import Categories
from console.wire.days import Day, PlannedSegment, Segment, UnreadSpan
from drawing import chip, strip
from drawing.axis import Axis, ClockChange
from drawing.paint import UNREAD

UNCATEGORIZED, UNTRACKED = "Uncategorized", "Untracked"
_BAR = 34
_TO_DAY_END = "24:00"


@dataclass(frozen=True, kw_only=True)
class RowView:
    """A strip under its name."""

    name: str
    note: str
    drawing: Markup | None


@dataclass(frozen=True, kw_only=True)
class HourLine:
    """A piece of the day in the table."""

    start: str
    end: str
    category: str
    chip: Markup
    entry: str
    time: str


@dataclass(frozen=True, kw_only=True)
class LegendItem:
    """A category that occurs, with its colour."""

    name: str
    chip: Markup


@dataclass(frozen=True, kw_only=True)
class DayName:
    """A day and what its row is called."""

    day: Day
    name: str


class DayClock:
    """The clock on the wall of a day, by the seconds that have passed since its midnight."""

    def __init__(self, day: Day, zone: ZoneInfo) -> None:
        self._midnight = datetime.combine(day.date, time.min, zone).astimezone(UTC)
        self._day, self._zone = day, zone

    def at(self, second: int) -> datetime:
        """Return the local time."""
        return (self._midnight + timedelta(seconds=second)).astimezone(self._zone)

    def words(self, second: int, formats: Formats) -> str:
        """Return the time of the clock; the end of the day is 24:00."""
        return _TO_DAY_END if second >= self._day.length_seconds else formats.time(self.at(second))


class Strips:
    """Draws the rows of a page on one axis."""

    def __init__(self, texts: Texts, categories: Categories, zone: ZoneInfo, *, is_whole_day: bool) -> None:
        self._texts, self._formats = texts, Formats(texts)
        self._categories, self._zone, self._is_whole_day = categories, zone, is_whole_day

    def rows(self, subject: DayName, before: DayName | None, *, has_calendar: bool) -> list[RowView]:
        """Return the rows of the day, of its plan, and of the day before; the last drawing has the hours."""
        days = [subject.day, *([before.day] if before else [])]
        axis = self._axis(days)
        rows = [
            self._actual(subject, axis, has_hours=before is None),
            self._plan(subject.day, axis, has_calendar=has_calendar),
        ]
        return [*rows, *([self._actual(before, axis, has_hours=True)] if before else [])]

    def legend(self, days: Sequence[Day]) -> list[LegendItem]:
        """Return the categories that occur, in the order of their time."""
        seconds: dict[str, int] = {}
        for day in days:
            for piece in day.actual:
                if not piece.is_generated:
                    seconds[piece.category] = seconds.get(piece.category, 0) + piece.end - piece.start
        names = sorted(seconds, key=lambda name: (name == UNCATEGORIZED, -seconds[name]))
        return [
            LegendItem(name=self._categories.name(name), chip=chip.draw(self._categories.color(name))) for name in names
        ]

    def hours(self, day: Day) -> list[HourLine]:
        """Return the pieces of a day as lines of a table."""
        clock = DayClock(day, self._zone)
        return [
            HourLine(
                start=clock.words(piece.start, self._formats),
                end=clock.words(piece.end, self._formats),
                category=self._categories.name(piece.category),
                chip=chip.draw(self._categories.color(piece.category)),
                entry=piece.description or piece.project or "",
                time=self._formats.clock((piece.end - piece.start) / 60),
            )
            for piece in day.actual
            if not piece.is_generated or self._is_whole_day
        ]

    def _axis(self, days: Sequence[Day]) -> Axis:
        change = next((day.clock_change for day in days if day.clock_change), None)
        length = max(day.length_seconds for day in days)
        if not self._is_whole_day:
            spans = [(piece.start, piece.end) for day in days for piece in _logged(day)]
            spans += [(piece.start, piece.end) for day in days for piece in day.plan]
            if spans:
                return Axis.over(min(start for start, _ in spans), max(end for _, end in spans))
        jump = None
        if change is not None and len(days) == 1:
            jump = ClockChange(change.second, _seconds(change.after) - _seconds(change.before))
        return Axis(0, length, jump)

    def _actual(self, named: DayName, axis: Axis, *, has_hours: bool) -> RowView:
        day, clock = named.day, DayClock(named.day, self._zone)
        pieces = [
            strip.Piece(
                piece.start,
                piece.end,
                self._categories.color(piece.category),
                self._categories.name(piece.category),
                self._title(clock, piece.start, piece.end, piece.category, piece.description or piece.project),
            )
            for piece in _logged(day)
        ]
        pieces += [
            strip.Piece(span.start, span.end, UNREAD, "", self._texts.unread_part.format(duration=self._length(span)))
            for span in day.unread
        ]
        now = day.elapsed_seconds if day.elapsed_seconds < day.length_seconds else None
        drawing = self._draw(
            named.name, strip.Row(tuple(pieces), length=day.length_seconds, now=now), axis, _BAR, has_hours
        )
        return RowView(name=named.name, note=self._note(day), drawing=drawing)

    def _plan(self, day: Day, axis: Axis, *, has_calendar: bool) -> RowView:
        name, clock = self._texts.planned, DayClock(day, self._zone)
        if not day.plan:
            note = self._texts.no_plan if has_calendar else self._texts.no_calendar
            return RowView(name=name, note=note, drawing=None)
        pieces = tuple(
            strip.Piece(
                piece.start,
                piece.end,
                self._categories.color(piece.category),
                self._plan_label(piece),
                self._title(clock, piece.start, piece.end, piece.category, piece.title),
            )
            for piece in day.plan
        )
        row = strip.Row(pieces, length=day.length_seconds, is_plan=True)
        return RowView(
            name=name, note=" · ".join(day.notes), drawing=self._draw(name, row, axis, _BAR, has_hours=False)
        )

    def _draw(self, name: str, row: strip.Row, axis: Axis, bar: float, has_hours: bool) -> Markup:  # noqa: FBT001
        totals: dict[str, int] = {}
        for piece in row.pieces:
            if piece.label:
                totals[piece.label] = totals.get(piece.label, 0) + piece.end - piece.start
        parts = ", ".join(f"{label} {self._formats.clock(seconds / 60)}" for label, seconds in totals.items())
        label = self._texts.strip_label.format(name=name, pieces=parts or self._texts.no_plan)
        return strip.draw(
            strip.Strip((row,), label, axis=axis, bar=bar, is_whole_day=self._is_whole_day, has_hours=has_hours)
        )

    def _plan_label(self, piece: PlannedSegment) -> str:
        return self._categories.name(piece.category)

    def _title(self, clock: DayClock, start: int, end: int, category: str, words: str | None) -> str:
        times = f"{clock.words(start, self._formats)}–{clock.words(end, self._formats)}"
        return f"{times} {self._categories.name(category)}" + (f" · {words}" if words else "")

    def _note(self, day: Day) -> str:
        duration = self._formats.duration
        passed = min(day.elapsed_seconds, day.length_seconds)
        unread = sum(max(0, min(span.end, passed) - span.start) for span in day.unread)
        missing = (passed - day.tracked_seconds - unread) / 60
        if self._is_whole_day and passed:
            words = self._texts.logged_all if missing < 1 else self._texts.logged_missing
        else:
            words, missing = self._texts.logged, 0
        parts = [words.format(tracked=duration(day.tracked_seconds / 60), missing=duration(missing))]
        if nameless := sum(piece.end - piece.start for piece in day.actual if piece.category == UNCATEGORIZED):
            parts.append(self._texts.without_project.format(duration=duration(nameless / 60)))
        if unread:
            parts.append(self._texts.unread_part.format(duration=duration(unread / 60)))
        if day.holiday_name:
            parts.append(day.holiday_name)
        return " · ".join(parts)

    def _length(self, span: UnreadSpan) -> str:
        return self._formats.duration((span.end - span.start) / 60)


def _logged(day: Day) -> list[Segment]:
    return [piece for piece in day.actual if not piece.is_generated]


def _seconds(clock: str) -> int:
    hours, _, minutes = clock.partition(":")
    return (int(hours) * 60 + int(minutes)) * 60
