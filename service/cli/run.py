"""`lifetracer run`."""

import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from service.cli.common import DAY, Context, dump, pass_context, print_note, print_result
from service.cli.follow import failures, name_of
from service.cli.report_files import save_reports
from service.cli.sync_result import lines_of
from service.cli.work import load, run_and_wait, submit, warn_without_worker
from service.database.pool import Pool
from service.database.session import Database
from service.jobs.registry import CONNECTOR, PIPELINE
from service.schemas.jobs import PERIODS
from service.schemas.sync_result import sync_result
from service.sources import refused_sync, remote_sources
from stored_settings.values import LANGUAGES

Command = TypeVar("Command", bound=Callable[..., Any])


@click.group()
def run() -> None:
    """Run one stage, or the whole pipeline, as a job.

    The job goes to the queue. A running gateway takes it; with --wait and no gateway, this command runs it itself.
    """


def _common(command: Command) -> Command:
    for option in (
        click.option("--wait", is_flag=True, help="Show the progress and stay until the end."),
        click.option("--json", "as_json", is_flag=True, help="Print the job as JSON."),
    ):
        command = option(command)
    return command


_REPORT_OPTIONS = (
    click.option("--period", type=click.Choice(PERIODS), help="What the report covers (default: weekly)."),
    click.option("--language", type=click.Choice(LANGUAGES), help="Language (default: that of `lifetracer settings`)."),
    click.option("--date", type=DAY, help="Any day of the period (default: the last complete one)."),
)


def _reporting(command: Command) -> Command:
    for option in _REPORT_OPTIONS:
        command = option(command)
    return command


@run.command()
@_common
@click.argument("service", type=click.Choice(remote_sources()))
@click.option("--since", type=DAY, help="First local day to read.")
@click.option("--until", type=DAY, help="Last local day to read.")
@click.option("--full", is_flag=True, help="Read everything again and compare.")
@click.option("--plan", is_flag=True, help="Only show the calls and hours of a sync, for one call; implies --wait.")
@click.option("--dry-run", is_flag=True, help="Only show the rows that would change; implies --wait.")
@pass_context
def connector(
    context: Context,
    service: str,
    since: date | None,
    until: date | None,
    *,
    full: bool,
    plan: bool,
    dry_run: bool,
    wait: bool,
    as_json: bool,
) -> None:
    """Read one source into the raw tables.

    A plan and a dry run write nothing.
    """
    if refused := refused_sync(service, plan=plan, dry_run=dry_run):
        raise click.UsageError(refused)
    flags = {name: True for name, is_set in (("full", full), ("plan", plan), ("dryRun", dry_run)) if is_set}
    input_ = {"service": service, **days(since=since, until=until), **flags}
    _run(context, CONNECTOR, input_, wait=wait or plan or dry_run, as_json=as_json)


@run.command()
@_common
@pass_context
def transform(context: Context, *, wait: bool, as_json: bool) -> None:
    """Build staging, core and marts from raw."""
    _run(context, "transform", {}, wait=wait, as_json=as_json)


@run.command()
@_common
@pass_context
def analyzer(context: Context, *, wait: bool, as_json: bool) -> None:
    """Estimate the next days from the past."""
    _run(context, "analyzer", {}, wait=wait, as_json=as_json)


@run.command()
@_common
@pass_context
def adjuster(context: Context, *, wait: bool, as_json: bool) -> None:
    """Propose changes of targets from what was met and what is expected."""
    _run(context, "adjuster", {}, wait=wait, as_json=as_json)


@run.command()
@_common
@_reporting
@pass_context
def reporter(
    context: Context, period: str | None, language: str | None, date: date | None, *, wait: bool, as_json: bool
) -> None:
    """Print the daily, weekly or monthly report."""
    _run(context, "reporter", _report_input(period, language, date), wait=wait, as_json=as_json)


@run.command()
@_common
@_reporting
@click.option("--no-sync", is_flag=True, help="Begin with the transform, as after a change of the category rules.")
@click.option("--no-report", is_flag=True, help="Leave the report out.")
@pass_context
def pipeline(
    context: Context,
    period: str | None,
    language: str | None,
    date: date | None,
    *,
    no_sync: bool,
    no_report: bool,
    wait: bool,
    as_json: bool,
) -> None:
    """Sync all sources, transform, estimate, propose, and print the report."""
    report = _report_input(period, language, date)
    if report and no_report:
        raise click.UsageError(
            "--no-report leaves nothing for --period, --language and --date to choose; drop one or the other."
        )
    input_: dict[str, Any] = {"report": False} if no_report else {"report": report} if report else {}
    if no_sync:
        input_["sync"] = False
    _run(context, PIPELINE, input_, wait=wait, as_json=as_json)


def days(**given: date | None) -> dict[str, str]:
    """Return the days that are given as a stage takes them."""
    return {name: day.isoformat() for name, day in given.items() if day is not None}


def _report_input(period: str | None, language: str | None, date: date | None) -> dict[str, Any]:
    named = {"period": period, "language": language}
    return {**{name: value for name, value in named.items() if value}, **days(date=date)}


def _run(context: Context, stage: str, input_: dict[str, Any], *, wait: bool, as_json: bool) -> None:
    reports: list[Path] = []

    async def work(database: Database, pool: Pool) -> dict[str, Any]:
        if wait:
            job = await run_and_wait(database, pool, stage, input_)
            reports.extend(await save_reports(pool, context.reports_folder(), job))
            return job
        job_id, _ = await submit(pool, stage, input_)
        await warn_without_worker(pool)
        return await load(pool, job_id)

    conclude(context.with_database(work), reports, as_json=as_json)


def conclude(job: dict[str, Any], reports: Sequence[Path] = (), *, as_json: bool) -> None:
    """Print the status of the job and the files of its reports, and exit non-zero when it failed."""
    if as_json:
        dump(job)
    else:
        print_result(f"{job['stage']} {job['status']} (job {job['jobId']})")
        for step in job["steps"] or [job]:
            for line in _sync_lines(step):
                print_result(line)
            if message := (step["result"] or {}).get("message"):
                print_note(f"{name_of(step)}: {message}")
        for path in reports:
            print_result(str(path))
    if job["status"] in {"failed", "cancelled"}:
        for sentence in failures(job):
            print_note(sentence)
        sys.exit(job["exitCode"] or 1)


def _sync_lines(step: dict[str, Any]) -> list[str]:
    is_sync = step["stage"] == CONNECTOR and step["input"].get("service") in remote_sources()
    result = sync_result(step["result"]) if is_sync else None
    return lines_of(result) if result else []
