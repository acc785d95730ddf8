"""One sync of a Toggl account: reference data, changes, the trailing window, then the history that is missing."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import psycopg

from pipelines import stage
from pipelines.connector import sync_state
from pipelines.connector.run import SyncOptions, SyncRun
from pipelines.connector.span import Span
from pipelines.connector.toggl import SERVICE, api, backfill, cursor, windows
from pipelines.connector.toggl.account import Account, account_of, clock_offset
from pipelines.connector.toggl.changes import delete_excluded, sync_changes
from pipelines.connector.toggl.client import Client
from pipelines.connector.toggl.history import FIRST_DAY, History, first_day
from pipelines.connector.toggl.plan import ENTRIES_PER_DAY
from pipelines.connector.toggl.quota import per_hour
from pipelines.connector.toggl.recent import AHEAD, DAYS, sync_recent
from pipelines.connector.toggl.reference_data import sync_reference_data
from pipelines.local_time import midnight
from pipelines.settings import Settings
from pipelines.stage import BadInputError, StageError, WaitError

NAMED_SKIPS = 5


def sync(run: SyncRun[Client], settings: Settings, options: SyncOptions) -> dict[str, Any]:
    """Run the sync and return the summary.

    Raises:
        StageError: when it cannot continue; what was finished before is kept, and the quota is recorded.
    """
    try:
        account, refused = _steps(run, settings, options)
    except StageError:
        run.connection.rollback()
        _record_quota(run)
        raise
    total = run.total()
    with run.unit() as connection:
        sync_state.write_finished(connection, SERVICE, total.summary(), run.now)
    _record_quota(run)
    if run.dry_run:
        run.connection.rollback()
    _report_skipped(run)
    return _summary(run, account, refused)


def prepare(run: SyncRun[Client], settings: Settings, options: SyncOptions) -> tuple[dict[str, Any], Account]:
    """Read the account, and bring what is known of it into this version's form.

    Raises:
        StageError: the options hold nothing, the account cannot be read, or is another one than that of the database.
    """
    if options.since and options.until and options.until < options.since:
        raise BadInputError(f"--until {options.until} is before --since {options.since}; swap them.")
    if options.since and options.since > run.now.date() + AHEAD:
        raise BadInputError(f"--since {options.since} is in the future; give a day that has begun.")
    user, service_date = api.me(run.client)
    account = account_of(user, settings, run.now, service_date)
    sync_reference_data(run, user)
    _take_over(run, account)
    return user, account


def spans(connection: psycopg.Connection, account: Account, options: SyncOptions) -> tuple[Span, Span]:
    """Return the trailing window and the history before it, as far as the options want them; either may be empty.

    The history includes older years that have to be read again.
    """
    zone = account.zone
    state = cursor.read(connection)
    first = options.since or first_day(account, state.earliest_year)
    end = account.later_now + AHEAD
    if options.until:
        end = min(end, midnight(options.until + timedelta(days=1), zone))
    start = midnight(first, zone)
    horizon = midnight(account.local_date(account.earlier_now) - timedelta(days=DAYS), zone)
    recent = Span(max(horizon, start) if options.since else horizon, end)
    again = [] if options.since else [span.start for key in account.workspaces for span in state.reread.get(key, [])]
    return recent, Span(min([start, *again]), min(end, horizon))


def oldest_day(connection: psycopg.Connection, account: Account, options: SyncOptions) -> date | None:
    """Return the day before which years are read until they are empty; None where the options name a first day."""
    return None if options.since else first_day(account, cursor.read(connection).earliest_year)


def request_full(connection: psycopg.Connection, account: Account, old: Span, options: SyncOptions) -> None:
    """Request that all of the history be read again, the older years that were read, too."""
    if not old:
        return
    before = Span(midnight(FIRST_DAY, account.zone), old.start) if options.since is None else old
    wanted = {
        workspace: [old, *filter(None, (window.cut(before) for window in windows.read(connection, workspace)))]
        for workspace in account.workspaces
    }
    backfill.request(connection, wanted, f"full {options.since} {options.until}")


def _steps(run: SyncRun[Client], settings: Settings, options: SyncOptions) -> tuple[Account, dict[int, str]]:
    _, account = prepare(run, settings, options)
    with run.unit() as connection:
        recent, old = spans(connection, account, options)
        if options.full:
            request_full(connection, account, old, options)
    changed = sync_changes(run, account, recent) if options.until is None else {}
    counts: Counter[int] = Counter()
    if recent:
        counts = sync_recent(run, account, recent, changed)
    with run.unit() as connection:
        # The changes may have shown an entry that is older than all that is read.
        _, old = spans(connection, account, options)
        first = oldest_day(connection, account, options)
    history = History(run, account, recent, _density(account, recent, counts))
    try:
        history.sync(old, first)
    except WaitError as wait:
        # The trailing window is in the database: everything after the sync can run while the history waits.
        left = history.calls_left(old, first)
        raise WaitError(str(wait), reason=wait.reason, until=wait.until, left=left) from wait
    return account, history.refused


def _density(account: Account, recent: Span, counts: Mapping[int, int]) -> dict[int, float]:
    """Return the entries per day of each workspace."""
    days = (min(recent.end, account.later_now) - recent.start) / timedelta(days=1)
    if days < 1:
        return dict.fromkeys(account.workspaces, ENTRIES_PER_DAY)
    return {workspace: counts.get(workspace, 0) / days for workspace in account.workspaces}


def _take_over(run: SyncRun[Client], account: Account) -> None:
    """Bring windows and cursor in line with the workspaces that are read now."""
    with run.unit() as connection:
        before = cursor.read(connection).workspaces
        windows.take_over(connection, account)
        with cursor.change(connection) as state:
            state.clock_offset_seconds = clock_offset(account)
        excluded = delete_excluded(run, account)
    labels = ", ".join(map(account.label, account.excluded))
    if excluded:
        stage.log(
            f"{excluded} entries of workspace {labels} do not count any more: TOGGL_WORKSPACE_IDS leaves it out.",
            level="warning",
        )
    if before is not None and before != account.workspaces:
        now = ", ".join(map(account.label, account.workspaces))
        stage.log(f"The workspaces that are read have changed, to {now}.")


def _record_quota(run: SyncRun[Client]) -> None:
    quota = run.client.tightest_quota
    if quota is not None and not run.dry_run:
        with run.unit() as connection:
            hourly = cursor.read(connection).hourly_calls if quota is run.client.quotas.get("workspace") else None
            sync_state.write_quota(
                connection,
                SERVICE,
                remaining=quota.remaining,
                total=per_hour(max(quota.remaining or 0, hourly or 0)),
                resets_at=quota.resets_at(run.now),
            )


def _report_skipped(run: SyncRun[Client]) -> None:
    if not run.skipped:
        return
    named = [f"{key} (its {reason})" for key, reason in list(run.skipped.items())[:NAMED_SKIPS]]
    more = f" and {len(run.skipped) - NAMED_SKIPS} more" if len(run.skipped) > NAMED_SKIPS else ""
    stage.log(
        f"Toggl sent {len(run.skipped)} entries that cannot be used, and they are skipped: {', '.join(named)}{more}; "
        "correct them in Toggl.",
        level="warning",
    )


def _summary(run: SyncRun[Client], account: Account, refused: Mapping[int, str]) -> dict[str, Any]:
    quota = run.client.tightest_quota
    summary = {
        "service": SERVICE,
        **run.total().summary(),
        "skipped": len(run.skipped),
        "requests": run.client.requests,
        "quota_remaining": quota.remaining if quota else None,
        "entities": {entity: counts.summary() for entity, counts in run.entities.items()},
        "workspaces": [{"id": key, "name": account.names.get(key, "")} for key in account.workspaces],
        "refused_workspaces": [{"id": key, "reason": reason} for key, reason in refused.items()],
        "clock_offset_seconds": clock_offset(account),
        "dry_run": run.dry_run,
    }
    if run.difference is not None:
        run.difference.report()
        summary["difference"] = run.difference.summary()
    return summary
