"""`python -m pipelines.connector import-toggl`."""

import argparse
from pathlib import Path

from pipelines import stage
from pipelines.connector.command import STAGE, Commands, add_dry_run
from pipelines.connector.toggl_csv.importer import CsvOptions, import_file
from pipelines.database import connect
from pipelines.settings import Settings


def register(commands: Commands) -> None:
    """Add the command of this source."""
    parser = commands.add_parser(
        "import-toggl",
        help="import a detailed report of Toggl Track",
        description="Import a CSV of Toggl's detailed report (Reports, Detailed, Export, CSV), or a ZIP of some. Rows "
        "of the person that an earlier import brought, that start on the file's days, and that the file no longer has, "
        "are marked as deleted: so export without filters. A line that cannot be read is skipped and reported. Dates "
        "that may have the day or the month first are refused where no date in the file settles it.",
    )
    parser.add_argument("file", metavar="FILE", help="the exported file")
    parser.add_argument(
        "--timezone", metavar="ZONE", help="zone of the times in the file (default: that of `lifetracer settings`)"
    )
    parser.add_argument(
        "--user",
        metavar="NAME",
        help="import only the entries of this user, by address or name (of several: the stored person)",
    )
    parser.add_argument("--strict", action="store_true", help="refuse a file with a line that cannot be read")
    parser.add_argument(
        "--other-account",
        action="store_true",
        help="the file is of another Toggl account than that of the API: its rows count where the API has read, too",
    )
    add_dry_run(parser)
    parser.set_defaults(run=_run)


def _run(settings: Settings, arguments: argparse.Namespace) -> None:
    options = CsvOptions(
        timezone=arguments.timezone or settings.timezone.key,
        user=arguments.user,
        person=settings.person,
        strict=arguments.strict,
        other_account=arguments.other_account,
    )
    summary = import_file(
        lambda: connect(settings, stage=STAGE),
        Path(arguments.file),
        options,
        now=settings.now(),
        dry_run=arguments.dry_run,
    )
    stage.result(**summary)
