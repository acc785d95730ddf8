"""The rules of the domain once more, in Python, to compare with what SQL makes of the same entries."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

GAP = timedelta(seconds=300)


@dataclass(frozen=True)
class Span:
    id: int
    start: datetime
    stop: datetime | None
    source_id: str = ""

    @property
    def end(self) -> datetime:
        assert self.stop is not None
        return self.stop


def random_spans(seed: int, start: datetime, end: datetime, first_id: int) -> list[Span]:
    """Return a disorderly log: overlaps, gaps around 300 s, long entries over short ones, empty ones, twins."""
    random = Random(seed)
    spans, now, number = [], start, first_id
    while now < end:
        length = random.choice((0, 1, 60, 1800, 3600, 7200, 40_000)) + random.choice((0, 0, 7, 1234))
        spans.append(Span(number, now, now + timedelta(seconds=length)))
        number += random.choice((1, 1, 90))
        step = random.choice((0, length // 2, length, length, length + 299, length + 300, length + 301, length + 9000))
        now += timedelta(seconds=step)
    return random.sample(spans, len(spans))


def pieces(spans: list[Span], as_of: datetime, zone: ZoneInfo) -> set[tuple[str, date, datetime, datetime]]:
    """Return (id, local date, start, end) of every piece, by the gap rule and the day split."""
    found = set()
    for span in _covered(spans, as_of):
        for number, (day, start, end) in enumerate(_days(span, zone), 1):
            found.add((f"{span.source_id}_{number}", day, start, end))
    return found


def midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _covered(spans: list[Span], as_of: datetime) -> list[Span]:
    cut = [replace(span, stop=min(span.stop or as_of, as_of), source_id=str(span.id)) for span in spans]
    ordered = sorted((span for span in cut if span.start < span.end), key=lambda span: (span.start, span.end, span.id))
    found = ordered[-1:]
    for span, following in pairwise(ordered):
        distance = following.start - span.end
        if distance <= GAP:
            found.append(replace(span, stop=following.start))
        else:
            found += [span, Span(0, span.end, following.start, f"untracked_{span.id}")]
    return [span for span in found if span.start < span.end]


def _days(span: Span, zone: ZoneInfo) -> list[tuple[date, datetime, datetime]]:
    found, start = [], span.start
    while start < span.end:
        day = start.astimezone(zone).date()
        end = min(span.end, midnight(day + timedelta(days=1), zone))
        found.append((day, start, end))
        start = end
    return found
