"""`lifetracer import`: files, for people without tokens and for history."""

import secrets
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import click

from service.cli.common import DAY, Context, pass_context, print_note, print_result
from service.cli.run import Command, conclude, days
from service.cli.work import run_and_wait
from service.database.pool import Pool
from service.database.session import Database
from service.queries.settings import value_of
from service.sources import SOURCES, Source

SECONDS_PER_HOUR = 3600


@click.group(name="import")
def import_() -> None:
    """Import a file that a service exported."""


def _common(command: Command) -> Command:
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Print the job as JSON."),
        click.argument("file", type=click.Path(path_type=Path)),
    ):
        command = option(command)
    return command


@import_.command(short_help="Import a detailed report of Toggl Track (CSV).")
@click.option(
    "--timezone",
    metavar="ZONE",
    help="The zone of the times in the file (default: that of `lifetracer settings`).",
)
@click.option(
    "--user", metavar="NAME", help="Whose entries to import, by e-mail address or name, from a file of several people."
)
@click.option("--strict", is_flag=True, help="Refuse a file with a line that cannot be read, instead of skipping it.")
@click.option(
    "--other-account",
    is_flag=True,
    help="The file is of another Toggl account than TOGGL_API_TOKEN: its entries also count where that was read.",
)
@_common
@pass_context
def toggl(
    context: Context,
    file: Path,
    timezone: str | None,
    user: str | None,
    *,
    strict: bool,
    other_account: bool,
    as_json: bool,
) -> None:
    """Import Toggl Track's "detailed report" (Reports, Detailed, Export, CSV).

    Reads the exports of Toggl's old and new reports, also saved again by a spreadsheet, and each CSV in a ZIP. At the
    end it prints rows, projects, hours and days, to compare with Toggl's own page, and how much of the hours counts:
    where entries overlap, each instant counts once. No hour counts twice: an entry that the API has as well, or that
    starts where the whole account was read, is hidden.

    Importing the same file again changes nothing. A newer export of the same days replaces them: edited rows change,
    rows that are gone are marked deleted. A file that names no user belongs to the person whose entries are in the
    database already.
    """
    options: dict[str, Any] = {"timezone": timezone} if timezone else {}
    if user:
        options["user"] = user
    if strict:
        options["strict"] = True
    if other_account:
        options["other-account"] = True
    job, zone = _import(context, "toggl_csv", file, options, as_json=as_json)
    if as_json:
        return
    print_result(_contents(job["result"]))
    print_result(_counted(job["result"]))
    _tell_of_another_zone(timezone, zone)
    last = date.fromisoformat(job["result"]["last_date"])
    sunday = last - timedelta(days=last.isoweekday() % 7)
    week = f" --date {sunday}" if sunday < date.today() - timedelta(days=13) else ""  # noqa: DTZ011 a hint, no fact
    print_note(f"The file reaches to {last}. Next: lifetracer run pipeline{week} --wait")


@import_.command()
@click.option(
    "--timezone",
    metavar="ZONE",
    help="The zone of times that name none (default: the one that the file names, or that of `lifetracer settings`).",
)
@click.option("--since", type=DAY, help="First day to import (default: two years back).")
@click.option("--until", type=DAY, help="Last day to import (default: a year ahead).")
@click.option(
    "--address",
    "addresses",
    multiple=True,
    metavar="ADDRESS",
    help="Your own e-mail address, also several times; invitations that you declined are not planned (default: the "
    "calendar's name, if that is an address).",
)
@click.option("--strict", is_flag=True, help="Refuse a file with a part that cannot be read, instead of skipping it.")
@_common
@pass_context
def ics(
    context: Context,
    file: Path,
    *,
    timezone: str | None,
    since: date | None,
    until: date | None,
    addresses: tuple[str, ...],
    strict: bool,
    as_json: bool,
) -> None:
    """Import an iCalendar file: what was planned.

    FILE is an .ics file, or a ZIP archive with some, as Google exports them. Importing the same file again changes
    nothing; events that are gone from a newer one are marked deleted. An event that cannot be read is skipped and
    named, and the others are imported.
    """
    options = {
        "timezone": timezone,
        **days(since=since, until=until),
        "address": ",".join(addresses),
        "strict": strict,
    }
    job, zone = _import(
        context, "ics", file, {name: value for name, value in options.items() if value}, as_json=as_json
    )
    if as_json:
        return
    print_result(_events_of(job["result"]))
    _tell_of_another_zone(timezone, zone)
    print_note("Next: lifetracer run pipeline --wait")


