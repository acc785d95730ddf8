"""Marts written in plain SQL with the columns of the data contract, filled from a list of pieces of time."""

import io
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import zip_longest
from zoneinfo import ZoneInfo

import psycopg
import pytest
from pypdf import PdfReader

from pipelines.reporter import glyphs
from pipelines.reporter.context import Context
from pipelines.reporter.formats import FORMATS
from pipelines.reporter.marts import quality
from pipelines.reporter.report import Order, make
from pipelines.reporter.texts import TEXTS
from pipelines.reporter.typesetting import Typesetter, font_directories
from pipelines.reporter.week import Week
from pipelines.settings import Settings
from tests.pipelines.outcome import Outcome, run

TABLES = """
create table marts.daily_categories (local_date date, category text, category_order int, coarse_category text,
    color text, seconds bigint);
create table marts.daily_summary (local_date date, length_seconds int, covered_seconds int, tracked_seconds int,
    untracked_seconds int, entry_count int, is_complete boolean);
create table marts.day_segments (local_date date, segment_id text, start_second int, end_second int, category text,
    category_order int, color text, description text, project_name text, start_at timestamptz, end_at timestamptz);
create table marts.weekly_categories (week_start date, category text, category_order int, coarse_category text,
    color text, seconds bigint, days int);
create table marts.data_quality (as_of timestamptz, timezone text, first_start_at timestamptz,
    last_end_at timestamptz, entry_count int, deleted_count int, running_count int, skipped_file_rows int,
    untracked_seconds bigint, tracked_seconds bigint, last_synced_at timestamptz);
"""
NAMES = ("daily_categories", "daily_summary", "day_segments", "weekly_categories", "data_quality")
TEN = {
    "Vitals": "#c9806b",
    "Sleep": "#465bb3",
    "Exercise": "#2da608",
    "Overhead": "#525266",
    "Work": "#d92b2b",
    "Education": "#e36a00",
    "Creative": "#9e5bd9",
    "Social": "#d94182",
    "Meta": "#06a893",
    "Pleasure": "#c7af14",
}


@dataclass(frozen=True)
class Piece:
    """Time spent, in instants; `color` only for what is not one of the ten."""

    start: datetime
    end: datetime
    category: str
    color: str = "#0b83d9"


@dataclass
class Marts:
    """The marts of one database. `fill` replaces what they hold."""

    url: str
    zone: ZoneInfo

    def create(self) -> None:
        with psycopg.connect(self.url) as connection:
            for table in NAMES:
                connection.execute(f"drop table if exists marts.{table}")
            connection.execute(TABLES)
            connection.execute("truncate app.reports")

    def fill(self, pieces: Sequence[Piece], as_of: datetime, *, deleted: int = 3) -> None:
        with psycopg.connect(self.url) as connection:
            for table in NAMES:
                connection.execute(f"truncate marts.{table}")
            segments = [segment for piece in covered(pieces) for segment in self.split(piece)]
            order = {name: place for place, name in enumerate(TEN, 1)}
            others = sorted({piece.category for piece in pieces} - TEN.keys())
            order |= {name: 11 + place for place, name in enumerate(others)} | {"Untracked": 99999}
            self._segments(connection, segments, order)
            self._sums(connection)
            starts = [piece.start for piece in pieces]
            ends = [piece.end for piece in pieces]
            tracked = sum(int((piece.end - piece.start).total_seconds()) for piece in pieces)
            connection.execute(
                "insert into marts.data_quality values (%s, %s, %s, %s, %s, %s, 0, 0, %s, %s, %s)",
                (
                    as_of,
                    self.zone.key,
                    min(starts, default=None),
                    max(ends, default=None),
                    len(pieces),
                    deleted,
                    1800,
                    tracked,
                    as_of - timedelta(minutes=5),
                ),
            )

    def midnight(self, day: date) -> datetime:
        return datetime.combine(day, time.min, tzinfo=self.zone).astimezone(UTC)

    def split(self, piece: Piece) -> Iterator[tuple[date, Piece]]:
        start = piece.start.astimezone(UTC)
        while start < piece.end:
            day = start.astimezone(self.zone).date()
            end = min(piece.end.astimezone(UTC), self.midnight(day + timedelta(days=1)))
            yield day, Piece(start, end, piece.category, piece.color)
            start = end

    def _segments(self, connection: psycopg.Connection, segments: list[tuple[date, Piece]], order: dict[str, int]):
        rows = [
            (
                day,
                f"s{number}",
                int((piece.start - self.midnight(day)).total_seconds()),
                int((piece.end - self.midnight(day)).total_seconds()),
                piece.category,
                order[piece.category],
                TEN.get(piece.category, piece.color),
                "a description",
                None,
                piece.start,
                piece.end,
            )
            for number, (day, piece) in enumerate(segments)
        ]
        with connection.cursor() as cursor:
            cursor.executemany(f"insert into marts.day_segments values ({', '.join(['%s'] * 11)})", rows)

    @staticmethod
    def _sums(connection: psycopg.Connection) -> None:
        connection.execute(
            "insert into marts.daily_categories select local_date, category, category_order, 'Leisure', min(color), "
            "sum(end_second - start_second) from marts.day_segments group by 1, 2, 3"
        )
        connection.execute(
            "insert into marts.weekly_categories select date_trunc('week', local_date)::date, category, "
            "category_order, 'Leisure', min(color), sum(seconds), count(distinct local_date) "
            "from marts.daily_categories group by 1, 2, 3"
        )
        connection.execute(
            "insert into marts.daily_summary select local_date, 86400, sum(seconds), "
            "sum(seconds) filter (where category <> 'Untracked'), "
            "coalesce(sum(seconds) filter (where category = 'Untracked'), 0), count(*), "
            "coalesce(sum(seconds) filter (where category <> 'Untracked'), 0) >= 0.95 * 86400 "
            "from marts.daily_categories group by 1"
        )


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


