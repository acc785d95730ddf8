"""Writes programs and presence at the person's computer as an ActivityWatch export."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, TextIO

from sandbox.account import Account

HOSTNAME = "sandbox"
PROGRAMS = ("Code", "Firefox", "Terminal", "Thunderbird", "LibreOffice")
# Share of entries at the computer. Uses begin and end beside them, too, so that some are not logged.
USED_IN = 0.6
LONGEST_SIGHT = timedelta(minutes=12)

Events = list[dict[str, Any]]


def write(account: Account, file: TextIO, *, seed: int) -> int:
    """Write the export and return the number of its events.

    Args:
        account: whose entries the computer was used in, or around.
        file: a text file that is open for UTF-8.
        seed: the same one makes the same export.
    """
    random = Random(seed)  # noqa: S311 the same sample for the same seed
    windows: Events = []
    presence: Events = []
    for start, end in _uses(account, random):
        presence.append(_event(start, end, {"status": "not-afk"}))
        seen_until = start
        while seen_until < end:
            stop = min(end, seen_until + LONGEST_SIGHT * random.random() + timedelta(seconds=5))
            program = random.choice(PROGRAMS)
            windows.append(_event(seen_until, stop, {"app": program, "title": f"{program} {len(windows)}"}))
            seen_until = stop
    buckets = {
        f"aw-watcher-window_{HOSTNAME}": _bucket("window", "currentwindow", windows),
        f"aw-watcher-afk_{HOSTNAME}": _bucket("afk", "afkstatus", presence),
    }
    json.dump({"buckets": buckets}, file, ensure_ascii=False)
    file.write("\n")
    return len(windows) + len(presence)


def _uses(account: Account, random: Random) -> Iterator[tuple[datetime, datetime]]:
    """Yield when the computer was used: never twice at once, oldest first."""
    last = datetime.min.replace(tzinfo=UTC)
    latest = max((entry.stop or entry.start for entry in account.entries), default=last)
    for entry in sorted(account.entries, key=lambda entry: (entry.start, entry.id)):
        if entry.stop is None or entry.deleted_at is not None or random.random() > USED_IN:
            continue
        shift = timedelta(minutes=random.randint(-20, 20))
        start, end = max(last, entry.start + shift), entry.stop + shift / 2
        if start < end <= latest:
            yield start, end
            last = end + timedelta(milliseconds=1)


def _event(start: datetime, end: datetime, data: dict[str, str]) -> dict[str, Any]:
    return {"timestamp": start.isoformat(), "duration": (end - start).total_seconds(), "data": data}


def _bucket(watcher: str, type_: str, events: Events) -> dict[str, Any]:
    # The newest comes first, as the service has it.
    return {
        "id": f"aw-watcher-{watcher}_{HOSTNAME}",
        "name": None,
        "type": type_,
        "client": f"aw-watcher-{watcher}",
        "hostname": HOSTNAME,
        "created": events[0]["timestamp"] if events else None,
        "data": {},
        "events": events[::-1],
    }
