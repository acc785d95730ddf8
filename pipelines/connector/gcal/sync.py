"""One sync of Google calendars: what changed since the last run, or the whole window where nobody knows."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import psycopg

from pipelines import stage
from pipelines.connector import sync_state
from pipelines.connector.gcal import api, store
from pipelines.connector.gcal.api import Item, Page
from pipelines.connector.gcal.client import GoogleClient
from pipelines.connector.gcal.errors import GoneError, MissingCalendarError
from pipelines.connector.gcal.store import CALENDARS, COLORS, SERVICE, CalendarRef, SyncCursor
from pipelines.connector.raw_table import Row, delete_missing
from pipelines.connector.run import SyncOptions, SyncRun
from pipelines.connector.span import Span
from pipelines.local_time import midnight
from pipelines.settings import Settings
from pipelines.stage import BadInputError, ConfigurationError, StageError, TemporaryError

BACK, AHEAD = timedelta(days=730), timedelta(days=365)
# A token never looks beyond the window of its full list, so that window is renewed before it runs short.
SHORTEST_AHEAD = timedelta(days=335)


def sync(run: SyncRun[GoogleClient], settings: Settings, options: SyncOptions) -> dict[str, Any]:
    """Run the sync and return the summary.

    Raises:
        StageError: when a calendar could not be read; what was read of it and of the others is kept.
    """
    if options.since and options.until and options.until < options.since:
        raise BadInputError(f"--until {options.until} is before --since {options.since}; swap them.")
    _sync_colors(run)
    done: list[str] = []
    failures: list[StageError] = []
    for given in settings.google_calendar_ids:
        try:
            calendar = api.calendar(run.client, given)
            if calendar["id"] not in done:
                _sync_calendar(run, calendar, settings, options)
                done.append(calendar["id"])
        except MissingCalendarError as error:
            run.connection.rollback()
            if not _forget_gone(run, error.calendar):
                failures.append(ConfigurationError(str(error)))
        except StageError as error:
            run.connection.rollback()
            failures.append(error)
    if failures:
        raise _together(failures)
    with run.unit() as connection:
        run.count("events", store.forget_others(connection, done, run.now, difference=run.difference))
        store.write_window(connection, done, run.now)
        total = run.total()
        sync_state.write_finished(connection, SERVICE, total.summary(), run.now)
    if run.dry_run:
        run.connection.rollback()
    summary = {
        "service": SERVICE,
        **total.summary(),
        "requests": run.client.requests,
        "quota_remaining": None,
        "entities": {entity: counts.summary() for entity, counts in run.entities.items()},
        "dry_run": run.dry_run,
    }
    if run.difference is not None:
        run.difference.report()
        summary["difference"] = run.difference.summary()
    return summary


def _together(failures: list[StageError]) -> StageError:
    """Return one error for all: temporary only when all of them are."""
    told = " ".join(dict.fromkeys(map(str, failures)))
    lasting = [failure for failure in failures if not isinstance(failure, TemporaryError)]
    if lasting:
        return type(lasting[0])(told)
    waits = [failure.after_seconds or 0 for failure in failures if isinstance(failure, TemporaryError)]
    return TemporaryError(told, after_seconds=max(waits) or None)


def _sync_colors(run: SyncRun[GoogleClient]) -> None:
    palettes = api.colors(run.client)
    rows = [
        Row(f"{kind}:{number}", {**color, "kind": kind, "id": number})
        for kind in ("event", "calendar")
        for number, color in (palettes.get(kind) or {}).items()
    ]
    with run.unit() as connection:
        run.load("colors", COLORS, rows)
        if rows:
            present = [row.source_id for row in rows]
            run.count("colors", delete_missing(connection, COLORS, present, run.now, difference=run.difference))


def _sync_calendar(run: SyncRun[GoogleClient], calendar: Item, settings: Settings, options: SyncOptions) -> None:
    name = calendar.get("timeZone")
    zone = ZoneInfo(name) if name in available_timezones() else settings.timezone
    ref = CalendarRef(calendar["id"], zone)
    with run.unit() as connection:
        run.load("calendars", CALENDARS, [Row(ref.id, calendar)])
        known = SyncCursor.read(connection, ref.id)
    window = _window(known, zone, run.now, options)
    if known and known.token and known.window == window and not options.full:
        try:
            _read_changes(run, ref, known.token, window)
        except GoneError:
            stage.log(f'Google refuses the sync token of calendar "{ref.id}"; its events are read again in full.')
        else:
            return
    _read_window(run, ref, window)


def _forget_gone(run: SyncRun[GoogleClient], calendar: str) -> bool:
    """Remove a calendar that was read before and does not exist any more; return whether it was read before."""
    with run.unit() as connection:
        counts = store.forget_gone(connection, calendar, run.now, difference=run.difference)
    if counts is None:
        return False
    run.count("events", counts)
    stage.log(
        f'Calendar "{calendar}" does not exist any more, or is not shared any more: its {counts.deleted} events leave '
        "the plan. Remove it from GOOGLE_CALENDAR_IDS, or share it again.",
        level="warning",
    )
    return True


def _window(known: SyncCursor | None, zone: ZoneInfo, now: datetime, options: SyncOptions) -> Span:
    """Return the span to have loaded: what was asked for and what is known already, in whole days of the calendar."""
    today = now.astimezone(zone).date()
    start = midnight(options.since or today - BACK, zone)
    end = midnight((options.until or today + AHEAD) + timedelta(days=1), zone)
    if known:
        start = min(known.window.start, start) if options.since else known.window.start
        is_long_enough = known.window.end >= now + SHORTEST_AHEAD and not options.until
        end = known.window.end if is_long_enough else max(known.window.end, end)
    if start >= end:
        raise BadInputError("--since is after the end of what is loaded (a year ahead); give --until too.")
    return Span(start, end)


def _read_changes(run: SyncRun[GoogleClient], ref: CalendarRef, token: str, window: Span) -> None:
    for page in api.changed_pages(run.client, ref.id, token):
        with run.unit() as connection:
            _store(run, connection, ref, page, window)
            if page.is_last:
                SyncCursor(page.sync_token, window).write(connection, ref.id)


def _read_window(run: SyncRun[GoogleClient], ref: CalendarRef, window: Span) -> None:
    """Read the whole list, a second time when a page token is refused.

    Raises:
        TemporaryError: when the list is refused twice.
    """
    for is_last in (False, True):
        try:
            _read_list(run, ref, window)
        except GoneError:
            if is_last:
                raise TemporaryError(
                    f'Google took back the list of calendar "{ref.id}" while it was read (410 or another refusal of a '
                    "page); try again later."
                ) from None
        else:
            return


def _read_list(run: SyncRun[GoogleClient], ref: CalendarRef, window: Span) -> None:
    """Read every page; only when the last one is stored, events that were on none of them count as deleted."""
    seen: set[str] = set()
    for page in api.first_pages(run.client, ref.id, window):
        with run.unit() as connection:
            seen |= _store(run, connection, ref, page, window)
            if page.is_last:
                run.count("events", store.sweep(connection, ref.id, seen, run.now, difference=run.difference))
                SyncCursor(page.sync_token, window).write(connection, ref.id)
        stage.progress(len(seen), None, "events")


def _store(
    run: SyncRun[GoogleClient], connection: psycopg.Connection, ref: CalendarRef, page: Page, window: Span
) -> set[str]:
    counts, living = store.store_page(connection, ref, page.items, window, run.now, difference=run.difference)
    run.count("events", counts)
    return living
