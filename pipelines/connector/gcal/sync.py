"""One sync of Google calendars: what changed since the last run, or the whole window where nobody knows."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import psycopg

from pipelines import stage
from pipelines.connector import sync_state
from pipelines.connector.counts import Counts
from pipelines.connector.gcal import api, store
from pipelines.connector.gcal.api import Item, Page
from pipelines.connector.gcal.client import GoogleClient
from pipelines.connector.gcal.errors import GoneError
from pipelines.connector.gcal.store import CALENDARS, COLORS, SERVICE, Known, Place
from pipelines.connector.raw_table import Row, delete_missing, load
from pipelines.connector.run import Run
from pipelines.connector.span import Span, midnight
from pipelines.connector.toggl.sync import Options
from pipelines.settings import Settings
from pipelines.stage import BadInputError, StageError, TemporaryError

BACK, AHEAD = timedelta(days=730), timedelta(days=365)
# A token never looks beyond the window of its full list, so that window is renewed before it runs short.
SHORTEST_AHEAD = timedelta(days=335)


@dataclass
class CalendarWork(Run):
    """The connections of a run and what it has done so far; see `work.Work`."""

    connection: psycopg.Connection
    client: GoogleClient
    now: datetime
    dry_run: bool = False
    entities: dict[str, Counts] = field(default_factory=dict)


def sync(work: CalendarWork, settings: Settings, options: Options) -> dict[str, Any]:
    """Run the sync and return the summary.

    Raises:
        StageError: when a calendar could not be read; what was read of it and of the others is kept.
    """
    if options.since and options.until and options.until < options.since:
        raise BadInputError(f"--until {options.until} is before --since {options.since}; swap them.")
    _sync_colors(work)
    done: list[str] = []
    failures: list[StageError] = []
    for given in settings.google_calendar_ids:
        try:
            calendar = api.calendar(work.client, given)
            if calendar["id"] not in done:
                _sync_calendar(work, calendar, settings, options)
                done.append(calendar["id"])
        except StageError as error:
            work.connection.rollback()
            failures.append(error)
    if failures:
        raise _together(failures)
    with work.unit() as connection:
        work.count("events", store.forget_others(connection, done, work.now))
        store.write_window(connection, done, work.now)
        total = sync_state.total(work.entities)
        sync_state.write_finished(connection, SERVICE, total.summary(), work.now)
    if work.dry_run:
        work.connection.rollback()
    return {
        "service": SERVICE,
        **total.summary(),
        "requests": work.client.requests,
        "quota_remaining": None,
        "entities": {entity: counts.summary() for entity, counts in work.entities.items()},
        "dry_run": work.dry_run,
    }


def _together(failures: list[StageError]) -> StageError:
    """Return one error for all: temporary only when all of them are."""
    told = " ".join(dict.fromkeys(map(str, failures)))
    lasting = [failure for failure in failures if not isinstance(failure, TemporaryError)]
    if lasting:
        return type(lasting[0])(told)
    waits = [failure.after_seconds or 0 for failure in failures if isinstance(failure, TemporaryError)]
    return TemporaryError(told, after_seconds=max(waits) or None)


def _sync_colors(work: CalendarWork) -> None:
    palettes = api.colors(work.client)
    rows = [
        Row(f"{kind}:{number}", {**color, "kind": kind, "id": number})
        for kind in ("event", "calendar")
        for number, color in (palettes.get(kind) or {}).items()
    ]
    with work.unit() as connection:
        work.count("colors", load(connection, COLORS, rows, work.now))
        if rows:
            work.count("colors", delete_missing(connection, COLORS, [row.source_id for row in rows], work.now))


def _sync_calendar(work: CalendarWork, calendar: Item, settings: Settings, options: Options) -> None:
    name = calendar.get("timeZone")
    zone = ZoneInfo(name) if name in available_timezones() else settings.timezone
    place = Place(calendar["id"], zone)
    with work.unit() as connection:
        work.count("calendars", load(connection, CALENDARS, [Row(place.id, calendar)], work.now))
        known = Known.read(connection, place.id)
    window = _window(known, zone, work.now, options)
    if known and known.token and known.window == window and not options.full:
        try:
            _read_changes(work, place, known.token, window)
        except GoneError:
            stage.log(f'The sync token of calendar "{place.id}" has expired; its events are read again in full.')
        else:
            return
    _read_window(work, place, window)


def _window(known: Known | None, zone: ZoneInfo, now: datetime, options: Options) -> Span:
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


def _read_changes(work: CalendarWork, place: Place, token: str, window: Span) -> None:
    for page in api.changed_pages(work.client, place.id, token):
        with work.unit() as connection:
            _store(work, connection, place, page, window)
            if page.is_last:
                Known(page.sync_token, window).write(connection, place.id)


def _read_window(work: CalendarWork, place: Place, window: Span) -> None:
    """Read everything; only when the last page is stored, what was not among it counts as deleted."""
    seen: set[str] = set()
    for page in api.first_pages(work.client, place.id, window):
        with work.unit() as connection:
            seen |= _store(work, connection, place, page, window)
            if page.is_last:
                work.count("events", store.sweep(connection, place, window, seen, work.now))
                Known(page.sync_token, window).write(connection, place.id)
        stage.progress(len(seen), None, "events")


def _store(work: CalendarWork, connection: psycopg.Connection, place: Place, page: Page, window: Span) -> set[str]:
    counts, living = store.store_page(connection, place, page.items, window, work.now)
    work.count("events", counts)
    return living
