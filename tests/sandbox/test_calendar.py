"""The sample person's calendar: the same for the same seed, and with everything that a calendar has."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sandbox.calendar import AHEAD_DAYS, generate
from sandbox.catalog import CATEGORIES, PROJECT_CATEGORY
from sandbox.targets import TARGETS

LAST = date(2026, 3, 1)
CALENDAR = generate(1, LAST)


def day(event):
    return event.start.date() if isinstance(event.start, datetime) else event.start


def test_the_same_seed_is_the_same_calendar_and_another_is_another():
    assert generate(1, LAST) == CALENDAR
    assert generate(2, LAST) != CALENDAR


def test_ids_are_unique_and_events_have_a_length():
    assert max(Counter(event.id for event in CALENDAR.events).values()) == 1
    assert all(event.start < event.end for event in CALENDAR.events)


def test_it_has_every_kind_of_event():
    events = CALENDAR.events
    singles = [event for event in events if event.series_id is None]
    assert any(event.original_start not in {None, event.start} for event in events), "moved instances"
    assert any(event.cancelled and event.series_id for event in events)
    assert any(event.cancelled for event in singles)
    assert any(event.is_all_day for event in singles)
    assert any(event.transparent and not event.is_all_day for event in singles)
    assert any(series.last_day for series in CALENDAR.series)
    assert any(not series.last_day for series in CALENDAR.series)
    assert any(not event.summary.isascii() for event in events)


def test_it_goes_on_after_today():
    singles = [day(event) for event in CALENDAR.events if event.series_id is None]
    assert LAST < max(singles) <= LAST + timedelta(days=AHEAD_DAYS)
    assert min(map(day, CALENDAR.events)) >= LAST - timedelta(days=365)


def test_most_titles_are_projects_of_most_categories():
    known = [PROJECT_CATEGORY.get(event.summary) for event in CALENDAR.events]
    assert sum(category is not None for category in known) > 0.9 * len(known)
    assert len({category for category in known if category}) == len(CATEGORIES)


def test_wall_times_hold_when_the_clock_changes():
    berlin = ZoneInfo("Europe/Berlin")
    calendar = generate(1, date(2026, 4, 15), 60, berlin)
    team = [event for event in calendar.events if event.summary == "Team" and event.start == event.original_start]
    assert {event.start.astimezone(berlin).hour for event in team if isinstance(event.start, datetime)} == {13}
    assert {event.start.astimezone(UTC).hour for event in team if isinstance(event.start, datetime)} == {11, 12}


def test_no_days_are_refused():
    with pytest.raises(ValueError, match="days"):
        generate(1, LAST, 0)


def test_the_targets_fit_into_a_day():
    assert len({(target.category, target.day_type) for target in TARGETS}) == len(TARGETS) == 5
    assert {target.category for target in TARGETS} <= set(CATEGORIES)
    assert sum(target.minutes for target in TARGETS) <= 1440
    assert {target.direction for target in TARGETS} == {"more", "less", "neutral"}
