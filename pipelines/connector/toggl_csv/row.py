"""Whether one row of a Toggl export makes sense."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from pipelines.stage import BadInputError

DATE, TIME, DURATION = (
    re.compile(r"(19|20)\d{2}-\d{2}-\d{2}"),
    re.compile(r"\d{2}:\d{2}:\d{2}"),
    re.compile(r"\d+:\d{2}:\d{2}"),
)
# 03/04/2026 may be March or April. Rather than guess, ask for the one format that says which.
DATES_FIX = "set the date format YYYY-MM-DD and the 24-hour clock in Toggl's profile settings and export again"


def check_row(place: str, row: dict[str, str], zone: ZoneInfo) -> bool:
    """Check what the database will rely on.

    Args:
        place: file and line, for the message.
        row: the row.
        zone: of its wall times.

    Returns:
        Whether both wall times exist in the zone: the clock skips an hour in spring, and a time in it suggests that
        the zone is not the one of the export.

    Raises:
        BadInputError: naming place, column, value and the fix.
    """
    start = _moment(place, row, "Start date", "Start time")
    # A timer that was running when the report was made has no end.
    end = _moment(place, row, "End date", "End time") if row["End date"] or row["End time"] else start
    _match(place, row, "Duration", DURATION, "H:MM:SS")
    # In the hour that the autumn clock repeats, a smaller wall time may be the later one.
    first = start.replace(tzinfo=zone, fold=0).astimezone(UTC)
    last = end.replace(tzinfo=zone, fold=1).astimezone(UTC)
    if end < start and last < first:
        raise BadInputError(
            f'{place}, column "End time": the entry ends ({end}) before it starts ({start}); correct the entry in '
            "Toggl and export again."
        )
    if not (row["Email"] or row["User"]):
        raise BadInputError(
            f'{place}: the columns "Email" and "User" are empty, so nobody knows whose row it is; '
            "export the file again."
        )
    return _exists(start, zone) and _exists(end, zone)


def _exists(wall: datetime, zone: ZoneInfo) -> bool:
    return wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wall


def _moment(place: str, row: dict[str, str], date_column: str, time_column: str) -> datetime:
    day = _match(place, row, date_column, DATE, "YYYY-MM-DD")
    clock = _match(place, row, time_column, TIME, "HH:MM:SS")
    for column, text in ((date_column, f"{day}T00:00:00"), (time_column, f"2000-01-01T{clock}")):
        try:
            datetime.fromisoformat(text)
        except ValueError:
            raise BadInputError(
                f'{place}, column "{column}": "{row[column]}" does not exist; correct it, or export the file again.'
            ) from None
    return datetime.fromisoformat(f"{day}T{clock}")


def _match(place: str, row: dict[str, str], column: str, pattern: re.Pattern[str], meaning: str) -> str:
    value = row[column]
    if not (value.isascii() and pattern.fullmatch(value)):
        raise BadInputError(f'{place}, column "{column}": "{value[:80]}" is not {meaning}; {DATES_FIX}.')
    return value