def _add_command(service: str, source: Source) -> None:
    """Add the command of a source that needs no more than its files and flags."""

    def run(context: Context, /, files: tuple[Path, ...], *, as_json: bool, **flags: bool) -> None:
        for file in files:
            job, _ = _import(context, service, file, {name: True for name, on in flags.items() if on}, as_json=as_json)
            if not as_json:
                print_result(job["result"].get("contents", ""))
        if not as_json:
            print_note("Next: lifetracer run pipeline --wait")

    run.__doc__ = (
        f"Import {source.title}.\n\nFILE may be several files, or a ZIP archive of some. Importing the same file again "
        "changes nothing."
    )
    command: Callable[..., None] = pass_context(run)
    for name, help_ in source.flags.items():
        command = click.option(f"--{name}", is_flag=True, help=help_)(command)
    command = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")(
        command
    )
    command = click.option("--json", "as_json", is_flag=True, help="Print the job as JSON, one for each file.")(command)
    import_.command(name=source.command.removeprefix("import-"), short_help=f"Import {source.title}.")(command)


for _service, _source in SOURCES.items():
    if _source.title:
        _add_command(_service, _source)


def _import(
    context: Context, service: str, file: Path, options: dict[str, Any], *, as_json: bool
) -> tuple[dict[str, Any], str | None]:
    """Run the import as a job of this command's own and report how it ended; return the job and the stored zone."""
    input_ = {"service": service, "file": str(file.absolute()), **options}
    # The file is on this machine, so no other worker may take the job.
    queue = f"import-{secrets.token_hex(8)}"

    async def work(database: Database, pool: Pool) -> tuple[dict[str, Any], str | None]:
        async with pool.connection() as connection:
            zone = await value_of(connection, "timezone")
        return await run_and_wait(database, pool, "connector", input_, queue=queue), zone

    job, zone = context.with_database(work)
    if as_json:
        conclude(job, as_json=True)
    elif job["status"] != "succeeded":
        print_note(job["message"] or f"The import {job['status']} ({job['reason']}).")
        sys.exit(job["exitCode"] or 1)
    else:
        counts = ", ".join(f"{job['result'][name]} {name}" for name in ("inserted", "updated", "deleted", "unchanged"))
        print_result(f"{file.name}: {counts}.")
        if message := job["result"].get("message"):
            print_note(message)
    return job, zone


def _contents(result: dict[str, Any]) -> str:
    """Return what the file holds, in the terms of Toggl's own page: hours are logged ones, by the date of the start."""

    def counted(count: int, one: str, many: str) -> str:
        return f"{count:,} {one if count == 1 else many}"

    entries = counted(result["entries"], "entry", "entries")
    whose = f" of {result['person']}" if result["person"] else ""
    projects = counted(result["projects"], "project", "projects")
    hours = f"{result['logged_seconds'] / SECONDS_PER_HOUR:,.1f} h"
    return f"{entries}{whose} in {projects}, {hours}, from {result['first_date']} to {result['last_date']}."


def _counted(result: dict[str, Any]) -> str:
    """Return what of the file's hours counts, by itself: another source may have some of its entries, too."""
    counted, overlap, ahead = (
        f"{result[name] / SECONDS_PER_HOUR:,.1f} h" for name in ("counted_seconds", "overlap_seconds", "ahead_seconds")
    )
    sentences = [f"Where entries overlap, each instant counts once: {counted} count, {overlap} do not."]
    if not result["overlap_seconds"]:
        sentences = [f"No entries overlap: {counted} count."]
    if result["ahead_seconds"]:
        sentences.append(f"{ahead} lie in the future and do not count yet.")
    if result["empty_entries"]:
        sentences.append(f"{_count(result['empty_entries'], 'row')} without a length.")
    return " ".join(sentences)


def _tell_of_another_zone(timezone: str | None, stored: str | None) -> None:
    """Report that days begin elsewhere than where the file's times are."""
    if timezone and timezone != stored:
        print_note(f"The days are cut in {stored}; for those of the file: lifetracer settings set timezone {timezone}")


def _events_of(result: dict[str, Any]) -> str:
    """Return the events of a calendar file in a sentence that a person can compare with their calendar."""
    hours = f"{result['hours']:,.2f}".rstrip("0").rstrip(".")
    kinds = f"{_count(result['timed'], 'timed event')} ({hours} h) and {_count(result['all_day'], 'all-day event')}"
    span = f" from {result['first_date']} to {result['last_date']}" if result["first_date"] else ""
    declined = f", {result['declined']:,} of them declined" if result["declined"] else ""
    return f"{kinds}{span}{declined}; {_count(result['skipped'], 'part')} skipped."


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
