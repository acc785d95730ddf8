"""One event of a bucket as a row."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec

from pipelines.connector.raw_table import Row
from pipelines.connector.scrub import scrub

WINDOW, AFK = "currentwindow", "afkstatus"
# The value of an event's data that counts; window titles are left out, see docs/activitywatch.md.
VALUES = {WINDOW: "app", AFK: "status"}

# As ActivityWatch calls a program whose name it cannot find out; some systems report an empty name instead.
UNKNOWN = "unknown"


class EventError(ValueError):
    """An event that cannot be read; the message is the reason."""


class _Data(msgspec.Struct):
    app: str | None = None
    status: str | None = None


class _Event(msgspec.Struct):
    timestamp: str
    duration: float = 0.0
    data: _Data = msgspec.field(default_factory=_Data)


@dataclass(frozen=True, slots=True)
class AwEvent:
    """One event.

    Attributes:
        start: in UTC, to the millisecond, as aw-core keeps it.
        timestamp: the start as the file has it.
        seconds: its length.
        value: the program of a window, or `afk` or `not-afk`.
    """

    start: datetime
    timestamp: str
    seconds: float
    value: str

    @property
    def end(self) -> datetime:
        return self.start + timedelta(seconds=self.seconds)


def read_event(raw: msgspec.Raw, bucket_type: str) -> AwEvent:
    """Return the event.

    Raises:
        EventError: when it lacks start or value, or they cannot be read.
    """
    try:
        event = msgspec.json.decode(raw, type=_Event)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise EventError(str(error)) from None
    try:
        start = datetime.fromisoformat(event.timestamp)
        # aw-core takes a time without an offset for UTC, too.
        start = (start if start.tzinfo else start.replace(tzinfo=UTC)).astimezone(UTC)
        start = start.replace(microsecond=start.microsecond // 1000 * 1000)
        end = start + timedelta(seconds=event.duration)
    except (ValueError, OverflowError):
        raise EventError(f'timestamp "{event.timestamp[:40]}" or duration {event.duration:g} is out of range') from None
    if end < start:
        raise EventError(f"the duration {event.duration:g} is negative")
    name = VALUES[bucket_type]
    value: str | None = getattr(event.data, name)
    if value is None:
        raise EventError(f'it has no "{name}"')
    return AwEvent(start, event.timestamp, event.duration, value.strip() or UNKNOWN)


def row_of(event: AwEvent, *, bucket: str, bucket_type: str, hostname: str, seen: Counter[bytes]) -> Row:
    """Return the row; `seen` numbers the equal events of a bucket in one file.

    Exports have no lasting ids. An event keeps its key while it grows, as ActivityWatch moves only the end of the
    latest one.
    """
    parts = [bucket, event.start.isoformat(timespec="milliseconds"), event.value]
    digest = hashlib.sha256(msgspec.json.encode(scrub(parts))).digest()[:16]
    seen[digest] += 1
    key = digest.hex() if seen[digest] == 1 else f"{digest.hex()}-{seen[digest]}"
    data = {
        "bucket": bucket,
        "type": bucket_type,
        "hostname": hostname,
        "timestamp": event.timestamp,
        "duration": event.seconds,
        VALUES[bucket_type]: event.value,
    }
    return Row(key, scrub(data))
