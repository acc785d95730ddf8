"""What a person does in Toggl between two syncs, as random steps."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from pipelines.connector.toggl import cursor
from sandbox.account import Entry, Workspace
from sandbox.store import AccountStore
from tests.pipelines.connector.toggl.model_world import CLIENT, PROJECTS, SPACES, TAGS, World

# Beyond this age a deletion without a trace shows only in a full read; v9's trailing window ends before.
TRACELESS = timedelta(days=55)
HOUR = timedelta(hours=1)
PICK = st.randoms(use_true_random=False)
NAMES = st.sampled_from(["deep", "Garten", "  睡眠 ", "a, b", "O'Neil \\ 50 %"])


class PersonMachine(RuleBasedStateMachine):
    """The rules of the person.

    Attributes:
        store: the account.
        needs_full: whether something happened that only a full read can show.
        is_backdated: whether an entry lies before all that is read and shows in the changes only.
        left: workspaces that the person has left at some time.
    """

    world: World
    store: AccountStore
    needs_full: bool
    is_backdated: bool
    left: set[int]

    @rule(days=st.integers(0, 190), hour=st.integers(0, 9), space=st.sampled_from([5, 6, 7]))
    def add(self, days, hour, space):
        if space in self.spaces():
            start, project = self.at(days, hour), 21 if 21 in self.projects() else None
            self.store.add_entry(
                start, start + HOUR, description="added", project_id=project, tag_ids=self.tags(), workspace_id=space
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
    @rule(pick=PICK, what=st.sampled_from(["description", "project", "tags", "day", "billable"]))
    def edit(self, pick, what):
        entry = pick.choice(self.alive())
        if what == "description":
            self.store.edit_entry(entry.id, description=f"edited {self.world.now:%H:%M}")
        elif what == "project":
            self.store.edit_entry(entry.id, project_id=22 if 22 in self.projects() else None)
        elif what == "tags":
            self.store.edit_entry(entry.id, tag_ids=self.tags()[:1])
        elif what == "billable":
            self.store.edit_entry(entry.id, billable=not entry.billable)
        else:
            self.move_day(entry, pick.randrange(0, 190))

    @precondition(lambda self: self.alive())
    @rule(pick=PICK, space=st.sampled_from([5, 6, 7]))
    def move_to_workspace(self, pick, space):
        if space in self.spaces():
            self.store.edit_entry(pick.choice(self.alive()).id, workspace_id=space)

    @precondition(lambda self: self.alive())
    @rule(pick=PICK)
    def delete(self, pick):
        self.store.delete_entry(pick.choice(self.alive()).id)

    @precondition(lambda self: self.alive())
    @rule(pick=PICK)
    def delete_without_trace(self, pick):
        entry = pick.choice(self.alive())
        self.needs_full |= entry.start < self.world.now - TRACELESS
        self.store.forget_entry(entry.id)

    @rule(pick=PICK)
    def restore(self, pick):
        gone = [entry for entry in self.store.snapshot().entries if entry.deleted_at and self.is_known_space(entry)]
        if gone:
            self.store.restore_entry(pick.choice(gone).id)

    @precondition(lambda self: self.alive())
    @rule(pick=PICK)
    def edit_silently(self, pick):
        """Change an entry without a new `at`."""
        entry = pick.choice(self.alive())
        self.needs_full = True
        self.store.edit_entry(entry.id, description="silently", at=entry.at)

    @precondition(lambda self: self.alive())
    @rule(pick=PICK)
    def end_by_duration(self, pick):
        """Let the service send an ended entry without its stop: the duration is its end."""
        ended = [entry for entry in self.alive() if entry.stop]
        if ended:
            self.store.send_odd_fields(pick.choice(ended).id, stop=None)

    @rule(what=st.sampled_from(["tag", "project", "client"]), number=st.integers(0, 1), name=NAMES)
    def rename(self, what, number, name):
        if what == "tag" and TAGS[number] in self.tags():
            self.store.edit_tag(TAGS[number], name=name)
        if what == "project" and PROJECTS[number] in self.projects():
            self.store.edit_project(PROJECTS[number], name=name)
        if what == "client" and CLIENT in self.clients():
            self.store.edit_client(CLIENT, name=name)

    @rule(number=st.integers(0, 1))
    def give_client(self, number):
        if PROJECTS[number] in self.projects() and CLIENT in self.clients():
            self.store.edit_project(PROJECTS[number], client_id=CLIENT)

    @rule(
        tag=st.sampled_from(TAGS), project=st.sampled_from(PROJECTS), what=st.sampled_from(["tag", "project", "client"])
    )
    def delete_reference_data(self, tag, project, what):
        if what == "tag" and tag in self.tags():
            self.store.delete_tag(tag)
        if what == "project" and project in self.projects():
            self.store.delete_project(project)
        if what == "client" and CLIENT in self.clients():
            self.store.delete_client(CLIENT)

    @rule(space=st.sampled_from([6, 7]))
    def join_or_leave(self, space):
        if space in self.spaces():
            # What was moved there since the last sync is gone without a trace.
            stored = self.world.stored()
            own = [entry.id for entry in self.alive() if entry.workspace_id == space]
            self.needs_full |= any(key in stored and stored[key].workspace != space for key in own)
            self.store.leave_workspace(space)
            self.left.add(space)
        else:
            # Left and joined again between two syncs: what is gone meanwhile is gone without a trace.
            self.needs_full |= space in self.left and space in self.read_workspaces()
            self.store.add_workspace(Workspace(id=space, name=SPACES[space], organization_id=3, at=self.world.now))

    def read_workspaces(self):
        """Return the workspaces of the last sync."""
        found = cursor.read(self.world.connection).workspaces or ()
        self.world.connection.rollback()
        return found

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

    def clients(self):
        return {client.id for client in self.store.snapshot().clients}

    def at(self, days, hour):
        return self.world.now.replace(hour=0, minute=0) - timedelta(days=days, hours=24 - hour)

    def move_day(self, entry, days):
        start = self.at(days, 5)
        self.store.edit_entry(entry.id, start=start, stop=start + HOUR)
