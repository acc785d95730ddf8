"""The import of an ActivityWatch export, in one transaction."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, LiteralString
from zoneinfo import ZoneInfo

import psycopg

from pipelines import stage
from pipelines.connector import sync_state
from pipelines.connector.activitywatch.reader import Bucket, SkippedEvent, read_export
from pipelines.connector.activitywatch.row import AFK, AwEvent, row_of
from pipelines.connector.activitywatch.summary import describe, messages_of
from pipelines.connector.counts import Counts
from pipelines.connector.raw_table import RawTable, Row, delete_missing, load
from pipelines.connector.span import Span, merged
from pipelines.stage import BadInputError

SERVICE = "activitywatch"
TARGET = RawTable("activitywatch__events", "export")
# Rows in memory at once; an export may have a million events.
BATCH = 20_000
IN_BUCKET: LiteralString = """
data ->> 'bucket' = %(bucket)s
and (data ->> 'timestamp')::timestamptz >= %(start)s
and (data ->> 'timestamp')::timestamptz <= %(end)s
"""


@dataclass
class Observed:
    """The events that an import has read.

    Attributes:
        keys: by bucket.
        starts: first and last start by bucket.
        present: when each computer was in use, by its name: the presence it reported, or its windows without such.
        skipped: events that could not be read.
    """

    keys: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    starts: dict[str, tuple[datetime, datetime]] = field(default_factory=dict)
    present: dict[str, list[Span]] = field(default_factory=lambda: defaultdict(list))
    skipped: list[SkippedEvent] = field(default_factory=list)

    def add(self, bucket: Bucket, event: AwEvent, key: str, *, is_presence: bool) -> None:
        self.keys[bucket.id].add(key)
        first, last = self.starts.get(bucket.id, (event.start, event.start))
        self.starts[bucket.id] = min(first, event.start), max(last, event.start)
        if is_presence:
            self.present[bucket.hostname].append(Span(event.start, event.end))
            if len(self.present[bucket.hostname]) > BATCH:
                self.present[bucket.hostname] = merged(self.present[bucket.hostname])


def import_file(
    connect: Callable[[], psycopg.Connection],
    path: Path,
    *,
    zone: ZoneInfo,
    now: datetime,
    strict: bool = False,
    dry_run: bool = False,
) -> dict[str, Any]:
    """Import a file and return the summary.

    Events of a bucket that an earlier import brought, that start between the first and the last one of that bucket in
    the file, and that the file no longer has, are marked as deleted.

    Args:
        connect: opens the database; called after the file was found to be an export.
        path: the file, or a ZIP archive of files.
        zone: the person's, for the dates of the summary.
        now: what counts as now.
        strict: refuse the file instead of skipping events that cannot be read.
        dry_run: roll everything back in the end.

    Raises:
        BadInputError: when the file cannot be used; nothing is written then.
    """
    export = read_export(path)
    total = sum(len(bucket) for bucket in export.buckets)
    observed = Observed()
    with connect() as connection:
        counts = Counts()
        stage.progress(0, total, "events")
        for rows in _batches(_rows(export.buckets, observed)):
            counts += load(connection, TARGET, rows, now)
            stage.progress(counts.rows, total, "events")
        _refuse(path, observed, strict=strict)
        counts += _delete(connection, observed, now)
        sync_state.write_finished(connection, SERVICE, counts.summary(), now)
        if dry_run:
            connection.rollback()
    messages = messages_of(export, observed.skipped)
    for message in messages:
        stage.log(message, level="warning")
    return {
        **_summary(counts, observed, zone),
        "dry_run": dry_run,
        **({"message": " ".join(messages)} if messages else {}),
    }


def _summary(counts: Counts, observed: Observed, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "service": SERVICE,
        **counts.summary(),
        "requests": 0,
        "quota_remaining": None,
        "entities": {"events": counts.summary()},
        **describe(observed.present, zone),
        "skipped": len(observed.skipped),
    }


def _rows(buckets: Iterable[Bucket], observed: Observed) -> Iterator[Row]:
    buckets = list(buckets)
    reporting = {bucket.hostname for bucket in buckets if bucket.type == AFK}
    for bucket in buckets:
        seen: Counter[bytes] = Counter()
        for event in bucket.events(observed.skipped):
            row = row_of(event, bucket=bucket.id, bucket_type=bucket.type, hostname=bucket.hostname, seen=seen)
            is_presence = event.value == "not-afk" if bucket.type == AFK else bucket.hostname not in reporting
            observed.add(bucket, event, row.source_id, is_presence=is_presence)
            yield row


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _refuse(path: Path, observed: Observed, *, strict: bool) -> None:
    """Refuse a file of which no event can be read, and with `strict` one of which some cannot.

    Raises:
        BadInputError: with the first event that cannot be read.
    """
    if observed.skipped and (strict or not observed.keys):
        first = observed.skipped[0]
        fix = "import it without --strict" if observed.keys else "export it again"
        raise BadInputError(
            f"{path} has {len(observed.skipped):,} events that cannot be read, the first in {first.bucket}, event "
            f"{first.number}: {first.reason}; {fix}."
        )


def _delete(connection: psycopg.Connection, observed: Observed, now: datetime) -> Counts:
    counts = Counts()
    unread = {skipped.bucket for skipped in observed.skipped}
    for bucket, keys in observed.keys.items():
        # An event that the file has and that cannot be read is as it was.
        if bucket not in unread:
            start, end = observed.starts[bucket]
            counts += delete_missing(
                connection,
                TARGET,
                keys,
                now,
                where=IN_BUCKET,
                parameters={"bucket": bucket, "start": start, "end": end},
            )
    return counts
