"""`python -m pipelines.connector import-ics`."""

import argparse
from pathlib import Path

from pipelines import stage
from pipelines.connector.command import STAGE, Commands, add_dry_run, day
from pipelines.connector.ics.importer import IcsOptions, import_ics
from pipelines.database import connect
from pipelines.settings import Settings


def register(commands: Commands) -> None:
    """Add the command of this source."""
    parser = commands.add_parser(
        "import-ics",
        help="import an iCalendar file",
        description="Import the events of an .ics file, or of all .ics files in a ZIP archive, that are between two "
        "days, with series expanded. Events of the same calendar that an earlier import brought there, and that the "
        "file no longer has, are marked as deleted. A part that cannot be read is skipped and named.",
    )
    parser.add_argument("file", metavar="FILE", help="the .ics file or ZIP archive")
    parser.add_argument(
        "--timezone",
        metavar="ZONE",
        help="zone of times without a zone (default: the file's X-WR-TIMEZONE, or else that of `lifetracer settings`)",
    )
    parser.add_argument("--since", type=day, metavar="DAY", help="first day (default: two years back)")
    parser.add_argument("--until", type=day, metavar="DAY", help="last day (default: a year ahead)")
    parser.add_argument(
        "--address",
        default="",
        metavar="ADDRESSES",
        help="your own e-mail addresses, separated by commas: invitations that you declined are not planned (default: "
        "the calendar's name, if that is an address)",
    )
    parser.add_argument(
        "--strict",
        action="store_true",
        help="refuse a file with a part that cannot be read or a time zone that is unknown",
    )
    add_dry_run(parser)
    parser.set_defaults(run=_run)


def _run(settings: Settings, arguments: argparse.Namespace) -> None:
    summary = import_ics(
        lambda: connect(settings, stage=STAGE),
        Path(arguments.file),
        IcsOptions(
            timezone=arguments.timezone,
            since=arguments.since,
            until=arguments.until,
            addresses=arguments.address.split(","),
            strict=arguments.strict,
        ),
        zone=settings.timezone,
        now=settings.now(),
        dry_run=arguments.dry_run,
    )
    stage.result(**summary)
