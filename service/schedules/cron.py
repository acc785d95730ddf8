"""When a schedule fires: cron expressions by cronsim, read in a time zone.

A fixed time fires once in the hour that autumn repeats (the first time), and where spring leaves it out, at the end of
the gap. An expression whose minutes or hours begin with `*` goes by elapsed time instead, as in Debian's cron.
"""

import textwrap
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

FIELDS = "minute hour day-of-month month day-of-week"
FIELD_COUNT = 5
# Any instant: whether an expression ever fires is the same question from everywhere.
_SOME_INSTANT = datetime(2000, 1, 1, tzinfo=UTC)


def zone_of(name: str) -> ZoneInfo:
    """Return a time zone.

    Raises:
        ValueError: when there is none of that name.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"There is no time zone {name!r}; use a name such as Asia/Tokyo or Europe/Berlin.") from None


def check(expression: str) -> None:
    """Refuse an expression that cannot be used.

    Raises:
        ValueError: saying why.
    """
    form = f"write five fields ({FIELDS}) in quotes, such as '0 1 * * *' for every day at 01:00"
    # A sixth field would be seconds: the scheduler looks every half minute.
    if len(expression.split()) != FIELD_COUNT:
        raise ValueError(f"{textwrap.shorten(expression, 60)!r} does not have five fields; {form}.")
    try:
        first = next(CronSim(expression, _SOME_INSTANT), None)
    except CronSimError as error:
        raise ValueError(f"{expression!r} is no cron expression ({error}); {form}.") from None
    if first is None:
        raise ValueError(f"{expression!r} never fires; {form}.")


def ticks(expression: str, zone: ZoneInfo, after: datetime) -> Iterator[datetime]:
    """Yield the instants (UTC, growing) at which a valid expression fires later than `after`."""
    last = after
    for local in CronSim(expression, after.astimezone(zone)):
        instant = local.astimezone(UTC)
        # Asked from within the repeated hour, cronsim begins with the same time in the first of the two.
        if instant > last:
            last = instant
            yield instant
