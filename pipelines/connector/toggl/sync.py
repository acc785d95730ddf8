"""One sync of a Toggl account: masters, changes, the trailing window, then the history that is still missing."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from pipelines import stage
from pipelines.connector import sync_state
from pipelines.connector.run import SERVICE, Work
from pipelines.connector.span import Span, days_of, midnight, without
from pipelines.connector.toggl import api, backfill, history
from pipelines.connector.toggl.changes import sync_changes
from pipelines.connector.toggl.history import Account, Piece
from pipelines.connector.toggl.history_plan import ENTRIES_PER_DAY, ROWS_PER_PAGE, Plan
from pipelines.connector.toggl.recent import AHEAD, DAYS, sync_recent
from pipelines.connector.toggl.reference_data import sync_masters
from pipelines.settings import Settings
from pipelines.stage import BadInputError, ConfigurationError, StageError

# Toggl's own beginning: no account is older.
FIRST_DAY = date(2006, 1, 1)


@dataclass(frozen=True, kw_only=True)
class Options:
    """What the caller asked for.

    Attributes:
        since: first day, of the account's zone; None = the account's first.
        until: last day; None = open.
        full: read everything again, known or not.
    """

    since: date | None = None
    until: date | None = None
    full: bool = False


def sync(work: Work, settings: Settings, options: Options) -> dict[str, Any]:
    """Run the sync and return the summary.

    Raises:
        StageError: when it cannot go on; what was finished before is kept, and the quota is recorded.
    """
    try:
        _steps(work, settings, options)
    except StageError:
        work.connection.rollback()
        _record_quota(work)
        raise
    total = sync_state.total(work.entities)
    with work.unit() as connection:
        sync_state.write_finished(connection, SERVICE, total.summary(), work.now)
    _record_quota(work)
    if work.dry_run:
        work.connection.rollback()
    quota = work.client.tightest_quota
    return {
        "service": SERVICE,
        **total.summary(),
        "requests": work.client.requests,
        "quota_remaining": quota.remaining if quota else None,
        "entities": {entity: counts.summary() for entity, counts in work.entities.items()},
        "dry_run": work.dry_run,
    }


def _record_quota(work: Work) -> None:
    quota = work.client.tightest_quota
    if quota is not None and not work.dry_run:
        with work.unit() as connection:
            sync_state.write_quota(connection, SERVICE, quota, work.now)


def _steps(work: Work, settings: Settings, options: Options) -> None:
    if options.since and options.until and options.until < options.since:
        raise BadInputError(f"--until {options.until} is before --since {options.since}; swap them.")
    if options.since and options.since > work.now.date() + AHEAD:
        raise BadInputError(f"--since {options.since} is in the future; give a day that has begun.")
    user = api.me(work.client)
    account = _account(user, settings)
    sync_masters(work, user)
    wanted = _wanted(user, account.zone, work.now, options)
    horizon = midnight(work.now.astimezone(account.zone).date() - timedelta(days=DAYS), account.zone)
    recent = Span(max(horizon, wanted.start if options.since else horizon), wanted.end)
    old = Span(wanted.start, min(wanted.end, horizon))
    _prepare(work, account, old, options)
    changed = sync_changes(work, recent) if options.until is None else {}
    density = ENTRIES_PER_DAY
    if recent:
        first, last = days_of(recent.cut(Span(recent.start, work.now)) or recent, account.zone)
        density = sync_recent(work, recent, changed) / ((last - first).days + 1)
    if old:
        _sync_history(work, account, old, density)


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


def _wanted(user: dict[str, Any], zone: ZoneInfo, now: datetime, options: Options) -> Span:
    first = options.since
    if first is None:
        created = user.get("created_at")
        first = datetime.fromisoformat(created).astimezone(zone).date() if created else FIRST_DAY
    end = now + AHEAD
    if options.until:
        end = min(end, midnight(options.until + timedelta(days=1), zone))
    return Span(midnight(first, zone), end)


def _prepare(work: Work, account: Account, old: Span, options: Options) -> None:
    """Note what has to be read again: all of it on request, or because the history is another workspace's now."""
    with work.unit() as connection:
        cursor = sync_state.read_cursor(connection, SERVICE)
        before = cursor.get("workspace_id")
        if before != account.workspace:
            sync_state.write_cursor(connection, SERVICE, {**cursor, "workspace_id": account.workspace})
            if before is not None:
                stage.log(f"The history is read from workspace {account.workspace} now, before it was {before}.")
                backfill.request(connection, sync_state.read_windows(connection, SERVICE), None)
        if options.full and old:
            backfill.request(connection, [old], f"full {options.since} {options.until}")


def _sync_history(work: Work, account: Account, old: Span, density: float) -> None:
    with work.unit() as connection:
        missing = without(old, sync_state.read_windows(connection, SERVICE))
        again = [span.cut(old) for span in backfill.spans(sync_state.read_cursor(connection, SERVICE))]
    pieces = history.pieces(filter(None, [*missing, *again]), account.zone)
    if not pieces:
        return
    plan = _plan(work, pieces, density)
    plan.tell()
    if work.dry_run and not plan.fits:
        stage.log("The difference leaves the history out: reading it would use up the quota.")
        return
    report = api.Report(work.client, account.workspace, account.user)
    read, is_first_page = 0, True
    for first, last in pieces:
        for day, rows in Piece(work, account, report, first, last).pages():
            if is_first_page and day <= last and rows:
                # Only now Toggl has told the quota of reports and the length of its pages.
                _plan(work, pieces, density, rows).tell()
            is_first_page = False
            stage.progress(read + (day - first).days, plan.days, "days")
        read += (last - first).days + 1


def _plan(work: Work, pieces: list[tuple[date, date]], density: float, rows_per_page: int = ROWS_PER_PAGE) -> Plan:
    quota = work.client.quotas.get("workspace")
    return Plan.of(pieces, density, quota.remaining if quota else None, rows_per_page=rows_per_page)
