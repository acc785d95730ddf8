"""Local days of a zone: where they begin, and all dates between two."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the instant at which that day begins there, in UTC.

    Where the clock skips midnight, fold 0 gives the instant of the change; where midnight happens twice, the first.
    """
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def dates(first: date, last: date) -> list[date]:
    """Return all dates from `first` to `last`, both included; none where `last` is before `first`."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
