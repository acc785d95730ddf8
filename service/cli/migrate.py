"""`lifetracer migrate`."""

import click

from service.cli.common import Context, pass_context, print_note
from service.database.session import database


@click.command(short_help="Bring the database to this version's schema.")
@pass_context
def migrate(context: Context) -> None:
    """Bring the database to this version's schema; every other command does so by itself."""
    with database(context.settings(), print_note):
        click.echo("The database is up to date.")
