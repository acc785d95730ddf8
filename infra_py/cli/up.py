"""`python -m infra_py up`."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
from pulumi.automation import Stack

from infra_py.cli import search_state as search_states
from infra_py.cli.choices import Decision, chosen, recovery_options
from infra_py.cli.clock import Clock
from infra_py.cli.configuration import Configuration, configuration, placement, usable, write
from infra_py.cli.domains import availability_domains
from infra_py.cli.engine import Engine
from infra_py.cli.errors import CommandFailed
from infra_py.cli.events import Events
from infra_py.cli.local_state import repair_local_state
from infra_py.cli.oci_errors import RETRYABLE, UNEXPLAINED, RefusalKind
from infra_py.cli.options import Span, stack_option
from infra_py.cli.output import WarningOutput, report_stop, show_result, shown_events, styled
from infra_py.cli.preview import plan
from infra_py.cli.progress import Progress
from infra_py.cli.project import Project, project_dir
from infra_py.cli.recovery import Recovery
from infra_py.cli.search import Search
from infra_py.cli.search_state import SearchState
from infra_py.cli.side_stack import LookUpFailed
from infra_py.cli.sizes import Size, ladder
from infra_py.cli.unanswered import Unanswered
from infra_py.cli.update import Update, machine, resources
from infra_py.cli.update import up as run_up
from infra_py.settings import Settings
from infra_py.settings.oci_config import read_profile

VOLUME = "oci:Core/volume:Volume"
EXAMPLES = """\b
Examples:
  python -m infra_py up
  python -m infra_py up --until-capacity
  python -m infra_py up --until-capacity --for 3d --accept-smaller
