"""`lifetracer targets`: what the person wants."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import click
import msgspec
import psycopg
from rich.table import Table

from naming import category_key
from service.cli.common import DAY, Context, dump, pass_context, print_note, print_result, print_table
from service.database.pool import Pool, one
from service.database.session import Database
from service.errors import InputError
from service.queries.targets import current_targets, target_history
from service.schemas.domain import DAY_TYPES, Direction, Target, Targets
from service.targets.write import Wanted, write

_WANTED = {
    "more": "at least {minutes} minutes a day",
    "less": "at most {minutes} minutes a day",
    "neutral": "{minutes} minutes a day, without a verdict",
}
ACCEPT_NEW = "`lifetracer categories list` shows them, and --new makes it a new one."
DIRECTIONS: tuple[Direction, ...] = ("more", "less", "neutral")


@click.group()
def targets() -> None:
    """Set, look at and close targets; every change is kept."""


_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_DAYS = click.option(
    "--days",
    "day_type",
    type=click.Choice(DAY_TYPES),
    default="all",
    show_default=True,
    help="On which days; the more specific target of a day counts.",
)


@targets.command(name="list")
@click.option("--history", is_flag=True, help="Closed versions too.")
@_JSON
@pass_context
def list_(context: Context, *, history: bool, as_json: bool) -> None:
    """List the current targets, most important first."""

    async def work(_: Database, pool: Pool) -> list[Target]:
        async with pool.connection() as connection:
            return await (target_history(connection) if history else current_targets(connection))

    found = context.with_database(work)
    if as_json:
        dump(msgspec.to_builtins(Targets(targets=found)))
        return
    if not found:
        print_note("There is no target; set one, for example: lifetracer targets set Exercise 30 more")
        return
    table = Table("category", "days", "direction", "minutes", "priority", "since", "until", "note", box=None)
    for target in found:
        table.add_row(
            target.category,
            target.day_type,
            target.direction,
            str(target.minutes),
            str(target.priority),
            f"{target.valid_from:%Y-%m-%d}",
            "superseded" if target.superseded_at else f"{target.valid_to:%Y-%m-%d}" if target.valid_to else "",
            target.note,
        )
    print_table(table)


@targets.command(name="set")
@click.argument("category")
@click.argument("minutes", type=click.IntRange(0, 1440))
@click.argument("direction", type=click.Choice(DIRECTIONS))
@_DAYS
@click.option("--priority", type=click.IntRange(1, 5), default=3, show_default=True, help="1 is the most important.")
@click.option("--note", default="", help="Why.")
@click.option("--new", "is_new", is_flag=True, help="The category may be one that does not exist yet.")
@click.option("--since", type=DAY, help="Count from this day of the past on.")
@click.option("--replace", "replacing", is_flag=True, help="Beside --since: supersede later versions of the target.")
@pass_context
def set_(
    context: Context,
    category: str,
    minutes: int,
    direction: str,
    day_type: str,
    *,
    priority: int,
    note: str,
    is_new: bool,
    since: date | None,
    replacing: bool,
) -> None:
    """Want at least (more) or at most (less) MINUTES a day of a category; neutral: only look at it."""
    if replacing and since is None:
        raise click.UsageError("--replace goes with --since.")
    wanted = Wanted(
        category=category,
        day_type=day_type,
        minutes=minutes,
        direction=direction,
        priority=priority,
        note=note,
        is_new=is_new,
        since=since,
        replacing=replacing,
    )

    async def work(_: Database, pool: Pool) -> dict[str, Any] | None:
        async with pool.connection() as connection:
            return await write(connection, wanted, accept=ACCEPT_NEW)

    row = _in_words(context, work)
    assert row is not None
    began = f", since {since}" if since else ""
    print_result(f"{row['category']} ({row['day_type']}): {_WANTED[direction].format(minutes=row['minutes'])}{began}.")


@targets.command()
@click.argument("category")
@_DAYS
@pass_context
def close(context: Context, category: str, day_type: str) -> None:
    """Close a target; it stays in the history."""
    statement = "select * from app.close_target(%s, %s, now()) where id is not null"
    if change(context, statement, category_key(category), day_type) is None:
        raise InputError(
            f"There is no current target for {category} ({day_type}); `lifetracer targets list` shows them."
        )
    print_result(f"{category} ({day_type}) is closed.")


def change(context: Context, statement: str, *parameters: Any) -> dict[str, Any] | None:
    """Call one of the SQL functions; a rule that refuses is the user's mistake, told in its own sentence."""

    async def work(_: Database, pool: Pool) -> dict[str, Any] | None:
        async with pool.connection() as connection:
            return await one(connection, statement, *parameters)

    return _in_words(context, work)


def _in_words(
    context: Context, work: Callable[[Database, Pool], Awaitable[dict[str, Any] | None]]
) -> dict[str, Any] | None:
    try:
        return context.with_database(work)
    except UnicodeEncodeError as error:
        raise InputError(f"{error.object!s} is not text in this terminal's encoding; write it in UTF-8.") from error
    except psycopg.DatabaseError as error:
        if (error.sqlstate or "").startswith("LT"):
            advice = " With --replace they are superseded." if error.sqlstate == "LT006" else ""
            raise InputError((error.diag.message_primary or "The change is refused.") + advice) from error
        raise
