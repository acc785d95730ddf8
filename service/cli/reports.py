"""`lifetracer report`."""

from pathlib import Path
from typing import Any

import click
import msgspec
from rich.table import Column, Table

from service.cli.common import Context, dump, pass_context, print_note, print_result, print_table
from service.cli.report_files import file_name, write
from service.database.pool import Pool
from service.database.session import Database
from service.errors import InputError
from service.queries.reports import all_reports, newest_report
from service.schemas.jobs import PERIODS, Report, Reports


@click.group()
def report() -> None:
    """List the printed reports and save one as a PDF file."""


@report.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_context
def list_(context: Context, as_json: bool) -> None:  # noqa: FBT001 click passes it by name
    """List all reports, newest period first."""

    async def work(_: Database, pool: Pool) -> list[Report]:
        async with pool.connection() as connection:
            return await all_reports(connection)

    found = context.with_database(work)
    if as_json:
        dump(msgspec.to_builtins(Reports(reports=found)))
        return
    if not found:
        print_note("There is no report yet; print one: lifetracer run pipeline --wait")
        return
    table = Table(Column("report", no_wrap=True), "period", "from", "to", "language", "pages", "bytes", box=None)
    for report in found:
        table.add_row(
            str(report.report_id),
            report.period,
            str(report.first_date),
            str(report.last_date),
            report.language,
            str(report.pages),
            str(report.bytes),
        )
    print_table(table)


@report.command()
@click.argument("report_id", required=False)
@click.option("--period", type=click.Choice(PERIODS), help="The one printed last for this period.")
@click.option("--language", type=click.Choice(["en", "ja"]), help="The one printed last in this language.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File to write (default: named by its period).")
@click.option("--open", "opens", is_flag=True, help="Open the file with this computer's program for PDF files.")
@pass_context
def save(
    context: Context,
    report_id: str | None,
    period: str | None,
    language: str | None,
    output: Path | None,
    *,
    opens: bool,
) -> None:
    """Write a report to a file; without an id, the one printed last."""

    async def work(_: Database, pool: Pool) -> dict[str, Any] | None:
        async with pool.connection() as connection:
            return await newest_report(connection, report_id=report_id, period=period, language=language)

    row = context.with_database(work)
    if row is None:
        raise InputError(
            "There is no such report; `lifetracer report list` shows them, and `lifetracer run reporter --wait` prints "
            "one (--period, --date, --language)."
        )
    path = output or Path(file_name(row["period"], row["first_date"], row["language"]))
    write(path, row["pdf"], fix="choose another with --output")
    print_result(str(path))
    if opens and click.launch(str(path)) != 0:
        print_note(f"No program opened {path}; open it with your file manager or browser.")
