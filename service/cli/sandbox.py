"""`lifetracer sandbox`."""

import sys

import click

from sandbox.__main__ import main


@click.command(
    context_settings={"ignore_unknown_options": True, "help_option_names": []}, options_metavar="[serve|csv] [OPTIONS]"
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def sandbox(arguments: tuple[str, ...]) -> None:
    """Serve a sample person's Toggl account, or write it as CSV (`lifetracer sandbox --help`)."""
    sys.exit(main(list(arguments), prog="lifetracer sandbox"))
