"""Read the buckets of an ActivityWatch export: windows and presence at the computer.

The formats are those of aw-server and aw-server-rust (`/api/0/export`, or `/export` of one bucket), and the array
of aw-core's schema. https://docs.activitywatch.net/en/latest/buckets-and-events.html
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any

import msgspec

from pipelines.connector.activitywatch.row import AFK, WINDOW, AwEvent, EventError, read_event
from pipelines.connector.archive import MIB, read_files
from pipelines.connector.input_file import UTF_8_BOM, UTF_16_BOMS, encoding_advice
from pipelines.stage import BadInputError

# A year of a busy computer has about 100 MiB.
MOST_BYTES = 256 * MIB
TYPES = frozenset({WINDOW, AFK})
EXPORT = "export it in ActivityWatch (Raw Data, Export all buckets as JSON)"


class _Bucket(msgspec.Struct):
    """The members of a bucket that are read; others are ignored."""

    id: str = ""
    type: str = ""
    hostname: str | None = None
    events: list[msgspec.Raw] = msgspec.field(default_factory=list)


class _Export(msgspec.Struct):
    buckets: dict[str, msgspec.Raw] | list[msgspec.Raw]


@dataclass(frozen=True, slots=True)
class SkippedEvent:
    """An event that cannot be read.

    Attributes:
        file: the file it is in.
        bucket: id of its bucket.
        number: its place in the bucket, from 1.
        reason: why it cannot be read.
    """

    file: PurePath
    bucket: str
    number: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class Bucket:
    """One bucket of windows or presence in a file.

    Attributes:
        file: the file it is in.
        id: as ActivityWatch names it.
        type: `currentwindow` or `afkstatus`.
        hostname: the computer.
    """

    file: PurePath
    id: str
    type: str
    hostname: str
    _events: list[msgspec.Raw]

    def __len__(self) -> int:
        return len(self._events)

    def events(self, skipped: list[SkippedEvent]) -> Iterator[AwEvent]:
        """Yield its events as they are in the file; those that cannot be read are added to `skipped`."""
        for number, raw in enumerate(self._events, 1):
            try:
                yield read_event(raw, self.type)
            except EventError as error:
                skipped.append(SkippedEvent(self.file, self.id, number, str(error)))


@dataclass
class Export:
    """The contents of the files of one import.

    Attributes:
        buckets: those of windows and presence.
        left_out: number of buckets by other types.
    """

    buckets: list[Bucket] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


def read_export(path: Path) -> Export:
    """Read a file, or all `.json` files in a ZIP archive.

    Raises:
        BadInputError: when a file is not an export, or none holds a bucket of windows or presence.
    """
    export = Export()
    for file, content in read_files(path, ".json", most_bytes=MOST_BYTES):
        for key, raw in _buckets(file, _text(file, content)):
            bucket = _decode(file, raw, _Bucket)
            if bucket.type not in TYPES:
                export.left_out[bucket.type or "without a type"] += 1
                continue
            export.buckets.append(
                Bucket(
                    file=file,
                    id=bucket.id or key,
                    type=bucket.type,
                    hostname=bucket.hostname or "unknown",
                    _events=bucket.events,
                )
            )
    if not export.buckets:
        others = f" (it has {', '.join(sorted(export.left_out))})" if export.left_out else ""
        raise BadInputError(
            f"{path} has no bucket of the types {WINDOW} and {AFK}{others}, so there is nothing to import; {EXPORT}."
        )
    return export


def _text(file: PurePath, content: bytes) -> bytes:
    """Return the content as UTF-8 without a byte order mark; PowerShell writes UTF-16."""
    if content.startswith(UTF_16_BOMS):
        try:
            return content.decode("utf-16").encode()
        except UnicodeError:
            raise BadInputError(f"{file} begins as UTF-16 and is damaged; {EXPORT}.") from None
    return content.removeprefix(UTF_8_BOM)


def _buckets(file: PurePath, content: bytes) -> list[tuple[str, msgspec.Raw]]:
    """Return the buckets of a file with their ids, where the file has them outside the buckets."""
    head = content.lstrip()[:1]
    if head == b"[":
        raise BadInputError(f"{file} is a list, such as the events of one bucket without the bucket itself; {EXPORT}.")
    if head != b"{":
        raise BadInputError(f"{file} is not JSON, and so not an export of ActivityWatch; {EXPORT}.")
    members = _decode(file, content, dict[str, msgspec.Raw])
    if "buckets" in members:
        found = _decode(file, content, _Export).buckets
        return list(found.items()) if isinstance(found, dict) else [("", raw) for raw in found]
    if "events" in members and "type" in members:
        return [("", msgspec.Raw(content))]
    # The export of early versions: the buckets themselves, by id.
    if members and all(bytes(raw).startswith(b"{") and b'"events"' in bytes(raw) for raw in members.values()):
        return list(members.items())
    raise BadInputError(f'{file} is not an export of ActivityWatch, as it has no "buckets"; {EXPORT}.')


def _decode(file: PurePath, content: bytes | msgspec.Raw, type_: Any) -> Any:
    try:
        return msgspec.json.decode(content, type=type_)
    except msgspec.ValidationError as error:
        raise BadInputError(f"{file} is not an export of ActivityWatch ({error}); {EXPORT}.") from None
    except msgspec.DecodeError as error:
        raise BadInputError(f"{file} is damaged or cut off ({error}); {EXPORT}.") from None
    except UnicodeDecodeError:
        raise BadInputError(f"{file} is not UTF-8, {encoding_advice(bytes(content))}.") from None
