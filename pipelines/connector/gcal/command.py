"""`python -m pipelines.connector gcal`."""

import argparse

from pipelines import stage
from pipelines.connector.command import STAGE, Commands, day
from pipelines.connector.gcal import check as gcal_check
from pipelines.connector.gcal import sync as gcal_sync
from pipelines.connector.gcal.client import GoogleClient
from pipelines.connector.gcal.credentials import credentials_of
from pipelines.connector.run import SyncOptions, SyncRun
from pipelines.database import connect
from pipelines.settings import Settings


def register(commands: Commands) -> None:
    """Add the command of this source."""
    parser = commands.add_parser(
        "gcal",
        help="sync Google calendars",
        description="Sync the calendars of GOOGLE_CALENDAR_IDS. The first run reads two years back and a year ahead, "
        "later ones what changed. Days are days of the calendar's zone.",
    )
    parser.add_argument("--since", type=day, metavar="DAY", help="first day, as 2026-01-31 (default: two years back)")
    parser.add_argument("--until", type=day, metavar="DAY", help="last day (default: a year ahead)")
    parser.add_argument("--full", action="store_true", help="read everything again and compare")
    parser.add_argument(
        "--dry-run", action="store_true", help="show what would be inserted, updated and deleted; writes nothing"
    )
    parser.set_defaults(run=_run)
    check = commands.add_parser(
        "check-gcal",
        help="check Google's credentials",
        description="Check Google's credentials with one call, and show the calendars; needs no database.",
    )
    check.set_defaults(run=_check, needs_database=False)


def _check(settings: Settings, _arguments: argparse.Namespace) -> None:
    with GoogleClient(settings.google_api_url, credentials_of(settings)) as client:
        stage.result(**gcal_check.check(client))


def _run(settings: Settings, arguments: argparse.Namespace) -> None:
    credentials = credentials_of(settings)
    options = SyncOptions(since=arguments.since, until=arguments.until, full=arguments.full)
    with (
        connect(settings, stage=STAGE) as connection,
        GoogleClient(settings.google_api_url, credentials) as client,
    ):
        run = SyncRun(connection, client, settings.now(), dry_run=arguments.dry_run)
        stage.result(**gcal_sync.sync(run, settings, options))
