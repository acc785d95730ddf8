"""A person who works in Toggl, a service with habits and faults, and syncs in between: as a machine of random steps.

After the last sync, which meets no fault, the database holds what Toggl holds.
"""

import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from psycopg import sql

from pipelines.connector.backoff import Pace
from pipelines.connector.run import SyncOptions, SyncRun
from pipelines.connector.toggl.client import Client
from pipelines.connector.toggl.sync import sync
from pipelines.settings import Settings
from pipelines.stage import StageError
from sandbox.account import Account, Entry, Workspace
from sandbox.store import AccountStore
from sandbox.toggl_gate import Quota
from sandbox.toggl_habits import Habits
from tests.fakes.toggl import FakeToggl
from tests.pipelines.connector.conftest import NOW, RAW
from tests.sandbox.conftest import make_account, make_entry

SPACES = {5: "Life", 6: "Family", 7: "Work"}
# Beyond this age a deletion without a trace shows only in a full read; v9's trailing window ends before.
TRACELESS = timedelta(days=55)
PROJECTS, TAGS = (21, 22), (31, 32)
FAULTS = ("error", "rate", "cut", "drop", "truncated", "html", "quota", "gone", "null")
LOCAL = timedelta(hours=9)
HOUR = timedelta(hours=1)


class World:
    """The service that all examples share: starting a server for each would take most of the time."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self.connection = connection
        self.now = NOW
        self.habits = Habits()
        self.toggl = FakeToggl(
            an_account(), now=lambda: self.now, quota=Quota(user=10**9, workspace=10**9), habits=self.habits
        )

    def reset(self) -> None:
        self.now = NOW
        self.toggl.forget_faults()
        self.toggl.requests.clear()
        vars(self.habits).update(vars(Habits()))
        AccountStore.__init__(self.toggl.store, an_account(), now=lambda: self.now)
        self.connection.rollback()
        for table in RAW:
            self.connection.execute(sql.SQL("delete from raw.{}").format(sql.Identifier(table)))
        self.connection.commit()


def an_account() -> Account:
    """An account of 200 days in two workspaces, with an entry every fourth day, and two from before it was made."""
    midnight = NOW.replace(hour=0)
    entries = [
        make_entry(ago, midnight - timedelta(days=ago), project_id=PROJECTS[ago % 2], workspace_id=5 + (ago // 4) % 2)
        for ago in range(4, 200, 4)
    ]
    entries += [make_entry(1000 + years, midnight - timedelta(days=365 * years)) for years in (1, 2)]
    spaces = tuple(Workspace(id=key, name=SPACES[key], organization_id=3, at=NOW) for key in (5, 6))
    base = make_account(*entries)
    return replace(base, workspaces=spaces, created_at=midnight - timedelta(days=200))


@dataclass(frozen=True)
class Shown:
    """An entry as it counts."""

    start: datetime
    end: datetime | None
    description: str
    project: int | None
    tags: frozenset[int]
    workspace: int


class TogglMachine(RuleBasedStateMachine):
    """Random steps of the person, the service and the syncs."""

    world: World

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

    # What the person does.

    @rule(days=st.integers(0, 190), hour=st.integers(0, 9), space=st.sampled_from([5, 6, 7]), data=st.data())
    def add(self, days, hour, space, data):
        if space in self.spaces():
            start = self.at(days, hour)
            self.store.add_entry(
                start, start + HOUR, description="added", project_id=21, tag_ids=self.tags(), workspace_id=space
            )

    @rule(far=st.integers(1, 9))
    def backdate(self, far):
        start = self.at(365 * far, 0)
        self.store.add_entry(start, start + HOUR, workspace_id=self.spaces()[0])
        self.is_backdated = True

    @rule()
    def start_timer(self):
        self.stop_timer()
        self.store.add_entry(self.world.now - timedelta(minutes=5), None, workspace_id=self.spaces()[0])

    @rule()
    def stop_timer(self):
        for entry in self.alive():
            if entry.stop is None:
                self.store.edit_entry(entry.id, stop=max(self.world.now, entry.start + timedelta(minutes=1)))

    @precondition(lambda self: self.alive())
    @rule(pick=st.randoms(use_true_random=False), what=st.sampled_from(["description", "project", "tags", "day"]))
    def edit(self, pick, what):
        entry = pick.choice(self.alive())
        if what == "description":
            self.store.edit_entry(entry.id, description=f"edited {self.world.now:%H:%M}")
        elif what == "project":
            self.store.edit_entry(entry.id, project_id=22 if 22 in self.projects() else None)
        elif what == "tags":
            self.store.edit_entry(entry.id, tag_ids=self.tags()[:1])
        else:
            self.move_day(entry, pick.randrange(0, 190))

    @precondition(lambda self: self.alive())
    @rule(pick=st.randoms(use_true_random=False), space=st.sampled_from([5, 6, 7]))
    def move_to_workspace(self, pick, space):
        if space in self.spaces():
            self.store.edit_entry(pick.choice(self.alive()).id, workspace_id=space)

    @precondition(lambda self: self.alive())
    @rule(pick=st.randoms(use_true_random=False))
    def delete(self, pick):
        self.store.delete_entry(pick.choice(self.alive()).id)

    @precondition(lambda self: self.alive())
    @rule(pick=st.randoms(use_true_random=False))
    def delete_without_trace(self, pick):
        entry = pick.choice(self.alive())
        self.needs_full |= entry.start < self.world.now - TRACELESS
        self.store.forget_entry(entry.id)

    @rule(pick=st.randoms(use_true_random=False))
    def restore(self, pick):
        gone = [entry for entry in self.store.snapshot().entries if entry.deleted_at and self.is_known_space(entry)]
        if gone:
            self.store.restore_entry(pick.choice(gone).id)

    @precondition(lambda self: self.alive())
    @rule(pick=st.randoms(use_true_random=False))
    def edit_silently(self, pick):
        """Change an entry without a new `at`."""
        entry = pick.choice(self.alive())
        self.needs_full = True
        self.store.edit_entry(entry.id, description="silently", at=entry.at)

    @rule(tag=st.sampled_from(TAGS), project=st.sampled_from(PROJECTS), what=st.sampled_from(["tag", "project"]))
    def delete_reference_data(self, tag, project, what):
        if what == "tag" and tag in self.tags():
            self.store.delete_tag(tag)
        if what == "project" and project in self.projects():
            self.store.delete_project(project)

    @rule(space=st.sampled_from([6, 7]))
    def join_or_leave(self, space):
        if space in self.spaces():
            self.store.leave_workspace(space)
            self.left.add(space)
        else:
            self.store.add_workspace(Workspace(id=space, name=SPACES[space], organization_id=3, at=self.world.now))

    # What happens around.

    @rule(minutes=st.sampled_from([1, 9, 11, 30, 90, 600]))
    def wait(self, minutes):
        self.world.now += timedelta(minutes=minutes)

    @rule(days=st.sampled_from([1, 7, 59, 100]))
    def wait_long(self, days):
        # An entry far before the history's beginning shows only in the changes, which reach back three months.
        if not self.is_backdated:
            self.world.now += timedelta(days=days)

    @rule(limit=st.sampled_from([(), (5,), (5, 6)]))
    def limit_workspaces(self, limit):
        self.limit = limit

    @rule(kind=st.sampled_from(FAULTS), after=st.integers(0, 8), times=st.sampled_from([1, 9]))
    def sync_with_fault(self, kind, after, times):
        options: dict[str, Any] = {"resets_in": 600} if kind == "quota" else {}
        path = "/reports/" if kind == "null" else None
        if kind == "null":
            # An empty list in place of the right one is a lie that only a full read takes back.
            self.needs_full = True
        self.world.toggl.fail_next(kind, times, path=path, after=after, **options)
        self.sync()

    @precondition(lambda self: self.alive())
    @rule(
        pick=st.randoms(use_true_random=False), after=st.integers(1, 6), what=st.sampled_from(["day", "delete", "add"])
    )
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

    @rule(full=st.booleans())
    def sync_well(self, full):
        self.sync(full=full)

    def teardown(self):
        if hasattr(self, "store"):
            self.world.toggl.forget_faults()
            self.world.now += timedelta(hours=2)
            self.sync(full=self.needs_full, must_end=True)
            assert self.stored() == self.truth()

    # How it is done and compared.

    def sync(self, *, full=False, must_end=False):
        world = self.world
        pace = Pace(clock=lambda: 0.0, sleep=lambda _: None, jitter=random.Random(1))
        with Client(world.toggl.origin, world.toggl.token, pace=pace) as client:
            run = SyncRun(world.connection, client, world.now + self.skew)
            limit = tuple(space for space in self.limit if space in self.spaces())
            try:
                sync(run, Settings(toggl_workspace_ids=limit), SyncOptions(full=full))
                self.is_backdated = False
            except StageError:
                world.connection.rollback()
                if must_end:
                    raise
        world.toggl.forget_faults()

    def truth(self):
        read = self.spaces() if not self.limit else [space for space in self.limit if space in self.spaces()]
        return {entry.id: shown(entry) for entry in self.alive() if entry.workspace_id in (None, *read)}

    def stored(self):
        rows = self.world.connection.execute(
            """
            select coalesce(v9.data, report.data)
            from raw.toggl__time_entries as v9
            full join raw.toggl__report_time_entries as report using (source_id)
            where case when v9.source_id is null then report.deleted_at else v9.deleted_at end is null
            """
        )
        entries = {row[0]["id"]: as_stored(row[0]) for row in rows}
        # Entries of a workspace that the person left stay as they were.
        gone = self.left - set(self.spaces())
        return {key: entry for key, entry in entries.items() if entry.workspace not in gone}

    def spaces(self):
        return [space.id for space in self.store.snapshot().workspaces]

    def alive(self):
        return [entry for entry in self.store.snapshot().entries if entry.deleted_at is None]

    def is_known_space(self, entry: Entry) -> bool:
        return (entry.workspace_id or 5) in self.spaces()

    def tags(self):
        return tuple(tag.id for tag in self.store.snapshot().tags)

    def projects(self):
        return {project.id for project in self.store.snapshot().projects}

    def at(self, days, hour):
        return self.world.now.replace(hour=0, minute=0) - timedelta(days=days, hours=24 - hour)

    def move_day(self, entry, days):
        start = self.at(days, 5)
        self.store.edit_entry(entry.id, start=start, stop=start + HOUR)


def shown(entry: Entry) -> Shown:
    return Shown(
        entry.start,
        entry.stop,
        entry.description,
        entry.project_id,
        frozenset(entry.tag_ids),
        entry.workspace_id or 5,
    )


def as_stored(data: dict[str, Any]) -> Shown:
    stop = data.get("stop")
    return Shown(
        datetime.fromisoformat(data["start"]).astimezone(UTC),
        datetime.fromisoformat(stop).astimezone(UTC) if stop else None,
        data.get("description") or "",
        data.get("project_id"),
        frozenset(data.get("tag_ids") or ()),
        data["workspace_id"],
    )
