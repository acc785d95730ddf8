"""`lifetracer settings`: what decides the meaning of all numbers, kept in the database."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import click
import msgspec
from rich.table import Table

from service.cli.common import Context, dump, pass_context, print_note, print_result, print_table
from service.database.pool import Connection, Pool
from service.database.session import Database
from service.errors import InputError
from service.queries import settings as queries
from service.queries.settings import Setting, SettingVersion
from stored_settings import NAMES, InvalidValueError
from stored_settings.record import NONE

Result = TypeVar("Result")

_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_NAME = click.argument("name", type=click.Choice(NAMES))


@click.group(invoke_without_command=True)
@click.pass_context
def settings(context: click.Context) -> None:
    """Look at and change time zone, country, language and person.

    They decide what all numbers mean, so they are kept in the database, with every earlier value. A new database takes
    the first ones from LIFETRACER_TIMEZONE, LIFETRACER_COUNTRY and LIFETRACER_LANGUAGE, or else from the system; later
    these variables change nothing. Without a subcommand the current settings are listed.

    \b
      lifetracer settings set timezone Europe/Berlin
      lifetracer settings set country DE               public holidays; "none" for none
      lifetracer settings set language ja              of the reports: en or ja
    """  # noqa: D301 click wants the control character
    if context.invoked_subcommand is None:
        context.invoke(list_, as_json=False)


@settings.command(name="list")
@_JSON
@pass_context
def list_(context: Context, *, as_json: bool) -> None:
    """List the current settings, and where they come from."""
    found = _with_connection(context, queries.current)
    if as_json:
        dump(msgspec.to_builtins(queries.answer(found)))
        return
    table = Table("setting", "value", "since (UTC)", "from", box=None)
    for setting in found:
        table.add_row(setting.name, setting.value or NONE, f"{setting.valid_from:%Y-%m-%d %H:%M}", setting.set_by)
    print_table(table)


@settings.command()
@_NAME
@_JSON
@pass_context
def get(context: Context, name: str, *, as_json: bool) -> None:
    """Print the value of one setting; `none` where it has none."""

    async def work(connection: Connection) -> Setting | None:
        return next((setting for setting in await queries.current(connection) if setting.name == name), None)

    setting = _with_connection(context, work)
    if as_json:
        dump(msgspec.to_builtins(setting))
    else:
        print_result((setting.value if setting else None) or NONE)


@settings.command(name="set")
@_NAME
@click.argument("value")
@_JSON
@pass_context
def set_(context: Context, name: str, value: str, *, as_json: bool) -> None:
    """Change a setting, and say what will be rebuilt.

    The value `none` means no country, so no public holidays.
    """

    async def work(connection: Connection) -> queries.SettingChange:
        try:
            return await queries.change(connection, name, value, set_by="the command line")
        except InvalidValueError as error:
            raise InputError(str(error)) from None

    changed = _with_connection(context, work)
    if as_json:
        dump(msgspec.to_builtins(changed))
        return
    print_result(f"{changed.name}: {changed.value or NONE}")
    for effect in changed.effects:
        print_note(effect)


@settings.command()
@click.argument("name", required=False, type=click.Choice(NAMES))
@_JSON
@pass_context
def history(context: Context, name: str | None, *, as_json: bool) -> None:
    """List every value of one setting, or of all, newest first."""

    async def work(connection: Connection) -> list[SettingVersion]:
        return await queries.history(connection, name)

    found = _with_connection(context, work)
    if as_json:
        dump(msgspec.to_builtins(queries.SettingVersions(versions=found)))
        return
    table = Table("setting", "value", "since (UTC)", "until (UTC)", "from", box=None)
    for version in found:
        until = f"{version.valid_to:%Y-%m-%d %H:%M}" if version.valid_to else ""
        table.add_row(
            version.name, version.value or NONE, f"{version.valid_from:%Y-%m-%d %H:%M}", until, version.set_by
        )
    print_table(table)


def _with_connection(context: Context, work: Callable[[Connection], Awaitable[Result]]) -> Result:
    """Run async work in one transaction."""

    async def inside(_: Database, pool: Pool) -> Result:
        async with pool.connection() as connection:
            return await work(connection)

    return context.with_database(inside)
