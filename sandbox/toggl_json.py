"""The shapes in which Toggl v9 sends an account, with their inconsistencies."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

from sandbox.account import Account, Client, Entry, Project, Tag

RECENT = timedelta(days=9)


def offset(instant: datetime) -> str:
    """Format to the second with `+00:00`."""
    return instant.astimezone(UTC).isoformat(timespec="seconds")


def zulu(instant: datetime) -> str:
    """Format to the second with `Z`."""
    return offset(instant).replace("+00:00", "Z")


def micro(instant: datetime) -> str:
    """Format to the microsecond with `Z`."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def or_null(rows: list[Any]) -> list[Any] | None:
    """Return the rows; the service says null for an empty list."""
    return rows or None


def entry(entry: Entry, account: Account, tag_names: dict[int, str]) -> dict[str, Any]:
    """Return a time entry as `/me/time_entries` sends it."""
    # Both spellings of "no tags" occur, and both of "no description".
    empty: list[Any] | None = None if entry.id % 2 else []
    row = {
        "id": entry.id,
        "workspace_id": account.workspace_of(entry),
        "project_id": entry.project_id,
        "task_id": None,
        "billable": entry.billable,
        "start": offset(entry.start),
        "stop": None if entry.stop is None else zulu(entry.stop),
        "duration": entry.seconds,
        "description": entry.description or (None if entry.id % 2 else ""),
        "tags": [tag_names[tag] for tag in entry.tag_ids] or empty,
        "tag_ids": list(entry.tag_ids) or empty,
        "duronly": True,
        "at": micro(entry.at),
        "server_deleted_at": None if entry.deleted_at is None else offset(entry.deleted_at),
        "user_id": account.user_id,
        "uid": account.user_id,
        "wid": account.workspace_of(entry),
    }
    if entry.project_id is not None:
        row["pid"] = entry.project_id
    return row | dict(account.odd_fields.get(entry.id, {}))


def entries(account: Account, chosen: list[Entry]) -> list[dict[str, Any]] | None:
    """Return time entries, newest first, or null for none."""
    names = {tag.id: tag.name for tag in account.tags}
    chosen = sorted(chosen, key=lambda item: (item.start, item.id), reverse=True)
    return or_null([entry(item, account, names) for item in chosen])


def project(project: Project, account: Account, seconds: int) -> dict[str, Any]:
    """Return a project; `seconds` is what was logged on it so far."""
    row = {
        "id": project.id,
        "workspace_id": account.workspace_of(project),
        "client_id": project.client_id,
        "name": project.name,
        "is_private": False,
        "active": project.active,
        "at": offset(project.at),
        "created_at": offset(project.created_at),
        "server_deleted_at": None,
        "color": project.color,
        "billable": False,
        "actual_seconds": seconds,
        "status": "active" if project.active else "archived",
        "wid": account.workspace_of(project),
    }
    if project.client_id is not None:
        row["cid"] = project.client_id
    return row


def projects(account: Account) -> list[dict[str, Any]] | None:
    """Return the projects with their logged seconds, or null for none."""
    logged: dict[int | None, int] = defaultdict(int)
    for item in account.entries:
        if item.deleted_at is None and item.stop is not None:
            logged[item.project_id] += item.seconds
    return or_null([project(item, account, logged[item.id]) for item in account.projects])


def client(client: Client, account: Account) -> dict[str, Any]:
    """Return a client, which names its workspace `wid` only."""
    return {
        "id": client.id,
        "wid": account.workspace_of(client),
        "archived": client.archived,
        "name": client.name,
        "at": offset(client.at),
        "creator_id": account.user_id,
    }


def clients(account: Account) -> list[dict[str, Any]] | None:
    """Return the clients, or null for none."""
    return or_null([client(item, account) for item in account.clients])


def tag(tag: Tag, account: Account) -> dict[str, Any]:
    """Return a tag."""
    return {
        "id": tag.id,
        "workspace_id": account.workspace_of(tag),
        "name": tag.name,
        "at": micro(tag.at),
        "creator_id": account.user_id,
    }


def tags(account: Account) -> list[dict[str, Any]] | None:
    """Return the tags, or null for none."""
    return or_null([tag(item, account) for item in account.tags])


def workspaces(account: Account) -> list[dict[str, Any]]:
    """Return the workspaces, each with two of the secrets that must not be stored."""
    return [
        {
            "id": space.id,
            "organization_id": space.organization_id,
            "name": space.name,
            "premium": False,
            "admin": True,
            "role": "admin",
            "at": offset(space.at),
            "server_deleted_at": None,
            "default_currency": "USD",
            "ical_enabled": True,
            "ical_url": "/ical/workspace_user/FAKE-ICAL-SECRET",
            "api_token": "FAKE-WORKSPACE-TOKEN",
        }
        for space in account.workspaces
    ]


def me(account: Account, now: datetime, *, related: bool, token: str) -> dict[str, Any]:
    """Return the user, and with `related` all masters and the entries of the last days."""
    user = {
        "id": account.user_id,
        "api_token": token,
        "email": account.email,
        "fullname": account.name,
        "timezone": str(account.timezone),
        "toggl_accounts_id": "FAKE-ACCOUNTS-ID",
        "default_workspace_id": account.workspace.id,
        "beginning_of_week": 1,
        "image_url": "https://example.invalid/avatar.png",
        "created_at": micro(account.created_at),
        "updated_at": micro(account.created_at),
        "at": micro(account.created_at),
        "openid_email": None,
        "openid_enabled": False,
        "country_id": None,
        "has_password": True,
        "intercom_hash": "FAKE-INTERCOM-HASH",
    }
    if related:
        alive = [
            item
            for item in account.entries
            if item.deleted_at is None and item.user_id is None and now - RECENT <= item.start <= now
        ]
        user |= {
            "clients": clients(account),
            "projects": projects(account),
            "tags": tags(account),
            "tasks": None,
            "time_entries": entries(account, alive),
            "workspaces": workspaces(account),
        }
    return user
