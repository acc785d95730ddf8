"""The cost of the next sync, for the price of one call."""

import math
from typing import Any

import psycopg

from pipelines import stage
from pipelines.connector.run import SyncOptions, SyncRun
from pipelines.connector.span import Span
from pipelines.connector.toggl import SERVICE, cursor
from pipelines.connector.toggl.account import Account
from pipelines.connector.toggl.api import ENTRY_LIMIT
from pipelines.connector.toggl.client import Client
from pipelines.connector.toggl.history import History, unread, with_empty_years
from pipelines.connector.toggl.plan import ENTRIES_PER_DAY, Plan
from pipelines.connector.toggl.quota import hours_for
from pipelines.connector.toggl.recent import DAYS
from pipelines.connector.toggl.sync import oldest_day, prepare, request_full, spans
from pipelines.settings import Settings

# `me` sends the entries of the last days.
ME_DAYS = 9
# The user itself, and the changes before and after the trailing window.
FIXED_CALLS = 3


def plan_sync(run: SyncRun[Client], settings: Settings, options: SyncOptions) -> dict[str, Any]:
    """Return the calls and hours of the next sync and the quota that is left now; nothing is written.

    Raises:
        StageError: as the sync itself would.
    """
    user, account = prepare(run, settings, options)
    recent, old = spans(run.connection, account, options)
    if options.full:
        request_full(run.connection, account, old, options)
        _, old = spans(run.connection, account, options)
    first = oldest_day(run.connection, account, options)
    density = _density(run.connection, account, recent, user)
    history = History(run, account, recent, density)
    ranges = unread(run.connection, account, with_empty_years(old, first, account.zone))
    plan = history.plan(ranges)
    run.connection.rollback()
    entries = sum(density.values()) * DAYS
    recent_calls = FIXED_CALLS + math.ceil(entries / ENTRY_LIMIT) if recent else FIXED_CALLS
    workspaces = [
        {"id": key, "name": account.names.get(key, "")}
        | {"days": sum(one.days for one in ranges if one.workspace == key)}
        for key in account.workspaces
    ]
    user_quota = run.client.quotas.get("user")
    left = user_quota.remaining if user_quota else None
    wait = hours_for(recent_calls, left, plan.limit)
    summary = {
        # After each wait for the quota the trailing window is read once more: an hour has passed.
        "calls": recent_calls * (1 + plan.hours) + plan.calls,
        "hours": max(plan.hours, wait),
        "recent": {"calls": recent_calls, "days": DAYS},
        "history": plan.summary(),
        "workspaces": workspaces,
        "quota": {
            "remaining": left,
            "resets_in_seconds": user_quota.resets_in if user_quota else None,
        },
    }
    _report(plan, recent_calls, left)
    return {"service": SERVICE, "plan": summary, "requests": run.client.requests}


def _density(connection: psycopg.Connection, account: Account, recent: Span, user: dict[str, Any]) -> dict[int, float]:
    """Return the entries per day of each workspace: as they are stored, as `me` shows them, or a full log's."""
    found = connection.execute(
        """
        select (coalesce(data ->> 'workspace_id', data ->> 'wid'))::bigint as workspace_id, count(*)
        from raw.toggl__time_entries
        where deleted_at is null and (data ->> 'start')::timestamptz >= %s
        group by workspace_id
        """,
        (recent.start,),
    ).fetchall()
    if found and cursor.read(connection).since:
        counts, days = dict(found), DAYS
    else:
        shown = [entry for entry in user.get("time_entries") or [] if isinstance(entry, dict)]
        counts = {key: sum(1 for entry in shown if entry.get("workspace_id") == key) for key in account.workspaces}
        days = ME_DAYS
    if not any(counts.values()):
        return dict.fromkeys(account.workspaces, ENTRIES_PER_DAY)
    return {key: counts.get(key, 0) / days for key in account.workspaces}


def _report(plan: Plan, recent_calls: int, left: int | None) -> None:
    stage.log(f"Recent {DAYS} days: about {recent_calls} calls of the user's quota.")
    if plan.calls:
        stage.log(f"History of {plan.days} days: about {plan.calls} calls of the workspaces' quota, {plan.duration()}.")
    else:
        stage.log("The history is read; nothing of it is missing.")
    stage.log("Toggl has not reported a quota." if left is None else f"The user's quota has {left} calls left now.")
