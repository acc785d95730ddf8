"""An export as entries and bad lines: every table of the file, with its formats settled by all of its rows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pipelines.connector.toggl_csv.columns import COLUMNS, END_DATE, END_TIME, START_DATE, START_TIME
from pipelines.connector.toggl_csv.formats import Formats, settle
from pipelines.connector.toggl_csv.other_files import DETAILED
from pipelines.connector.toggl_csv.people import Person, Share, choose, folded, shares_of
from pipelines.connector.toggl_csv.reader import Table, read_tables
from pipelines.connector.toggl_csv.records import BadLine
from pipelines.connector.toggl_csv.row import Entry, RowError, RowReader
from pipelines.stage import BadInputError

TOTALS = {"total", "totals", "grand total", "total hours", "sum", "合計"}


@dataclass(frozen=True)
class Part:
    """One table of the file, read.

    Attributes:
        table: where it comes from, and its columns.
        entries: its entries; those of one person after `of_person`.
        bad_lines: lines that cannot be imported, in order.
        formats: of its dates and times.
        days: the local dates of its first and last start, of all people; None without an entry.
    """

    table: Table
    entries: list[Entry]
    bad_lines: list[BadLine]
    formats: Formats
    days: tuple[date, date] | None

    @property
    def columns(self) -> frozenset[str]:
        """The columns of a detailed report that the table has."""
        return self.table.columns & frozenset(COLUMNS)

    def ends(self) -> list[datetime]:
        """Return the end of each entry; an open one ends at the latest end in the table."""
        latest = max((entry.ended_at for entry in self.entries if entry.ended_at), default=None)
        return [entry.ended_at or latest or entry.started_at for entry in self.entries]

    def lengths(self) -> list[int]:
        """Return the seconds of each entry; 0 for an open one that starts after the latest end."""
        return [
            max(0, round((end - entry.started_at).total_seconds()))
            for entry, end in zip(self.entries, self.ends(), strict=True)
        ]


@dataclass(frozen=True)
class Export:
    """A file that was read.

    Attributes:
        path: the file.
        parts: its tables, each with the entries of one person.
        person: whose they are.
        left_out: the shares of other people.
        other_tables: a sentence for each CSV of an archive that is not a detailed report.
    """

    path: Path
    parts: list[Part]
    person: Person
    left_out: list[Share]
    other_tables: list[str]


def read_export(
    path: Path, zone: ZoneInfo, *, user: str | None = None, person: str | None = None, strict: bool = False
) -> Export:
    """Read a file.

    Args:
        path: the file.
        zone: of its wall times.
        user: address or name of the person whose entries are wanted, where the file holds several.
        person: addresses and names of the person of the database, who is chosen without `user`.
        strict: refuse a file with a line that cannot be imported.

    Raises:
        BadInputError: when it is not a detailed report, has no line that can be imported, or holds several people.
    """
    tables, other_tables = read_tables(path)
    parts = [_read_part(table, zone) for table in tables]
    _refuse_bad_lines(path, parts, strict=strict)
    shares = shares_of(
        (Person.of(entry.cells), length)
        for part in parts
        for entry, length in zip(part.entries, part.lengths(), strict=True)
    )
    owner = choose(path, shares, user, person)
    named = any(share.person.is_named for share in shares)
    chosen = [_of_person(part, owner) for part in parts] if named else parts
    left_out = [share for share in shares if named and share.person.is_named and share.person.key != owner.key]
    return Export(path, chosen, owner, left_out, other_tables)


def _read_part(table: Table, zone: ZoneInfo) -> Part:
    records = [record for record in table.records if not _is_total(record.cells)]
    formats = settle(
        {record.cells.get(column, "").strip() for record in records for column in (START_DATE, END_DATE)},
        {record.cells.get(column, "").strip() for record in records for column in (START_TIME, END_TIME)},
    )
    reader = RowReader(zone, formats)
    entries, bad = [], list(table.bad_lines)
    for record in records:
        try:
            entries.append(reader.read(record))
        except RowError as error:
            bad.append(BadLine(record.line, str(error), record.cells))
    if any(Person.of(entry.cells).is_named for entry in entries):
        bad += [
            BadLine(entry.line, "it names no user, where other rows do; export the file again", entry.cells)
            for entry in entries
            if not Person.of(entry.cells).is_named
        ]
        entries = [entry for entry in entries if Person.of(entry.cells).is_named]
    starts = [entry.cells[START_DATE] for entry in entries]
    days = (date.fromisoformat(min(starts)), date.fromisoformat(max(starts))) if starts else None
    return Part(table, entries, sorted(bad, key=lambda line: line.line), formats, days)


def _is_total(cells: dict[str, str]) -> bool:
    """Return whether a row is a sum that Toggl or a spreadsheet put below the entries."""
    if cells.get(START_DATE, "").strip() or cells.get(START_TIME, "").strip():
        return False
    return any(folded(text).rstrip(": ") in TOTALS for text in cells.values())


def _of_person(part: Part, person: Person) -> Part:
    return replace(part, entries=[entry for entry in part.entries if Person.of(entry.cells).key == person.key])


def _refuse_bad_lines(path: Path, parts: Sequence[Part], *, strict: bool) -> None:
    bad = [(part, line) for part in parts for line in part.bad_lines]
    count = sum(len(part.entries) for part in parts)
    if not (bad or count):
        raise BadInputError(
            f"{path} has a header but no entry, so there is nothing to import; choose a longer period ({DETAILED})."
        )
    if bad and (strict or not count):
        part, line = bad[0]
        others = f"; {len(bad) - 1} more lines are bad" if len(bad) > 1 else ""
        raise BadInputError(f"{part.table.place}, line {line.line}: {line.reason}{others}.")
