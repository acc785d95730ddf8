"""Spans of time: half-open, in UTC, added and subtracted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo


@dataclass(frozen=True, order=True)
class Span:
    """The instants from `start` up to, not including, `end`."""

    start: datetime
    end: datetime

    def __contains__(self, instant: datetime) -> bool:
        return self.start <= instant < self.end

    def __bool__(self) -> bool:
        return self.start < self.end

    @classmethod
    def parse(cls, pair: Sequence[str]) -> Self:
        """Read what `pair` wrote."""
        start, end = pair
        return cls(datetime.fromisoformat(start), datetime.fromisoformat(end))

    def pair(self) -> list[str]:
        """Return the span as JSON can hold it."""
        return [self.start.isoformat(), self.end.isoformat()]

    def cut(self, other: "Span") -> "Span":
        """Return what both have in common; false when nothing."""
        return Span(max(self.start, other.start), min(self.end, other.end))


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return the same instants as few spans, in order; touching ones become one."""
    result: list[Span] = []
    for span in sorted(filter(None, spans)):
        if result and span.start <= result[-1].end:
            result[-1] = Span(result[-1].start, max(result[-1].end, span.end))
        else:
            result.append(span)
    return result


def without(whole: Span, covered: Iterable[Span]) -> list[Span]:
    """Return the parts of `whole` that no covered span holds, in order."""
    result, start = [], whole.start
    for span in merged(covered):
        if span.end <= start or span.start >= whole.end:
            continue
        if start < span.start:
            result.append(Span(start, span.start))
        start = max(start, span.end)
    if start < whole.end:
        result.append(Span(start, whole.end))
    return result


def common(spans: Iterable[Span], others: Iterable[Span]) -> list[Span]:
    """Return the instants that both hold, as few spans in order."""
    right = merged(others)
    return merged(span.cut(other) for span in merged(spans) for other in right)


def days_of(span: Span, zone: ZoneInfo) -> tuple[date, date]:
    """Return the first and the last local day that the span touches."""
    return span.start.astimezone(zone).date(), (span.end - timedelta(microseconds=1)).astimezone(zone).date()
