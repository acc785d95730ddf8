"""The import of a Toggl export: the file's days, as the file says, in one transaction."""

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import msgspec
import psycopg

from pipelines import stage
from pipelines.connector import sync_state
from pipelines.connector.counts import Counts
from pipelines.connector.raw_table import RawTable, Row, delete_missing, load
from pipelines.connector.span import Span, midnight
from pipelines.connector.toggl_csv.reader import COLUMNS, Export, read_export
from pipelines.stage import BadInputError

SERVICE = "toggl_csv"
TARGET = RawTable("toggl_csv__time_entries", "csv")
# What makes a row the same row. The user's name may change, and an amount is a price, not what was done.
IDENTITY = tuple(column for column in COLUMNS if column not in {"User", "Email"})
# More lines than these are not listed.
MOST_LINES = 5

SAME_USERS_AND_DAYS = """
coalesce(nullif(lower(data ->> 'Email'), ''), data ->> 'User') = any(%(users)s)
and ((data ->> 'Start date') || ' ' || (data ->> 'Start time'))::timestamp at time zone (data ->> 'timezone')
    >= %(start)s
and ((data ->> 'Start date') || ' ' || (data ->> 'Start time'))::timestamp at time zone (data ->> 'timezone')
    < %(end)s
"""


@dataclass(frozen=True)
class _Days:
    """The whole local days that an export tells about, from its first start to its last."""

    first: date
    last: date

    def span(self, zone: ZoneInfo) -> Span:
        return Span(midnight(self.first, zone), midnight(self.last + timedelta(days=1), zone))


def import_file(
    connect: Callable[[], psycopg.Connection], path: Path, timezone: str, *, now: datetime, dry_run: bool = False
) -> dict[str, Any]:
    """Import a file and return the summary. A row that an import had marked as deleted and that is back is updated.

    Args:
        connect: opens the database; called after the file was found to be in order.
        path: the exported CSV.
        timezone: IANA name of the zone of its wall times.
        now: what counts as now.
        dry_run: roll everything back in the end.

    Raises:
        BadInputError: when the file or the zone cannot be used; nothing is written then.
    """
    if timezone not in available_timezones():
        raise BadInputError(
            f"--timezone {timezone} is not a time zone; use a name of the tz database, such as Europe/Berlin."
        )
    zone = ZoneInfo(timezone)
    export = read_export(path, zone)
    message = _skipped_times(path, export, timezone)
    if message:
        stage.log(message, level="warning")
    starts = [date.fromisoformat(row["Start date"]) for row in export.rows]
    days = _Days(min(starts), max(starts))
    stage.progress(0, len(export.rows), "rows")
    with connect() as connection:
        counts = _write(connection, export, days, zone, now)
        plain = {**counts.summary(), "first_date": str(days.first), "last_date": str(days.last)}
        sync_state.write_finished(connection, SERVICE, plain, now)
        if dry_run:
            connection.rollback()
    stage.progress(len(export.rows), len(export.rows), "rows")
    return {
        "service": SERVICE,
        **plain,
        "requests": 0,
        "quota_remaining": None,
        "entities": {"time_entries": counts.summary()},
        "dry_run": dry_run,
        **({"message": message} if message else {}),
    }


def _skipped_times(path: Path, export: Export, timezone: str) -> str | None:
    """Return what there is to say of times that the clock skipped; None when there are none."""
    lines = export.skipped_by_clock
    if not lines:
        return None
    rows, places = ("1 row has", "line") if len(lines) == 1 else (f"{len(lines)} rows have", "lines")
    more = ", …" if len(lines) > MOST_LINES else ""
    return (
        f"{path.name}: {rows} a time that the clock of {timezone} skips in spring ({places} "
        f"{', '.join(map(str, lines[:MOST_LINES]))}{more}); --timezone may not be the zone of the export."
    )


def _write(connection: psycopg.Connection, export: Export, days: _Days, zone: ZoneInfo, now: datetime) -> Counts:
    try:
        connection.execute("select now() at time zone %s", (zone.key,))
    except psycopg.errors.InvalidParameterValue as error:
        raise BadInputError(f"The database does not know the time zone {zone.key}; use an older name of it.") from error
    rows = _keyed(export.rows, zone.key)
    counts = load(connection, TARGET, rows, now)
    span = days.span(zone)
    return counts + delete_missing(
        connection,
        TARGET,
        [row.source_id for row in rows],
        now,
        where=SAME_USERS_AND_DAYS,
        parameters={
            "users": sorted({_user(row) for row in export.rows}),
            "start": span.start.astimezone(UTC),
            "end": span.end.astimezone(UTC),
        },
    )


def _user(row: dict[str, str]) -> str:
    return row["Email"].lower() or row["User"]


def _keyed(rows: list[dict[str, str]], timezone: str) -> list[Row]:
    """Give each row its key: hash of user and content, and the ordinal among rows that are equal in these."""
    seen: Counter[str] = Counter()
    keyed = []
    for row in rows:
        # JSON keeps the fields apart, whatever characters they hold.
        identity = msgspec.json.encode([_user(row), *(row[column] for column in IDENTITY)])
        digest = hashlib.sha256(identity).hexdigest()[:32]
        keyed.append(Row(f"{digest}:{seen[digest]}", row | {"timezone": timezone}))
        seen[digest] += 1
    return keyed
