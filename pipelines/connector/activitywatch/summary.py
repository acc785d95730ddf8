"""The end of an import, in numbers and sentences, so that a person can compare it with ActivityWatch."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pipelines.connector.activitywatch.reader import Export, SkippedEvent
from pipelines.connector.span import Span, days_of, merged

SECONDS_PER_HOUR = 3_600
NAMED = 5


def describe(present: Mapping[str, Sequence[Span]], zone: ZoneInfo) -> dict[str, Any]:
    """Return computers, hours and dates, and the same as a sentence under `contents`.

    Args:
        present: when each computer was in use, by its name.
        zone: the person's, for the dates.
    """
    spans = {hostname: merged(one) for hostname, one in present.items()}
    every = [span for one in spans.values() for span in one]
    seconds = sum((span.end - span.start for span in every), timedelta()).total_seconds()
    days = [day for span in every for day in days_of(span, zone)]
    first, last = (min(days).isoformat(), max(days).isoformat()) if days else (None, None)
    computers = ", ".join(sorted(spans)) or "no computer"
    dates = f", from {first} to {last}" if days else ""
    return {
        "computers": sorted(spans),
        "active_hours": round(seconds / SECONDS_PER_HOUR, 2),
        "first_date": first,
        "last_date": last,
        "contents": f"{seconds / SECONDS_PER_HOUR:,.1f} h in use on {computers}{dates}.",
    }


def messages_of(export: Export, skipped: Sequence[SkippedEvent]) -> list[str]:
    """Return a sentence for each notable property of the files."""
    messages = ["Window titles are not stored."]
    if export.left_out:
        kinds = ", ".join(f"{count} of {kind}" for kind, count in sorted(export.left_out.items()))
        messages.append(f"Buckets of other types are left out: {kinds}.")
    if skipped:
        named = "; ".join(f"{one.bucket}, event {one.number}: {one.reason}" for one in skipped[:NAMED])
        others = f"; and {len(skipped) - NAMED:,} more" if len(skipped) > NAMED else ""
        messages.append(f"{len(skipped):,} events cannot be read and were skipped: {named}{others}.")
    return messages
