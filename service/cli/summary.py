"""`lifetracer summary`: actual, plan, target and estimate of some days."""

from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import click
import msgspec
from rich.table import Table

from service.api.problems import NOT_TRANSFORMED
from service.api.summary import SPAN_DAYS
from service.cli.common import DAY, Context, dump, pass_context, print_note, print_result, print_table
from service.cli.estimate_words import DURING, clock, estimate, is_unlikely, left_out
from service.database.pool import Pool
from service.database.session import Database
from service.errors import InputError
from service.queries.people import Person, listed, people
from service.queries.rule_change import report_rule_change
from service.queries.summary import account_of, days_of, records, today_of
from service.schemas.domain import Summary, SummaryAccount, SummaryCategory, SummaryDay

UNTRACKED = "Untracked"
NOTHING = "There is nothing yet; import a file or set up a source (lifetracer sources)."


@click.command(short_help="What happened, was planned, wanted, expected.")
@click.option("--from", "first", type=DAY, help="First day (default: yesterday).")
@click.option("--to", "last", type=DAY, help="Last day (default: tomorrow).")
@click.option("--week", "period", flag_value="week", help="Totals of the week, Monday to Sunday, of --from (or today).")
@click.option("--month", "period", flag_value="month", help="Totals of the calendar month of --from (or today).")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_context
def summary(context: Context, first: date | None, last: date | None, period: str | None, *, as_json: bool) -> None:
    """Show per day and category what happened, was planned, is wanted and is expected, the most time first.

    Yesterday and tomorrow are those of the last transform. `likely` is the typical day, with the interval that holds
    eight days in ten and the chance of meeting the target; `lifetracer forecasts` shows the reasons. The last line adds
    up the entries that start on these days, as Toggl's own page does, and what of them counts: where entries overlap,
    each instant counts once, for the entry that started last.
    """
    if period and last:
        raise click.UsageError("--to cannot be used with --week or --month; --from chooses which one.")

    async def work(_: Database, pool: Pool) -> tuple[list[SummaryDay], str, list[Person], str | None]:
        async with pool.connection() as connection:
            today = await today_of(connection)
            if today is None:
                return [], NOTHING, [], None
            begin, end = _period(first or today, period) if period else _span(today, first, last)
            nothing = _nothing(begin, end, await records(connection))
            others = [person for person in await people(connection) if not person.is_counted]
            change = None if as_json else await report_rule_change(connection)
            return await days_of(connection, begin, end), nothing, others, change

    try:
        found, nothing, others, change = context.with_database(work)
    except NOT_TRANSFORMED as error:
        raise InputError(f"{NOTHING} After that, or after an upgrade: lifetracer run transform --wait") from error
    if as_json:
        dump(msgspec.to_builtins(Summary(days=found, account=account_of(found))))
        return
    if change:
        print_note(change)
    if not any(_shown(day) for day in found):
        print_note(nothing)
        return
    print_table(_totals(found) if period else _days(found))
    for note in _notes(found) if not period else ():
        print_result(note)
    if account := account_of(found):
        print_result(_account(account))
    _tell_what_is_missing(found, others)


def _notes(found: list[SummaryDay]) -> Iterator[str]:
    """Yield the sentences on the estimates of the days."""
    if any(cell.estimate_is_during for day in found for cell in _shown(day)):
        yield DURING
    if hidden := [cell.category for day in found for cell in day.categories if _is_hidden(cell)]:
        yield left_out(hidden)


def _tell_what_is_missing(found: list[SummaryDay], others: list[Person]) -> None:
    if unread := [day.date for day in found if not day.is_read and day.account]:
        print_note(f"Not read in full: {', '.join(map(str, unread))}; these days are in no mean.")
    if others:
        advice = "to count another one: lifetracer settings set person NAME"
        print_note(f"Entries of other people do not count: {listed(others)}; {advice}")


