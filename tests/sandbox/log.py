"""What a log amounts to once the gap rule of the domain is applied: seconds per local day and category."""

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from sandbox.account import Account, Entry
from sandbox.catalog import PROJECT_CATEGORY

SHORT_GAP = timedelta(seconds=300)


def timed(account: Account) -> list[Entry]:
    """The finished entries with a length, in order."""
    kept = [entry for entry in account.entries if entry.deleted_at is None and entry.stop and entry.seconds > 0]
    return sorted(kept, key=lambda entry: (entry.start, entry.stop, entry.id))


def gaps(account: Account) -> list[float]:
    """Seconds from the end of each entry to the start of the next; negative where they overlap."""
    return [(after.start - before.stop).total_seconds() for before, after in pairwise(timed(account)) if before.stop]


def hours(account: Account) -> dict[date, dict[str, float]]:
    """Hours per local day and category; an entry without a project counts as `-`."""
    names = {project.id: project.name for project in account.projects}
    table: dict[date, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    entries = timed(account)
    for entry, after in pairwise([*entries, entries[-1]]):
        assert entry.stop is not None
        stop = after.start if after is not entry and after.start - entry.stop <= SHORT_GAP else entry.stop
        category = PROJECT_CATEGORY[names[entry.project_id]] if entry.project_id else "-"
        start = entry.start
        while start < stop:
            day = start.astimezone(account.timezone).date()
            end = min(stop, midnight(day + timedelta(days=1), account.timezone))
            table[day][category] += (end - start) / timedelta(hours=1)
            start = end
    return table


def midnight(day: date, timezone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, timezone).astimezone(UTC)


def length(day: date, timezone: ZoneInfo) -> float:
    """Hours of a local day."""
    return (midnight(day + timedelta(days=1), timezone) - midnight(day, timezone)) / timedelta(hours=1)
