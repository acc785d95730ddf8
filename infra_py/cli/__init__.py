"""`python -m infra_py`: the helper beside `pulumi`. It finds capacity, and says what is wrong before it costs time."""

import sys
from collections.abc import Sequence
from importlib import import_module

import click

from infra_py.cli.clock import Clock, RealClock
from infra_py.cli.errors import CommandFailed, Interrupted

INTERRUPTED = 130
EPILOG = """
\b
In this order, in LifeTracer's folder:
  python -m infra_py check                 what is missing on this computer, each with its fix
  python -m infra_py preview               what would be built
  python -m infra_py up --until-capacity   build it, as soon as Oracle has a free machine
  python -m infra_py ssh-config --write    then `ssh lifetracer` works
  python -m infra_py status                is it up, and what is it
  python -m infra_py recover               after a crash: what is in the cloud and not in the state
  python -m infra_py destroy               remove everything

`pulumi preview`, `pulumi up` and `pulumi destroy` work on the same stack and state, and may be mixed with these.
"""

# Command, module and object: each is imported only when it is asked for; Pulumi's SDK alone costs a second.
COMMANDS = {
    "check": ("check", "check"),
    "preview": ("preview", "preview"),
    "up": ("up", "up"),
    "status": ("status", "status"),
    "ssh-config": ("ssh_config", "ssh_config"),
    "recover": ("recover", "recover"),
    "destroy": ("destroy", "destroy"),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 click's signature
        """Return the names, in the order of use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 click's signature
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name]
        command = getattr(import_module(f"infra_py.cli.{module}"), name)
        assert isinstance(command, click.Command)
        return command


@click.group(
    cls=LazyGroup,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
def cli() -> None:
    """Build, watch and remove your LifeTracer server on Oracle Cloud."""


def main(argv: Sequence[str] | None = None, *, clock: Clock | None = None) -> int:
    """Run the command line and return the exit code; what a person can fix is reported in a sentence.

    Args:
        argv: the arguments; None = those of the process.
        clock: what the search takes for time; None = this computer's.
    """
    for stream in (sys.stdout, sys.stderr):
        # A redirected stream on Windows may be in an encoding that has not every character.
        getattr(stream, "reconfigure", lambda **_: None)(errors="replace")
    try:
        code = cli.main(
            list(argv) if argv is not None else None,
            prog_name="python -m infra_py",
            standalone_mode=False,
            obj=clock or RealClock(),
        )
    except click.exceptions.Abort:
        click.echo("Interrupted.", err=True)
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except Interrupted as stop:
        click.echo(str(stop), err=True)
        return INTERRUPTED
    except CommandFailed as failure:
        click.echo(f"infra_py: {failure}", err=True)
        return 1
    return code if isinstance(code, int) else 0
