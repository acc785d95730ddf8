"""Which calendars of the account are read."""

import sys
from collections.abc import Sequence
from typing import Any

import click
from rich.table import Table

from service.cli.common import console, print_note, print_table
from service.errors import InputError

Calendar = dict[str, Any]


def choose(
    calendars: Sequence[Calendar], *, wanted: Sequence[str], every: bool, before: Sequence[str]
) -> list[Calendar]:
    """Return the calendars to read, at least one.

    Args:
        calendars: those of the account's list.
        wanted: ids from the command line.
        every: whether all are wanted.
        before: ids that are stored; they are proposed again.

    Raises:
        InputError: when the account has no calendar, or none of an id.
    """
    if not calendars:
        raise InputError("The account has no calendar in its list; add one in Google Calendar, and connect again.")
    if every:
        return list(calendars)
    if wanted:
        return _by_id(calendars, wanted)
    proposed = [calendar for calendar in calendars if calendar["id"] in before] or [
        calendar for calendar in calendars if calendar["primary"]
    ]
    proposed = proposed or [calendars[0]]
    if len(calendars) == 1:
        return proposed
    if not sys.stdin.isatty():
        print_note("Choose other calendars with --calendar ID, also several times, or --all.")
        return proposed
    return _asked(calendars, proposed)


def _by_id(calendars: Sequence[Calendar], wanted: Sequence[str]) -> list[Calendar]:
    own = [calendar["id"] for calendar in calendars if calendar["primary"]]
    chosen = {own[0] if name == "primary" and own else name for name in wanted}
    if unknown := sorted(chosen - {calendar["id"] for calendar in calendars}):
        raise InputError(
            f"The account's list has no calendar {', '.join(unknown)}; it has: "
            f"{', '.join(calendar['id'] for calendar in calendars)}."
        )
    return [calendar for calendar in calendars if calendar["id"] in chosen]


def _asked(calendars: Sequence[Calendar], proposed: Sequence[Calendar]) -> list[Calendar]:
    table = Table("", "calendar", "id", box=None)
    for number, calendar in enumerate(calendars, 1):
        table.add_row(str(number), calendar["name"], calendar["id"])
    print_table(table, on=console(stderr=True))
    default = ",".join(str(number) for number, calendar in enumerate(calendars, 1) if calendar in proposed)
    while True:
        answer = str(click.prompt("Calendars to read: numbers, separated by commas, or all", default=default, err=True))
        if answer.strip().lower() == "all":
            return list(calendars)
        numbers = [part.strip() for part in answer.split(",") if part.strip()]
        if numbers and all(part.isascii() and part.isdigit() and 1 <= int(part) <= len(calendars) for part in numbers):
            return [calendar for number, calendar in enumerate(calendars, 1) if str(number) in numbers]
        print_note(f"{answer.strip()} is not a list of numbers from 1 to {len(calendars)}.")
