"""`python -m pipelines.connector`: the connector stage."""

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import NoReturn

import psycopg

from pipelines import settings as settings_module
from pipelines import stage
from pipelines.connector.gcal import check as gcal_check
from pipelines.connector.gcal import sync as gcal_sync
from pipelines.connector.gcal.client import GoogleClient
from pipelines.connector.gcal.credentials import credentials_of
from pipelines.connector.ics.importer import IcsOptions, import_ics
from pipelines.connector.run import SyncOptions, SyncRun
from pipelines.connector.toggl import check as toggl_check
from pipelines.connector.toggl import sync as toggl_sync
from pipelines.connector.toggl.client import Client
from pipelines.connector.toggl.errors import TOKEN_PAGE
from pipelines.connector.toggl.sync_plan import plan_sync
from pipelines.connector.toggl_csv.importer import CsvOptions, import_file
from pipelines.database import connect
from pipelines.settings import Settings
from pipelines.stage import BadInputError, ConfigurationError

STAGE = "connector"


class _Parser(argparse.ArgumentParser):
    """Tells a mistake in the arguments as every stage tells its errors: one sentence, as a JSON line."""

    def error(self, message: str) -> NoReturn:
        raise BadInputError(f"{self.prog}: {message}; see --help.")


def main() -> None:
    """Do what the arguments say.

    Raises:
        StageError: with the sentence for the user.
    """
    arguments = _parser().parse_args()
    settings = settings_module.load()
    try:
        _COMMANDS[arguments.command](settings, arguments)
    except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName) as error:
        raise ConfigurationError("The connector's tables are missing; run `lifetracer migrate`.") from error


def _toggl_token(settings: Settings) -> str:
    if not settings.toggl_api_token:
        raise ConfigurationError(f"TOGGL_API_TOKEN is not set; copy the token from the foot of {TOKEN_PAGE}.")
    return settings.toggl_api_token


def _toggl(settings: Settings, arguments: argparse.Namespace) -> None:
    token = _toggl_token(settings)
    options = SyncOptions(since=arguments.since, until=arguments.until, full=arguments.full)
    with (
        connect(settings, stage=STAGE) as connection,
        Client(settings.toggl_api_url, token) as client,
    ):
        run = SyncRun(connection, client, settings.now(), dry_run=arguments.dry_run or arguments.plan)
        action = plan_sync if arguments.plan else toggl_sync.sync
        stage.result(**action(run, settings, options))


def _import_toggl(settings: Settings, arguments: argparse.Namespace) -> None:
    options = CsvOptions(
        timezone=arguments.timezone or settings.timezone.key, user=arguments.user, strict=arguments.strict
    )
    summary = import_file(
        lambda: connect(settings, stage=STAGE),
        Path(arguments.file),
        options,
        now=settings.now(),
        dry_run=arguments.dry_run,
    )
    stage.result(**summary)


def _gcal(settings: Settings, arguments: argparse.Namespace) -> None:
    credentials = credentials_of(settings)
    options = SyncOptions(since=arguments.since, until=arguments.until, full=arguments.full)
    with (
        connect(settings, stage=STAGE) as connection,
        GoogleClient(settings.google_api_url, credentials) as client,
    ):
        run = SyncRun(connection, client, settings.now(), dry_run=arguments.dry_run)
        stage.result(**gcal_sync.sync(run, settings, options))


def _import_ics(settings: Settings, arguments: argparse.Namespace) -> None:
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


def _check(settings: Settings, arguments: argparse.Namespace) -> None:
    if arguments.source == "toggl":
        with Client(settings.toggl_api_url, _toggl_token(settings)) as toggl:
            stage.result(**toggl_check.check(toggl, settings, settings.now()))
    else:
        with GoogleClient(settings.google_api_url, credentials_of(settings)) as google:
            stage.result(**gcal_check.check(google))


