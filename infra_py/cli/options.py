"""Options and output that the commands share."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

SPAN = re.compile(r"(?P<count>\d{1,4})(?P<unit>[mhd])")
UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def stack_option(command: Command) -> Command:
    """Add `--stack`."""
    return click.option(
        "--stack", metavar="NAME", help="The stack (default: the one chosen by `pulumi stack select`, else prod)."
    )(command)


def json_option(command: Command) -> Command:
    """Add `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")(command)


def dump(value: Any) -> None:
    """Print JSON for programs."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


class Span(click.ParamType[timedelta]):
    """A length of time, such as 90m, 72h or 3d."""

    name = "span"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        """Parse a span; a usage error shows the form."""
        if isinstance(value, timedelta):
            return value
        found = SPAN.fullmatch(str(value).strip())
        if found is None or not int(found["count"]):
            self.fail(f"{value} is not a length of time; write it as 90m, 72h or 3d.", param, ctx)
        return timedelta(**{UNITS[found["unit"]]: int(found["count"])})
