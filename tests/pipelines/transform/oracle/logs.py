"""Random logs around what is hard: one start for several, nesting, gaps of 300 s, midnights, changes of the clock."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from tests.pipelines.transform.oracle.log import Entry, Log, Span

# By zone an instant shortly before each change of the clock, and one on an ordinary day. In Havana the change is at
# midnight: one date has no midnight, another has two.
AROUND = {
    "Europe/Berlin": ("2025-10-24T12:00Z", "2026-03-28T12:00Z", "2026-06-10T12:00Z"),
    "America/New_York": ("2025-11-01T00:00Z", "2026-03-07T18:00Z", "2026-06-10T18:00Z"),
    "Asia/Tokyo": ("2025-12-30T03:00Z", "2026-02-27T03:00Z"),
    "America/Havana": ("2025-11-01T00:00Z", "2026-03-07T18:00Z", "2026-06-10T18:00Z"),
}
LENGTHS = (*(0, 1, 60, 299, 300, 301, 1800, 3600, 5400, 7200) * 3, 28_800, 90_000)
STEPS = (0, 0, 1, 60, 1800, 3600, 9000)
# After the end of the entry before.
GAPS = (0, 299, 300, 301, 9000, 20_000, 50_000)
PROJECTS = (None, "Work", "Sleep")
# The second is the third in another spelling, with a full-width letter.
DESCRIPTIONS = (None, "\uff21  plan", "a plan")
KINDS = (*("whole",) * 6, *("row",) * 4, "lasting", "running", "negative", "deleted", "bare")


@dataclass(frozen=True)
class Example:
    """A log, its now and its zone."""

    log: Log
    as_of: datetime
    zone: ZoneInfo


def small(random: Random, size: int) -> Example:
    """Return a log of so many entries in a few days, some with rows of a file beside them."""
    zone = random.choice(sorted(AROUND))
    begin = _instant(random.choice(AROUND[zone]))
    return _example(random, zone, begin, _entries(random, begin, size))


def large(random: Random, zone: str, entries_of_each: int = 100) -> Example:
    """Return a log with entries at each of the instants of a zone, and weeks between them."""
    begins = [_instant(text) for text in AROUND[zone]]
    entries = [
        entry
        for place, begin in enumerate(begins)
        for entry in _entries(random, begin, entries_of_each, first_number=place * entries_of_each)
    ]
    return _example(random, zone, begins[0], entries)


def disorderly(seed: int, start: datetime, end: datetime, first_id: int) -> list[Entry]:
    """Return entries of the API: overlaps, gaps around 300 s, long entries over short ones, empty ones, twins."""
    random = Random(seed)
    found, now, number = [], start, first_id
    while now < end:
        length = random.choice((0, 1, 60, 1800, 3600, 7200, 40_000)) + random.choice((0, 0, 7, 1234))
        found.append(Entry(str(number), now, now + timedelta(seconds=length)))
        number += random.choice((1, 1, 90))
        step = random.choice((0, length // 2, length, length, length + 299, length + 300, length + 301, length + 9000))
        now += timedelta(seconds=step)
    return random.sample(found, len(found))


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _example(random: Random, zone: str, begin: datetime, entries: list[Entry]) -> Example:
    last = max((entry.start for entry in entries), default=begin)
    # Now may be before some starts and ends.
    as_of = last + timedelta(seconds=random.choice((-7200, 0, 1, 600, 3600, 86_400)))
    everything = ((begin - timedelta(days=2), last + timedelta(days=9)),)
    log = Log(
        # The order in the database is not that of time.
        random.sample(entries, len(entries)),
        read=random.choice((everything, (), _spans(random, begin, last), _spans(random, begin, last))),
        files=_files(random, entries),
        synced_at=random.choice((None, as_of, as_of - timedelta(seconds=900), as_of + timedelta(hours=1))),
        leaves_out=random.random() < 0.5,
    )
    return Example(log, as_of, ZoneInfo(zone))


def _entries(random: Random, begin: datetime, count: int, first_number: int = 0) -> list[Entry]:
    found: list[Entry] = []
    start = begin
    for number in range(first_number, first_number + count):
        length = timedelta(seconds=random.choice(LENGTHS))
        entry = Entry(
            # Of different lengths, and not in the order of the starts.
            str(97 * (number + 1) % 1009),
            start,
            start + length,
            project=random.choice(PROJECTS),
            description=random.choice(DESCRIPTIONS),
        )
        found += _of_kind(random, random.choice(KINDS), entry, number)
        step = timedelta(seconds=random.choice(STEPS))
        start += step if random.random() < 0.4 else length + timedelta(seconds=random.choice(GAPS))
    return found


def _of_kind(random: Random, kind: str, entry: Entry, number: int) -> list[Entry]:
    assert entry.stop is not None
    length = int((entry.stop - entry.start).total_seconds())
    row = replace(entry, id=f"{number:032x}:0", is_file=True)
    if entry.description:
        row = replace(row, description=random.choice(DESCRIPTIONS[1:]))
    if kind == "deleted":
        return [replace(entry, is_deleted=True), *random.choice(([], [row]))]
    if kind == "row":
        row = replace(row, is_open=random.random() < 0.3, is_other_account=random.random() < 0.5)
        twin = replace(row, id=f"{number:032x}:1", is_other_account=random.random() < 0.5)
        return [*random.choice(([], [entry])), *random.choice(([row], [row, twin]))]
    changes: dict[str, dict[str, Any]] = {
        "lasting": {"stop": None, "duration": length},
        "running": {"stop": None, "duration": -1},
        "negative": {"stop": entry.start - timedelta(seconds=5)},
        "bare": {"stop": None},
    }
    return [replace(entry, **changes.get(kind, {}))]


def _spans(random: Random, begin: datetime, last: datetime) -> tuple[Span, ...]:
    """Return separate spans, as the connector stores them."""
    minutes = 24 * 60 + int((last - begin).total_seconds() // 60)
    borders = sorted(random.sample(range(minutes), 2 * random.randint(1, 4)))
    # From the day before, so that some days are read from their beginning.
    instants = [begin + timedelta(minutes=minute - 12 * 60) for minute in borders]
    return tuple(zip(instants[::2], instants[1::2], strict=True))


def _files(random: Random, entries: list[Entry]) -> tuple[Span, ...]:
    rows = [entry for entry in entries if entry.is_file]
    if not rows or random.random() < 0.3:
        return ()
    first = min(row.start for row in rows)
    return ((first, max(first + timedelta(seconds=1), *(row.end for row in rows))),)
