"""What counts of a log: stacks, the latest start, gaps, local days, and the account."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from tests.pipelines.transform.oracle.log import Entry, Log, Span, visible

SMALL_GAP = timedelta(seconds=300)
UNTRACKED = "untracked_"


@dataclass(frozen=True)
class Laid:
    """An entry after rule 2; what of it lies beyond now is cut."""

    id: str
    own_start: datetime
    logged: timedelta
    start: datetime
    end: datetime

    @property
    def rank(self) -> tuple[datetime, datetime, int, str]:
        """The greatest counts. Ids are numbers, or texts of one length."""
        return self.start, self.own_start, len(self.id), self.id


@dataclass(frozen=True)
class Piece:
    """A piece of time; its part from `counted_end` on closes a small gap."""

    id: str
    start: datetime
    end: datetime
    counted_end: datetime


@dataclass(frozen=True)
class Day:
    """A local date; `is_read` is whether all of it was read."""

    length: timedelta
    tracked: timedelta
    untracked: timedelta
    is_read: bool


Row = tuple[str, date, datetime, datetime, int]
Account = dict[str, tuple[date, int, int, int]]


@dataclass(frozen=True)
class Actual:
    """The answer.

    Attributes:
        rows: id, local date, start, end and counted seconds of every piece.
        account: local date of the start, seconds logged, counted and overlapping, by entry.
        days: every local date from the first to the last with a piece.
    """

    rows: set[Row]
    account: Account
    days: dict[date, Day]


def actual(log: Log, as_of: datetime, zone: ZoneInfo) -> Actual:
    """Apply all rules."""
    laid = _stacked(visible(log), log.synced_at, as_of)
    counted = _latest_start(laid)
    read = _read(log, zone)
    covered = _gaps(counted, read)
    kept: dict[str, timedelta] = defaultdict(timedelta)
    for name, start, end in counted:
        kept[name] += end - start
    account = {
        entry.id: (
            entry.own_start.astimezone(zone).date(),
            _seconds(entry.logged),
            _seconds(kept[entry.id]),
            _seconds(entry.logged - kept[entry.id]),
        )
        for entry in laid
    }
    return Actual(_rows(covered, zone), account, _days(covered, read, as_of, zone))


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the instant at which a local date begins: the first of two midnights, the change where one is skipped."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _stacked(entries: Sequence[Entry], synced_at: datetime | None, as_of: datetime) -> list[Laid]:
    stacks: dict[datetime, list[tuple[bool, datetime, int, str]]] = defaultdict(list)
    for entry in entries:
        end = min(synced_at or as_of, as_of) if entry.runs else min(entry.end, as_of)
        if entry.start < end:
            stacks[entry.start].append((entry.runs or entry.is_open, end, len(entry.id), entry.id))
    found = []
    for start, stack in stacks.items():
        place = start
        for _, end, _, name in sorted(stack):
            length = end - start
            found.append(Laid(name, start, length, min(place, as_of), min(place + length, as_of)))
            place += length
    return found


def _latest_start(laid: Sequence[Laid]) -> list[tuple[str, datetime, datetime]]:
    """Look at each stretch between two instants where something starts or ends."""
    instants = sorted({instant for entry in laid for instant in (entry.start, entry.end)})
    found: list[tuple[str, datetime, datetime]] = []
    for start, end in pairwise(instants):
        present = [entry for entry in laid if entry.start <= start and end <= entry.end]
        if not present:
            continue
        name = max(present, key=lambda entry: entry.rank).id
        if found and found[-1][0] == name and found[-1][2] == start:
            found[-1] = (name, found[-1][1], end)
        else:
            found.append((name, start, end))
    return found


def _read(log: Log, zone: ZoneInfo) -> list[Span]:
    """Return the time that was read as few spans: of a file whole local dates."""
    files = [
        (
            midnight(first.astimezone(zone).date(), zone),
            midnight((last - timedelta(microseconds=1)).astimezone(zone).date() + timedelta(days=1), zone),
        )
        for first, last in log.files
    ]
    found: list[Span] = []
    for start, end in sorted([*log.read, *files]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def _common(span: Span, read: Sequence[Span]) -> list[Span]:
    cut = [(max(span[0], start), min(span[1], end)) for start, end in read]
    return [(start, end) for start, end in cut if start < end]


def _gaps(counted: Sequence[tuple[str, datetime, datetime]], read: Sequence[Span]) -> list[Piece]:
    found = []
    followings = [*counted[1:], None]
    for (name, start, end), following in zip(counted, followings, strict=False):
        piece = Piece(name, start, end, end)
        parts = _common((end, following[1]), read) if following else []
        if following and following[1] - end > SMALL_GAP:
            found += [Piece(UNTRACKED + name, *part, part[0]) for part in parts]
        else:
            for part_start, part_end in parts:
                if part_start == end:
                    piece = Piece(name, start, part_end, end)
                else:
                    found.append(Piece(name, part_start, part_end, part_start))
        found.append(piece)
    return found


def _dates(start: datetime, end: datetime, zone: ZoneInfo) -> list[date]:
    first, last = start.astimezone(zone).date(), (end - timedelta(seconds=1)).astimezone(zone).date()
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _whole(day: date, zone: ZoneInfo) -> Span:
    return midnight(day, zone), midnight(day + timedelta(days=1), zone)


def _rows(covered: Sequence[Piece], zone: ZoneInfo) -> set[Row]:
    numbers: dict[str, int] = defaultdict(int)
    rows = set()
    for piece in sorted(covered, key=lambda piece: piece.start):
        for day in _dates(piece.start, piece.end, zone):
            for start, end in _common((piece.start, piece.end), [_whole(day, zone)]):
                numbers[piece.id] += 1
                counted = max(timedelta(), min(end, piece.counted_end) - start)
                rows.add((f"{piece.id}_{numbers[piece.id]}", day, start, end, _seconds(counted)))
    return rows


def _days(covered: Sequence[Piece], read: Sequence[Span], as_of: datetime, zone: ZoneInfo) -> dict[date, Day]:
    if not covered:
        return {}
    first, last = min(piece.start for piece in covered), max(piece.end for piece in covered)
    found = {}
    for day in _dates(first, last, zone):
        whole = _whole(day, zone)
        sums = {True: timedelta(), False: timedelta()}
        for piece in covered:
            for start, end in _common((piece.start, piece.end), [whole]):
                sums[piece.id.startswith(UNTRACKED)] += end - start
        parts = _common(whole, read)
        is_read = parts == [whole]
        if day == as_of.astimezone(zone).date():
            # Up to the last sync.
            is_read = len(parts) == 1 and parts[0][0] == whole[0]
        found[day] = Day(whole[1] - whole[0], sums[False], sums[True], is_read)
    return found


def _seconds(length: timedelta) -> int:
    return round(length.total_seconds())