_COMMANDS = {
    "toggl": _toggl,
    "import-toggl": _import_toggl,
    "gcal": _gcal,
    "import-ics": _import_ics,
    "check": _check,
}


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m pipelines.connector", description="Load what was logged into schema raw.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)

    toggl = commands.add_parser(
        "toggl",
        help="sync a Toggl Track account",
        description="Sync the account of TOGGL_API_TOKEN, all its workspaces or those of TOGGL_WORKSPACE_IDS. The "
        "first run reads the whole history, the newest days first, as far as the quota of calls allows; a run that was "
        "stopped is continued by the next one. Days are days of the account's zone.",
    )
    toggl.add_argument(
        "--since", type=_day, metavar="DAY", help="first day, as 2026-01-31 (default: as far back as there are entries)"
    )
    toggl.add_argument("--until", type=_day, metavar="DAY", help="last day (default: open)")
    toggl.add_argument(
        "--full", action="store_true", help="read everything again and compare, to find what was deleted long ago"
    )
    only = toggl.add_mutually_exclusive_group()
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

    importer = commands.add_parser(
        "import-toggl",
        help="import a detailed report of Toggl Track",
        description="Import a CSV of Toggl's detailed report (Reports, Detailed, Export, CSV), or a ZIP of some. Rows "
        "of the person that an earlier import brought, that start on the file's days, and that the file no longer has, "
        "are marked as deleted: so export without filters. A line that cannot be read is skipped and reported. Dates "
        "that may have the day or the month first are refused where no date in the file settles it.",
    )
    importer.add_argument("file", metavar="FILE", help="the exported file")
    importer.add_argument(
        "--timezone", metavar="ZONE", help="zone of the times in the file (default: LIFETRACER_TIMEZONE)"
    )
    importer.add_argument(
        "--user", metavar="NAME", help="import only the entries of this user, by address or name (needed for several)"
    )
    importer.add_argument("--strict", action="store_true", help="refuse a file with a line that cannot be read")
    _add_dry_run(importer)
    _add_calendars(commands)
    check = commands.add_parser(
        "check",
        help="check the credentials of a source",
        description="Check the credentials of a source with one call, and show the account; needs no database.",
    )
    check.add_argument("source", choices=["toggl", "gcal"])
    return parser


def _add_calendars(commands: "argparse._SubParsersAction[_Parser]") -> None:
    gcal = commands.add_parser(
        "gcal",
        help="sync Google calendars",
        description="Sync the calendars of GOOGLE_CALENDAR_IDS. The first run reads two years back and a year ahead, "
        "later ones what changed. Days are days of the calendar's zone.",
    )
    gcal.add_argument("--since", type=_day, metavar="DAY", help="first day, as 2026-01-31 (default: two years back)")
    gcal.add_argument("--until", type=_day, metavar="DAY", help="last day (default: a year ahead)")
    gcal.add_argument("--full", action="store_true", help="read everything again and compare")
    _add_dry_run(gcal)

    importer = commands.add_parser(
        "import-ics",
        help="import an iCalendar file",
        description="Import the events of an .ics file, or of all .ics files in a ZIP archive, that are between two "
        "days, with series expanded. Events of the same calendar that an earlier import brought there, and that the "
        "file no longer has, are marked as deleted. A part that cannot be read is skipped and named.",
    )
    importer.add_argument("file", metavar="FILE", help="the .ics file or ZIP archive")
    importer.add_argument(
        "--timezone",
        metavar="ZONE",
        help="zone of times without a zone (default: the file's X-WR-TIMEZONE, or else LIFETRACER_TIMEZONE)",
    )
    importer.add_argument("--since", type=_day, metavar="DAY", help="first day (default: two years back)")
    importer.add_argument("--until", type=_day, metavar="DAY", help="last day (default: a year ahead)")
    importer.add_argument(
        "--address",
        default="",
        metavar="ADDRESSES",
        help="your own e-mail addresses, separated by commas: invitations that you declined are not planned (default: "
        "the calendar's name, if that is an address)",
    )
    importer.add_argument(
        "--strict",
        action="store_true",
        help="refuse a file with a part that cannot be read or a time zone that is unknown",
    )
    _add_dry_run(importer)


def _add_dry_run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="write nothing; tell what would be done")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a day; write it as 2026-01-31") from None


if __name__ == "__main__":
    sys.exit(stage.run(main))
