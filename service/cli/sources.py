"""`lifetracer sources`: where the data come from."""

import os
import textwrap
from collections.abc import Iterator
from datetime import datetime

import click
import msgspec

from service.api.sources import sources_of
from service.cli.common import Context, console, dump, pass_context, print_result
from service.database.pool import Pool
from service.database.session import Database
from service.schemas.domain import SourceCoverage, SourceState

LABEL_WIDTH = 12
# A smaller difference is only the time that an answer takes.
CLOCK_TOLERANCE_SECONDS = 5


@click.command(short_help="The sources, what was read of each, and what to do.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_context
def sources(context: Context, *, as_json: bool) -> None:
    """List the sources: account, what was read, the progress of the history, quota, the last error, and what to do.

    Set up is what the environment of this command has; a gateway has its own. Times are in UTC.
    """

    async def work(_: Database, pool: Pool) -> list[SourceState]:
        async with pool.connection() as connection:
            return await sources_of(connection, os.environ)

    found = context.with_database(work)
    if as_json:
        dump(msgspec.to_builtins(found))
        return
    for number, source in enumerate(found):
        if number:
            print_result("")
        print_result(source.service)
        for label, text in _lines(source):
            for line in _wrapped(f"  {label:<{LABEL_WIDTH}}{text}"):
                print_result(line)


def _wrapped(line: str) -> list[str]:
    """Break a line at the width of the terminal, below its text; a pipe or file gets it whole."""
    screen = console()
    indent = " " * (2 + LABEL_WIDTH)
    return textwrap.wrap(line, screen.width, subsequent_indent=indent) if screen.is_terminal else [line]


def _lines(source: SourceState) -> Iterator[tuple[str, str]]:
    """Yield label and text of each line; a line without anything to say is left out."""
    yield "set up", _set_up(source)
    if source.account is not None:
        yield "account", " ".join(filter(None, (source.account.name, source.account.address)))
    yield "last read", _time(source.last_synced_at) if source.last_synced_at else "never"
    if source.rows or source.rows_deleted:
        deleted = f", {source.rows_deleted:,} deleted" if source.rows_deleted else ""
        yield "rows", f"{source.rows:,}{deleted}"
    yield from _coverage(source)
    if source.wait is not None:
        calls = "" if source.wait.left is None else f", about {source.wait.left:,} calls left"
        yield "waiting", f"{source.wait.reason}, goes on at {_time(source.wait.until)}{calls}"
    if source.quota_remaining is not None:
        yield "quota", _quota(source)
    if source.clock_offset_seconds and abs(source.clock_offset_seconds) > CLOCK_TOLERANCE_SECONDS:
        side = "ahead of" if source.clock_offset_seconds > 0 else "behind"
        yield "clock", f"{abs(source.clock_offset_seconds):,} s {side} ours"
    if source.last_error is not None:
        is_past = source.last_synced_at is not None and source.last_synced_at > source.last_error.at
        note = ", read since" if is_past else ""
        yield "last error", f"{_time(source.last_error.at)}{note}: {source.last_error.message}"
    if source.advice:
        yield "what to do", source.advice


def _coverage(source: SourceState) -> Iterator[tuple[str, str]]:
    if source.covered_from and source.covered_to:
        yield "covered", f"{source.covered_from:%Y-%m-%d} to {source.covered_to:%Y-%m-%d}"
    for one in source.coverage if len(source.coverage) > 1 else []:
        yield "", f"{one.name or one.id}: {_spans(one)}"
    history = source.history
    if history is not None and history.days_left:
        left = f"{history.days_left:,} days left, about {history.calls_left:,} calls"
        yield "history", f"{history.percent} % back to {history.first_date}, {left}"


def _spans(one: SourceCoverage) -> str:
    return ", ".join(f"{span.start:%Y-%m-%d} to {span.end:%Y-%m-%d}" for span in one.spans) or "nothing yet"


def _quota(source: SourceState) -> str:
    total = "" if source.quota_total is None else f" of {source.quota_total}"
    resets = source.quota_resets_at
    later = "" if resets is None else f", full again at {_time(resets)}"
    return f"{source.quota_remaining}{total} calls left{later}"


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def _set_up(source: SourceState) -> str:
    if source.credentials == "stored":
        return f"stored: {source.stored_account}"
    return "by variables" if source.credentials else "yes" if source.configured else "no"
