"""The sample year is reproducible, looks like a person's, and has every irregularity that the pipeline must bear."""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from statistics import mean
from zoneinfo import ZoneInfo

import pytest

from sandbox.account import Account
from sandbox.catalog import CATEGORIES, CATEGORY_COLORS, PROJECT_CATEGORY
from sandbox.person import evening, generate
from sandbox.seasons import DayKind, day_kind
from tests.sandbox.log import gaps, hours, length, timed

Spent = dict[date, dict[str, float]]
LAST = date(2026, 3, 1)
TOKYO, BERLIN = ZoneInfo("Asia/Tokyo"), ZoneInfo("Europe/Berlin")


@pytest.fixture(scope="module")
def account() -> Account:
    return generate(1, LAST, 365, TOKYO)


@pytest.fixture(scope="module")
def spent(account):
    return hours(account)


def average(spent: Spent, category: str, chosen: Callable[[date], bool]) -> float:
    return mean(day[category] for date_, day in spent.items() if chosen(date_))


def test_the_same_seed_makes_the_same_account(account):
    assert generate(1, LAST, 365, TOKYO) == account


def test_another_seed_makes_another_year(account):
    other = generate(2, LAST, 365, TOKYO)
    same = {entry.start for entry in other.entries} & {entry.start for entry in account.entries}
    assert len(same) < len(account.entries) / 20


def test_the_end_of_the_log_does_not_change_the_days_before(account):
    earlier = evening(LAST) - timedelta(hours=10)
    shorter = generate(1, LAST, 365, TOKYO, until=earlier)
    settled = [entry for entry in account.entries if max(entry.at, entry.start) < earlier - timedelta(days=1)]
    assert set(settled) <= set(shorter.entries)
    assert all(entry.start < earlier and (entry.stop or earlier) <= earlier for entry in shorter.entries)
    assert sum(entry.stop is None for entry in shorter.entries) == 1


def test_a_log_of_no_days_is_refused():
    with pytest.raises(ValueError, match="at least 1"):
        generate(1, LAST, 0)


def test_a_log_of_one_day_has_a_running_entry():
    assert [entry.stop for entry in generate(1, LAST, 1).entries].count(None) == 1


def test_a_year_has_twenty_to_thirty_entries_a_day_from_the_first_day_to_the_last(account):
    days = {entry.start.astimezone(TOKYO).date() for entry in account.entries}
    assert 20 * 365 <= len(account.entries) <= 30 * 365
    assert (min(days), max(days), len(days)) == (LAST - timedelta(days=364), LAST, 365)


def test_ids_are_unique_and_do_not_fit_32_bits(account):
    ids = [entry.id for entry in account.entries]
    assert len(set(ids)) == len(ids)
    assert ids == sorted(ids)
    assert ids[0] > 2**31


def test_all_ten_categories_appear_in_nearly_every_week(spent):
    weeks: dict[tuple[int, int], set[str]] = defaultdict(set)
    for day, categories in spent.items():
        weeks[day.isocalendar()[:2]] |= set(categories)
    assert sum(set(CATEGORIES) <= categories for categories in weeks.values()) >= 45


def test_a_projects_colour_is_that_of_its_category_and_each_category_has_several_names(account):
    assert len(CATEGORIES) == 10
    for project in account.projects:
        assert project.color == CATEGORY_COLORS[PROJECT_CATEGORY[project.name]]
    assert set(PROJECT_CATEGORY.values()) == set(CATEGORIES)
    assert min(Counter(PROJECT_CATEGORY.values()).values()) >= 2


def test_references_point_at_what_the_account_has(account):
    projects, tags = {project.id for project in account.projects}, {tag.id for tag in account.tags}
    assert {entry.project_id for entry in account.entries} - {None} == projects
    assert {tag for entry in account.entries for tag in entry.tag_ids} == tags
    clients = {client.id for client in account.clients}
    assert {project.client_id for project in account.projects} == {*clients, None}


def test_some_entries_have_no_project_and_some_no_description(account):
    assert 100 < sum(entry.project_id is None for entry in account.entries) < 500
    assert 300 < sum(entry.description == "" for entry in account.entries) < 1500


def test_descriptions_are_in_both_scripts(account):
    texts = {entry.description for entry in account.entries}
    assert {"散歩", "breakfast", "夕食"} <= texts
    assert sum(any(ord(letter) > 0x3000 for letter in entry.description) for entry in account.entries) > 1500


def test_times_are_whole_seconds_in_utc(account):
    for entry in account.entries:
        assert entry.start.tzinfo is UTC
        assert entry.start.microsecond == 0
        assert entry.stop is None or (entry.stop.microsecond == 0 and entry.stop >= entry.start)


