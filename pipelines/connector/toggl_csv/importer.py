"""The import of a Toggl export: the file's days, as the file says, in one transaction."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import msgspec
import psycopg

from pipelines import stage
from pipelines.connector import sync_state
from pipelines.connector.counts import Counts
from pipelines.connector.raw_table import RawTable, Row, delete_missing, load
from pipelines.connector.span import Span
from pipelines.connector.toggl_csv import messages, overlap
from pipelines.connector.toggl_csv.columns import CLIENT, COLUMNS, EMAIL, PROJECT, START_DATE, USER
from pipelines.connector.toggl_csv.export import Export, Part, read_export
from pipelines.connector.toggl_csv.people import Person
from pipelines.connector.toggl_csv.records import BadLine
from pipelines.connector.toggl_csv.row import start_of
from pipelines.connector.toggl_csv.stored import FileRow, Start, adopt, match, owner_of, people_of
from pipelines.local_time import midnight
from pipelines.stage import BadInputError

SERVICE = "toggl_csv"
TARGET = RawTable("toggl_csv__time_entries", "csv")
SHORTEST = timedelta(seconds=1)
# What makes a row the same row, besides its user. An amount is a price, not what was done.
IDENTITY = tuple(column for column in COLUMNS if column not in {USER, EMAIL})


@dataclass(frozen=True, kw_only=True)
class CsvOptions:
    """What the caller asked for.

    Attributes:
        timezone: IANA name of the zone of the file's wall times.
        user: address or name of the person whose entries are wanted.
        person: whose entries count in the database, by addresses and names between semicolons; chosen from a file of
            several people when `user` is not given.
        strict: refuse a file with a line that cannot be imported.
        other_account: the file is of another Toggl account than that of the API, so time that was read over the API
            does not hide its rows.
    """

    timezone: str
    user: str | None = None
    person: str | None = None
    strict: bool = False
    other_account: bool = False


def import_file(
    connect: Callable[[], psycopg.Connection],
    path: Path,
    options: CsvOptions,
    *,
    now: datetime,
    dry_run: bool = False,
) -> dict[str, Any]:
    """Import a file and return the summary. A row that an import had marked as deleted and that is back is updated.

    Args:
        connect: opens the database; called after the file was found to be in order.
        path: the exported CSV, or a ZIP of some.
        options: zone and person.
        now: what counts as now.
        dry_run: roll everything back in the end.

    Raises:
        BadInputError: when the file, the zone or the person cannot be used; nothing is written then.
    """
    if options.timezone not in available_timezones():
        raise BadInputError(
            f"--timezone {options.timezone} is not a time zone; use a name of the tz database, such as Europe/Berlin."
        )
    zone = ZoneInfo(options.timezone)
    export = read_export(path, zone, user=options.user, person=options.person, strict=options.strict)
    notes = messages.of_file(export, zone.key)
    total = sum(len(part.entries) for part in export.parts)
    stage.progress(0, total, "rows")
    with connect() as connection:
        counts, entries, found = _write(connection, export, zone, now, other_account=options.other_account)
        plain = {**counts.summary(), **entries}
        sync_state.write_finished(connection, SERVICE, plain, now)
        if dry_run:
            connection.rollback()
    notes += found
    for note in notes:
        stage.log(note, level="warning")
    stage.progress(total, total, "rows")
    return {
        "service": SERVICE,
        **plain,
        "left_out": [share.summary() for share in export.left_out],
        "requests": 0,
        "quota_remaining": None,
        "entities": {"time_entries": counts.summary()},
        "dry_run": dry_run,
        **({"message": " ".join(notes)} if notes else {}),
    }


def _write(
    connection: psycopg.Connection, export: Export, zone: ZoneInfo, now: datetime, *, other_account: bool
) -> tuple[Counts, dict[str, Any], list[str]]:
    """Store a file and return the counts, the summary of its entries, and notes."""
    owner = owner_of(connection, export.person)
    adopted = adopt(connection, owner, now)
    file_rows = _unique(row for part in export.parts for row in _keyed(part, owner, zone.key))
    if other_account:
        for row in file_rows:
            row.data["other_account"] = True
    days = [(*part.days, _span(*part.days, zone)) for part in export.parts if part.days]
    for part in export.parts:
        if part.entries:
            # A file is the record of all dates from its first start to its last end.
            first = min(entry.started_at for entry in part.entries)
            last = max(first + SHORTEST, *part.ends())
            entity = f"{sync_state.ENTITY}:{owner.key}" if owner.is_named else sync_state.ENTITY
            sync_state.add_window(connection, SERVICE, Span(first, last), now, entity=entity)
    missing = match(connection, file_rows, owner, days)
    kept = _kept(export, missing)
    rows = (Row(row.source_id, row.data) for row in file_rows)
    counts = load(connection, TARGET, rows, now) + delete_missing(
        connection,
        TARGET,
        [],
        now,
        where="source_id = any(%(gone)s)",
        parameters={"gone": [source_id for source_id in missing if source_id not in kept]},
    )
    others = [(person, count) for person, count in people_of(connection) if person.key != owner.key]
    notes = messages.of_kept(len(kept)) + messages.of_people(export.person, owner, adopted, others)
    return counts, _summary(export, owner, file_rows, now), notes


def _span(first: date, last: date, zone: ZoneInfo) -> Span:
    """Return whole local days."""
    return Span(midnight(first, zone), midnight(last + timedelta(days=1), zone))


def _keyed(part: Part, owner: Person, timezone: str) -> Iterator[FileRow]:
    """Give each row its key: hash of user and content, and the ordinal among rows that are equal in these."""
    seen: Counter[str] = Counter()
    for entry, ended_at in zip(part.entries, part.ends(), strict=True):
        cells = entry.cells
        # JSON keeps the fields apart, whatever characters they hold.
        identity = msgspec.json.encode([owner.key, *(cells.get(column, "") for column in IDENTITY)])
        digest = hashlib.sha256(identity).hexdigest()[:32]
        cells[USER] = cells.get(USER) or owner.name
        cells[EMAIL] = cells.get(EMAIL) or owner.email
        cells["timezone"] = timezone
        cells["started_at"] = _utc(entry.started_at)
        cells["ended_at" if entry.ended_at else "file_ended_at"] = _utc(ended_at)
        yield FileRow(f"{digest}:{seen[digest]}", cells, part.columns, entry.started_at, ended_at)
        seen[digest] += 1


def _unique(rows: Iterable[FileRow]) -> list[FileRow]:
    """Return each key once: the CSVs of an archive may overlap."""
    return list({row.source_id: row for row in rows}.values())


def _utc(instant: datetime) -> str:
    return instant.isoformat().replace("+00:00", "Z")


def _kept(export: Export, missing: Mapping[str, Start]) -> set[str]:
    """Return the keys of stored rows that may be on a line that could not be read.

    A line whose start is known may be any row with this start; one whose start is not, any row.
    """
    starts = {
        start_of(line.cells, part.formats)
        for part in export.parts
        for line in part.bad_lines
        if not _is_of_another(line, export.person)
    }
    if not starts:
        return set()
    return {
        source_id
        for source_id, (day, clock) in missing.items()
        if not starts.isdisjoint({(None, None), (day, None), (day, clock)})
    }


def _is_of_another(line: BadLine, person: Person) -> bool:
    named = Person.of(line.cells or {})
    return named.is_named and person.is_named and named.key != person.key


def _summary(export: Export, owner: Person, rows: Sequence[FileRow], now: datetime) -> dict[str, Any]:
    """Return the numbers of the file, to compare with Toggl's own page."""
    dates = [row.data[START_DATE] for row in rows]
    projects = {(row.data.get(CLIENT), row.data.get(PROJECT)) for row in rows}
    account = overlap.account((Span(row.started_at, row.ended_at) for row in rows), now)
    return {
        "person": str(owner) if owner.is_named else None,
        "entries": len(rows),
        "projects": sum(1 for _, project in projects if project),
        "logged_seconds": account.logged,
        "counted_seconds": account.counted,
        "overlap_seconds": account.overlap,
        "ahead_seconds": account.ahead,
        "empty_entries": account.empty,
        "first_date": min(dates),
        "last_date": max(dates),
        "first_start_at": _utc(min(row.started_at for row in rows)),
        "last_end_at": _utc(max(row.ended_at for row in rows)),
        "skipped_lines": sum(len(part.bad_lines) for part in export.parts),
    }
