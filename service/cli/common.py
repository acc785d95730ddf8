"""What the commands share: the data directory, the database for a block, findings of the stages' settings."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import anyio
import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from service import settings as service_settings
from service.database.pool import Pool, open_pool
from service.database.session import Database, database
from service.errors import ConfigurationError
from service.settings import Settings

Result = TypeVar("Result")
# What a terminal obeys instead of showing it (C0 without tab and newline, C1), what breaks or reorders the line around
# it (separators, bidirectional overrides and isolates), and what no output can encode (lone surrogates).
_CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def escape_control_characters(text: str) -> str:
    """Return text for a terminal: a character that would do something there is shown as its escape, such as U+001B.

    Names and notes come from outside, so everything printed goes through here.
    """
    return _CONTROL_CHARACTERS.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


class _Console(Console):
    """A console on which a string is data, neither markup nor emoji codes nor orders to the terminal."""

    def render_str(self, text: str, **options: Any) -> Text:
        """Return the string as it is shown."""
        return super().render_str(escape_control_characters(text), **options)


def console(*, stderr: bool = False) -> Console:
    """Return the console for results; what is not a terminal gets whole lines, whatever their length."""
    made = _Console(highlight=False, markup=False, emoji=False, soft_wrap=True, stderr=stderr)
    if not made.is_terminal:
        made.width = 200
    return made


def print_table(table: Table, *, on: Console | None = None) -> None:
    """Print a table, by default as a result; what is too long for its column goes on below, so that nothing is cut."""
    for column in table.columns:
        column.overflow = "fold"
    (on or console()).print(table, soft_wrap=False)


def print_result(result: str) -> None:
    """Print a result."""
    click.echo(escape_control_characters(result))


def print_note(message: str) -> None:
    """Say what happens, on standard error: standard output is for results."""
    click.echo(escape_control_characters(message), err=True)


@dataclass(frozen=True, kw_only=True)
class Context:
    """The options of the whole command line."""

    data_dir: str | None

    def settings(self) -> Settings:
        """Read the settings of service and stages.

        Raises:
            ConfigurationError: with all findings of both in one message.
        """
        findings: list[str] = []
        settings: Settings | None = None
        try:
            settings = service_settings.load(data_dir=Path(self.data_dir) if self.data_dir else None)
        except ConfigurationError as error:
            findings += str(error).splitlines()
        # Both sides read DATABASE_URL; it is told once.
        findings += [finding for finding in stage_findings() if finding not in findings]
        if findings or settings is None:
            raise ConfigurationError("\n".join(findings))
        # The stages keep their caches there, too.
        os.environ["LIFETRACER_DATA_DIR"] = str(settings.data_dir.absolute())
        return settings

    def reports_folder(self) -> Path:
        """Return where commands leave the reports they waited for: `reports` in the data directory."""
        return service_settings.load(data_dir=Path(self.data_dir) if self.data_dir else None).data_dir / "reports"

    def with_database(self, work: Callable[[Database, Pool], Awaitable[Result]]) -> Result:
        """Run async work on the database, started and migrated for it."""

        async def inside(found: Database) -> Result:
            async with open_pool(found.url, name="command") as pool:
                return await work(found, pool)

        with database(self.settings(), print_note) as found:
            return anyio.run(inside, found)


pass_context = click.make_pass_decorator(Context)


class _Day(click.ParamType[date]):
    """A date, written as 2026-01-31."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read a date."""
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(value, "%Y-%m-%d").date()  # noqa: DTZ007 a date alone has no zone
        except ValueError:
            self.fail(f"{value} is not a day; write it as 2026-01-31.", param, ctx)


DAY = _Day()


def stage_findings() -> list[str]:
    """Return what the stages find wrong with their settings."""
    command = [sys.executable, "-m", "pipelines.settings", "--check", "--json"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode not in (os.EX_OK, os.EX_CONFIG):
        raise ConfigurationError(f"The stages cannot be asked for their settings: {done.stderr.strip()[-500:]}")
    findings: list[str] = json.loads(done.stdout)
    return findings


def dump(value: Any) -> None:
    """Print JSON for programs."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    click.echo(_CONTROL_CHARACTERS.sub(lambda found: f"\\u{ord(found[0]):04x}", text))
