"""`python -m infra_py destroy`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import click
from pulumi.automation import CommandError, Stack

from infra_py.cli import search_state as search_states
from infra_py.cli.choices import COLLISION, agrees
from infra_py.cli.cloud_inventory import Scope, inventory
from infra_py.cli.configuration import Configuration, configuration
from infra_py.cli.engine import Engine
from infra_py.cli.errors import CommandFailed
from infra_py.cli.local_state import repair_local_state
from infra_py.cli.lost_events import losses
from infra_py.cli.options import stack_option
from infra_py.cli.output import report_stop, shown_events
from infra_py.cli.progress import Progress
from infra_py.cli.project import Project, project_dir
from infra_py.cli.pulumi_errors import describe_error
from infra_py.cli.recovery import delete, describe
from infra_py.cli.side_stack import LookUpFailed
from infra_py.cli.stack_state import StackState, read_state, write_state
from infra_py.cli.strays import Stray, find_strays, scope_of
from infra_py.cli.unanswered import Unanswered
from infra_py.cli.update import explain, resources

EXAMPLES = """\b
Examples:
  python -m infra_py destroy
  python -m infra_py destroy --with-data    with the data volume; its data is lost
"""


@click.command(epilog=EXAMPLES)
@stack_option
@click.option("--with-data", is_flag=True, help="Delete the protected data volume, too. Its data is lost.")
@click.option("--delete-stray", is_flag=True, help="Delete what is tagged as this stack's but not in its state, too.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def destroy(stack: str | None, *, with_data: bool, delete_stray: bool, yes: bool) -> None:
    """Remove the server and everything that was made for it.

    Says first what will go, and asks. A data volume that is protected (protectData) stops it before anything is
    removed; --with-data takes the protection away and deletes it with the rest. At the end it looks in the cloud for
    resources with the stack's tags: what a killed run has left there is named, and deleted after a question or with
    --delete-stray. The stack's configuration stays on this computer, so that `up` can build it again.
    """
    engine = Engine()
    project = Project(project_dir(), engine)
    progress = Progress()
    repair_local_state(project, progress)
    name = project.stack_name(stack)
    with engine.stoppable(lambda times: report_stop(progress, times)):
        opened = project.open(name)
        project.verify_passphrase(name)
        found, state = configuration(project, name), read_state(project, name)
        scope = scope_of(name, found, state)
        run = _Destruction(project, name, opened, found, scope, progress, with_data, delete_stray, yes)
        run.check(state)
        run.settle_creations(state)
        run.remove_known()
        search_states.forget(project.note(f"search-{name}.json"))
        run.remove_strays()
        Unanswered(project.note(f"unanswered-{name}.txt")).forget()
    click.echo(
        f"Nothing of the stack {name} is left in the cloud: nothing there has its tags. Its configuration is still in "
        f"Pulumi.{name}.yaml; `pulumi stack rm {name}` removes that, too."
    )


@dataclass(frozen=True)
class _Destruction:
    project: Project
    name: str
    stack: Stack
    configuration: Configuration
    scope: Scope
    progress: Progress
    with_data: bool
    delete_stray: bool
    yes: bool

    def check(self, state: StackState) -> None:
        """Say what will go, and have a person agree."""
        known = resources(self.stack)
        if state.pending:
            self.progress.say(describe(self.name, state.pending))
        if not known:
            return
        click.echo(f"This will go from the cloud (stack {self.name}):")
        for one in known:
            click.echo(f"  {_line(one)}")
        protected = [one for one in known if one.get("protect")]
        if protected and not self.with_data:
            raise CommandFailed(_protected(protected))
        if not self.yes and not click.confirm(_question(protected)):
            raise CommandFailed("Nothing was removed.")

    def settle_creations(self, state: StackState) -> None:
        """Delete what a killed run has made, because the rest may hang on it; then nothing is open any more."""
        if any(one.is_creation for one in state.pending):
            with inventory(self.project.engine, self.configuration.provider, self.scope) as (side, found):
                strays = [one for one in find_strays(found, state) if one.creation]
                if strays:
                    self._confirm(strays, "Nothing was removed.")
                    delete(strays, side, self.progress)
        if state.pending:
            write_state(self.project, self.name, state)

    def remove_known(self) -> None:
        """Have the engine remove everything that the state has, also when that is only the rest of a broken run."""
        for one in resources(self.stack):
            if one.get("protect"):
                _unprotect(self.project, self.name, one["urn"])
        _destroy(self.stack, self.project.engine, self.progress)

    def remove_strays(self) -> None:
        """Look whether the cloud has anything left, and delete it when a person or an option says so.

        Raises:
            CommandFailed: when something is left, with what, or when that cannot be verified.
        """
        try:
            if self._remove_found_strays():
                self._remove_found_strays()
        except LookUpFailed as error:
            raise CommandFailed(
                "Everything that the state knew is removed. Whether the cloud has anything else of the stack "
                f"{self.name} could not be verified. {error} Run it again to verify it."
            ) from error

    def _remove_found_strays(self) -> bool:
        self.progress.show("Looking in the cloud for what is left ...")
        with inventory(self.project.engine, self.configuration.provider, self.scope) as (side, found):
            strays = find_strays(found, read_state(self.project, self.name))
            if strays:
                self._confirm(strays, "What the state knew is removed; this is still in the cloud.")
                delete(strays, side, self.progress)
        return bool(strays)

    def _confirm(self, strays: Sequence[Stray], otherwise: str) -> None:
        """Have strays deleted only on purpose: by their tags alone they might be those of another stack."""
        lines = "".join(f"\n  {one}" for one in strays)
        click.echo(f"In the cloud, but not in the state of the stack {self.name}:{lines}\n{COLLISION}", err=True)
        if any(one.may_hold_data for one in strays) and not self.with_data:
            raise CommandFailed(f"{otherwise} It may hold your data: `--with-data` deletes that, too.")
        if self.delete_stray or (not self.yes and agrees("Delete this, too?", option="--delete-stray")):
            return
        raise CommandFailed(f"{otherwise} `python -m infra_py destroy --delete-stray` deletes it, too.")


def _line(one: dict[str, Any]) -> str:
    kind, name = one["type"].rpartition(":")[2], one["urn"].rpartition("::")[2]
    mark = click.style("  (protected: holds your data)", fg="red") if one.get("protect") else ""
    return f"{kind} {name}{mark}"


def _protected(kept: list[dict[str, Any]]) -> str:
    names = ", ".join(one["urn"].rpartition("::")[2] for one in kept)
    return (
        f"Nothing was removed, because {names} holds your data and is protected (protectData): to delete it with the "
        "rest, run `python -m infra_py destroy --with-data`, or set protectData to false, run `up`, and destroy again."
    )


def _question(kept: list[dict[str, Any]]) -> str:
    return "Remove all of it, the data included?" if kept else "Remove all of it?"


def _unprotect(project: Project, stack: str, urn: str) -> None:
    try:
        project.pulumi("state", "unprotect", urn, "--yes", "--stack", stack)
    except CommandError as error:
        raise CommandFailed(describe_error(error)) from error


def _destroy(stack: Stack, engine: Engine, progress: Progress) -> None:
    """Have the engine remove everything.

    Raises:
        CommandFailed: when something would not go, with what and why.
        Interrupted: when a person asked to stop.
    """
    events = shown_events(progress)
    try:
        with losses(events):
            stack.destroy(on_event=events, show_secrets=False)
    except CommandError as error:
        refusal = explain(error, events, stack, engine)
        left = ", ".join(_line(one) for one in resources(stack))
        raise CommandFailed(f"{refusal.sentence()} Still there: {left}. Run it again; it goes on from here.") from error
