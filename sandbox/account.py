"""The content of a Toggl account, as plain immutable records."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo


@dataclass(frozen=True, kw_only=True, slots=True)
class Workspace:
    """A workspace of the account."""

    id: int
    name: str
    organization_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Client:
    """A client; a person who logs their life uses clients as areas. Without a workspace it is the default one's."""

    id: int
    name: str
    at: datetime
    archived: bool = False
    workspace_id: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Project:
    """A project with its colour as `#rrggbb`. Without a workspace it is the default one's."""

    id: int
    name: str
    color: str
    client_id: int | None
    at: datetime
    created_at: datetime
    active: bool = True
    workspace_id: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Tag:
    """A tag. Without a workspace it is the default one's."""

    id: int
    name: str
    at: datetime
    workspace_id: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One logged span of time. All instants are aware; Toggl keeps whole seconds.

    Attributes:
        stop: None while the timer runs.
        at: when it was last changed.
        deleted_at: when it was deleted, or None.
        workspace_id: None = the account's default workspace.
        user_id: a colleague's id; None = the person. Only reports show entries of colleagues.
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
    workspace_id: int | None = None
    user_id: int | None = None

    @property
    def seconds(self) -> int:
        """Length in seconds; while running what Toggl sends: minus the start in Unix time."""
        if self.stop is None:
            return -int(self.start.timestamp())
        return round((self.stop - self.start).total_seconds())


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """A person's whole Toggl account; entries in the order of their ids, deleted ones included.

    Attributes:
        workspaces: the first one is the default.
        odd_fields: JSON fields that the service sends for an entry instead of the right ones, by the entry's id.
    """

    user_id: int
    name: str
    email: str
    timezone: ZoneInfo
    created_at: datetime
    workspaces: tuple[Workspace, ...]
    clients: tuple[Client, ...]
    projects: tuple[Project, ...]
    tags: tuple[Tag, ...]
    entries: tuple[Entry, ...]
    odd_fields: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def workspace(self) -> Workspace:
        """The default workspace."""
        return self.workspaces[0]

    def workspace_of(self, item: Client | Project | Tag | Entry) -> int:
        """Return the id of the workspace that the item belongs to."""
        return item.workspace_id or self.workspace.id
