"""Writes an account as Toggl's "detailed report" CSV: local wall times without a zone, no ids."""

import csv
from collections.abc import Iterator
from typing import TextIO

from sandbox.account import Account, Entry

HEADER = (
    "User",
    "Email",
    "Client",
    "Project",
    "Task",
    "Description",
    "Billable",
    "Start date",
    "Start time",
    "End date",
    "End time",
    "Duration",
    "Tags",
    "Amount ()",
)
BOM = "\ufeff"


def write(account: Account, file: TextIO, *, bom: bool = True) -> int:
    """Write the finished entries that are not deleted, oldest first, and return how many.

    Args:
        account: what to export.
        file: a text file that is open for UTF-8 with `newline=""`.
        bom: whether to begin with a byte order mark, as most exports of the service do.
    """
    if bom:
        file.write(BOM)
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(HEADER)
    rows = list(_rows(account))
    writer.writerows(rows)
    return len(rows)


def _rows(account: Account) -> Iterator[tuple[str, ...]]:
    projects = {project.id: project for project in account.projects}
    clients = {client.id: client.name for client in account.clients}
    tags = {tag.id: tag.name for tag in account.tags}
    for entry in sorted(account.entries, key=lambda entry: (entry.start, entry.id)):
        if entry.stop is None or entry.deleted_at is not None:
            continue
        project = projects.get(entry.project_id) if entry.project_id else None
        yield (
            account.name,
            account.email,
            clients[project.client_id] if project and project.client_id else "",
            project.name if project else "",
            "",
            entry.description,
            "Yes" if entry.billable else "No",
            *_times(account, entry),
            ", ".join(tags[tag] for tag in entry.tag_ids),
            "",
        )


def _times(account: Account, entry: Entry) -> tuple[str, str, str, str, str]:
    assert entry.stop is not None
    start, stop = entry.start.astimezone(account.timezone), entry.stop.astimezone(account.timezone)
    minutes, seconds = divmod(entry.seconds, 60)
    return (
        f"{start:%Y-%m-%d}",
        f"{start:%H:%M:%S}",
        f"{stop:%Y-%m-%d}",
        f"{stop:%H:%M:%S}",
        f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}",
    )
