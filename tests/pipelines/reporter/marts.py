"""Marts written in plain SQL with the columns of the data contract, filled from a list of pieces of time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

from tests.pipelines.reporter.pieces import Piece, covered

TABLES = """
create table marts.daily_categories (local_date date, category text, category_order int, coarse_category text,
    color text, seconds bigint);
create table marts.daily_summary (local_date date, length_seconds int, covered_seconds int, tracked_seconds int,
    untracked_seconds int, entry_count int, is_complete boolean, is_read boolean default true,
    long_entry_count int default 0);
create table marts.day_segments (local_date date, segment_id text, entry_id text, start_second int, end_second int,
    category text, category_order int, color text, description text, project_name text, client_name text,
    tag_names text[], is_billable boolean, start_at timestamptz, end_at timestamptz);
create table marts.daily_account (local_date date, entry_count int, logged_seconds bigint, counted_seconds bigint,
    overlap_seconds bigint, overlap_count int);
create table marts.data_quality (as_of timestamptz, timezone text, first_start_at timestamptz,
    last_end_at timestamptz, entry_count int, deleted_count int, running_count int, hidden_row_count int,
    logged_seconds bigint, counted_seconds bigint, overlap_seconds bigint, overlap_count int, empty_count int,
    unread_day_count int, untracked_seconds bigint, tracked_seconds bigint, last_synced_at timestamptz);
create table marts.daily_plan (local_date date, category text, category_order int, color text, seconds int);
create table marts.plan_segments (local_date date, segment_id text, start_second int, end_second int, category text,
    color text, title text);
create table marts.plan_notes (local_date date, title text);
create table marts.calendar_days (local_date date, day_type text, holiday_name text, length_seconds int);
create table marts.daily_targets (local_date date, day_type text, category text, minutes int, direction text,
    priority int, target_id uuid, version int);
create table marts.estimate_accuracy (target_date date, category text, method text, minutes float8, median float8,
    lower float8, upper float8, actual_minutes float8, is_complete boolean, calculated_at timestamptz,
    is_during boolean);
create table marts.latest_estimates (target_date date, category text, category_key text, minutes float8, median float8,
    lower float8, upper float8, any_chance float8, days int, grade text, is_guess boolean, until date,
    calculated_at timestamptz);
create table marts.target_chances (target_date date, category_key text, minutes int, direction text, chance float8);
create table marts.sleep_nights (night_date date, first_start_at timestamptz, last_end_at timestamptz,
    sleep_seconds int, entry_count int);