@pytest.fixture
def piece(berlin: ZoneInfo) -> Callable[..., Piece]:
    """`piece("2026-03-18 09:30", minutes, category)`: time spent, from a wall time in Berlin."""

    def at(start: str, minutes: int, category: str, color: str = "#0b83d9") -> Piece:
        begin = datetime.fromisoformat(start).replace(tzinfo=berlin).astimezone(UTC)
        return Piece(begin, begin + timedelta(minutes=minutes), category, color)

    return at


@pytest.fixture
def live() -> Callable[..., list[Piece]]:
    return full_life


@pytest.fixture
def berlin() -> ZoneInfo:
    return ZoneInfo("Europe/Berlin")


@pytest.fixture
def marts(module_database_url: str, berlin: ZoneInfo) -> Marts:
    """Empty marts and no report yet, in the zone Europe/Berlin; the database is the module's."""
    marts = Marts(module_database_url, berlin)
    marts.create()
    return marts


@pytest.fixture(scope="session")
def typesetter() -> Typesetter:
    return Typesetter(font_directories())


@pytest.fixture
def context(marts: Marts, typesetter: Typesetter) -> Iterator[Callable[..., Context]]:
    """What sections read: `context(day, language)` of the marts as they are then."""
    with psycopg.connect(marts.url, autocommit=True) as connection:

        def read(day: date, language: str = "en") -> Context:
            return Context.read(
                connection,
                Week.containing(day, marts.zone),
                quality(connection),
                texts=TEXTS[language],
                formats=FORMATS[language],
                showable=lambda text: glyphs.showable(glyphs.clean(text), typesetter.can_show),
            )

        yield read


@pytest.fixture
def print_report(marts: Marts, typesetter: Typesetter) -> Callable[..., PdfReader]:
    """Print the report of a day's week and open it."""

    def make_and_open(day: date, language: str = "en") -> PdfReader:
        with psycopg.connect(marts.url) as connection:
            settings = Settings(timezone=marts.zone, as_of=datetime(2026, 11, 1, tzinfo=UTC))
            report = make(connection, settings, Order("weekly", day, language), typesetter)
        return PdfReader(io.BytesIO(report.pdf))

    return make_and_open


@pytest.fixture
def run_stage() -> Callable[..., Outcome]:
    """Run `python -m pipelines.reporter` as the job engine does."""
    return partial(run, "reporter")