"""


@click.command(epilog=EXAMPLES)
@stack_option
@click.option("--until-capacity", is_flag=True, help="Repeat, domain after domain, until Oracle has a machine.")
@click.option("--for", "span", type=Span(), default="72h", show_default=True, help="How long to try: 90m, 72h, 3d.")
@click.option("--accept-smaller", is_flag=True, help="After a round of all domains, try the next smaller size.")
@recovery_options
@click.option("--yes", is_flag=True, help="Do not ask before something is replaced or deleted.")
@click.pass_obj
def up(
    clock: Clock,
    stack: str | None,
    span: timedelta,
    *,
    until_capacity: bool,
    accept_smaller: bool,
    adopt: bool,
    delete_stray: bool,
    yes: bool,
) -> None:
    """Build the server, or change it to what the configuration says.

    Free Ampere machines are often "out of host capacity". With --until-capacity the region's availability domains are
    tried in turn, at least a minute apart, until one has room or the time is over. Where there is a data volume
    already, only its own domain is tried. Ctrl-C stops in order, and the same command goes on from there. An error that
    no further attempt would solve ends it at once. The domain that worked is written to the stack's configuration.

    With --accept-smaller the sizes 4 OCPU / 24 GB, 3 / 18, 2 / 12 and 1 / 6 below the configured one are tried, too.

    After a run that was killed, or that received no answer, the cloud may have a resource that the stack's state does
    not know. Then it looks there first, and asks; --adopt and --delete-stray answer.
    """
    if accept_smaller and not until_capacity:
        raise click.UsageError("--accept-smaller belongs to --until-capacity.")
    choice = chosen(adopt=adopt, delete_stray=delete_stray)
    engine = Engine()
    project = Project(project_dir(), engine)
    progress = Progress()
    repair_local_state(project, progress)
    name = project.stack_name(stack)
    with engine.stoppable(lambda times: report_stop(progress, times)):
        opened = project.open(name, create=True)
        found = configuration(project, name)
        settings = usable(found, project)
        recovery = Recovery(project, name, opened, found, progress, Decision(name, "up", choice))
        run = _Run(project, name, opened, settings, found, progress, clock, recovery, WarningOutput(progress))
        run.recover()
        if (existing := machine(opened)) is not None:
            run.end_killed_search(existing)
            run.ask_before_loss(yes=yes)
            update = run.once()
        elif until_capacity:
            update = run.search(span, accept_smaller=accept_smaller)
        else:
            update = run.once()
    if update.refusal is not None:
        raise CommandFailed(f"{update.refusal.sentence()}{hint(update, is_search=until_capacity)}")
    show_result(update.outputs)


@dataclass(frozen=True)
class _Run:
    project: Project
    name: str
    stack: Stack
    settings: Settings
    found: Configuration
    progress: Progress
    clock: Clock
    recovery: Recovery
    warnings: WarningOutput

    @property
    def unanswered(self) -> Unanswered:
        return Unanswered(self.project.note(f"unanswered-{self.name}.txt"))

    def recover(self) -> None:
        """Settle what the last run has left open, or may have made without an answer.

        Raises:
            LookUpFailed: when the cloud does not answer.
            CommandFailed: when a person has to decide.
        """
        if self.unanswered:
            self.progress.say(self.unanswered.describe())
        self.recovery.run(with_unexplained=bool(self.unanswered))
        self.unanswered.forget()

    def once(self) -> Update:
        events = shown_events(self.progress, self.warnings)
        update = self._run_up(events)
        self.warnings.show_all(events)
        return update

    def ask_before_loss(self, *, yes: bool) -> None:
        """Have a person agree before anything that is there is replaced or deleted."""
        losing = plan(self.stack, self.project.engine).losing()
        if not losing or yes:
            return
        self.progress.say("This would replace or delete:\n" + "\n".join(f"  {styled(step)}" for step in losing))
        if not click.confirm("Go on?", err=True):
            raise CommandFailed("Nothing was changed.")

    def search(self, span: timedelta, *, accept_smaller: bool) -> Update:
        """Search for capacity and write the place that was found to the configuration.

        Raises:
            CommandFailed: when the domains cannot be listed: a first answer from Oracle proves region and connection.
        """
        engine, path = self.project.engine, self.project.note(f"search-{self.name}.json")
        state, account = search_states.load(path), self._account()
        if not state.domains or state.account != account:
            domains = availability_domains(engine, self.found.provider, self.settings.tenancy_id)
            state = SearchState(account=account, domains=domains)
        wanted = Size(self.settings.ocpus, self.settings.memory_gb)
        found = Search(
            attempt=self._attempt,
            domains=reachable(resources(self.stack)) or first(self.settings.availability_domain, state.domains),
            sizes=ladder(wanted, accept_smaller=accept_smaller),
            span=span,
            state=state,
            save=lambda changed: search_states.save(changed, path),
            clock=self.clock,
            progress=self.progress,
            stop=engine.stop,
        ).run()
        self._settle(found.domain, found.size)
        search_states.forget(path)
        return found.update

    def _run_up(self, events: Events, config_file: Path | None = None) -> Update:
        update = run_up(self.stack, self.project.engine, events, config_file=config_file)
        self.unanswered.note(events.failures())
        if update.refusal is not None:
            # An engine that was killed may leave a state that the commands after it cannot read.
            repair_local_state(self.project, self.progress)
        return update

    def _account(self) -> str:
        """Return the region and tenancy that the domains belong to."""
        region = self.found.provider.get("region") or read_profile(self.found.profile_name).get("region", "")
        return f"{region} {self.settings.tenancy_id}"

    def _attempt(self, domain: str, size: Size) -> Update:
        """Build in one domain with a copy of the configuration: the person's own changes only after a success."""
        if self.unanswered:
            try:
                self.recover()
            except LookUpFailed as error:
                if error.refusal is None:
                    raise
                return Update(error.refusal, {}, has_made_machine=False)
        copy = self.project.note(f"Pulumi.{self.name}.yaml")
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(self.project.settings_file(self.name), copy)
        try:
            write(self.project, self.name, placement(domain, size, self.settings), into=copy)
            events = Events(on_warning=self.warnings)
            update = self._run_up(events, config_file=copy)
            if update.refusal is not None and update.refusal.kind in UNEXPLAINED:
                self.warnings.show_all(events)
            return update
        finally:
            copy.unlink(missing_ok=True)

    def end_killed_search(self, existing: Mapping[str, Any]) -> None:
        """Write where the machine is if the search that found the place was killed before it could."""
        path = self.project.note(f"search-{self.name}.json")
        if not path.exists():
            return
        shape = existing["inputs"]["shapeConfig"]
        self._settle(existing["inputs"]["availabilityDomain"], Size(shape["ocpus"], shape["memoryInGbs"]))
        search_states.forget(path)

    def _settle(self, domain: str, size: Size) -> None:
        values = placement(domain, size, self.settings)
        write(self.project, self.name, values)
        self.progress.say(f"A machine of {size} in {domain}; {', '.join(values)} written to Pulumi.{self.name}.yaml.")


def hint(update: Update, *, is_search: bool) -> str:
    """Return the command that goes on after a failure; empty where the fix of the error comes first."""
    assert update.refusal is not None
    if update.has_made_machine:
        return " The machine exists; `python -m infra_py up` builds the rest."
    if not is_search and update.refusal.kind in RETRYABLE - {RefusalKind.NETWORK}:
        return " `python -m infra_py up --until-capacity` tries all domains until there is room."
    return ""


def first(wanted: str | None, domains: list[str]) -> list[str]:
    """Return the domains with the configured one first, or as they are when it is none of them."""
    return sorted(domains, key=lambda name: name != wanted)


def reachable(there: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the one domain whose machines reach the data volume; none without a volume: then every domain will do."""
    return [str(one["inputs"]["availabilityDomain"]) for one in there if one["type"] == VOLUME]
