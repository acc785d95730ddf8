"""The sources of time, as the gateway answers them."""

import datetime as dt
from typing import Any

from msgspec import field

from console.wire.base import Wire
from console.wire.jobs import Wait


class SourceError(Wire):
    """The newest failure of a source."""

    message: str
    at: dt.datetime
    job_id: str


class SourceAccount(Wire):
    """Whose data a source has."""

    name: str | None
    address: str | None


class SourceHistory(Wire):
    """The progress of the history."""

    first_date: dt.date
    days_left: int
    percent: int
    calls_left: int


class Source(Wire):
    """One source: whether it is set up, what was read of it, and what to do."""

    service: str
    configured: bool
    account: SourceAccount | None
    last_synced_at: dt.datetime | None
    rows: int
    covered_from: dt.datetime | None
    covered_to: dt.datetime | None
    history: SourceHistory | None
    wait: Wait | None
    quota_remaining: int | None
    quota_total: int | None
    quota_resets_at: dt.datetime | None
    last_error: SourceError | None
    advice: str | None
    advice_code: str | None = None
    params: dict[str, Any] = field(default_factory=dict)


class Sources(Wire):
    """All sources."""

    sources: list[Source]
