"""Occurrences as rows of the raw table, in the shape of Google's API."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any

import msgspec

from pipelines.connector.ics.series import Occurrence
from pipelines.connector.ics.values import Moment
from pipelines.connector.raw_table import Row
from pipelines.connector.scrub import scrub
from pipelines.connector.span import Span

CANCELLED = "cancelled"


def rows_of(
    occurrences: Iterable[Occurrence], window: Span, zone: tzinfo, *, calendar: str, seen: Counter[str]
) -> list[Row]:
    """Return a row for each occurrence that touches the window; cancelled ones are left out.

    Args:
        occurrences: of one calendar.
        window: of instants.
        zone: where an all-day event begins.
        calendar: the calendar's name.
        seen: how often each key occurred so far in this import.
    """
    touching = [one for one in occurrences if _status(one) != CANCELLED and _touches(one, window, zone)]
    rows = []
    # The order does not depend on the file's, as ordinals follow it.
    for one in sorted(touching, key=lambda one: _order(one, zone)):
        digest = _digest(one, zone)
        key = f"{digest}:{seen[digest]}"
        seen[digest] += 1
        rows.append(Row(key, scrub(_data(one, key, zone, calendar))))
    return rows


def _digest(one: Occurrence, zone: tzinfo) -> str:
    # A single event keeps its key when it moves; one without a UID has nothing but its start.
    uid, moment = one.event.uid, one.original
    if moment is None and not uid:
        moment = one.start
    stamp = "" if moment is None else stamp_of(moment, zone)
    return hashlib.sha256(msgspec.json.encode([uid, stamp])).hexdigest()[:32]


def stamp_of(moment: Moment, zone: tzinfo) -> str:
    """Return a date or an instant in the form of Google's ids of occurrences."""
    return f"{_instant(moment, zone):%Y%m%dT%H%M%SZ}" if isinstance(moment, datetime) else f"{moment:%Y%m%d}"


def _data(one: Occurrence, key: str, zone: tzinfo, calendar: str) -> dict[str, Any]:
    event, in_series = one.event, one.original is not None
    row: dict[str, Any] = {
        "id": f"{event.uid}_{stamp_of(one.original, zone)}" if one.original is not None else event.uid or key,
        "iCalUID": event.uid,
        "status": _status(one),
        "summary": event.title,
        "description": event.texts.get("DESCRIPTION", ""),
        "transparency": _transparency(event.texts),
        "start": _moment(one.start),
        "end": _moment(one.end),
        "calendar": calendar,
    }
    if in_series:
        row["recurringEventId"] = event.uid
    if event.answer:
        address, answer = event.answer
        row["attendees"] = [{"email": address, "self": True, "responseStatus": answer}]
    return row


def _status(one: Occurrence) -> str:
    return (one.event.texts.get("STATUS") or "CONFIRMED").strip().lower()


def _transparency(texts: dict[str, str]) -> str:
    """Return TRANSP, or else the equivalent of Outlook's busy status."""
    is_free = texts.get("X-MICROSOFT-CDO-BUSYSTATUS", "").strip().upper() == "FREE"
    return (texts.get("TRANSP") or ("TRANSPARENT" if is_free else "OPAQUE")).strip().lower()


def _moment(moment: Moment) -> dict[str, str]:
    if not isinstance(moment, datetime):
        return {"date": moment.isoformat()}
    name = getattr(moment.tzinfo, "key", None)
    # The name of a zone that the file itself defines means nothing elsewhere.
    zoned = {"timeZone": name} if name else {}
    return {"dateTime": moment.isoformat(timespec="seconds"), **zoned}


def _touches(one: Occurrence, window: Span, zone: tzinfo) -> bool:
    start, end = _instant(one.start, zone), _instant(one.end, zone)
    return start < window.end and (end > window.start or start >= window.start)


def _order(one: Occurrence, zone: tzinfo) -> tuple[datetime, datetime, str]:
    return _instant(one.start, zone), _instant(one.end, zone), one.event.title


def _instant(moment: date, zone: tzinfo) -> datetime:
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(), tzinfo=zone)
    return moment.astimezone(UTC)
