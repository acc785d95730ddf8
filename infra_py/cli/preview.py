"""`python -m infra_py preview`."""

from collections import Counter
from dataclasses import dataclass

import click
from pulumi.automation import CommandError, Stack

from infra_py.cli.configuration import configuration, usable
from infra_py.cli.engine import Engine
from infra_py.cli.errors import CommandFailed
from infra_py.cli.events import LOSING, Events, Step
from infra_py.cli.local_state import repair_local_state
from infra_py.cli.lost_events import losses, summary
from infra_py.cli.options import stack_option
from infra_py.cli.output import report_stop, show_warnings, styled
from infra_py.cli.progress import Progress
from infra_py.cli.project import Project, project_dir
from infra_py.cli.recovery import describe
from infra_py.cli.stack_state import read_state
from infra_py.cli.update import explain

BEFORE_UP = (
    "This preview does not know it either. `python -m infra_py up` looks in the cloud before it makes anything; "
    "`pulumi up` would make it a second time."
)
WORDS = {"+": "to create", "~": "to change", "-": "to delete", "+-": "to replace"}


@dataclass(frozen=True)
class Plan:
    """The steps that a run would take."""

    steps: list[Step]
    events: Events

    def losing(self) -> list[Step]:
        """Return the steps that delete or replace something."""
        return [step for step in self.steps if step.op in LOSING]

    def summary(self) -> str:
        """Return how many of each."""
        counts = Counter(step.sign for step in self.steps)
        return ", ".join(f"{count} {WORDS[sign]}" for sign, count in counts.items()) or "nothing to do"


def plan(stack: Stack, engine: Engine) -> Plan:
    """Have the engine plan a run.

    Raises:
        CommandFailed: when it cannot, with the cause.
        Interrupted: when a person stopped it.
    """
    events = Events()
    try:
        with losses(events) as lost:
            stack.preview(on_event=events)
    except CommandError as error:
        raise CommandFailed(explain(error, events, stack, engine).sentence()) from error
    except RuntimeError as error:
        # The SDK looks for the summary when the command ends, and the last events may be a little late.
        if not events.is_complete:
            causes = [summary(lost)] if lost else events.run_errors() or [f"Pulumi's SDK: {error}."]
            raise CommandFailed(f"The engine ended without a preview. {' '.join(causes)}") from error
    # A replacement has up to three steps of the same resource; the last one stands for it.
    return Plan(list({step.urn: step for step in events.planned}.values()), events)


EXAMPLES = "\b\nExample:\n  python -m infra_py preview"


@click.command(epilog=EXAMPLES)
@stack_option
def preview(stack: str | None) -> None:
    """Show what `up` would do, and warn about what is known to surprise. Changes nothing."""
    engine = Engine()
    project = Project(project_dir(), engine)
    progress = Progress()
    repair_local_state(project, progress)
    with engine.stoppable(lambda times: report_stop(progress, times)):
        name = project.stack_name(stack)
        opened = project.open(name, create=True)
        usable(configuration(project, name), project)
        pending = read_state(project, name).pending
        found = plan(opened, engine)
    for step in found.steps:
        click.echo(styled(step))
    show_warnings(found.events)
    if pending:
        click.secho(f"warning: {describe(name, pending)} {BEFORE_UP}", fg="yellow", err=True)
    click.echo(f"{found.summary()}.".capitalize())
