"""`python -m pipelines.connector toggl`."""

import argparse

from pipelines import stage
from pipelines.connector.command import STAGE, Commands, day
from pipelines.connector.run import SyncOptions, SyncRun
from pipelines.connector.toggl import check as toggl_check
from pipelines.connector.toggl import sync as toggl_sync
from pipelines.connector.toggl.client import Client
from pipelines.connector.toggl.errors import TOKEN_PAGE
from pipelines.connector.toggl.sync_plan import plan_sync
from pipelines.database import connect
from pipelines.settings import Settings
from pipelines.stage import ConfigurationError


def register(commands: Commands) -> None:
    """Add the command of this source."""
    parser = commands.add_parser(
        "toggl",
        help="sync a Toggl Track account",
        description="Sync the account of TOGGL_API_TOKEN, all its workspaces or those of TOGGL_WORKSPACE_IDS. The "
        "first run reads the whole history, the newest days first, as far as the quota of calls allows; a run that was "
        "stopped is continued by the next one. Days are days of the account's zone.",
    )
    parser.add_argument(
        "--since", type=day, metavar="DAY", help="first day, as 2026-01-31 (default: as far back as there are entries)"
    )
    parser.add_argument("--until", type=day, metavar="DAY", help="last day (default: open)")
    parser.add_argument(
        "--full", action="store_true", help="read everything again and compare, to find what was deleted long ago"
    )
    only = parser.add_mutually_exclusive_group()
    only.add_argument(
        "--plan",
        action="store_true",
        help="show calls, hours and the quota that is left; costs one call, writes nothing",
    )
    only.add_argument(
        "--dry-run",
        action="store_true",
        help="show what would be inserted, updated and deleted; costs at most the calls of the plan, writes nothing",
    )
    parser.set_defaults(run=_run)
    check = commands.add_parser(
        "check-toggl",
        help="check Toggl's token",
        description="Check Toggl's token with one call, and show the account; needs no database.",
    )
    check.set_defaults(run=_check, needs_database=False)


def _check(settings: Settings, _arguments: argparse.Namespace) -> None:
    with Client(settings.toggl_api_url, _token(settings)) as client:
        stage.result(**toggl_check.check(client, settings, settings.now()))


def _token(settings: Settings) -> str:
    if not settings.toggl_api_token:
        raise ConfigurationError(f"TOGGL_API_TOKEN is not set; copy the token from the foot of {TOKEN_PAGE}.")
    return settings.toggl_api_token


def _run(settings: Settings, arguments: argparse.Namespace) -> None:
    token = _token(settings)
    options = SyncOptions(since=arguments.since, until=arguments.until, full=arguments.full)
    with (
        connect(settings, stage=STAGE) as connection,
        Client(settings.toggl_api_url, token) as client,
    ):
        run = SyncRun(connection, client, settings.now(), dry_run=arguments.dry_run or arguments.plan)
        action = plan_sync if arguments.plan else toggl_sync.sync
        stage.result(**action(run, settings, options))
