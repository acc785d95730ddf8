"""What the database holds of each source: coverage, history, account, quota, failures.

It reads `raw`, so that it is right before the first transform and while one runs.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from service.database.pool import Connection, all_rows, one
from service.database.statements import statements
from service.schemas.domain import CoveredSpan, SourceAccount, SourceCoverage, SourceError, SourceHistory
from service.schemas.jobs import Wait

_SQL = statements(Path(__file__).with_suffix(".sql"))


class StoredSource(msgspec.Struct, kw_only=True):
    """A source as the database knows it; the defaults are those of one that was never read."""

    last_synced_at: datetime | None = None
    rows: int = 0
    rows_deleted: int = 0
    quota_remaining: int | None = None
    quota_total: int | None = None
    quota_resets_at: datetime | None = None
    clock_offset_seconds: int | None = None
    account: SourceAccount | None = None
    covered_from: datetime | None = None
    covered_to: datetime | None = None
    coverage: list[SourceCoverage] = []
    history: SourceHistory | None = None
    wait: Wait | None = None
    last_error: SourceError | None = None


async def stored_sources(connection: Connection, services: Iterable[str]) -> dict[str, StoredSource]:
    """Return what is known of each of these sources."""
    found = {service: StoredSource() for service in services}
    for row in await (await connection.execute(_SQL["jobs"], {"services": list(found)})).fetchall():
        _add_jobs(found[row["service"]], row)
    migrated = await one(connection, _SQL["is_migrated"])
    if migrated and migrated["found"]:
        await _add_raw(connection, found)
    return found


async def _add_raw(connection: Connection, found: dict[str, StoredSource]) -> None:
    for row in await all_rows(connection, _SQL["counts"]):
        source = found[row["service"]]
        source.rows, source.rows_deleted = row["live"], row["deleted"]
    for row in await all_rows(connection, _SQL["states"]):
        if row["service"] in found:
            _add_state(found[row["service"]], row)
    for row in await all_rows(connection, _SQL["accounts"]):
        found[row["service"]].account = SourceAccount(name=row["name"], address=masked(row["address"]))
    for row in await all_rows(connection, _SQL["coverage"]):
        if row["service"] in found:
            _add_coverage(found[row["service"]], row)
    for row in await all_rows(connection, _SQL["files"]):
        source = found[row["service"]]
        source.covered_from, source.covered_to = row["start_at"], row["end_at"]


def _add_jobs(source: StoredSource, row: Mapping[str, Any]) -> None:
    if row["error_at"] is not None:
        source.last_error = SourceError(message=row["error"] or "failed", at=row["error_at"], job_id=row["error_job"])
    if row["wait_until"] is not None:
        source.wait = Wait(reason=row["wait_reason"], until=row["wait_until"], left=row["wait_left"])


def _add_state(source: StoredSource, row: Mapping[str, Any]) -> None:
    for name in ("last_synced_at", "quota_remaining", "quota_total", "quota_resets_at", "clock_offset_seconds"):
        setattr(source, name, row[name])
    if row["history"]:
        history = row["history"]
        days, left = history["days"], history["days_left"]
        source.history = SourceHistory(
            first_date=history["first_day"],
            days=days,
            days_left=left,
            percent=100 if not left else min(99, (days - left) * 100 // max(days, 1)),
            calls_left=history["calls_left"],
        )


def _add_coverage(source: StoredSource, row: Mapping[str, Any]) -> None:
    spans = _merged(CoveredSpan(start=start, end=end) for start, end in zip(row["starts"], row["ends"], strict=True))
    if row["id"] is not None:
        source.coverage.append(SourceCoverage(id=row["id"], name=row["name"], spans=spans))
    elif spans:
        source.covered_from, source.covered_to = spans[0].start, spans[-1].end


def _merged(spans: Iterable[CoveredSpan]) -> list[CoveredSpan]:
    """Join spans, in order of their start, that touch or overlap."""
    merged: list[CoveredSpan] = []
    for span in spans:
        if span.start >= span.end:
            continue
        if merged and span.start <= merged[-1].end:
            merged[-1] = CoveredSpan(start=merged[-1].start, end=max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def masked(address: str | None) -> str | None:
    """Return a mail address of which the person recognises the account, and a stranger learns little: `s…@host`."""
    if not address:
        return None
    local, at, host = address.partition("@")
    return f"{local[:1]}…{at}{host}" if at else address