create schema if not exists core;
create table core.dim_category (category text, category_order int, coarse_category text, color text);
"""
TIME = (
    *("marts.daily_categories", "marts.daily_summary", "marts.day_segments", "marts.data_quality"),
    "marts.daily_account",
    *("marts.sleep_nights", "core.dim_category"),
)
OTHERS = (
    *("marts.daily_plan", "marts.plan_segments", "marts.plan_notes", "marts.calendar_days", "marts.daily_targets"),
    *("marts.estimate_accuracy", "marts.latest_estimates", "marts.target_chances"),
)
WRITTEN = (
    *("app.reports", "app.proposals", "app.target_states", "app.targets"),
    *("analyzer.anomalies", "analyzer.backtests", "analyzer.silences"),
)
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


@dataclass
class Marts:
    """The marts of one database. `fill` replaces what they hold."""

    url: str
    zone: ZoneInfo

    def create(self) -> None:
        with psycopg.connect(self.url) as connection:
            for table in (*TIME, *OTHERS):
                connection.execute(f"drop table if exists {table}")
            connection.execute(TABLES)
            connection.execute(f"truncate {', '.join(WRITTEN)}")

    def fill(self, pieces: Sequence[Piece], as_of: datetime, *, deleted: int = 3) -> None:
        with psycopg.connect(self.url) as connection:
            connection.execute(f"truncate {', '.join(TIME)}")
            segments = [
                (f"{number}_{part}", *segment)
                for number, piece in enumerate(covered(pieces))
                for part, segment in enumerate(self.split(piece), 1)
            ]
            order = {name: place for place, name in enumerate(TEN, 1)}
            others = sorted({piece.category for piece in pieces} - TEN.keys())
            order |= {name: 11 + place for place, name in enumerate(others)} | {"Untracked": 99999}
            self._segments(connection, segments, order)
            self._sums(connection)
            self._sleep(connection, pieces)
            connection.cursor().executemany(
                "insert into core.dim_category values (%s, %s, 'Leisure', %s)",
                [(name, place, TEN.get(name, self._color(pieces, name))) for name, place in order.items()],
            )
            starts = [piece.start for piece in pieces]
            ends = [piece.end for piece in pieces]
            tracked = sum(int((piece.end - piece.start).total_seconds()) for piece in pieces)
            connection.execute(
                "insert into marts.data_quality values "
                "(%s, %s, %s, %s, %s, %s, 0, 0, %s, %s, 5400, 2, 0, 0, %s, %s, %s)",
                (
                    as_of,
                    self.zone.key,
                    min(starts, default=None),
                    max(ends, default=None),
                    len(pieces),
                    deleted,
                    tracked + 5400,
                    tracked,
                    1800,
                    tracked,
                    as_of - timedelta(minutes=5),
                ),
            )

    def insert(self, table: str, *rows: Sequence[Any]) -> None:
        """Add rows, in the order of the table's columns."""
        with psycopg.connect(self.url) as connection:
            marks = ", ".join(["%s"] * len(rows[0]))
            connection.cursor().executemany(f"insert into {table} values ({marks})", rows)

    def want(self, category: str, minutes: int, direction: str, *days: date) -> None:
        """Set a target for each of the days."""
        self.insert(
            "marts.daily_targets", *((day, "workday", category, minutes, direction, 3, None, 1) for day in days)
        )

    def plan(self, category: str, day: date, *hours: tuple[float, float]) -> None:
        """Plan events from hour to hour of a day."""
        seconds = [(int(start * 3600), int(end * 3600)) for start, end in hours]
        self.insert("marts.daily_plan", (day, category, 1, "#0b83d9", sum(end - start for start, end in seconds)))
        self.insert(
            "marts.plan_segments",
            *((day, f"{category}{n}", *each, category, "#0b83d9", "title") for n, each in enumerate(seconds)),
        )

    def expected(
        self,
        category: str,
        day: date,
        minutes: float,
        actual: float,
        *,
        off: float = 30,
        median: float | None = None,
        complete: bool = True,
        during: bool = False,
    ) -> None:
        """Say what was estimated of a day before it began, or in its course, and what it became."""
        typical = minutes if median is None else median
        interval = (max(0, typical - off), typical + off)
        made = self.midnight(day) - timedelta(hours=-1 if during else 1)
        self.insert(
            "marts.estimate_accuracy",
            (day, category, "mixture", minutes, typical, *interval, actual, complete, made, during),
        )

    def expect(
        self,
        category: str,
        day: date,
        minutes: float | None,
        *,
        off: float = 30,
        median: float | None = None,
        chance: float = 1,
        days: int = 60,
        grade: str = "learnt",
        guess: bool = False,
        until: date = date(2026, 3, 31),
    ) -> None:
        """Estimate a day to come; without minutes only the chance that the category happens."""
        typical = minutes if median is None else median
        interval = (None, None) if typical is None else (max(0, typical - off), typical + off)
        made = datetime(2026, 4, 1, 7, tzinfo=UTC)
        self.insert(
            "marts.latest_estimates",
            (
                *(day, category, category.lower(), minutes, typical, *interval),
                *(chance, days, grade, guess, until, made),
            ),
        )

    def aim(self, category: str, day: date, minutes: int, direction: str, chance: float | None) -> None:
        """Say how likely the target of a day to come is met."""
        self.insert("marts.target_chances", (day, category.lower(), minutes, direction, chance))

    def propose(self, category: str, *, reason_en: str, reason_ja: str) -> None:
        """Propose to ease a target of 60 minutes to 50."""
        with psycopg.connect(self.url) as connection:
            target = connection.execute(
                "select id from app.set_target(%s, 'all', 60, 'more', 2, '', '2026-01-01T00:00Z')", [category]
            ).fetchone()
            assert target is not None
            connection.execute(
                "insert into app.proposals (target_id, category, day_type, kind, direction, old_minutes, new_minutes, "
                "evidence, reason_en, reason_ja, created_at) values (%s, %s, 'all', 'ease', 'more', 60, 50, '{}', "
                "%s, %s, '2026-04-01T00:00Z')",
                [target[0], category, reason_en, reason_ja],
            )

    def midnight(self, day: date) -> datetime:
        return datetime.combine(day, time.min, tzinfo=self.zone).astimezone(UTC)

    def split(self, piece: Piece) -> Iterator[tuple[date, Piece]]:
        start = piece.start.astimezone(UTC)
        while start < piece.end:
            day = start.astimezone(self.zone).date()
            end = min(piece.end.astimezone(UTC), self.midnight(day + timedelta(days=1)))
            yield day, replace(piece, start=start, end=end)
            start = end

    def _segments(self, connection: psycopg.Connection, segments: list[tuple[str, date, Piece]], order: dict[str, int]):
        rows = [
            (
                day,
                segment_id,
                segment_id.rpartition("_")[0],
                int((piece.start - self.midnight(day)).total_seconds()),
                int((piece.end - self.midnight(day)).total_seconds()),
                piece.category,
                order[piece.category],
                TEN.get(piece.category, piece.color),
                piece.description,
                piece.project,
                piece.client,
                list(piece.tags),
                piece.billable,
                piece.start,
                piece.end,
            )
            for segment_id, day, piece in segments
        ]
        with connection.cursor() as cursor:
            cursor.executemany(f"insert into marts.day_segments values ({', '.join(['%s'] * 15)})", rows)

    @staticmethod
    def _color(pieces: Sequence[Piece], name: str) -> str:
        return next((piece.color for piece in pieces if piece.category == name), "#e5e5e5")

    def _sleep(self, connection: psycopg.Connection, pieces: Sequence[Piece]) -> None:
        nights: dict[date, list[Piece]] = {}
        for piece in pieces:
            if piece.category == "Sleep":
                night = piece.end.astimezone(self.zone).date() - timedelta(days=1)
                nights.setdefault(night, []).append(piece)
        connection.cursor().executemany(
            "insert into marts.sleep_nights values (%s, %s, %s, %s, %s)",
            [
                (
                    night,
                    min(piece.start for piece in found),
                    max(piece.end for piece in found),
                    int(sum((piece.end - piece.start).total_seconds() for piece in found)),
                    len(found),
                )
                for night, found in nights.items()
            ],
        )

    @staticmethod
    def _sums(connection: psycopg.Connection) -> None:
        connection.execute(
            "insert into marts.daily_categories select local_date, category, category_order, 'Leisure', min(color), "
            "sum(end_second - start_second) from marts.day_segments group by 1, 2, 3"
        )
        connection.execute(
            "insert into marts.daily_summary select local_date, 86400, sum(seconds), "
            "sum(seconds) filter (where category <> 'Untracked'), "
            "coalesce(sum(seconds) filter (where category = 'Untracked'), 0), count(*), "
            "coalesce(sum(seconds) filter (where category <> 'Untracked'), 0) >= 0.95 * 86400, true "
            "from marts.daily_categories group by 1"
        )
