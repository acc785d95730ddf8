"""`lifetracer sandbox`."""

import sys

import click

from sandbox.__main__ import main


@click.command(
    short_help="Serve a sample person's accounts, or write files.",
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
    options_metavar="[serve|csv|ics] [OPTIONS]",
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def sandbox(arguments: tuple[str, ...]) -> None:
    """Serve a sample person's accounts, or write them as CSV and .ics (`lifetracer sandbox --help`)."""
    sys.exit(main(list(arguments), prog="lifetracer sandbox"))
