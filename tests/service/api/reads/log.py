"""A log around both changes of the clock in Berlin, with a winter that nobody read, and what it must become.

The expectations are made of the entries with Python's own calendar, and of nothing that the program calculates.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Berlin")
AS_OF = "2026-04-01T08:00:00Z"
TODAY = date(2026, 4, 1)
# The days of the two files; between them nothing was read.
AUTUMN = date(2025, 10, 20), date(2025, 11, 2)
SPRING = date(2026, 3, 2), TODAY
HEAD = "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration,Tags"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An entry in local wall times; its project is its category."""

    project: str
    start: datetime
    end: datetime
    client: str = ""
    description: str = ""
    tags: str = ""
    is_billable: bool = False


@dataclass(frozen=True, kw_only=True)
class Expected:
    """A piece of a day; seconds elapse from the local midnight."""

    start: int
    end: int
    category: str
    lengthened: int = 0


def dates(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute))


def _day(day: date) -> Iterator[Entry]:
    """Seven or eight hours of sleep from 23:00, work on weekdays, exercise that varies by date."""
    morning = at(day + timedelta(days=1), 6 if day.day % 3 else 7, 30)
    if day < TODAY - timedelta(days=1):
        yield Entry(project="Sleep", start=at(day, 23), end=morning)
    if day.weekday() < 5 and day != TODAY:
        work = Entry(project="Work", start=at(day, 9), end=at(day, 17), client="Northwind")
        yield replace(work, description="書類, draft", tags="deep, ink", is_billable=True)
    if day.day % 4 == 0:
        yield Entry(project="Exercise", start=at(day, 18), end=at(day, 18, 20 + day.day))


def entries(first: date, last: date) -> list[Entry]:
    """Return the entries of a file, in the order of their starts."""
    found = [entry for day in dates(first, last) for entry in _day(day)]
    if first == SPRING[0]:
        tuesday = date(2026, 3, 31)
        # Four minutes to the next entry close; a nap is of the night before; the last night ends today.
        found += [
            Entry(project="Reading", start=at(tuesday, 8), end=at(tuesday, 8, 56)),
            Entry(project="Sleep", start=at(tuesday, 17, 30), end=at(tuesday, 17, 50)),
            Entry(project="Sleep", start=at(tuesday, 23, 30), end=at(TODAY, 6)),
            Entry(project="Reading", start=at(TODAY, 8), end=at(TODAY, 9)),
        ]
    return sorted(found, key=lambda entry: entry.start)


def lines(log: list[Entry]) -> list[str]:
    """Return the entries as Toggl exports them."""
    return [HEAD] + [
        f'ann,a@example.invalid,{one.client},{one.project},,"{one.description}",{"Yes" if one.is_billable else "No"},'
        f'{one.start:%Y-%m-%d,%H:%M:%S},{one.end:%Y-%m-%d,%H:%M:%S},,"{one.tags}"'
        for one in log
    ]


def instant(wall: datetime) -> datetime:
    return wall.replace(tzinfo=ZONE).astimezone(UTC)


def midnight(day: date) -> datetime:
    return instant(datetime.combine(day, time()))


def length(day: date) -> int:
    return int((midnight(day + timedelta(days=1)) - midnight(day)).total_seconds())


def pieces() -> dict[date, list[Expected]]:
    """Return the pieces of each day by the rules of actual time: gaps of 300 seconds close, others are untracked."""
    found: dict[date, list[Expected]] = defaultdict(list)
    for begin, stop, category, logged in sorted(_spans()):
        for day in dates(begin.astimezone(ZONE).date(), stop.astimezone(ZONE).date()):
            zero, next_zero = midnight(day), midnight(day + timedelta(days=1))
            since, until = max(begin, zero), min(stop, next_zero)
            if since < until:
                found[day].append(
                    Expected(
                        start=int((since - zero).total_seconds()),
                        end=int((until - zero).total_seconds()),
                        category=category,
                        lengthened=int(max(timedelta(), until - max(logged, since)).total_seconds()),
                    )
                )
    return found


def _spans() -> Iterator[tuple[datetime, datetime, str, datetime]]:
    """Yield start, end, category and the end of what was logged of each piece before it is cut at midnight."""
    for span in (AUTUMN, SPRING):
        log = entries(*span)
        for number, entry in enumerate(log):
            start, end = instant(entry.start), instant(entry.end)
            following = instant(log[number + 1].start) if number + 1 < len(log) else end
            is_small = timedelta() < following - end <= timedelta(seconds=300)
            yield start, following if is_small else end, entry.project, end
            if not is_small and following > end:
                yield end, following, "Untracked", following
    # A file is the record of whole days: of its last one, and of the first one of the next file.
    last, first = instant(entries(*AUTUMN)[-1].end), instant(entries(*SPRING)[0].start)
    night, dawn = midnight(AUTUMN[1] + timedelta(days=2)), midnight(SPRING[0])
    yield last, night, "Untracked", night
    yield dawn, first, "Untracked", first


PIECES = pieces()
# The last night of the autumn ends on the day after it, which is the last of its file.
READ = [*dates(*AUTUMN), AUTUMN[1] + timedelta(days=1), *dates(*SPRING)]


def seconds(day: date) -> Counter[str]:
    """Return the seconds of each category on a day."""
    found: Counter[str] = Counter()
    for piece in PIECES.get(day, []):
        found[piece.category] += piece.end - piece.start
    return found
