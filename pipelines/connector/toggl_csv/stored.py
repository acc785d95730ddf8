"""The entries that earlier imports stored: whose they are, and which of them are those of a file."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec
import psycopg

from pipelines.connector.span import Span
from pipelines.connector.toggl_csv.columns import COLUMNS, DURATION, EMAIL, START_DATE, START_TIME, USER, cleaned
from pipelines.connector.toggl_csv.formats import format_duration, parse_duration
from pipelines.connector.toggl_csv.people import MAX_LISTED, Person
from pipelines.stage import BadInputError

PEOPLE = """
select max(coalesce(data ->> 'Email', '')), max(coalesce(data ->> 'User', '')), count(*)
from raw.toggl_csv__time_entries
where deleted_at is null
group by coalesce(nullif(lower(data ->> 'Email'), ''), data ->> 'User', '')
order by 3 desc, 1, 2
"""
ADOPT = """
update raw.toggl_csv__time_entries
set data = data || jsonb_build_object('User', %(name)s::text, 'Email', %(email)s::text), synced_at = %(now)s
where coalesce(data ->> 'Email', '') = ''
    and coalesce(data ->> 'User', '') in ('', %(name)s)
    and coalesce(data ->> 'User', '') <> %(key)s
"""
# What lies in the days of a file by its instant is covered by the file. What lies there only by its wall time, because
# it was imported with another zone, may be an entry of the file all the same.
OTHERS = """
with others as (
    select
        source_id,
        data,
        -- Rows of the version before have no started_at; they are read as they were then.
        coalesce(
            (data ->> 'started_at')::timestamptz,
            ((data ->> 'Start date') || ' ' || (data ->> 'Start time'))::timestamp at time zone (data ->> 'timezone')
        ) as started_at
    from raw.toggl_csv__time_entries
    where deleted_at is null
        and coalesce(nullif(lower(data ->> 'Email'), ''), data ->> 'User', '') = %(person)s
        and not exists (select from unnest(%(ids)s::text[]) as present (id) where present.id = source_id)
)
select
    others.source_id,
    others.data,
    bool_or(others.started_at >= days.start_at and others.started_at < days.end_at)
from others
inner join unnest(%(starts)s::timestamptz[], %(ends)s::timestamptz[], %(firsts)s::text[], %(lasts)s::text[])
    as days (start_at, end_at, first_date, last_date)
    on (others.started_at >= days.start_at and others.started_at < days.end_at)
        or (others.data ->> 'Start date') between days.first_date and days.last_date
group by others.source_id, others.data
order by others.source_id
"""
KNOWN = """
select source_id from raw.toggl_csv__time_entries
where exists (select from unnest(%(ids)s::text[]) as present (id) where present.id = source_id)
"""
STORED = "select source_id, data from raw.toggl_csv__time_entries where source_id = any(%(ids)s)"

# What an import adds to the columns of a file.
OF_THE_IMPORT = frozenset({"timezone", "started_at", "ended_at", "file_ended_at", "other_account"})

# Stored entries are read in such portions, so that not all are in memory at once.
BATCH = 5_000
COMPARED = frozenset(COLUMNS) - {USER, EMAIL}

Data = dict[str, Any]
# The local date and time of a start, as Toggl's old report writes them.
Start = tuple[str, str]
# The local dates of the first and the last start in a table, and the span of these whole days.
Days = tuple[date, date, Span]


@dataclass(slots=True)
class FileRow:
    """A row of a file on its way to the database.

    Attributes:
        source_id: its key.
        data: what is stored.
        columns: the columns of a detailed report that its table has.
        started_at: in UTC.
        ended_at: in UTC.
    """

    source_id: str
    data: Data
    columns: frozenset[str]
    started_at: datetime
    ended_at: datetime


def people_of(connection: psycopg.Connection) -> list[tuple[Person, int]]:
    """Return the people of the stored entries with the number of their entries, most first."""
    return [(Person(email, name), count) for email, name, count in connection.execute(PEOPLE)]


def owner_of(connection: psycopg.Connection, person: Person) -> Person:
    """Return the person to whom the entries of a file belong, as the stored entries name them.

    A name without an address means the one stored person of that name. A file that names no one belongs to the only
    person of the database.

    Raises:
        BadInputError: when the file names no one and the database holds several people.
    """
    named = [stored for stored, _ in people_of(connection) if stored.is_named]
    if person.is_named:
        same = [stored for stored in named if stored.email and stored.matches(person.key)]
        return same[0] if len(same) == 1 and not (person.email and person.name) else person
    if len(named) > 1:
        raise BadInputError(
            f"The file names no user, and the database holds the entries of {len(named)} people "
            f"({', '.join(map(str, named[:MAX_LISTED]))}); say whose it is with --user."
        )
    return named[0] if named else person


def adopt(connection: psycopg.Connection, owner: Person, now: datetime) -> int:
    """Give the entries of files that named no one, or only the owner's name, to the owner; return how many."""
    if not owner.is_named:
        return 0
    parameters = {"name": owner.name, "email": owner.email, "key": owner.key, "now": now}
    return connection.execute(ADOPT, parameters).rowcount


