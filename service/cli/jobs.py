"""`lifetracer jobs`."""

from typing import Any
from uuid import UUID

import click
import msgspec
from rich.table import Column, Table

from service.api.types import job_of
from service.cli.common import Context, dump, pass_context, print_table, say
from service.cli.follow import name_of
from service.cli.work import load
from service.database.pool import Pool, all_rows, one
from service.database.session import Database
from service.errors import InputError
from service.jobs import transitions
from service.jobs.lines import as_text


@click.group()
def jobs() -> None:
    """Look at jobs, their logs, and end them."""


_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@jobs.command(name="list")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@_JSON
@pass_context
def list_(context: Context, limit: int, as_json: bool) -> None:  # noqa: FBT001 click hands over by name
    """List the newest jobs."""

    async def work(_: Database, pool: Pool) -> list[dict[str, Any]]:
        async with pool.connection() as connection:
            rows = await all_rows(
                connection,
                "select * from jobs where parent_id is null order by created_at desc, id desc limit %s",
                limit,
            )
        return [msgspec.to_builtins(job_of(row)) for row in rows]

    found = context.with_database(work)
    if as_json:
        dump(found)
        return
    table = Table(Column("job", no_wrap=True), "stage", "status", "reason", "created", box=None)
    for job in found:
        table.add_row(job["jobId"], name_of(job), job["status"], job["reason"] or "", job["createdAt"][:19])
    print_table(table)


@jobs.command()
@click.argument("job_id", type=click.UUID)
@_JSON
@pass_context
def show(context: Context, job_id: UUID, as_json: bool) -> None:  # noqa: FBT001 click hands over by name
    """Show one job with its steps."""
    job = context.with_database(lambda _, pool: _existing(pool, job_id))
    if as_json:
        dump(job)
        return
    for part in [job, *job["steps"]]:
        reason = f" ({part['reason']})" if part["reason"] else ""
        say(f"{part['jobId']}  {name_of(part):<18} {part['status']}{reason}")
        if part["message"]:
            say(f"    {part['message']}")


@jobs.command()
@click.argument("job_id", type=click.UUID)
@pass_context
def logs(context: Context, job_id: UUID) -> None:
    """Print what a job's stages printed."""

    async def work(_: Database, pool: Pool) -> list[str]:
        await _existing(pool, job_id)
        async with pool.connection() as connection:
            rows = await all_rows(
                connection,
                "select job_logs.*, jobs.stage from job_logs join jobs on jobs.id = job_logs.job_id "
                "where jobs.id = %s or jobs.parent_id = %s order by jobs.step_group nulls first, jobs.id, seq",
                job_id,
                job_id,
            )
        return [as_text(row, stage=row["stage"]) for row in rows]

    for line in context.with_database(work):
        say(line.rstrip("\n"))


@jobs.command()
@click.argument("job_id", type=click.UUID)
@pass_context
def cancel(context: Context, job_id: UUID) -> None:
    """End a job: at once while it waits, by its stop ladder while it runs."""

    async def work(_: Database, pool: Pool) -> dict[str, Any]:
        await _existing(pool, job_id)
        async with pool.connection() as connection:
            await transitions.cancel(connection, job_id)
        return await load(pool, job_id)

    job = context.with_database(work)
    say(f"{job['jobId']} is {job['status']}" + ("" if job["finishedAt"] else ", and was asked to stop") + ".")


async def _existing(pool: Pool, job_id: UUID) -> dict[str, Any]:
    async with pool.connection() as connection:
        if await one(connection, "select from jobs where id = %s", job_id) is None:
            raise InputError(f"There is no job {job_id}; `lifetracer jobs list` shows them.")
    return await load(pool, job_id)
