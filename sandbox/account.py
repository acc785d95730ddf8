"""What a Toggl account holds, as plain immutable records."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, kw_only=True, slots=True)
class Workspace:
    """The one workspace of the account."""

    id: int
    name: str
    organization_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Client:
    """A client; a person who logs their life uses clients as areas."""

    id: int
    name: str
    at: datetime
    archived: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Project:
    """A project with its colour as `#rrggbb`."""

    id: int
    name: str
    color: str
    client_id: int | None
    at: datetime
    created_at: datetime
    active: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Tag:
    """A tag."""

    id: int
    name: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One logged span of time. All instants are aware; Toggl keeps whole seconds.

    Attributes:
        stop: None while the timer runs.
        at: when it was last changed.
        deleted_at: when it was deleted, or None.
    """

    id: int
    start: datetime
    stop: datetime | None
    description: str
    project_id: int | None
    tag_ids: tuple[int, ...]
    at: datetime
    deleted_at: datetime | None = None
    billable: bool = False

    @property
    def seconds(self) -> int:
        """Length in seconds; while running what Toggl sends: minus the start in Unix time."""
        if self.stop is None:
            return -int(self.start.timestamp())
        return round((self.stop - self.start).total_seconds())


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """A person's whole Toggl account; entries in the order of their ids, deleted ones included."""

    user_id: int
    name: str
    email: str
    timezone: ZoneInfo
    created_at: datetime
    workspace: Workspace
    clients: tuple[Client, ...]
    projects: tuple[Project, ...]
    tags: tuple[Tag, ...]
    entries: tuple[Entry, ...]
