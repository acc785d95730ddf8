"""`python -m infra_py destroy`."""

from typing import Any

import click
from pulumi.automation import CommandError, Stack

from infra_py.cli import search_state as search_states
from infra_py.cli.engine import Engine
from infra_py.cli.errors import CommandFailed
from infra_py.cli.lost_events import losses
from infra_py.cli.options import stack_option
from infra_py.cli.output import report_stop, shown_events
from infra_py.cli.progress import Progress
from infra_py.cli.project import Project, project_dir
from infra_py.cli.pulumi_errors import told
from infra_py.cli.update import explain, resources

EXAMPLES = """\b
Examples:
  python -m infra_py destroy
  python -m infra_py destroy --with-data    with the data volume, for ever
"""


@click.command(epilog=EXAMPLES)
@stack_option
@click.option("--with-data", is_flag=True, help="Delete the protected data volume, too. Its data is lost for ever.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def destroy(stack: str | None, *, with_data: bool, yes: bool) -> None:
    """Remove the server and everything that was made for it.

    Says first what will go, and asks. A data volume that is protected (protectData) stops it before anything is
    removed; --with-data takes the protection away and deletes it with the rest. The stack's configuration stays on this
    computer, so that `up` can build it again.
    """
    engine = Engine()
    project = Project(project_dir(), engine)
    name = project.stack_name(stack)
    progress = Progress()
    with engine.stoppable(lambda times: report_stop(progress, times)):
        opened = project.open(name)
        there = resources(opened)
        if there:
            click.echo(f"This will go from the cloud (stack {name}):")
            for one in there:
                click.echo(f"  {_line(one)}")
            kept = [one for one in there if one.get("protect")]
            if kept and not with_data:
                raise CommandFailed(_protected(kept))
            if not yes and not click.confirm(_question(kept)):
                raise CommandFailed("Nothing was removed.")
            _unprotect(project, name, kept)
        # Also for a stack that is empty: half-made parts of a broken run are cleared from its state.
        _destroy(opened, engine, progress)
    search_states.forget(project.note(f"search-{name}.json"))
    click.echo(
        f"Nothing of the stack {name} is left in the cloud. Its configuration is still in Pulumi.{name}.yaml; "
        f"`pulumi stack rm {name}` forgets that, too."
    )


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
    return "Remove all of it, and the data for ever?" if kept else "Remove all of it?"


def _unprotect(project: Project, stack: str, kept: list[dict[str, Any]]) -> None:
    for one in kept:
        try:
            project.pulumi("state", "unprotect", one["urn"], "--yes", "--stack", stack)
        except CommandError as error:
            raise CommandFailed(told(error)) from error


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
