"""Pieces of time as a person spends them."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import zip_longest
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Piece:
    """Time spent, in instants; `color` only for what is not one of the ten."""

    start: datetime
    end: datetime
    category: str
    color: str = "#0b83d9"
    project: str | None = None
    client: str | None = None
    tags: tuple[str, ...] = ()
    description: str | None = None
    billable: bool = False


def covered(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces, and an Untracked one for each gap between them."""
    ordered = sorted(pieces, key=lambda piece: piece.start)
    for piece, following in zip_longest(ordered, ordered[1:]):
        yield piece
        if following and following.start > piece.end:
            yield Piece(piece.end, following.start, "Untracked", "#cccccc")


def full_life(first: date, last: date, zone: ZoneInfo, seed: int = 7) -> list[Piece]:
    """A plausible person who tracks nearly everything, in all ten categories."""
    rng = random.Random(seed)
    pieces: list[Piece] = []
    day = first
    now = datetime.combine(day, time(0), tzinfo=zone).astimezone(UTC)

    def spend(category: str, minutes: int) -> None:
        nonlocal now
        length = timedelta(minutes=max(10, minutes + rng.randrange(-minutes // 4, minutes // 4 + 1)))
        pieces.append(Piece(now, now + length, category))
        now += length + timedelta(minutes=rng.choice([0, 0, 0, 0, 12]))

    while day <= last:
        spend("Sleep", 430)
        spend("Vitals", 45)
        if day.weekday() < 5:
            plan = [("Overhead", 40), ("Work", 200), ("Vitals", 40), ("Work", 230), ("Education", 50), ("Exercise", 45)]
        else:
            plan = [("Exercise", 80), ("Creative", 150), ("Vitals", 50), ("Social", 200), ("Overhead", 70)]
        for category, minutes in [*plan, ("Meta", 25), ("Vitals", 50), ("Pleasure", 90)]:
            spend(category, minutes)
        bedtime = datetime.combine(day, time(23, 20), tzinfo=zone).astimezone(UTC)
        if now < bedtime:
            pieces.append(Piece(now, bedtime, rng.choice(["Pleasure", "Social", "Creative"])))
            now = bedtime
        day += timedelta(days=1)
    return pieces