def match(
    connection: psycopg.Connection, rows: Sequence[FileRow], owner: Person, days: Sequence[Days]
) -> dict[str, Start]:
    """Give each row of a file the key of its stored entry, also where the file makes another one.

    The key is made of all columns. A file that lacks some, or an entry of the version before with another form of the
    same duration, has another key for the same entry: they are compared by the columns that both have, and the row
    keeps the stored key and what only the stored entry has.

    Args:
        connection: the caller's transaction.
        rows: the rows; key and data are changed in place.
        owner: whose they are.
        days: what each table of the file covers.

    Returns:
        The stored entries of the owner in these days that the file does not have: their start by key.
    """
    others = _Others({row.columns for row in rows})
    parameters = {
        "person": owner.key,
        "ids": [row.source_id for row in rows],
        "starts": [span.start for _, _, span in days],
        "ends": [span.end for _, _, span in days],
        "firsts": [str(first) for first, _, _ in days],
        "lasts": [str(last) for _, last, _ in days],
    }
    with connection.cursor("others") as cursor:
        cursor.itersize = BATCH
        for source_id, data, is_covered in cursor.execute(OTHERS, parameters):
            others.add(source_id, data, is_covered=is_covered)
    if others.available:
        known = {source_id for (source_id,) in connection.execute(KNOWN, parameters)}
        for row in rows:
            if row.source_id not in known:
                row.source_id = others.take(row) or row.source_id
    partial = [row for row in rows if not row.columns.issuperset(COLUMNS)]
    for first in range(0, len(partial), BATCH):
        _complete(connection, partial[first : first + BATCH])
    return others.missing


def _complete(connection: psycopg.Connection, rows: Sequence[FileRow]) -> None:
    """Add to each row what only its stored entry has: the columns that the file lacks."""
    by_id = {row.source_id: row for row in rows}
    for source_id, data in connection.execute(STORED, {"ids": list(by_id)}):
        row = by_id[source_id]
        for name, value in data.items():
            if name not in row.columns and name not in OF_THE_IMPORT and not row.data.get(name):
                row.data[name] = value


class _Others:
    """Stored entries under other keys than those of the file, found by the columns that both have.

    Args:
        columns: each set of columns that a table of the file has.
    """

    def __init__(self, columns: Iterable[frozenset[str]]) -> None:
        self._columns = set(columns)
        self._groups: set[frozenset[str]] = set()
        self._ids: dict[tuple[frozenset[str], bytes], list[str]] = defaultdict(list)
        self.available: set[str] = set()
        self.missing: dict[str, Start] = {}

    def add(self, source_id: str, data: Data, *, is_covered: bool) -> None:
        """Add a stored entry, which is missing in the file unless it is taken, if the file covers its start."""
        self.available.add(source_id)
        if is_covered:
            self.missing[source_id] = (str(data[START_DATE]), str(data[START_TIME]))
        present = COMPARED.intersection(data)
        for common in {present & columns for columns in self._columns}:
            self._groups.add(common)
            self._ids[common, _digest(data, common)].append(source_id)

    def take(self, row: FileRow) -> str | None:
        """Remove the stored entry that equals a row in the columns that both have, and return its key."""
        # The more columns are compared, the surer is the match.
        for common in sorted(self._groups, key=lambda group: (-len(group), sorted(group))):
            if common <= row.columns:
                ids = self._ids.get((common, _digest(row.data, common)), [])
                while ids:
                    if (source_id := ids.pop()) in self.available:
                        self.available.remove(source_id)
                        self.missing.pop(source_id, None)
                        return source_id
        return None


def _digest(data: Data, columns: frozenset[str]) -> bytes:
    """Return a hash of a row's values in the columns, in canonical form."""
    cells = cleaned({name: str(data.get(name) or "") for name in sorted(columns)})
    if duration := parse_duration(cells.get(DURATION, "")):
        cells[DURATION] = format_duration(duration.seconds)
    return hashlib.blake2b(msgspec.json.encode(cells), digest_size=16).digest()
