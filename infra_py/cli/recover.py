"""`python -m infra_py recover`."""

import click

from infra_py.cli.choices import Decision, chosen, recovery_options
from infra_py.cli.configuration import configuration
from infra_py.cli.engine import Engine
from infra_py.cli.local_state import repair_local_state
from infra_py.cli.options import stack_option
from infra_py.cli.output import report_stop
from infra_py.cli.progress import Progress
from infra_py.cli.project import Project, project_dir
from infra_py.cli.recovery import Recovery

EXAMPLES = """\b
Examples:
  python -m infra_py recover
  python -m infra_py recover --adopt
  python -m infra_py recover --delete-stray --yes
"""


@click.command(epilog=EXAMPLES)
@stack_option
@recovery_options
@click.option("--with-data", is_flag=True, help="With --delete-stray: also disks that may hold your data.")
@click.option("--yes", is_flag=True, help="With --delete-stray: do not ask.")
def recover(stack: str | None, *, adopt: bool, delete_stray: bool, with_data: bool, yes: bool) -> None:
    """Settle what a killed run has left: in the stack's state, and in the cloud.

    After a crash (the computer went off, the engine was killed) the cloud may have a resource that the state does not
    know. This looks for resources with the stack's tags that are missing in the state, and asks for each whether the
    stack adopts it, whether it is deleted, or whether it is kept because it is not this stack's.

    `up` does the same, as far as the killed run explains what is found.
    """
    choice = chosen(adopt=adopt, delete_stray=delete_stray)
    engine = Engine()
    project = Project(project_dir(), engine)
    progress = Progress()
    repair_local_state(project, progress)
    name = project.stack_name(stack)
    with engine.stoppable(lambda times: report_stop(progress, times)):
        opened = project.open(name)
        decide = Decision(name, "recover", choice, with_data=with_data, is_confirmed=yes)
        Recovery(project, name, opened, configuration(project, name), progress, decide).run(with_unexplained=True)
    click.echo(f"The state of the stack {name} has everything that the cloud has with its tags, but for what was kept.")
