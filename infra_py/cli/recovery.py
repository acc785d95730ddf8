"""Going on after a run that was killed, so that nothing is made twice and nothing is forgotten.

A killed engine leaves operations open in the stack's state. How a change or a deletion ended, the engine finds out by
reading the resource. A creation has no id in the state, so its result is looked for in the cloud, by tags. Then a
person, or an option, decides: adopt it into the stack, delete it, or keep it as part of something else.

The engine's own `pulumi refresh --import-pending-creates` is of no use: engine 3.274.1 drops the operation without an
import, and the resource is in no state any more. `pulumi import` reads the resource only; what the provider cannot read
(whether a public address was wished for the machine) would then differ from the program. So the resource is read on top
of the arguments that the killed run has left, which is what the provider itself does at the end of a creation.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pulumi.automation import CommandError, Stack

from infra_py.cli.cloud_inventory import GONE, inventory
from infra_py.cli.configuration import Configuration
from infra_py.cli.errors import CommandFailed
from infra_py.cli.lost_events import losses
from infra_py.cli.output import shown_events
from infra_py.cli.progress import Progress
from infra_py.cli.project import Project
from infra_py.cli.side_stack import SideStack
from infra_py.cli.stack_state import CLOUD, CREATING, RELEASE, Pending, StackState, read_state, write_state
from infra_py.cli.strays import Stray, find_strays, missing, scope_of
from infra_py.cli.update import explain

# How Pulumi marks a secret in a state.
SIGNATURE = "4dabf18193072939515e22adb298388d"


class Choice(StrEnum):
    """What becomes of a stray resource."""

    ADOPT = "adopt"
    DELETE = "delete"
    KEEP = "keep"


Decide = Callable[[Sequence[Stray]], Mapping[str, Choice]]


@dataclass(frozen=True)
class Recovery:
    """What a killed run has left open on one stack.

    Attributes:
        decide: returns the choice for each stray by its id, or raises CommandFailed.
    """

    project: Project
    name: str
    stack: Stack
    configuration: Configuration
    progress: Progress
    decide: Decide

    def run(self, *, with_unexplained: bool = False) -> None:
        """Settle everything that is open; when nothing is, do nothing.

        Args:
            with_unexplained: look in the cloud in any case, and also decide on strays that no open creation explains.

        Raises:
            CommandFailed: when it cannot be settled, with the reason; it can be run again.
            Interrupted: after Ctrl-C.
        """
        state = read_state(self.project, self.name)
        if state.pending:
            self.progress.say(describe(self.name, state.pending))
            state = self._settle_changes(state)
        if with_unexplained or any(one.is_creation for one in state.pending):
            self._settle_creations(state, with_unexplained=with_unexplained)
        elif state.pending:
            write_state(self.project, self.name, state)

    def _settle_changes(self, state: StackState) -> StackState:
        """Have the engine read what was being changed or deleted."""
        known = {one["urn"] for one in state.resources}
        urns = {one.urn for one in state.pending if one.operation != CREATING and one.type.startswith(CLOUD)} & known
        if not urns:
            return state
        events = shown_events(self.progress)
        try:
            with losses(events):
                self.stack.refresh(target=sorted(urns), on_event=events, show_secrets=False)
        except CommandError as error:
            refusal = explain(error, events, self.stack, self.project.engine)
            raise CommandFailed(f"How the last run ended cannot be read. {refusal.sentence()}") from error
        state = read_state(self.project, self.name)
        ending = [one for one in state.resources if one["urn"] in urns and _lifecycle(one) in GONE]
        if ending:
            names = ", ".join(one["urn"].rpartition("::")[2] for one in ending)
            raise CommandFailed(f"Oracle is still deleting {names}. Run the same command again in a minute.")
        return state

    def _settle_creations(self, state: StackState, *, with_unexplained: bool) -> None:
        scope = scope_of(self.name, self.configuration, state)
        self.progress.show("Looking in the cloud for the resources of this stack ...")
        with inventory(self.project.engine, self.configuration.provider, scope) as (side, found):
            strays = find_strays(found, state)
            wanted = [one for one in strays if one.creation or with_unexplained]
            _refuse_unfinished(wanted)
            for begun in missing(state, strays):
                self.progress.say(f"Not in the cloud: {begun.label}. The next `up` makes it.")
            choices = self.decide(wanted) if wanted else {}
            self._delete([one for one in wanted if choices[one.resource.id] is Choice.DELETE], side)
            self._adopt([one for one in wanted if choices[one.resource.id] is Choice.ADOPT], side, state)
        for one in strays:
            if one not in wanted:
                self.progress.say(
                    f"Also tagged as this stack's, but made by no run that is open: {one}. "
                    "`python -m infra_py recover` decides on it."
                )

    def _delete(self, strays: Sequence[Stray], side: SideStack) -> None:
        if strays:
            delete(strays, side, self.progress)

    def _adopt(self, strays: Sequence[Stray], side: SideStack, state: StackState) -> None:
        """Write the adopted ones into the state, and take the open operations out of it, in one step."""
        begun = {one.resource.id: one.creation for one in strays if one.creation}
        found = side.read([_on_top_of(one) for one in strays]) if strays else {}
        if vanished := [str(one.resource) for one in strays if one.resource.id not in found]:
            raise CommandFailed(f"No longer in the cloud: {', '.join(vanished)}. Run the same command again.")
        adopted = {begun[key].urn: (key, {**begun[key].inputs, **outputs}) for key, outputs in found.items()}
        if state.pending:
            write_state(self.project, self.name, state.adopted(adopted))
        for one in strays:
            self.progress.say(f"Adopted: {one.resource.noun} ({one.resource.id}).")


def describe(stack: str, pending: Collection[Pending]) -> str:
    """Return what a killed run was doing, in a person's words; components exist only in the program."""
    real = [one for one in pending if one.type.startswith(CLOUD) or one.type == RELEASE]
    doing = ", ".join(dict.fromkeys(str(one) for one in real))
    if not doing:
        return f"The last run on the stack {stack} was killed before it changed anything in the cloud."
    return f"The last run on the stack {stack} was killed while it was {doing}; how that ended is not known."


def delete(strays: Sequence[Stray], side: SideStack, progress: Progress) -> None:
    """Delete strays from the cloud.

    Raises:
        CommandFailed: when one cannot be deleted, with the reason.
        Interrupted: after Ctrl-C.
    """
    try:
        side.delete([one.resource.as_resource() for one in strays])
    except CommandFailed as error:
        names = ", ".join(str(one.resource) for one in strays)
        raise type(error)(f"Not everything of this could be deleted: {names}. {error}") from error
    for one in strays:
        progress.say(f"Deleted: {one.resource.noun} ({one.resource.id}).")


def _on_top_of(one: Stray) -> dict[str, Any]:
    """Return a resource with the arguments of its creation; secret ones cannot leave the stack's own state."""
    inputs = one.creation.inputs if one.creation else {}
    plain = {name: value for name, value in inputs.items() if SIGNATURE not in str(value)}
    return {"type": one.resource.type, "id": one.resource.id, "properties": plain}


def _refuse_unfinished(strays: Sequence[Stray]) -> None:
    unfinished = [str(one.resource) for one in strays if one.resource.is_unfinished]
    if unfinished:
        raise CommandFailed(f"Oracle is still making: {'; '.join(unfinished)}. Run the same command again in a minute.")


def _lifecycle(one: Mapping[str, Any]) -> str:
    return str((one.get("outputs") or {}).get("state"))
