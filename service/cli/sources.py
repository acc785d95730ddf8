"""`lifetracer sources`: where the data come from."""

import os

import click
import msgspec
from rich.table import Table

from service.api.domain import SourceState
from service.api.sources import sources_of
from service.cli.common import Context, dump, pass_context, print_table
from service.database.pool import Pool
from service.database.session import Database


@click.command(short_help="The sources, and what to do for each.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_context
def sources(context: Context, *, as_json: bool) -> None:
    """List the sources: set up or not, last read, rows, quota, and what to do.

    Set up is what the environment of this command has; a gateway has its own.
    """

    async def work(_: Database, pool: Pool) -> list[SourceState]:
        async with pool.connection() as connection:
            return await sources_of(connection, os.environ)

    found = context.with_database(work)
    if as_json:
        dump(msgspec.to_builtins(found))
        return
    table = Table("source", "set up", "last read (UTC)", "rows", "quota left", "what to do", box=None)
    for row in found:
        table.add_row(
            row.service,
            _set_up(row),
            f"{row.last_synced_at:%Y-%m-%d %H:%M}" if row.last_synced_at else "never",
            f"{row.rows:,}",
            "" if row.quota_remaining is None else str(row.quota_remaining),
            row.advice or "",
        )
    print_table(table)


def _set_up(row: SourceState) -> str:
    if row.credentials == "stored":
        return f"stored: {row.stored_account}"
    return "by variables" if row.credentials else "yes" if row.configured else "no"