def test_gaps_lie_on_both_sides_of_the_rule_and_entries_overlap(account):
    found = gaps(account)
    assert sum(0 < gap <= 300 for gap in found) > 1000
    assert sum(gap > 300 for gap in found) > 100
    assert sum(gap < 0 for gap in found) > 200
    assert sum(gap == 0 for gap in found) > 3000


def test_a_forgotten_timer_can_contain_the_whole_next_entry(account):
    entries = timed(account)
    contained = [b for a, b in pairwise(entries) if a.stop and b.stop and b.stop < a.stop]
    assert any(entry.seconds > 1200 for entry in contained)


def test_most_nights_cross_midnight_or_begin_after_it(account):
    spans = [(e.start.astimezone(TOKYO).date(), e.stop.astimezone(TOKYO).date()) for e in timed(account) if e.stop]
    crossing = [span for span in spans if span[0] != span[1]]
    assert len(crossing) > 200


def test_most_days_are_complete_and_a_few_nearly_untracked(spent):
    shares = [sum(day.values()) / length(date_, TOKYO) for date_, day in spent.items() if date_ != LAST]
    assert 0.9 <= mean(share >= 0.95 for share in shares) < 1
    assert 1 <= sum(share < 0.6 for share in shares) <= 10
    assert all(share <= 1.0001 for share in shares)


def test_some_entries_are_empty_or_last_seconds(account):
    finished = [entry for entry in account.entries if entry.stop and entry.deleted_at is None]
    assert 3 <= sum(entry.seconds == 0 for entry in finished) <= 60
    assert 3 <= sum(0 < entry.seconds <= 20 for entry in finished) <= 80


def test_some_entries_are_deleted_and_some_edited_later(account):
    deleted = [entry for entry in account.entries if entry.deleted_at]
    assert 30 <= len(deleted) <= 200
    assert all(entry.at == entry.deleted_at for entry in deleted)
    late = [entry for entry in account.entries if entry.stop and entry.at - entry.stop > timedelta(minutes=20)]
    assert 200 <= len(late) <= 1000


def test_one_entry_runs_at_the_end_and_nothing_lies_in_the_future(account):
    now = evening(LAST)
    running = [entry for entry in account.entries if entry.stop is None]
    assert len(running) == 1
    assert running[0].start == max(
        entry.start for entry in account.entries if entry.deleted_at is None and entry.seconds
    )
    assert running[0].seconds == -int(running[0].start.timestamp())
    assert all(max(entry.start, entry.stop or entry.start, entry.at) <= now for entry in account.entries)


def test_work_happens_on_workdays_only(spent):
    assert average(spent, "Work", lambda day: day_kind(day) is DayKind.WORKDAY) > 5.5
    assert average(spent, "Work", lambda day: day_kind(day) is not DayKind.WORKDAY) < 0.1


def test_the_turn_of_the_year_and_the_summer_are_spent_otherwise(spent):
    new_year = [day for day in spent if day_kind(day) is DayKind.NEW_YEAR]
    summer = [day for day in spent if day_kind(day) is DayKind.SUMMER]
    assert (len(new_year), len(summer)) == (8, 10)
    usual = average(spent, "Social", lambda day: day_kind(day) is DayKind.OFF)
    assert average(spent, "Social", lambda day: day in new_year) > usual * 1.2
    exercise = average(spent, "Exercise", lambda day: day_kind(day) is DayKind.OFF)
    assert average(spent, "Exercise", lambda day: day in summer) > exercise * 1.5


def test_exercise_grows_and_work_falls_over_the_year(spent):
    days = sorted(day for day in spent if day_kind(day) is DayKind.WORKDAY)
    first, last = set(days[:60]), set(days[-60:])
    for category, low, high in (("Exercise", 1.4, 4.0), ("Work", 0.75, 0.95)):
        ratio = average(spent, category, last.__contains__) / average(spent, category, first.__contains__)
        assert low < ratio < high


def test_the_year_follows_wall_clocks_where_they_change():
    account = generate(1, LAST, 365, BERLIN)
    spent = hours(account)
    shares = [sum(day.values()) / length(date_, BERLIN) for date_, day in spent.items() if date_ != LAST]
    assert mean(share >= 0.95 for share in shares) >= 0.9
    assert all(share <= 1.0001 for share in shares)
    sleep = {project.id for project in account.projects if project.name == "Sleep"}
    for day in (date(2025, 3, 30), date(2025, 10, 26)):
        ends = [e.stop.astimezone(BERLIN) for e in timed(account) if e.project_id in sleep and e.stop]
        assert any(end.date() == day and 6 <= end.hour <= 9 for end in ends)


def test_an_aware_until_of_any_zone_means_its_instant():
    until = datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert generate(3, LAST, 2, until=until) == generate(3, LAST, 2, until=until.astimezone(BERLIN))
