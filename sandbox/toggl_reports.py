"""The detailed report of Toggl's Reports API v3: grouped rows, pages that may be short, times in the user's zone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sandbox import toggl_params as params
from sandbox.account import Account, Entry
from sandbox.toggl_habits import DEFAULT_PAGE, LARGEST_PAGE, Habits
from sandbox.toggl_params import BadRequestError

SPAN_DAYS = 366
FIELDS = {
    "start_date",
    "end_date",
    "page_size",
    "first_row_number",
    "first_id",
    "first_timestamp",
    "grouped",
    "order_by",
    "order_dir",
    "user_ids",
}


@dataclass(frozen=True, kw_only=True)
class Page:
    """One answer.

    Attributes:
        rows: JSON rows.
        headers: where the next page begins; empty on the last.
    """

    rows: list[dict[str, Any]]
    headers: dict[str, str]


def search(account: Account, workspace: int, body: Mapping[str, Any], habits: Habits) -> Page:
    """Answer a search.

    Args:
        account: what there is.
        workspace: whose entries are wanted.
        body: the request.
        habits: how pages are cut and continued.

    Raises:
        BadRequestError: when the request breaks a rule of the service.
    """
    entries = _chosen(account, workspace, body, habits)
    groups = _groups(account, entries)
    first = _first(groups, body, habits)
    size = min(params.positive(body, "page_size") or DEFAULT_PAGE, habits.largest_page)
    # Every second page is short: a short page is not a sign of the last page.
    if habits.short_pages and size > 1 and (first // size) % 2:
        size = (size + 1) // 2
    last = first + size
    rows = [_row(account, group, number + 1) for number, group in enumerate(groups[first:last], first)]
    if last >= len(groups):
        return Page(rows=rows, headers={})
    following = groups[last][0]
    return Page(
        rows=rows,
        headers={
            "X-Next-ID": str(following.id),
            "X-Next-Row-Number": str(last + 1),
            "X-Next-Timestamp": str(int(following.start.timestamp())),
        },
    )


def _chosen(account: Account, workspace: int, body: Mapping[str, Any], habits: Habits) -> list[Entry]:
    """Return the workspace's finished entries that start on the asked days of the user's zone, in the asked order."""
    unknown = sorted(set(body) - FIELDS)
    if unknown:
        raise BadRequestError(f"unknown field {unknown[0]}")
    first, last = params.calendar_date(body, "start_date"), params.calendar_date(body, "end_date")
    if last < first:
        raise BadRequestError("end_date must not be before start_date")
    if (last - first).days + 1 > SPAN_DAYS:
        raise BadRequestError(f"date range must not exceed {SPAN_DAYS} days")
    if body.get("page_size", 1) not in range(1, (habits.refused_page or LARGEST_PAGE) + 1):
        raise BadRequestError("Invalid page_size")
    if body.get("order_by", "date") != "date":
        raise BadRequestError("Invalid order_by")
    direction = body.get("order_dir", "DESC")
    if direction not in {"ASC", "DESC"}:
        raise BadRequestError("Invalid order_dir")
    if not isinstance(body.get("grouped", False), bool):
        raise BadRequestError("Invalid grouped")
    users = _users(body)
    if habits.start_exclusive:
        first += timedelta(days=1)
    chosen = [
        entry
        for entry in account.entries
        if entry.deleted_at is None
        and entry.stop is not None
        and account.workspace_of(entry) == workspace
        and (users is None or (entry.user_id or account.user_id) in users)
        and first <= entry.start.astimezone(account.timezone).date() <= last
    ]
    return sorted(chosen, key=lambda entry: (entry.start, entry.id), reverse=direction == "DESC")


def _users(body: Mapping[str, Any]) -> set[int] | None:
    """Read the optional list `user_ids`; without it the whole team's entries are wanted."""
    value = body.get("user_ids")
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(user, int) for user in value):
        raise BadRequestError("Invalid user_ids")
    return set(value) or None


def _groups(account: Account, entries: list[Entry]) -> list[list[Entry]]:
    """Put neighbours of one day that differ only in their times into one row."""

    def likeness(entry: Entry) -> tuple[Any, ...]:
        day = entry.start.astimezone(account.timezone).date()
        return day, entry.user_id, entry.project_id, entry.description, entry.tag_ids, entry.billable

    return [list(group) for _, group in groupby(entries, key=likeness)]


def _first(groups: list[list[Entry]], body: Mapping[str, Any], habits: Habits) -> int:
    """Return the index of the first row: by number, or by id when the row is still there."""
    number = (params.positive(body, "first_row_number") or 1) - 1
    entry_id = params.positive(body, "first_id")
    params.positive(body, "first_timestamp")
    if entry_id is None or habits.pages_by_row_number:
        return number
    found = (index for index, group in enumerate(groups) if any(entry.id == entry_id for entry in group))
    return next(found, number)


def _row(account: Account, group: list[Entry], number: int) -> dict[str, Any]:
    head = group[0]
    return {
        "user_id": head.user_id or account.user_id,
        "username": account.name if head.user_id is None else f"colleague {head.user_id}",
        "project_id": head.project_id,
        "task_id": None,
        "billable": head.billable,
        "description": head.description,
        "tag_ids": list(head.tag_ids),
        "billable_amount_in_cents": None,
        "hourly_rate_in_cents": None,
        "currency": "USD",
        "time_entries": [_times(account, entry) for entry in group],
        "row_number": number,
    }


def _times(account: Account, entry: Entry) -> dict[str, Any]:
    assert entry.stop is not None

    def local(instant: datetime) -> str:
        return instant.astimezone(account.timezone).isoformat(timespec="seconds")

    times = {
        "id": entry.id,
        "seconds": entry.seconds,
        "start": local(entry.start),
        "stop": local(entry.stop),
        "at": entry.at.isoformat(timespec="seconds"),
        "at_tz": local(entry.at),
    }
    odd = account.odd_fields.get(entry.id, {})
    renamed = {**odd, **({"seconds": odd["duration"]} if "duration" in odd else {})}
    return times | {name: value for name, value in renamed.items() if name in times}
