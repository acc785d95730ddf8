"""`lifetracer forecasts`: the estimates of the days to come, why, and how good such estimates were."""

from datetime import date, timedelta

import click
import msgspec

from naming import category_key
from service.api.forecasts import DEFAULT_AHEAD, DEFAULT_DAYS
from service.api.problems import NOT_TRANSFORMED
from service.categories.known import known_categories, spelled
from service.cli import forecast_tables as tables
from service.cli.common import DAY, Context, dump, pass_context, print_note, print_result, print_table
from service.cli.summary import NOTHING
from service.database.pool import Connection, Pool
from service.database.session import Database
from service.errors import InputError
from service.queries.accuracy import accuracy
from service.queries.forecasts import Wanted
from service.queries.forecasts import forecasts as read_forecasts
from service.queries.summary import today_of
from service.schemas.forecasts import Accuracy, Forecasts

# As far as the analyzer can estimate.
LONGEST_DAYS = 31
LISTED = "`lifetracer categories list` shows them."
EPILOG = """
\b
The columns:
  typical       as many days have less as have more (the median)
  8 of 10 days  one day in ten has less, one in ten has more
  mean          adds up over categories; a single day rarely looks like it
  happens       the chance of any time at all
  meets it      the chance of meeting the target of that day
\b
Examples:
  lifetracer forecasts --days 0                   today
  lifetracer forecasts --category Exercise        with the past days that weigh most
  lifetracer forecasts --json                     for programs
"""


@click.command(short_help="Estimates of the next days, why, and how good they were.", epilog=EPILOG)
@click.option("--date", "day", type=DAY, help="Only this day.")
@click.option(
    "--days",
    type=click.IntRange(0, LONGEST_DAYS),
    help=f"Today and so many days after it (default: {DEFAULT_AHEAD}), as far as there are estimates.",
)
@click.option("--category", metavar="NAME", help="Only this category, with the past days that its estimates rest on.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: the answers of /api/forecasts and /api/accuracy.")
@pass_context
def forecasts(context: Context, day: date | None, days: int | None, category: str | None, *, as_json: bool) -> None:
    """Show the estimate of each category for today and the next days, and how good such estimates were.

    The estimates learn from your own past days: recent days and days of the same weekday weigh more. Unless you track
    whole days, a day without an entry counts as zero. `lifetracer run analyzer --wait` calculates them; the nightly
    chain does it by itself.

    Below them stands how good the estimates of the last 90 days were, and a backtest: the errors that each method would
    have made on past days, with only the data of that time.
    """
    if day is not None and days is not None:
        raise click.UsageError("--date and --days exclude each other.")

    async def work(_: Database, pool: Pool) -> tuple[Forecasts, Accuracy]:
        async with pool.connection() as connection:
            key = await _key(connection, category)
            today = await today_of(connection)
            wanted = None if today is None else _wanted(today, day, days, key)
            return await read_forecasts(connection, wanted), await accuracy(connection, today, DEFAULT_DAYS, key)

    try:
        found, scores = context.with_database(work)
    except NOT_TRANSFORMED as error:
        raise InputError(f"{NOTHING} After that, or after an upgrade: lifetracer run pipeline --wait") from error
    if as_json:
        dump({"forecasts": msgspec.to_builtins(found), "accuracy": msgspec.to_builtins(scores)})
        return
    _print_estimates(found, with_reasons=category is not None)
    if found.message and day is not None:
        return
    _print_accuracy(scores, with_backtest=category is None)


async def _key(connection: Connection, category: str | None) -> str | None:
    """Return the key of a category.

    Raises:
        UnknownCategoryError: with the nearest names.
    """
    if category is None:
        return None
    return category_key(spelled(category, await known_categories(connection), accept=LISTED))


def _wanted(today: date, day: date | None, days: int | None, key: str | None) -> Wanted:
    ahead = DEFAULT_AHEAD if days is None else days
    return Wanted(first=day or today, last=day or today + timedelta(days=ahead), category_key=key)


def _print_estimates(found: Forecasts, *, with_reasons: bool) -> None:
    if found.message:
        print_note(found.message)
        return
    for line in tables.bases(found.days):
        print_result(line)
    print_table(tables.estimates(found.days, is_single=with_reasons))
    for line in tables.notes(found.days, is_single=with_reasons):
        print_result(line)
    if with_reasons:
        print_result("\nWhy: the past days that weigh most, with the time of each and its part of all weight")
        print_table(tables.reasons(found.days))


def _print_accuracy(scores: Accuracy, *, with_backtest: bool) -> None:
    if scores.snapshot_scores:
        print_result(f"\nHow good the estimates of the last {scores.days} days were, each made before its day began")
        print_table(tables.snapshot_scores(scores.snapshot_scores))
        for line in tables.SNAPSHOT_NOTES:
            print_result(line)
    else:
        print_note(
            f"None of the last {scores.days} days had an estimate before it began, so there is no score of them yet."
        )
    if with_backtest and scores.scores:
        print_result("\nBacktest: what each method would have estimated, with only what was known then")
        print_table(tables.backtest(scores.scores))
        for line in tables.BACKTEST_NOTES:
            print_result(line)
