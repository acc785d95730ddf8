"""An account that changes: what the person does in Toggl between two syncs."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sandbox.account import Account, Client, Entry, Project, Tag, Workspace


class AccountStore:
    """The current state of an account. Every change stamps `at`; safe to use while a server thread reads.

    Args:
        account: the state to begin with.
        now: the clock of the changes; each method also takes `at` to say another instant.

    Attributes:
        moves_at: whether `at` of an entry moves when its project or one of its tags is deleted. Toggl does not
            document which.
    """

    def __init__(self, account: Account, *, now: Callable[[], datetime]) -> None:
        self.moves_at = True
        self._account = account
        self._now = now
        self._lock = threading.Lock()
        self._entries = {entry.id: entry for entry in account.entries}
        self._projects = {project.id: project for project in account.projects}
        self._clients = {client.id: client for client in account.clients}
        self._tags = {tag.id: tag for tag in account.tags}
        self._changes: list[tuple[datetime, int, Entry | None]] = []

    def snapshot(self, when: datetime | None = None) -> Account:
        """Return the account as it is now, or with the entries as they were at another instant."""
        with self._lock:
            entries = dict(self._entries)
            for changed_at, entry_id, before in reversed(self._changes):
                if when is None or changed_at <= when:
                    break
                if before is None:
                    entries.pop(entry_id, None)
                else:
                    entries[entry_id] = before
            return replace(
                self._account,
                entries=tuple(entries.values()),
                projects=tuple(self._projects.values()),
                clients=tuple(self._clients.values()),
                tags=tuple(self._tags.values()),
            )

    def entry(self, entry_id: int) -> Entry:
        """Return one entry, deleted or not.

        Raises:
            KeyError: when the account never had it.
        """
        with self._lock:
            return self._entries[entry_id]

    def add_entry(
        self,
        start: datetime,
        stop: datetime | None,
        *,
        description: str = "",
        project_id: int | None = None,
        tag_ids: tuple[int, ...] = (),
        workspace_id: int | None = None,
        at: datetime | None = None,
    ) -> Entry:
        """Log a span of time; `stop` None starts the timer."""
        with self._lock:
            entry = Entry(
                id=max(self._entries, default=0) + 1,
                start=start,
                stop=stop,
                description=description,
                project_id=project_id,
                tag_ids=tag_ids,
                workspace_id=workspace_id,
                at=at or self._now(),
            )
            self._put(entry)
            return entry

    def edit_entry(self, entry_id: int, *, at: datetime | None = None, **changes: Any) -> Entry:
        """Change fields of an entry: `start`, `stop`, `description`, `project_id`, `tag_ids`, `workspace_id` ...

        Raises:
            KeyError: when the account has no such entry.
            TypeError: when there is no such field.
        """
        with self._lock:
            entry = replace(self._entries[entry_id], **changes, at=at or self._now())
            self._put(entry)
            return entry

    def delete_entry(self, entry_id: int, *, at: datetime | None = None) -> Entry:
        """Delete an entry; only `since` queries show it from now on."""
        instant = at or self._now()
        return self.edit_entry(entry_id, at=instant, deleted_at=instant)

    def restore_entry(self, entry_id: int, *, at: datetime | None = None) -> Entry:
        """Undo a deletion."""
        return self.edit_entry(entry_id, at=at, deleted_at=None)

    def forget_entry(self, entry_id: int) -> None:
        """Remove an entry without a tombstone, as when a deletion is older than what `since` reaches."""
        with self._lock:
            self._changes.append((self._now(), entry_id, self._entries.pop(entry_id)))

    def send_odd_fields(self, entry_id: int, **fields: Any) -> None:
        """Let the service send these JSON fields of an entry instead of the right ones; without any, the right ones."""
        with self._lock:
            odd = {key: value for key, value in self._account.odd_fields.items() if key != entry_id}
            self._account = replace(self._account, odd_fields=odd | ({entry_id: fields} if fields else {}))

    def add_workspace(self, workspace: Workspace) -> None:
        """Let the person join a workspace."""
        with self._lock:
            self._account = replace(self._account, workspaces=(*self._account.workspaces, workspace))

    def leave_workspace(self, workspace_id: int) -> None:
        """Let the person leave a workspace; the service shows neither it nor its entries from now on."""
        with self._lock:
            left = tuple(space for space in self._account.workspaces if space.id != workspace_id)
            for entry in list(self._entries.values()):
                if self._account.workspace_of(entry) == workspace_id:
                    self._changes.append((self._now(), entry.id, self._entries.pop(entry.id)))
            self._account = replace(self._account, workspaces=left)

    def _put(self, entry: Entry) -> None:
        self._changes.append((self._now(), entry.id, self._entries.get(entry.id)))
        self._entries[entry.id] = entry

    def add_project(
        self, name: str, color: str, *, client_id: int | None = None, at: datetime | None = None
    ) -> Project:
        """Create a project; `color` as `#rrggbb`."""
        with self._lock:
            instant = at or self._now()
            project = Project(
                id=max(self._projects, default=0) + 1,
                name=name,
                color=color,
                client_id=client_id,
                at=instant,
                created_at=instant,
            )
            self._projects[project.id] = project
            return project

    def edit_project(self, project_id: int, *, at: datetime | None = None, **changes: Any) -> Project:
        """Change fields of a project: `name`, `color`, `client_id`, `active`."""
        with self._lock:
            project = replace(self._projects[project_id], **changes, at=at or self._now())
            self._projects[project_id] = project
            return project

    def delete_project(self, project_id: int, *, at: datetime | None = None) -> None:
        """Delete a project; its entries stay and have no project from now on."""
        with self._lock:
            del self._projects[project_id]
            instant = at or self._now()
            for entry in list(self._entries.values()):
                if entry.project_id == project_id:
                    self._put(replace(entry, project_id=None, at=instant if self.moves_at else entry.at))

    def delete_client(self, client_id: int, *, at: datetime | None = None) -> None:
        """Delete a client; its projects stay and have no client from now on."""
        with self._lock:
            del self._clients[client_id]
            instant = at or self._now()
            for project in self._projects.values():
                if project.client_id == client_id:
                    self._projects[project.id] = replace(project, client_id=None, at=instant)

    def delete_tag(self, tag_id: int, *, at: datetime | None = None) -> None:
        """Delete a tag; its entries lose it."""
        with self._lock:
            del self._tags[tag_id]
            instant = at or self._now()
            for entry in list(self._entries.values()):
                if tag_id in entry.tag_ids:
                    left = tuple(tag for tag in entry.tag_ids if tag != tag_id)
                    self._put(replace(entry, tag_ids=left, at=instant if self.moves_at else entry.at))

    def edit_client(self, client_id: int, *, at: datetime | None = None, **changes: Any) -> Client:
        """Change fields of a client: `name`, `archived`."""
        with self._lock:
            client = replace(self._clients[client_id], **changes, at=at or self._now())
            self._clients[client_id] = client
            return client

    def edit_tag(self, tag_id: int, *, at: datetime | None = None, **changes: Any) -> Tag:
        """Change fields of a tag: `name`."""
        with self._lock:
            tag = replace(self._tags[tag_id], **changes, at=at or self._now())
            self._tags[tag_id] = tag
            return tag