def _days(found: list[SummaryDay]) -> Table:
    """Return a row for each day and category, and the tracked time of each day with several categories."""
    table = Table("day", "category", "actual", "plan", "target", "estimate", box=None)
    for day in found:
        name, shown = f"{day.date:%Y-%m-%d %a}", _shown(day)
        for cell in shown:
            table.add_row(name, cell.category, *_cells(cell))
        tracked = [cell.actual for cell in shown if cell.actual and cell.category != UNTRACKED]
        if len(tracked) > 1:
            table.add_row(name, "total", clock(sum(tracked)), style="bold")
    return table


def _totals(found: list[SummaryDay]) -> Table:
    """Return a row for each category of the whole span, and the tracked time."""
    actual: defaultdict[str, float] = defaultdict(float)
    plan: defaultdict[str, float] = defaultdict(float)
    days: Counter[str] = Counter()
    for day in found:
        for cell in _shown(day):
            actual[cell.category] += cell.actual or 0
            plan[cell.category] += cell.plan or 0
            days[cell.category] += bool(cell.actual)
    table = Table(f"{found[0].date} to {found[-1].date}", "actual", "plan", "days", box=None)
    for category in sorted(actual, key=lambda name: (name == UNTRACKED, -actual[name], -plan[name], name)):
        if actual[category] or plan[category]:
            amounts = (clock(minutes) if minutes else "" for minutes in (actual[category], plan[category]))
            table.add_row(category, *amounts, str(days[category] or ""))
    table.add_row("total", clock(sum(actual.values()) - actual[UNTRACKED]), style="bold")
    return table


def _shown(day: SummaryDay) -> list[SummaryCategory]:
    """Return the categories that have anything, the most time first and untracked time last."""
    cells = [cell for cell in day.categories if _has_anything(cell)]
    return sorted(cells, key=_amounts)


def _has_anything(cell: SummaryCategory) -> bool:
    if _is_hidden(cell):
        return False
    is_new = cell.estimate is None and bool(cell.any_chance)
    return bool(cell.actual or cell.plan or cell.estimate) or cell.target is not None or is_new


def _is_hidden(cell: SummaryCategory) -> bool:
    """Return whether nothing but an unlikely estimate is known."""
    is_expected_only = not (cell.actual or cell.plan) and cell.target is None
    return is_expected_only and is_unlikely(cell.median, cell.any_chance)


def _amounts(cell: SummaryCategory) -> tuple[bool, float, float, float]:
    return cell.category == UNTRACKED, -(cell.actual or 0), -(cell.plan or 0), -(cell.estimate or 0)


def _account(account: SummaryAccount) -> str:
    """Return the account in a sentence: what was logged, and what of it counts."""
    entries = f"{account.entries:,} {'entry' if account.entries == 1 else 'entries'}"
    logged = f"Logged: {clock(account.logged)} in {entries} that {'starts' if account.entries == 1 else 'start'} here"
    if not account.overlap_entries:
        return f"{logged}; all of it counts."
    losing = f"{account.overlap_entries:,} {'entry overlaps' if account.overlap_entries == 1 else 'entries overlap'}"
    return (
        f"{logged}; {clock(account.counted)} counts, {clock(account.overlap)} does not, as {losing} with a later one."
    )


def _period(day: date, period: str) -> tuple[date, date]:
    """Return the first and last day of the week or month of a day."""
    if period == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def _span(today: date, first: date | None, last: date | None) -> tuple[date, date]:
    begin = first or today - timedelta(days=1)
    end = last or max(today + timedelta(days=1), begin)
    if not 0 <= (end - begin).days < SPAN_DAYS:
        raise InputError(f"From {begin} to {end} is no span; use at most {SPAN_DAYS} days, --from before --to.")
    return begin, end


def _nothing(begin: date, end: date, records: dict[str, Any] | None) -> str:
    """Return what to say of a span of which nothing is known."""
    if records is None or records["first"] is None:
        return NOTHING
    return (
        f"Nothing is known from {begin} to {end}; the records are from {records['first']} to {records['last']}: choose "
        "days with --from and --to."
    )


def _cells(cell: SummaryCategory) -> list[str]:
    sign = {"more": "≥ ", "less": "≤ "}.get(cell.direction or "", "")
    target = "" if cell.target is None else sign + clock(cell.target)
    return [clock(cell.actual), clock(cell.plan), target, estimate(cell)]
