"""The export has the shape of ActivityWatch's own, and a computer's observations."""

import io
import json
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from sandbox import activitywatch, person


def export(seed):
    zone = ZoneInfo("Asia/Tokyo")
    account = person.generate(seed, date(2026, 3, 1), 20, zone)
    file = io.StringIO()
    count = activitywatch.write(account, file, seed=seed)
    return count, file.getvalue()


def spans(bucket):
    """Start and end of its events, oldest first."""
    starts = [(datetime.fromisoformat(event["timestamp"]), event["duration"]) for event in bucket["events"][::-1]]
    return [(start, start + timedelta(seconds=seconds)) for start, seconds in starts]


def test_the_same_seed_writes_the_same_export_and_another_seed_another():
    assert export(1) == export(1)
    assert export(1) != export(2)


def test_it_has_a_bucket_of_windows_and_one_of_presence_without_overlap():
    count, text = export(1)
    buckets = json.loads(text)["buckets"]
    assert [bucket["type"] for bucket in buckets.values()] == ["currentwindow", "afkstatus"]
    assert all(name == bucket["id"] for name, bucket in buckets.items())
    assert sum(len(bucket["events"]) for bucket in buckets.values()) == count > 500
    for bucket in buckets.values():
        assert all(end <= start for (_, end), (start, _) in pairwise(spans(bucket)))
        assert {"timestamp", "duration", "data"} == set(bucket["events"][0])
