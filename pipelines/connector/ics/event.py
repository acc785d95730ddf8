"""One event of a calendar file."""

from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from icalendar.prop import vRecur

from pipelines.connector.ics.values import Length, Moment, date_of, wall_time


@dataclass(slots=True, kw_only=True)
class IcsEvent:
    """One event.

    Attributes:
        line: number of its first line.
        uid: may be empty.
        texts: its texts by the name of their property.
        zone: of its start; that of the calendar where it has none.
        start: first day, or aware start.
        end: the day after the last, or aware end.
        length: of it and of its repetitions.
        sequence: number of its revision, -1 without one.
        rules: its rules, bounded, in wall time of `zone`.
        extra: further starts in wall time, each with its own length, if any.
        excluded: starts or days that are left out, in wall time.
        recurrence_id: the start of the occurrence of a series that this event replaces.
        is_from_here: whether it replaces all later ones, too (RANGE=THISANDFUTURE).
        answer: the person's own address and answer to the invitation, in Google's words, such as `declined`.
        was_declined: whether an attendee declined while the person's addresses are unknown.
    """

    line: int
    uid: str
    texts: dict[str, str]
    zone: tzinfo
    start: Moment
    end: Moment
    length: Length
    sequence: int = -1
    rules: list[vRecur] = field(default_factory=list)
    extra: dict[Moment, Length | None] = field(default_factory=dict)
    excluded: list[Moment] = field(default_factory=list)
    recurrence_id: Moment | None = None
    is_from_here: bool = False
    answer: tuple[str, str] | None = None
    was_declined: bool = False

    @property
    def is_all_day(self) -> bool:
        return not isinstance(self.start, datetime)

    @property
    def is_recurring(self) -> bool:
        return bool(self.rules or self.extra)

    @property
    def title(self) -> str:
        return self.texts.get("SUMMARY", "")

    def as_start(self, moment: Moment) -> Moment:
        """Return a start in this event's series, in wall time; a date takes the event's time of day."""
        if self.is_all_day:
            return date_of(moment, self.zone)
        if isinstance(moment, datetime):
            return wall_time(moment, self.zone)
        start = wall_time(self.start, self.zone)
        assert isinstance(start, datetime)
        return datetime.combine(moment, start.time())
