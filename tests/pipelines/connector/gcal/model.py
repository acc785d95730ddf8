"""A person who plans in Google Calendar, a service with refusals, and syncs in between: as a machine of random steps.

After the last sync, which meets no fault, raw holds what the calendars hold, and core what the domain makes of it.
"""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from pipelines import settings
from pipelines.connector.backoff import Pace
from pipelines.connector.gcal import sync
from pipelines.connector.gcal.client import GoogleClient
from pipelines.connector.gcal.credentials import credentials_of
from pipelines.connector.run import SyncOptions, SyncRun
from pipelines.stage import StageError
from sandbox.calendar import Event
from tests.pipelines.connector import examples, oracle
from tests.pipelines.connector.gcal.conftest import SAM, WORK, event
from tests.pipelines.connector.gcal.model_world import CHOIR, World, choir, later, planned, shown, touches
from tests.pipelines.connector.kill import KilledError, KilledRun

NAME = "lives of Google calendars"
PICK = st.randoms(use_true_random=False)
ANY_CALENDAR = st.sampled_from([SAM, WORK, CHOIR])
# Days from now: inside the window, at and beyond its edges.
DAYS = st.sampled_from([-3000, -800, -729, -300, -1, 0, 2, 30, 340, 364, 500])
REFUSALS = (
    (403, "rateLimitExceeded"),
    (403, "quotaExceeded"),
    (403, "forbidden"),
    (400, "invalid"),
    (410, "fullSyncRequired"),
    (412, "conditionNotMet"),
    (404, "notFound"),
)
FAULTS = ("error", "rate", "html", "truncated", "cut", "drop", "null", "invalid_grant")


