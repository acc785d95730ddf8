"""`lifetracer jobs`."""

from pathlib import Path
from typing import Any
from uuid import UUID

import anyio
import click
import msgspec
from rich.table import Column, Table

from service.cli.common import Context, dump, pass_context, print_note, print_result, print_table
from service.cli.follow import name_of, wait_sentence
from service.cli.report_files import save_reports
from service.cli.run import conclude
from service.cli.work import POLL_SECONDS, load, retried
from service.database.pool import CONNECTION_ERRORS, Pool
from service.database.session import Database
from service.errors import InputError
from service.jobs import transitions
from service.jobs.lines import as_text
from service.jobs.log_reader import LogReader
from service.jobs.store import find_job, load_newest
from service.schemas.jobs import job_of


@click.group()
def jobs() -> None:
    """Look at jobs, their logs, and end them."""


_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@jobs.command(name="list")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@_JSON
@pass_context
def list_(context: Context, limit: int, as_json: bool) -> None:  # noqa: FBT001 click passes it by name
    """List the newest jobs."""

    async def work(_: Database, pool: Pool) -> list[dict[str, Any]]:
        async with pool.connection() as connection:
            return [msgspec.to_builtins(job_of(job)) for job in await load_newest(connection, limit=limit)]

    found = context.with_database(work)
    if as_json:
        dump({"jobs": found})
        return
    if not found:
        print_note("There is no job yet; start one: lifetracer run pipeline --wait")
        return
    table = Table(Column("job", no_wrap=True), "stage", "status", "reason", "created", box=None)
    for job in found:
        table.add_row(job["jobId"], name_of(job), job["status"], job["reason"] or "", job["createdAt"][:19])
    print_table(table)


@jobs.command()
@click.argument("job_id", type=click.UUID)
@_JSON
@pass_context
def show(context: Context, job_id: UUID, as_json: bool) -> None:  # noqa: FBT001 click passes it by name
    """Show one job with its steps."""
    job = context.with_database(lambda _, pool: _existing(pool, job_id))
    if as_json:
        dump(job)
        return
    for part in [job, *job["steps"]]:
        details = wait_sentence(part["wait"]) if part["wait"] else part["reason"]
        reason = f" ({details})" if details else ""
        print_result(f"{part['jobId']}  {name_of(part):<18} {part['status']}{reason}")
        if part["message"]:
            print_result(f"    {part['message']}")


@jobs.command()
@click.argument("job_id", type=click.UUID)
@click.option("-f", "--follow", is_flag=True, help="Go on with what the job still prints, until it ends.")
@pass_context
def logs(context: Context, job_id: UUID, *, follow: bool) -> None:
    """Print what a job's stages printed."""

    async def work(_: Database, pool: Pool) -> dict[str, Any]:
        await _existing(pool, job_id)
        await _print_logs(pool, job_id, follow=follow)
        return await load(pool, job_id)

    job = context.with_database(work)
    if follow:
        print_note(f"{name_of(job)} {job['status']}" + (f" ({job['reason']})" if job["reason"] else ""))


async def _print_logs(pool: Pool, job_id: UUID, *, follow: bool) -> None:
    async with pool.connection() as connection:
        job = await find_job(connection, job_id)
        assert job is not None
        reader = await LogReader.open(connection, job)
    final = not follow
    while True:
        try:
            async with pool.connection() as connection:
                final = final or await reader.is_final(connection)
                lines = await reader.read(connection)
        except CONNECTION_ERRORS:
            if not follow:
                raise
            lines = []
        for line in lines:
            print_result(as_text(line, stage=reader.stage_of(line)).rstrip("\n"))
            reader.advance(line)
        if not lines:
            if final:
                return
            await anyio.sleep(POLL_SECONDS)


@jobs.command()
@click.argument("job_id", type=click.UUID)
@click.option("--wait", is_flag=True, help="Follow it to its end, with a worker of our own where no gateway runs.")
@_JSON
@pass_context
def retry(context: Context, job_id: UUID, *, wait: bool, as_json: bool) -> None:
    """Do a job that has ended again, as a new one; a pipeline from its first step that did not succeed on."""
    reports: list[Path] = []

    async def work(database: Database, pool: Pool) -> dict[str, Any]:
        job = await _existing(pool, job_id)
        if job["finishedAt"] is None:
            raise InputError(f"The job is {job['status']}; it can be retried when it has ended.")
        job = await retried(database, pool, job_id, wait=wait)
        if wait:
            reports.extend(await save_reports(pool, context.reports_folder(), job))
        return job

    conclude(context.with_database(work), reports, as_json=as_json)


@jobs.command()
@click.argument("job_id", type=click.UUID)
@pass_context
def cancel(context: Context, job_id: UUID) -> None:
    """End a job: at once while it waits, by its stop sequence while it runs."""

    async def work(_: Database, pool: Pool) -> dict[str, Any]:
        await _existing(pool, job_id)
        async with pool.connection() as connection:
            await transitions.cancel(connection, job_id)
        return await load(pool, job_id)

    job = context.with_database(work)
    print_result(f"{job['jobId']} is {job['status']}" + ("" if job["finishedAt"] else ", and was asked to stop") + ".")


async def _existing(pool: Pool, job_id: UUID) -> dict[str, Any]:
    async with pool.connection() as connection:
        if await find_job(connection, job_id) is None:
            raise InputError(f"There is no job {job_id}; `lifetracer jobs list` shows them.")
    return await load(pool, job_id)
