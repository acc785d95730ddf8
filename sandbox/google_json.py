"""The shapes of Google Calendar's JSON."""

from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.calendar import Calendar, Event, Moment

FOREGROUND = "#1d1d1d"
EVENT_COLORS = {
    "1": "#a4bdfc",
    "2": "#7ae7bf",
    "3": "#dbadff",
    "4": "#ff887c",
    "5": "#fbd75b",
    "6": "#ffb878",
    "7": "#46d6db",
    "8": "#e1e1e1",
    "9": "#5484ed",
    "10": "#51b749",
    "11": "#dc2127",
}
CALENDAR_COLORS = {"1": "#ac725e", "9": "#7bd148", "14": "#9fe1e7", "16": "#4986e7", "24": "#a47ae2"}
COLORS = {
    "kind": "calendar#colors",
    "updated": "2012-02-14T00:00:00.000Z",
    "calendar": {key: {"background": color, "foreground": FOREGROUND} for key, color in CALENDAR_COLORS.items()},
    "event": {key: {"background": color, "foreground": FOREGROUND} for key, color in EVENT_COLORS.items()},
}


def error(status: int, reason: str, message: str) -> dict[str, Any]:
    """Return the body of a refusal."""
    domain = "usageLimits" if "Exceeded" in reason else "global"
    detail = {"domain": domain, "reason": reason, "message": message}
    return {"error": {"errors": [detail], "code": status, "message": message}}


def plain(calendar: Calendar) -> dict[str, Any]:
    """Return a calendar as `calendars.get` sends it: without colours."""
    return {
        "kind": "calendar#calendar",
        "etag": '"c1"',
        "id": calendar.id,
        "summary": calendar.name,
        "timeZone": str(calendar.timezone),
    }


def listed(calendar: Calendar) -> dict[str, Any]:
    """Return a calendar as an entry of the person's list."""
    return {
        **plain(calendar),
        "kind": "calendar#calendarListEntry",
        "colorId": calendar.color_id,
        "backgroundColor": calendar.color,
        "foregroundColor": "#000000",
        "selected": True,
        "accessRole": "owner",
        "defaultReminders": [{"method": "popup", "minutes": 10}],
    }


def event(event: Event, calendar: Calendar, *, bare: bool) -> dict[str, Any]:
    """Return an event; a cancelled one carries hardly more than its id when `bare`."""
    series: dict[str, Any] = {}
    if event.series_id is not None and event.original_start is not None:
        series = {
            "recurringEventId": event.series_id,
            "originalStartTime": _moment(event.original_start, calendar.timezone),
        }
    if event.cancelled and bare:
        return {"kind": "calendar#event", "id": event.id, "status": "cancelled", **series}
    stamp = event.updated.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    row = {
        "kind": "calendar#event",
        "etag": f'"{int(event.updated.timestamp() * 1000)}"',
        "id": event.id,
        "status": "cancelled" if event.cancelled else "confirmed",
        "created": stamp,
        "updated": stamp,
        "summary": event.summary,
        "start": _moment(event.start, calendar.timezone),
        "end": _moment(event.end, calendar.timezone),
        "iCalUID": f"{event.series_id or event.id}@google.com",
        "sequence": 0,
        "eventType": "default",
        **series,
    }
    if event.description:
        row["description"] = event.description
    if event.color_id:
        row["colorId"] = event.color_id
    if event.transparent:
        row["transparency"] = "transparent"
    if event.response:
        own = {"email": calendar.id, "self": True, "responseStatus": event.response}
        row["attendees"] = [{"email": "host@example.invalid", "organizer": True, "responseStatus": "accepted"}, own]
    return row


def instant(moment: Moment, timezone: ZoneInfo) -> datetime:
    """Return the instant of a moment; a day begins at its local midnight."""
    if isinstance(moment, datetime):
        return moment
    return datetime.combine(moment, time(), timezone)


def _moment(moment: Moment, timezone: ZoneInfo) -> dict[str, str]:
    if isinstance(moment, datetime):
        return {"dateTime": moment.astimezone(timezone).isoformat(timespec="seconds"), "timeZone": str(timezone)}
    return {"date": moment.isoformat()}