class GoogleMachine(RuleBasedStateMachine):
    """Random steps of the person, the service and the syncs."""

    world: World

    @initialize(
        repeats=st.booleans(),
        refusal=st.sampled_from([(410, "fullSyncRequired"), (400, "invalid")]),
        names=st.sampled_from([["primary"], ["primary", WORK]]),
    )
    def begin(self, *, repeats, refusal, names):
        self.world.reset()
        self.store = self.world.store
        self.store.repeats_changes, self.store.refusal = repeats, refusal
        self.configured = names
        self.needs_full = self.has_choir = self.names_days = False
        self.shared = {SAM, WORK}
        self.number = 0

    # What the person and others do.

    @rule(name=ANY_CALENDAR, days=DAYS, all_day=st.booleans(), transparent=st.booleans())
    def add(self, name, days, all_day, transparent):
        if name in self.shared:
            self.number += 1
            new = event(f"n{self.number}", days, 2, transparent=transparent)
            self.store.put(self.in_days(new) if all_day else new, name)

    @rule(name=ANY_CALENDAR, weeks=st.integers(2, 9), days=st.integers(-60, 60))
    def add_series(self, name, weeks, days):
        if name in self.shared:
            self.number += 1
            for week in range(weeks):
                start = self.world.now + timedelta(days=days + 7 * week)
                series: dict[str, Any] = {"series_id": f"s{self.number}", "original_start": start}
                end = start + timedelta(hours=1)
                self.store.put(event(f"s{self.number}_{week}", start=start, end=end, **series), name)

    @precondition(lambda self: self.alive())
    @rule(pick=PICK, what=st.sampled_from(["title", "color", "transparent", "days", "hours"]))
    def edit(self, pick, what):
        name, one = pick.choice(self.alive())
        if what == "title":
            self.store.edit(one.id, name, summary=f" edited {self.world.now:%d %H:%M} <&> ")
        elif what == "color":
            self.store.edit(one.id, name, color_id="9" if one.color_id is None else None)
        elif what == "transparent":
            self.store.edit(one.id, name, transparent=not one.transparent)
        elif what == "days":
            self.store.put(self.in_days(one), name)
        elif one.is_all_day:
            start = datetime(2026, 3, 4, 5, tzinfo=UTC)
            self.store.edit(one.id, name, start=start, end=start + timedelta(hours=30))

    @precondition(lambda self: self.alive())
    @rule(pick=PICK, days=DAYS)
    def move(self, pick, days):
        """Move an event within the window, out of it or into it; of a series it becomes an exception."""
        name, one = pick.choice(self.alive())
        begins = one.start if not isinstance(one.start, datetime) else one.start.date()
        shift = (self.world.now.date() + timedelta(days=days) - begins).days
        self.store.edit(one.id, name, start=later(one.start, shift), end=later(one.end, shift))

    @precondition(lambda self: self.alive())
    @rule(pick=PICK, response=st.sampled_from([None, "accepted", "declined", "tentative"]))
    def answer(self, pick, response):
        name, one = pick.choice(self.alive())
        self.store.edit(one.id, name, response=response)

    @precondition(lambda self: self.alive())
    @rule(pick=PICK)
    def cancel(self, pick):
        name, one = pick.choice(self.alive())
        self.store.cancel(one.id, name)

    @precondition(lambda self: self.alive())
    @rule(pick=PICK)
    def cancel_series(self, pick):
        """Cancel a series as a whole: only its own id is shown."""
        of_series = [(name, one) for name, one in self.alive() if one.series_id]
        if of_series:
            name, chosen = pick.choice(of_series)
            for calendar_id, one in of_series:
                if (calendar_id, one.series_id) == (name, chosen.series_id):
                    self.store.forget(one.id, name)
            self.store.put(replace(chosen, id=chosen.series_id, series_id=None, cancelled=True), name)

    @rule(pick=PICK)
    def restore(self, pick):
        gone = [(name, one) for name in self.shared for one in self.rows(name) if one.cancelled and one.id[0] != "s"]
        if gone:
            name, one = pick.choice(gone)
            self.store.edit(one.id, name, cancelled=False)

    @precondition(lambda self: self.alive())
    @rule(pick=PICK)
    def forget(self, pick):
        """Remove an event without a tombstone: only a full list shows that."""
        name, one = pick.choice(self.alive())
        self.store.forget(one.id, name)
        self.needs_full = True

    @rule(name=ANY_CALENDAR, title=st.sampled_from(["Choir", " Büro ", "家"]))
    def rename_calendar(self, name, title):
        if name in self.shared:
            self.store.edit_calendar(name, name=title)

    @rule(name=st.sampled_from([WORK, CHOIR]))
    def share_or_take_back(self, name):
        if name in self.shared:
            self.store.unshare(name)
            self.shared.discard(name)
        else:
            self.store.share(name)
            if name == CHOIR and not self.has_choir:
                self.store.add_calendar(choir())
                self.has_choir = True
            self.shared.add(name)

    # What happens around.

    @rule(minutes=st.sampled_from([1, 60, 1440, 35 * 1440, 100 * 1440]))
    def wait(self, minutes):
        self.world.now += timedelta(minutes=minutes)

    @rule(names=st.sampled_from([["primary"], ["primary", WORK], [WORK, SAM, CHOIR], ["primary", SAM, CHOIR]]))
    def configure(self, names):
        self.configured = names

    @rule(what=st.sampled_from(["sync tokens", "access tokens"]))
    def expire(self, what):
        if what == "sync tokens":
            self.store.expire_tokens()
        else:
            self.world.google.expire_access()

    @rule(refusal=st.sampled_from(REFUSALS), after=st.integers(0, 6), times=st.sampled_from([1, 1, 9]))
    def sync_refused(self, refusal, after, times):
        status, reason = refusal
        path = "/calendarList/" if status == 404 and after == 6 else "/events"
        self.world.google.fail_next("refuse", times, path=path, after=after, status=status, reason=reason)
        self.sync()

    @rule(kind=st.sampled_from(FAULTS), after=st.integers(0, 8), times=st.sampled_from([1, 9]), full=st.booleans())
    def sync_with_fault(self, kind, after, times, full):
        path = "/token" if kind == "invalid_grant" else None
        if path:
            self.world.google.expire_access()
        self.world.google.fail_next(kind, times, path=path, after=after)
        self.sync(full=full)

    @precondition(lambda self: self.alive())
    @rule(pick=PICK, after=st.integers(0, 5), what=st.sampled_from(["move", "cancel", "add"]), full=st.booleans())
    def sync_while_the_person_works(self, pick, after, what, full):
        def act():
            if what == "add":
                self.add(SAM, 3, all_day=False, transparent=False)
            elif self.alive():
                (self.cancel if what == "cancel" else lambda one: self.move(one, 30))(pick)

        self.world.google.before_request(act, path="/events", after=after)
        self.sync(full=full)

    @rule(units=st.integers(0, 15), is_committed=st.booleans(), full=st.booleans())
    def sync_that_is_killed(self, units, is_committed, full):
        self.sync(full=full, killed_after=(units, is_committed))

    @rule(full=st.booleans())
    def sync_well(self, full):
        self.sync(full=full)

    @rule(since=st.sampled_from([10, 1000, 3100]), until=st.sampled_from([None, 30, 600]))
    def sync_more_days(self, since, until):
        today = self.world.now.date()
        self.names_days = True
        last = None if until is None else today + timedelta(days=until)
        self.sync(since=today - timedelta(days=since), until=last)

    @rule(full=st.booleans())
    def look(self, full):
        """Run dry: read, and write nothing."""
        before = self.world.fingerprint()
        self.sync(full=full, dry_run=True)
        self.world.connection.rollback()
        assert self.world.fingerprint() == before

    def teardown(self):
        if hasattr(self, "store"):
            self.world.google.forget_faults()
            self.sync(full=self.needs_full, must_end=True)
            self.compare()
            examples.RUN[NAME] += 1

    def sync(self, *, must_end=False, dry_run=False, killed_after=None, **options):
        world = self.world
        names = self.readable() if must_end else self.configured
        loaded = settings.load({**world.google.environ, "GOOGLE_CALENDAR_IDS": ",".join(names)})
        pace = Pace(clock=lambda: 0.0, sleep=lambda _: None, jitter=random.Random(1))
        with GoogleClient(loaded.google_api_url, credentials_of(loaded), pace=pace) as client:
            run: Any = SyncRun(world.connection, client, world.now, dry_run=dry_run)
            if killed_after is not None:
                units, is_committed = killed_after
                run = KilledRun(world.connection, client, world.now, units_left=units, is_committed=is_committed)
            try:
                sync.sync(run, loaded, SyncOptions(**options))
            except (StageError, KilledError):
                world.connection.rollback()
                if must_end:
                    raise
        world.google.forget_faults()

    def compare(self):
        world = self.world
        names = [name for name in dict.fromkeys(map(self.id_of, self.configured)) if name in self.shared]
        right: dict[str, Event] = {}
        for name in names:
            right |= world.events(name)
        stored = world.stored()
        # Events outside of the window are known by chance; what is known is right, and inside nothing is missing.
        inside = {key for name in names for key, one in world.events(name).items() if touches(one, world.window(name))}
        expected = {key: shown(one) for key, one in right.items() if key in inside | set(stored)}
        oracle.require_equal(stored, expected)
        for name in names:
            # A first day that the person once named stays the first.
            assert self.names_days or world.window(name).start <= world.now - timedelta(days=729)
            assert world.window(name).end >= world.now + timedelta(days=334)
        world.expected = planned(world, names, set(expected))
        assert_core(world, world.core.rows(world.connection, "int_plan_events"))
        world.connection.rollback()

    # The state of the calendars.

    def readable(self):
        """Return the calendars of the settings that exist, or that were read before they were taken back."""
        known = {row[0] for row in self.world.connection.execute("select source_id from raw.gcal__calendars")}
        names = [name for name in self.configured if self.id_of(name) in self.shared | known]
        return names or ["primary"]

    @staticmethod
    def id_of(name):
        return SAM if name == "primary" else name

    def rows(self, name):
        return [one for _, one in self.store.snapshot(name)[1]]

    def alive(self):
        return [(name, one) for name in sorted(self.shared) for one in self.rows(name) if not one.cancelled]

    @staticmethod
    def in_days(one):
        begins = one.start.date() if isinstance(one.start, datetime) else one.start
        return replace(one, start=date.fromordinal(begins.toordinal()), end=begins + timedelta(days=2))


def assert_core(world, rows):
    """Compare the plan and the notes of core with the oracle's."""
    oracle.require_equal(oracle.built_events(rows), world.expected)
