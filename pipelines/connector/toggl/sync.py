"""One sync of a Toggl account: masters, changes, the trailing window, then the history that is still missing."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from pipelines import stage
from pipelines.connector import sync_state
from pipelines.connector.run import SyncOptions, SyncRun
from pipelines.connector.span import Span, days_of, midnight, without
from pipelines.connector.toggl import SERVICE, api, backfill, history
from pipelines.connector.toggl.changes import sync_changes
from pipelines.connector.toggl.client import Client
from pipelines.connector.toggl.history import Account, ReportRange
from pipelines.connector.toggl.history_plan import ENTRIES_PER_DAY, ROWS_PER_PAGE, Plan
from pipelines.connector.toggl.recent import AHEAD, DAYS, sync_recent
from pipelines.connector.toggl.reference_data import sync_reference_data
from pipelines.settings import Settings
from pipelines.stage import BadInputError, ConfigurationError, StageError

# Toggl's own beginning: no account is older.
FIRST_DAY = date(2006, 1, 1)


def sync(run: SyncRun[Client], settings: Settings, options: SyncOptions) -> dict[str, Any]:
    """Run the sync and return the summary.

    Raises:
        StageError: when it cannot go on; what was finished before is kept, and the quota is recorded.
    """
    try:
        _steps(run, settings, options)
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
    quota = run.client.tightest_quota
    return {
        "service": SERVICE,
        **total.summary(),
        "requests": run.client.requests,
        "quota_remaining": quota.remaining if quota else None,
        "entities": {entity: counts.summary() for entity, counts in run.entities.items()},
        "dry_run": run.dry_run,
    }


def _record_quota(run: SyncRun[Client]) -> None:
    quota = run.client.tightest_quota
    if quota is not None and not run.dry_run:
        with run.unit() as connection:
            sync_state.write_quota(connection, SERVICE, remaining=quota.remaining, resets_at=quota.resets_at(run.now))


def _steps(run: SyncRun[Client], settings: Settings, options: SyncOptions) -> None:
    if options.since and options.until and options.until < options.since:
        raise BadInputError(f"--until {options.until} is before --since {options.since}; swap them.")
    if options.since and options.since > run.now.date() + AHEAD:
        raise BadInputError(f"--since {options.since} is in the future; give a day that has begun.")
    user = api.me(run.client)
    account = _account(user, settings)
    sync_reference_data(run, user)
    wanted = _wanted(user, account.zone, run.now, options)
    horizon = midnight(run.now.astimezone(account.zone).date() - timedelta(days=DAYS), account.zone)
    recent = Span(max(horizon, wanted.start if options.since else horizon), wanted.end)
    old = Span(wanted.start, min(wanted.end, horizon))
    _prepare(run, account, old, options)
    changed = sync_changes(run, recent) if options.until is None else {}
    density = ENTRIES_PER_DAY
    if recent:
        first, last = days_of(recent.cut(Span(recent.start, run.now)) or recent, account.zone)
        density = sync_recent(run, recent, changed) / ((last - first).days + 1)
    if old:
        _sync_history(run, account, old, density)


def _account(user: dict[str, Any], settings: Settings) -> Account:
    """Work out whose history is read; the workspace is the setting's or the account's own."""
    workspace = settings.toggl_workspace_id or user.get("default_workspace_id")
    if not isinstance(workspace, int):
        raise ConfigurationError("The Toggl account has no default workspace; set TOGGL_WORKSPACE_ID.")
    known = {item["id"]: item.get("name") for item in user.get("workspaces") or []}
    if known and workspace not in known:
        names = ", ".join(f"{key} ({name})" for key, name in known.items())
        raise ConfigurationError(
            f"TOGGL_WORKSPACE_ID={workspace} is not a workspace of the Toggl account; use one of: {names}."
        )
    zone = user.get("timezone")
    return Account(
        user=user["id"],
        workspace=workspace,
        zone=ZoneInfo(zone) if zone in available_timezones() else settings.timezone,
    )


def _wanted(user: dict[str, Any], zone: ZoneInfo, now: datetime, options: SyncOptions) -> Span:
    first = options.since
    if first is None:
        created = user.get("created_at")
        first = datetime.fromisoformat(created).astimezone(zone).date() if created else FIRST_DAY
    end = now + AHEAD
    if options.until:
        end = min(end, midnight(options.until + timedelta(days=1), zone))
    return Span(midnight(first, zone), end)


def _prepare(run: SyncRun[Client], account: Account, old: Span, options: SyncOptions) -> None:
    """Note what has to be read again: all of it on request, or because the history is another workspace's now."""
    with run.unit() as connection:
        cursor = sync_state.read_cursor(connection, SERVICE)
        before = cursor.get("workspace_id")
        if before != account.workspace:
            sync_state.write_cursor(connection, SERVICE, {**cursor, "workspace_id": account.workspace})
            if before is not None:
                stage.log(f"The history is read from workspace {account.workspace} now, before it was {before}.")
                backfill.request(connection, sync_state.read_windows(connection, SERVICE), None)
        if options.full and old:
            backfill.request(connection, [old], f"full {options.since} {options.until}")


def _sync_history(run: SyncRun[Client], account: Account, old: Span, density: float) -> None:
    with run.unit() as connection:
        missing = without(old, sync_state.read_windows(connection, SERVICE))
        again = [span.cut(old) for span in backfill.spans(sync_state.read_cursor(connection, SERVICE))]
    pieces = history.report_ranges(filter(None, [*missing, *again]), account.zone)
    if not pieces:
        return
    plan = _plan(run, pieces, density)
    plan.tell()
    if run.dry_run and not plan.fits:
        stage.log("The difference leaves the history out: reading it would use up the quota.")
        return
    report = api.Report(run.client, account.workspace, account.user)
    read, is_first_page = 0, True
    for first, last in pieces:
        for day, rows in ReportRange(run, account, report, first, last).pages():
            if is_first_page and day <= last and rows:
                # Only now Toggl has told the quota of reports and the length of its pages.
                _plan(run, pieces, density, rows).tell()
            is_first_page = False
            stage.progress(read + (day - first).days, plan.days, "days")
        read += (last - first).days + 1


def _plan(
    run: SyncRun[Client], pieces: list[tuple[date, date]], density: float, rows_per_page: int = ROWS_PER_PAGE
) -> Plan:
    quota = run.client.quotas.get("workspace")
    return Plan.of(pieces, density, quota.remaining if quota else None, rows_per_page=rows_per_page)
