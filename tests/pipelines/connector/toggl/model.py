"""A person who works in Toggl, a service with habits and faults, and syncs in between: as a machine of random steps.

After the last sync, which meets no fault, raw holds what Toggl holds, and core what the domain makes of it.
"""

import random
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from pipelines.connector.backoff import Pace
from pipelines.connector.run import SyncOptions, SyncRun
from pipelines.connector.toggl import cursor
from pipelines.connector.toggl.client import Client
from pipelines.connector.toggl.sync import sync
from pipelines.connector.toggl.sync_plan import plan_sync
from pipelines.settings import Settings
from pipelines.stage import StageError
from tests.pipelines.connector import examples, oracle
from tests.pipelines.connector.kill import KilledError, KilledRun
from tests.pipelines.connector.toggl.model_person import HOUR, PICK, PersonMachine
from tests.pipelines.connector.toggl.model_world import shown

NAME = "lives of a Toggl account"
FAULTS = ("error", "rate", "cut", "drop", "truncated", "html", "quota", "gone", "null", "plan", "forbidden")
# Seconds of `Retry-After`: none, slept through, left to the job engine, and as a date.
RETRY_AFTER = (None, 3, 1800, "Sun, 01 Mar 2026 13:00:20 GMT")


class TogglMachine(PersonMachine):
    """Random steps of the person, the service and the syncs."""

    @initialize(
        by_number=st.booleans(),
        exclusive=st.booleans(),
        inclusive=st.booleans(),
        page=st.sampled_from([5, 20, 1000]),
        sends_date=st.booleans(),
        moves_at=st.booleans(),
        lag=st.sampled_from([0, 0, 30]),
        skew=st.sampled_from([-1, 0, 1]),
    )
    def begin(self, *, by_number, exclusive, inclusive, page, sends_date, moves_at, lag, skew):
        self.world.reset()
        self.habits = self.world.habits
        self.habits.pages_by_row_number, self.habits.start_exclusive = by_number, exclusive
        self.habits.end_inclusive, self.habits.largest_page = inclusive, page
        self.habits.sends_date, self.habits.report_lag = sends_date, timedelta(minutes=lag)
        self.store = self.world.toggl.store
        self.store.moves_at = moves_at
        self.skew = skew * HOUR
        self.limit: tuple[int, ...] = ()
        self.needs_full = self.is_backdated = False
        self.left: set[int] = set()

    @rule(minutes=st.sampled_from([1, 9, 11, 30, 90, 600]))
    def wait(self, minutes):
        self.world.now += timedelta(minutes=minutes)

    @rule(days=st.sampled_from([1, 7, 59, 100]))
    def wait_long(self, days):
        # An entry far before the history's beginning shows only in the changes, which reach back three months.
        if not self.is_backdated:
            # A timer that has run for months without a sync is in no answer: reports hold no running entries.
            self.stop_timer()
            self.world.now += timedelta(days=days)

    @rule(limit=st.sampled_from([(), (5,), (5, 6)]))
    def limit_workspaces(self, limit):
        self.limit = limit

    @rule(refused=st.sampled_from([None, 200, 50]))
    def refuse_page_sizes(self, refused):
        self.habits.refused_page = refused

    @rule(what=st.sampled_from(["none", "plan", "workspace", "closed"]))
    def change_plan(self, what):
        """Let Toggl refuse all reports, or those of one workspace, until it changes again."""
        self.habits.reports_in_plan = what != "plan"
        self.habits.workspaces_without_reports = frozenset([6] if what == "workspace" else [])
        self.habits.closed_workspaces = frozenset([5] if what == "closed" else [])

    @rule(
        kind=st.sampled_from(FAULTS),
        after=st.integers(0, 8),
        times=st.sampled_from([1, 9]),
        path=st.sampled_from([None, "/reports/", "/me/time_entries"]),
        retry_after=st.sampled_from(RETRY_AFTER),
    )
    def sync_with_fault(self, kind, after, times, path, retry_after):
        options: dict[str, Any] = {"resets_in": 600} if kind == "quota" else {}
        if kind in ("error", "rate"):
            options["retry_after"] = retry_after
        if kind == "null":
            # An empty list in place of the right one is a lie that only a full read takes back.
            path, self.needs_full = "/reports/", True
        self.world.toggl.fail_next(kind, times, path=path, after=after, **options)
        self.sync()

    @precondition(lambda self: self.alive())
    @rule(pick=PICK, after=st.integers(1, 6), what=st.sampled_from(["day", "delete", "add"]))
    def sync_while_the_person_works(self, pick, after, what):
        def act():
            entries = self.alive()
            if what == "add":
                start = self.at(pick.randrange(0, 190), 3)
                self.store.add_entry(start, start + HOUR, workspace_id=self.spaces()[-1])
            elif entries and what == "delete":
                self.store.delete_entry(pick.choice(entries).id)
            elif entries:
                self.move_day(pick.choice(entries), pick.randrange(0, 190))

        self.world.toggl.before_request(act, path="/", after=after)
        self.sync()

    @rule(units=st.integers(0, 30), is_committed=st.booleans(), full=st.booleans())
    def sync_that_is_killed(self, units, is_committed, full):
        self.sync(full=full, killed_after=(units, is_committed))

    @rule(full=st.booleans())
    def sync_well(self, full):
        self.sync(full=full)

    @rule(since=st.integers(1, 300), length=st.sampled_from([None, 5, 100]))
    def sync_some_days(self, since, length):
        first = (self.world.now - timedelta(days=since)).date()
        self.sync(since=first, until=None if length is None else first + timedelta(days=length))

    @rule(plans=st.booleans(), full=st.booleans())
    def look(self, plans, full):
        """Plan, or run dry: both read, and write nothing."""
        before = self.world.fingerprint()
        self.sync(full=full, dry_run=True, plans=plans)
        self.world.connection.rollback()
        assert self.world.fingerprint() == before

    def teardown(self):
        if hasattr(self, "store"):
            self.world.toggl.forget_faults()
            self.change_plan("none")
            self.world.now += timedelta(hours=2)
            if self.needs_full and self.is_full_unfinished():
                # It is continued, so what has changed since on the days that it has read needs one more.
                self.sync(full=True, must_end=True)
            self.sync(full=self.needs_full, must_end=True)
            self.compare()
            examples.RUN[NAME] += 1

    def sync(self, *, must_end=False, dry_run=False, plans=False, killed_after=None, **options):
        world = self.world
        pace = Pace(clock=lambda: 0.0, sleep=lambda _: None, jitter=random.Random(1))
        limit = tuple(space for space in self.limit if space in self.spaces())
        with Client(world.toggl.origin, world.toggl.token, pace=pace, now=lambda: world.now + self.skew) as client:
            run = SyncRun(world.connection, client, world.now + self.skew, dry_run=dry_run)
            if killed_after is not None:
                run = KilledRun(
                    world.connection,
                    client,
                    world.now + self.skew,
                    units_left=killed_after[0],
                    is_committed=killed_after[1],
                )
            try:
                (plan_sync if plans else sync)(run, Settings(toggl_workspace_ids=limit), SyncOptions(**options))
                # With a last day the changes are not read.
                self.is_backdated &= dry_run or plans or options.get("until") is not None
            except (StageError, KilledError):
                world.connection.rollback()
                if must_end:
                    raise
        world.toggl.forget_faults()

    def is_full_unfinished(self):
        label = cursor.read(self.world.connection).reread_label
        self.world.connection.rollback()
        return label is not None

    def compare(self):
        world = self.world
        read = self.spaces() if not self.limit else [space for space in self.limit if space in self.spaces()]
        truth = {entry.id: shown(entry) for entry in self.alive() if entry.workspace_id in (None, *read)}
        # Entries of a workspace that the person left stay as they were.
        gone = self.left - set(self.spaces())
        stored = world.stored()
        kept = {str(key) for key, entry in stored.items() if entry.workspace in gone}
        own = {key: entry for key, entry in stored.items() if str(key) not in kept}
        oracle.require_equal(own, truth)
        world.expected = oracle.live_entries(self.store.snapshot(), read)
        world.left_behind = kept
        assert_core(world, world.core.rows(world.connection, "int_time_logged"))
        world.connection.rollback()


def assert_core(world, rows):
    """Compare the live entries of core with the oracle's."""
    built = oracle.built_entries(rows)
    own = {key: entry for key, entry in built.items() if key not in world.left_behind}
    oracle.require_equal(own, world.expected)
