"""`lifetracer summary`: actual, plan, target and estimate of some days."""

from datetime import date, datetime, timedelta

import click
import msgspec
from rich.table import Table

from service.api.domain import SummaryCategory, SummaryDay
from service.api.problems import NOT_TRANSFORMED
from service.api.summary import SPAN_DAYS, days_of, today_of
from service.cli.common import Context, dump, pass_context, print_table, tell
from service.cli.run import DAY
from service.database.pool import Pool
from service.database.session import Database
from service.errors import InputError

HOUR = 60


@click.command()
@click.option("--from", "first", type=DAY, help="First day (default: yesterday).")
@click.option("--to", "last", type=DAY, help="Last day (default: tomorrow).")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_context
def summary(context: Context, first: datetime | None, last: datetime | None, *, as_json: bool) -> None:
    """Show per day and category what happened, was planned, is wanted and is expected.

    Yesterday and tomorrow are those of the last transform. The interval holds 80 % of the days.
    """

    async def work(_: Database, pool: Pool) -> list[SummaryDay]:
        async with pool.connection() as connection:
            today = await today_of(connection)
            return [] if today is None else await days_of(connection, *_span(today, first, last))

    try:
        found = context.with_database(work)
    except NOT_TRANSFORMED as error:
        raise InputError("There are no marts of this version yet; run: lifetracer run transform --wait.") from error
    if as_json:
        dump(msgspec.to_builtins(found))
        return
    if not found:
        tell("There is nothing yet; import a file or set up a source (lifetracer sources), then run the pipeline.")
    table = Table("day", "category", "actual", "plan", "target", "estimate", "80 % interval", box=None)
    for day in found:
        for cell in day.categories:
            table.add_row(f"{day.date:%Y-%m-%d %a}", cell.category, *_cells(cell))
    print_table(table)


def _span(today: date, first: datetime | None, last: datetime | None) -> tuple[date, date]:
    begin = first.date() if first else today - timedelta(days=1)
    end = last.date() if last else max(today + timedelta(days=1), begin)
    if not 0 <= (end - begin).days < SPAN_DAYS:
        raise InputError(f"From {begin} to {end} is no span; use at most {SPAN_DAYS} days, --from before --to.")
    return begin, end


def _cells(cell: SummaryCategory) -> list[str]:
    sign = {"more": "≥ ", "less": "≤ "}.get(cell.direction or "", "")
    target = "" if cell.target is None else sign + _time(cell.target)
    interval = "" if cell.lower is None else f"{_time(cell.lower)} to {_time(cell.upper)}"
    return [_time(cell.actual), _time(cell.plan), target, _time(cell.estimate), interval]


def _time(minutes: float | None) -> str:
    """Return minutes as hours and minutes, `7:05`; nothing for what is not known."""
    if minutes is None:
        return ""
    whole = round(minutes)
    return f"{whole // HOUR}:{whole % HOUR:02}"
