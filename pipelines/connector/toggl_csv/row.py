"""One row of an export as an entry: its start and end as instants, and its cells in the form of Toggl's old report."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from pipelines.connector.toggl_csv.columns import (
    DURATION,
    END_DATE,
    END_TIME,
    START_DATE,
    START_TIME,
)
from pipelines.connector.toggl_csv.formats import (
    FIX,
    SECONDS_PER_HOUR,
    Duration,
    FormatError,
    Formats,
    format_duration,
    parse_date,
    parse_duration,
    parse_time,
)
from pipelines.connector.toggl_csv.records import Record
from pipelines.connector.toggl_csv.wall_time import resolve

Value = TypeVar("Value")

# Toggl refuses longer entries.
MAX_HOURS = 999


class RowError(ValueError):
    """A row that cannot be an entry; the message names column, value and fix."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a file.

    Attributes:
        line: the line of the file on which it begins.
        cells: by canonical column, in the form of Toggl's old report: dates as YYYY-MM-DD, times as HH:MM:SS, duration
            as H:MM:SS with at least two digits of hours, empty for nothing; other columns as they are.
        started_at: its start, in UTC.
        ended_at: its end, in UTC; None for an open row, whose timer was running when the file was made.
        is_skipped_by_clock: whether its start or end is a time that the clock of the zone skips.
        duration_disagrees: whether the file's duration is not the time between its start and end.
        is_rounded: whether its end is only known from a rounded duration.
    """

    line: int
    cells: dict[str, str]
    started_at: datetime
    ended_at: datetime | None
    is_skipped_by_clock: bool = False
    duration_disagrees: bool = False
    is_rounded: bool = False


class RowReader:
    """Reads the rows of one file.

    Args:
        zone: of its wall times.
        formats: of its dates and times.
    """

    def __init__(self, zone: ZoneInfo, formats: Formats) -> None:
        self._zone, self._formats = zone, formats
        # A file has few distinct dates and times.
        self._dates: dict[str, date] = {}
        self._times: dict[str, time] = {}

    def read(self, record: Record) -> Entry:
        """Return the entry of a row; it takes over the row's cells, as a file may be large.

        Raises:
            RowError: when it is none.
        """
        cells = record.cells
        if flaw := _flaw(cells):
            raise RowError(flaw)
        start = self._moment(cells, START_DATE, START_TIME)
        stated = cells.get(DURATION, "").strip()
        duration = parse_duration(stated)
        if duration is not None and duration.seconds > MAX_HOURS * SECONDS_PER_HOUR:
            duration = None
        unread = bool(stated) and duration is None
        if END_DATE not in cells or END_TIME not in cells:
            return self._by_duration(record, start, duration)
        if not (cells[END_DATE].strip() or cells[END_TIME].strip()):
            return self._without_end(record, start, duration)
        end = self._moment(cells, END_DATE, END_TIME)
        found = resolve(start, end, self._zone, duration)
        ended_at = found.ended_at
        if ended_at is None:
            raise RowError(
                f'column "{END_TIME}": the entry ends ({end}) before it starts ({start}); correct the entry in Toggl '
                "and export again"
            )
        if not found.fits and duration is not None and not duration.tolerance:
            # The duration is what passed.
            ended_at = found.started_at + timedelta(seconds=duration.seconds)
        return Entry(
            record.line,
            _canonical(cells, start, end, ended_at - found.started_at),
            found.started_at,
            ended_at,
            is_skipped_by_clock=found.is_moved,
            duration_disagrees=unread or not (found.fits or found.is_moved),
        )

    def _by_duration(self, record: Record, start: datetime, duration: Duration | None) -> Entry:
        """Return the entry of a row in a file without the columns of the end."""
        if duration is None:
            text = record.cells.get(DURATION, "")
            raise RowError(f'column "{DURATION}": "{text[:80]}" is not H:MM:SS, and the file has no ends; {FIX}')
        found = resolve(start, start, self._zone, None)
        ended_at = found.started_at + timedelta(seconds=duration.seconds)
        end = ended_at.astimezone(self._zone).replace(tzinfo=None)
        return Entry(
            record.line,
            _canonical(record.cells, start, end, ended_at - found.started_at),
            found.started_at,
            ended_at,
            is_skipped_by_clock=found.is_moved,
            is_rounded=duration.tolerance > 0,
        )

    def _without_end(self, record: Record, start: datetime, duration: Duration | None) -> Entry:
        """Return the entry of a row with an empty end, which is open when it has no duration either."""
        stated = record.cells.get(DURATION, "").strip()
        # Toggl's API writes a negative duration while a timer runs.
        if duration is None and stated and not stated.startswith("-"):
            raise RowError(f'column "{DURATION}": "{stated[:80]}" is not H:MM:SS, and the row has no end; {FIX}')
        found = resolve(start, start, self._zone, None)
        length = timedelta(seconds=duration.seconds) if duration else None
        return Entry(
            record.line,
            _canonical(record.cells, start, None, length),
            found.started_at,
            None if length is None else found.started_at + length,
            is_skipped_by_clock=found.is_moved,
            is_rounded=bool(duration and duration.seconds and duration.tolerance),
        )

    def _moment(self, cells: dict[str, str], date_column: str, time_column: str) -> datetime:
        day = self._value(cells, date_column, parse_date, self._dates)
        return datetime.combine(day, self._value(cells, time_column, parse_time, self._times))

    def _value(
        self, cells: dict[str, str], column: str, parse: Callable[[str, Formats], Value], known: dict[str, Value]
    ) -> Value:
        text = cells[column].strip()
        if text not in known:
            try:
                known[text] = parse(text, self._formats)
            except FormatError as error:
                raise RowError(f'column "{column}": {error}') from None
        return known[text]


def _canonical(
    cells: dict[str, str], start: datetime, end: datetime | None, length: timedelta | None
) -> dict[str, str]:
    """Write dates, times and duration into the cells in the form of Toggl's old report."""
    cells[START_DATE], cells[START_TIME] = start.date().isoformat(), start.time().isoformat()
    cells[END_DATE], cells[END_TIME] = (end.date().isoformat(), end.time().isoformat()) if end else ("", "")
    cells[DURATION] = "" if length is None else format_duration(round(length.total_seconds()))
    return cells


def _flaw(cells: dict[str, str]) -> str | None:
    """Return what is wrong with the characters of a row, if anything."""
    for column, text in cells.items():
        if text.isascii():
            if "\0" in text:
                return f'column "{column}": it holds a NUL byte, so it is damaged; export the file again'
            continue
        broken = next((character for character in text if "\ud800" <= character <= "\udfff"), None)
        if broken:
            byte = ord(broken) & 0xFF
            return f'column "{column}": byte 0x{byte:02x} is not UTF-8; correct it, or export the file again'
    return None


def start_of(cells: dict[str, str] | None, formats: Formats) -> tuple[str | None, str | None]:
    """Return the canonical date and time of the start of a row that cannot be imported, as far as they can be read."""
    if cells is None:
        return None, None
    try:
        day = parse_date(cells[START_DATE].strip(), formats).isoformat()
    except FormatError:
        return None, None
    try:
        return day, parse_time(cells[START_TIME].strip(), formats).isoformat()
    except FormatError:
        return day, None
