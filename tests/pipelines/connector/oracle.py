"""The entries and planned events that core must hold, from the domain's rules and the services' own records.

Nothing here comes from the SQL: an entry that Toggl has is live with its names as they are now, an event that the
person will attend is planned for its hours, one of whole days is a note.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sandbox.account import Account
from sandbox.calendar import Calendar, Event


@dataclass(frozen=True)
class LiveEntry:
    """An entry that counts. Instants are aware; `ended_at` is None while it runs."""

    started_at: datetime
    ended_at: datetime | None
    description: str | None
    project: str | None
    client: str | None
    tags: tuple[str, ...]


@dataclass(frozen=True)
class PlannedEvent:
    """An event of the plan, with instants, or a note, with days (the last one exclusive)."""

    begins: datetime | date
    ends: datetime | date
    title: str | None
    calendar: str | None


def live_entries(account: Account, workspaces: Iterable[int]) -> dict[str, LiveEntry]:
    """Return the entries of the person that count, by their ids.

    Args:
        account: as Toggl holds it.
        workspaces: the workspaces that are read.
    """
    projects = {project.id: project for project in account.projects}
    clients = {client.id: client.name for client in account.clients}
    tags = {tag.id: tag.name for tag in account.tags}
    read, found = set(workspaces), {}
    for entry in account.entries:
        if entry.deleted_at or entry.user_id or account.workspace_of(entry) not in read:
            continue
        project = projects.get(entry.project_id or 0)
        found[str(entry.id)] = LiveEntry(
            entry.start,
            entry.stop,
            text(entry.description),
            text(project.name) if project else None,
            text(clients.get(project.client_id or 0)) if project else None,
            tuple(tags[tag].strip() for tag in entry.tag_ids),
        )
    return found


def built_entries(rows: Iterable[Mapping[str, Any]]) -> dict[str, LiveEntry]:
    """Return the entries that core holds as live, from rows of `int_time_logged`."""
    return {
        row["entry_id"]: LiveEntry(
            row["started_at"],
            row["ended_at"],
            row["description"],
            row["project_name"],
            row["client_name"],
            tuple(row["tag_names"]),
        )
        for row in rows
        if row["status"] == "live"
    }


def planned_events(calendar: Calendar, events: Iterable[Event]) -> dict[str, PlannedEvent]:
    """Return what the person plans or notes in a calendar, by calendar and id.

    Args:
        calendar: its name and id.
        events: its events, cancelled ones too.
    """
    found = {}
    for event in events:
        is_busy = event.is_all_day or not event.transparent
        if not event.cancelled and event.response != "declined" and is_busy:
            key = f"{calendar.id}:{event.id}"
            found[key] = PlannedEvent(event.start, event.end, text(event.summary), text(calendar.name))
    return found


def built_events(rows: Iterable[Mapping[str, Any]]) -> dict[str, PlannedEvent]:
    """Return the plan and the notes that core holds, from rows of `int_plan_events`."""
    return {
        row["event_id"]: PlannedEvent(
            row["started_at"] if row["status"] == "live" else row["start_date"],
            row["ended_at"] if row["status"] == "live" else row["end_date"],
            row["title"],
            row["calendar_name"],
        )
        for row in rows
        if row["status"] in ("live", "all_day")
    }


def text(value: str | None) -> str | None:
    """Return a text without blanks around it; None when nothing is left."""
    return (value or "").strip() or None


def require_equal(found: Mapping[Any, Any], right: Mapping[Any, Any]) -> None:
    """Compare by key.

    Raises:
        AssertionError: naming what is found and what is right (None where there is none), of each key that differs.
    """
    keys = [key for key in {**found, **right} if found.get(key) != right.get(key)]
    if keys:
        raise AssertionError("\n".join(f"{key}: found {found.get(key)}, right {right.get(key)}" for key in keys))
