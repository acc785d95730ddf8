"""`lifetracer worker`."""

import sys

import anyio
import click

from service.cli.common import Context, pass_context
from service.daemon import Daemon
from service.database.session import find
from service.observe import logs, tracing
from service.observe.logs import announce


@click.command()
@pass_context
def worker(context: Context) -> None:
    """Run jobs beside the gateway, until SIGINT or SIGTERM.

    Start it on further machines with the DATABASE_URL of the gateway (and the settings that the stages need): each
    takes jobs from the same queue, and a job of a machine that is lost runs again on another.
    """
    settings = context.settings()
    logs.configure(settings.log_format)
    tracing.set_up()
    daemon = Daemon(
        database=find(settings),
        announce=announce,
        name="worker",
        opened=lambda _: announce("The worker takes jobs from the queue."),
    )
    sys.exit(anyio.run(daemon.run))
