"""The command line: the composition root, and the only place where a mistake becomes an exit code."""

import os
import sys
from importlib import import_module

import click
import psycopg
from psycopg_pool import PoolTimeout

from service.cli.common import Context, print_note
from service.errors import UserError
from service.version import VERSION

INTERRUPTED = 130
EPILOG = """
\b
Start here:
  lifetracer demo                                a year of a sample person, from logged time to PDF
  lifetracer import toggl FILE.csv               your own "detailed report" export
  lifetracer connect toggl                       or straight from your account; also connect google
  lifetracer run pipeline --wait                 sync, transform and report once
  lifetracer serve                               the gateway: console, HTTP API, worker and scheduler
  lifetracer open                                the console in the browser, while the gateway runs

Without DATABASE_URL an embedded PostgreSQL in the data directory is used and stopped again.
"""

# Command, module and object: each is imported only when it is asked for, because the gateway's or the sandbox's
# libraries cost half a second.
COMMANDS = {
    "categories": ("categories", "categories"),
    "connect": ("connect", "connect"),
    "console": ("console", "console"),
    "demo": ("demo", "demo"),
    "forecasts": ("forecasts", "forecasts"),
    "import": ("imports", "import_"),
    "jobs": ("jobs", "jobs"),
    "keys": ("keys", "keys"),
    "migrate": ("migrate", "migrate"),
    "open": ("console", "open_"),
    "proposals": ("proposals", "proposals"),
    "report": ("reports", "report"),
    "run": ("run", "run"),
    "sandbox": ("sandbox", "sandbox"),
    "schedules": ("schedules", "schedules"),
    "serve": ("serve", "serve"),
    "settings": ("settings", "settings"),
    "sources": ("sources", "sources"),
    "summary": ("summary", "summary"),
    "targets": ("targets", "targets"),
    "worker": ("worker", "worker"),
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
    except BaseExceptionGroup as group:
        sys.exit(_tell(_first(group)))
    except Exception as error:  # noqa: BLE001 what is no mistake of the user's is raised again
        sys.exit(_tell(error))


def _tell(error: BaseException) -> int:
    """Say an error of the user's or the world's in a sentence and return the exit code; raise any other."""
    match error:
        case click.exceptions.Exit():
            return error.exit_code
        case click.exceptions.Abort():
            click.echo("Interrupted.", err=True)
            return INTERRUPTED
        case click.ClickException():
            error.show()
            return error.exit_code
        case UserError():
            print_note(f"lifetracer: {error}")
            return error.exit_code
        case psycopg.OperationalError() | PoolTimeout():
            print_note(f"lifetracer: Lost the connection to the database: {' '.join(str(error).split())}")
            return os.EX_TEMPFAIL
        case _:
            raise error


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """Return the first error inside task groups."""
    error = group.exceptions[0]
    return _first(error) if isinstance(error, BaseExceptionGroup) else error
