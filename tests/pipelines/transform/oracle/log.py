"""A log as its sources have it, and which of its entries take part."""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Entry:
    """One entry, whole seconds.

    Attributes:
        id: at its source.
        start: its start.
        stop: its stop; None without one.
        duration: Toggl's duration in seconds, where there is no stop; negative while it runs. None = not given.
        is_deleted: whether the source has deleted it.
        project: name, or None.
        description: text, or None.
        is_file: whether it is a row of a file.
        is_open: whether it is a row of a file without an end; `stop` is the latest end in the file then.
        is_other_account: whether its file was imported as that of another account.
    """

    id: str
    start: datetime
    stop: datetime | None
    duration: int | None = None
    is_deleted: bool = False
    project: str | None = None
    description: str | None = None
    is_file: bool = False
    is_open: bool = False
    is_other_account: bool = False

    @property
    def runs(self) -> bool:
        return not self.is_file and self.stop is None and self.duration is not None and self.duration < 0

    @property
    def end(self) -> datetime:
        """The end of an entry that does not run."""
        return self.stop if self.stop is not None else self.start + timedelta(seconds=self.duration or 0)


@dataclass(frozen=True)
class Log:
    """What is in the database.

    Attributes:
        entries: of the API and of files.
        read: the spans that were read in all workspaces that are read.
        files: first start and last end of each file.
        synced_at: the last sync of the API; None before the first.
        leaves_out: whether a workspace of the account is not read, so that the spans hide no rows of files.
    """

    entries: Sequence[Entry]
    read: Sequence[Span] = ()
    files: Sequence[Span] = ()
    synced_at: datetime | None = None
    leaves_out: bool = False


def visible(log: Log) -> list[Entry]:
    """Return the entries that are not deleted and not hidden: no hour counts twice."""
    api = Counter(_identity(entry) for entry in log.entries if not entry.is_file and not entry.runs)
    shown = [entry for entry in log.entries if not entry.is_file and not entry.is_deleted]
    rows = [entry for entry in log.entries if entry.is_file and not entry.is_deleted]
    for row in sorted(rows, key=lambda row: (row.is_other_account, len(row.id), row.id)):
        if api[_identity(row)] > 0:
            api[_identity(row)] -= 1
        elif row.is_other_account or log.leaves_out or not any(start <= row.start < end for start, end in log.read):
            shown.append(row)
    return shown


def _identity(entry: Entry) -> tuple[datetime, datetime, str, str]:
    return entry.start, entry.end, _folded(entry.project), _folded(entry.description)


def _folded(text: str | None) -> str:
    return " ".join(unicodedata.normalize("NFKC", text or "").casefold().split())
