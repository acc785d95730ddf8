"""`python -m pipelines.connector import-activitywatch`."""

import argparse
from pathlib import Path

from pipelines import stage
from pipelines.connector.activitywatch.importer import import_file
from pipelines.connector.command import STAGE, Commands, add_dry_run
from pipelines.database import connect
from pipelines.settings import Settings


def register(commands: Commands) -> None:
    """Add the command of this source."""
    parser = commands.add_parser(
        "import-activitywatch",
        help="import an export of ActivityWatch",
        description="Import the windows and the presence that ActivityWatch observed, from its export of all buckets "
        "or of one (JSON), or a ZIP archive of some. Window titles are not stored. Observed time fills what no entry "
        "covers.",
    )
    parser.add_argument("file", metavar="FILE", help="the exported file")
    parser.add_argument("--strict", action="store_true", help="refuse a file with an event that cannot be read")
    add_dry_run(parser)
    parser.set_defaults(run=_run)


def _run(settings: Settings, arguments: argparse.Namespace) -> None:
    summary = import_file(
        lambda: connect(settings, stage=STAGE),
        Path(arguments.file),
        zone=settings.timezone,
        now=settings.now(),
        strict=arguments.strict,
        dry_run=arguments.dry_run,
    )
    stage.result(**summary)
