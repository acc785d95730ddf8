"""The events of a calendar file inside a window, series laid out, in the shape of Google's API."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import recurring_ical_events  # type: ignore[import-untyped]

from pipelines.connector.ics.reader import FAULTS, IcsCalendar
from pipelines.connector.raw_table import Row
from pipelines.connector.scrub import scrub
from pipelines.connector.span import Span
from pipelines.stage import BadInputError, one_line

SERIES = ("RRULE", "RDATE", "RECURRENCE-ID")
EXCERPT = 120


def expand(calendar: IcsCalendar, window: Span, zone: ZoneInfo) -> list[Row]:
    """Return the events that touch the window; cancelled ones are left out.

    Args:
        calendar: what was read.
        window: of instants.
        zone: of times without one.

    Raises:
        BadInputError: when a series cannot be laid out.
    """
    try:
        return _rows(calendar, window, zone)
    except FAULTS as error:
        reason = one_line(error)[:EXCERPT]
        raise BadInputError(
            f'The calendar "{calendar.name}" has a series that cannot be laid out ({reason}); correct its rule and '
            "export again."
        ) from None


def _rows(calendar: IcsCalendar, window: Span, zone: ZoneInfo) -> list[Row]:
    series = {_uid(event) for event in calendar.component.walk("VEVENT") if any(name in event for name in SERIES)}
    seen: Counter[str] = Counter()
    rows = []
    for event in sorted(_occurrences(calendar, window), key=lambda event: _order(event, zone)):
        if str(event.get("STATUS", "")).upper() == "CANCELLED" or not _touches(event, window, zone):
            continue
        uid = _uid(event)
        # A single event keeps its key when it moves; one without UID has nothing but its start.
        instant = _stamp(event["RECURRENCE-ID"].dt, zone) if uid in series or not uid else ""
        digest = hashlib.sha256(msgspec.json.encode([uid, instant])).hexdigest()[:32]
        key = f"{digest}:{seen[digest]}"
        seen[digest] += 1
        rows.append(Row(key, scrub(_google(event, key, uid, zone, in_series=uid in series, name=calendar.name))))
    return rows


def _occurrences(calendar: IcsCalendar, window: Span) -> Iterator[Any]:
    for event in calendar.component.walk("VEVENT"):
        _bound(event, window)
    # Times without a zone and whole days are compared without one, so ask for a day more on both sides.
    first, last = window.start.date(), window.end.date()
    yield from recurring_ical_events.of(calendar.component).between(
        date.fromordinal(first.toordinal() - 1), date.fromordinal(last.toordinal() + 2)
    )


def _bound(event: Any, window: Span) -> None:
    """End a rule soon after the window, so that nothing can lay out a series without end."""
    rule = event.get("RRULE")
    if rule is None or "COUNT" in rule:
        return
    start, last = event["DTSTART"].dt, window.end + timedelta(days=2)
    is_instant = isinstance(start, datetime)
    day = start.date() if is_instant else start
    ends = [end.date() if isinstance(end, datetime) else end for end in rule.get("UNTIL", [])]
    if day > last.date():
        del event["RRULE"]
    elif not ends or ends[0] > last.date():
        end = last if is_instant and start.tzinfo else last.replace(tzinfo=None)
        rule["UNTIL"] = [end if is_instant else end.date()]


def _google(event: Any, key: str, uid: str, zone: ZoneInfo, *, in_series: bool, name: str) -> dict[str, Any]:
    row = {
        "id": f"{uid}_{_stamp(event['RECURRENCE-ID'].dt, zone)}" if in_series else uid or key,
        "iCalUID": uid,
        "status": str(event.get("STATUS") or "CONFIRMED").lower(),
        "summary": str(event.get("SUMMARY") or ""),
        "description": str(event.get("DESCRIPTION") or ""),
        "transparency": str(event.get("TRANSP") or "OPAQUE").lower(),
        "start": _moment(event.start, zone),
        "end": _moment(event.end, zone),
        "calendar": name,
    }
    return {**row, "recurringEventId": uid} if in_series else row


def _moment(moment: date, zone: ZoneInfo) -> dict[str, str]:
    if not isinstance(moment, datetime):
        return {"date": moment.isoformat()}
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    name = getattr(moment.tzinfo, "key", None)
    # A zone that only the file's VTIMEZONE describes has no name that others know.
    zoned = {"timeZone": name} if name else {}
    return {"dateTime": moment.isoformat(timespec="seconds"), **zoned}


def _touches(event: Any, window: Span, zone: ZoneInfo) -> bool:
    start, end = _instant(event.start, zone), _instant(event.end, zone)
    return start < window.end and (end > window.start or start >= window.start)


def _order(event: Any, zone: ZoneInfo) -> tuple[datetime, datetime, str]:
    """Put events in an order that does not depend on the file's, as ordinals follow it."""
    return _instant(event.start, zone), _instant(event.end, zone), str(event.get("SUMMARY") or "")


def _instant(moment: date, zone: ZoneInfo) -> datetime:
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time())
    return (moment.replace(tzinfo=zone) if moment.tzinfo is None else moment).astimezone(UTC)


def _stamp(moment: date, zone: ZoneInfo) -> str:
    if not isinstance(moment, datetime):
        return f"{moment:%Y%m%d}"
    return f"{_instant(moment, zone):%Y%m%dT%H%M%SZ}"


def _uid(event: Any) -> str:
    return str(event.get("UID") or "").strip()
