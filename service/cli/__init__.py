"""The command line: the composition root, and the only place where a mistake becomes an exit code."""

import sys
from importlib import import_module

import click

from service.cli.common import Context
from service.errors import UserError
from service.version import VERSION

EPILOG = """
\b
Start here:
  lifetracer demo                                a year of a sample person, from logged time to PDF
  lifetracer import toggl FILE.csv               your own "detailed report" export
  lifetracer run pipeline --wait                 sync, transform and report once
  lifetracer serve                               the gateway: HTTP API and worker

Without DATABASE_URL an embedded PostgreSQL in the data directory is used and stopped again.
"""

# Command, module and object: each is imported only when it is asked for, because the gateway's or the sandbox's
# libraries cost half a second.
COMMANDS = {
    "demo": ("demo", "demo"),
    "import": ("imports", "import_"),
    "jobs": ("jobs", "jobs"),
    "migrate": ("migrate", "migrate"),
    "report": ("reports", "report"),
    "run": ("run", "run"),
    "sandbox": ("sandbox", "sandbox"),
    "serve": ("serve", "serve"),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 click's signature
        """Return the names."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 click's signature
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name]
        command = getattr(import_module(f"service.cli.{module}"), name)
        assert isinstance(command, click.Command)
        return command


@click.group(
    cls=LazyGroup,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.option(
    "--data-dir",
    envvar="LIFETRACER_DATA_DIR",
    metavar="DIR",
    help="Where the embedded database and the API key live (default: the user's data folder; as root "
    "/var/lib/lifetracer).",
)
@click.version_option(VERSION, prog_name="lifetracer")
@click.pass_context
def cli(context: click.Context, data_dir: str | None) -> None:
    """LifeTracer: where your 24 hours go."""
    context.obj = Context(data_dir=data_dir)


def main() -> None:
    """Run the command line; an error of the user's is told in a sentence."""
    try:
        cli.main(standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("Interrupted.", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except UserError as error:
        click.echo(f"lifetracer: {error}", err=True)
        sys.exit(error.exit_code)
