"""`lifetracer categories`: the projects with their categories, and the rules that decide."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import click
import msgspec

from naming import rule_file
from naming.categories import GROUPS, LAST_ORDER, OwnCategory
from naming.rules import Rule
from service.api.problems import NOT_TRANSFORMED
from service.categories import answers, edit, store, usage
from service.categories.known import known_categories, spelled
from service.categories.store import RuleVersion
from service.cli.category_tables import history_table, idle_table, preview_lines, projects_table
from service.cli.common import Context, dump, pass_context, print_note, print_result, print_table
from service.database.pool import Connection, Pool
from service.database.session import Database
from service.errors import InputError
from service.schemas.categories import CategoryRulesHistory

NOTHING = (
    "There is nothing yet; import a file or set up a source (lifetracer sources), then: lifetracer run transform --wait"
)
NEXT = "It counts from the next transform on: lifetracer run transform --wait"
ACCEPT_NEW = "`lifetracer categories list` shows them, and --new makes it a new one."


@click.group(short_help="Decide what belongs to which category.")
def categories() -> None:
    """Decide which project, client, tag or description belongs to which category.

    Without a rule an entry has the name of its project as its category. Every change is kept, and counts from the next
    transform on, for all time.
    """


_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_DRY_RUN = click.option("--dry-run", is_flag=True, help="Only show what would change.")
_KIND = [
    click.option("--client", "match_type", flag_value="client_name", help="The names are those of clients."),
    click.option("--tag", "match_type", flag_value="tag", help="The names are those of tags."),
    click.option("--description", "match_type", flag_value="description", help="They are parts of descriptions."),
    click.option("--color", "match_type", flag_value="project_color", help="They are colours of projects, #rrggbb."),
]


def _kind(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(_KIND):
        command = option(command)
    return command


@categories.command(name="list")
@_JSON
@pass_context
def list_(context: Context, *, as_json: bool) -> None:
    """List the projects with their hours, category and rule, those without a rule first."""

    async def work(_: Database, pool: Pool) -> tuple[list[usage.ProjectUsage], list[Rule]]:
        async with pool.connection() as connection:
            return await usage.projects(connection), await usage.idle_rules(connection)

    try:
        found, idle = context.with_database(work)
    except NOT_TRANSFORMED as error:
        raise InputError(NOTHING) from error
    if as_json:
        dump(msgspec.to_builtins(answers.projects_answer(found, idle)))
        return
    if not found:
        print_note(NOTHING)
        return
    print_table(projects_table(found))
    if idle:
        print_result("\nThese rules decide nothing:")
        print_table(idle_table(idle))


@categories.command(name="set")
@click.argument("names", nargs=-1, required=True, metavar="PROJECT...")
@click.argument("category")
@_kind
@click.option("--new", "is_new", is_flag=True, help="The category may be one that does not exist yet.")
@_DRY_RUN
@pass_context
def set_(
    context: Context, names: tuple[str, ...], category: str, *, match_type: str | None, is_new: bool, dry_run: bool
) -> None:
    r"""Give projects (or clients, tags, ...) a category; the last name is the category.

    \b
      lifetracer categories set "Website relaunch" Support Work
      lifetracer categories set --client "Northwind, Inc." Work
    """

    async def change(connection: Connection, current: RuleVersion) -> RuleVersion:
        name = category
        if not is_new:
            name = spelled(category, await known_categories(connection), accept=ACCEPT_NEW)
        return edit.assigned(current, match_type or "project_name", names, name)

    _save(context, change, dry_run=dry_run)


@categories.command()
@click.argument("names", nargs=-1, required=True, metavar="PROJECT...")
@_kind
@_DRY_RUN
@pass_context
def unset(context: Context, names: tuple[str, ...], *, match_type: str | None, dry_run: bool) -> None:
    """Remove the rules of projects (or clients, tags, ...)."""

    async def change(_: Connection, current: RuleVersion) -> RuleVersion:
        return edit.unassigned(current, match_type or "project_name", names)

    _save(context, change, dry_run=dry_run)


@categories.command()
@click.argument("name")
@click.option("--group", type=click.Choice(GROUPS, case_sensitive=False), help="The group that it belongs to.")
@click.option("--order", type=click.IntRange(1, LAST_ORDER), help="Place among the ten, which are 1 to 10.")
@click.option("--color", metavar="#RRGGBB", help="Its colour; without one that of its projects.")
@_DRY_RUN
@pass_context
def add(context: Context, name: str, *, group: str | None, order: int | None, color: str | None, dry_run: bool) -> None:
    """Add a category of your own, or change its group, order and colour."""

    async def change(_: Connection, current: RuleVersion) -> RuleVersion:
        return edit.added(current, OwnCategory(name, group, order, color))

    _save(context, change, dry_run=dry_run)


@categories.command()
@click.argument("state", type=click.Choice(["on", "off"]))
@_DRY_RUN
@pass_context
def colors(context: Context, state: str, *, dry_run: bool) -> None:
    """Let colours decide where no other rule does: Toggl's palette, and the event colours of Google Calendar."""

    async def change(_: Connection, current: RuleVersion) -> RuleVersion:
        return edit.with_colors(current, on=state == "on")

    _save(context, change, dry_run=dry_run)


@categories.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, writable=True), required=False)
@pass_context
def export(context: Context, file: Path | None) -> None:
    """Write your own rules as CSV into a file, or to standard output."""
    text = rule_file.written(context.with_database(_newest).rules)
    if file is None:
        click.echo(text, nl=False)
        return
    file.write_text(text, encoding="utf-8", newline="")
    print_result(f"The rules are in {file}.")


@categories.command(name="import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@_DRY_RUN
@pass_context
def import_(context: Context, file: Path, *, dry_run: bool) -> None:
    """Replace your own rules by those of a CSV file (columns match_type, match_value, personal_category)."""
    try:
        rules = rule_file.read(file.read_bytes())
    except rule_file.RuleFileError as error:
        raise InputError(f"{file}, {error}") from None

    async def change(_: Connection, current: RuleVersion) -> RuleVersion:
        return edit.imported(current, rules, name=file.name)

    _save(context, change, dry_run=dry_run)


@categories.command()
@_JSON
@pass_context
def history(context: Context, *, as_json: bool) -> None:
    """List the versions of the rules, the newest first."""

    async def work(_: Database, pool: Pool) -> Sequence[RuleVersion]:
        async with pool.connection() as connection:
            return await store.history(connection)

    found = context.with_database(work)
    if as_json:
        dump(msgspec.to_builtins(CategoryRulesHistory(versions=[answers.rules_answer(one) for one in found])))
        return
    print_table(history_table(found))


@categories.command()
@_DRY_RUN
@pass_context
def undo(context: Context, *, dry_run: bool) -> None:
    """Take back the last change of the rules; again, the one before it."""

    async def change(connection: Connection, _: RuleVersion) -> RuleVersion:
        return (await store.undone(connection))[1]

    _save(context, change, dry_run=dry_run)


async def _newest(_: Database, pool: Pool) -> RuleVersion:
    async with pool.connection() as connection:
        return await store.newest(connection)


def _save(context: Context, change: Callable[..., object], *, dry_run: bool) -> None:
    """Make a change of the rules and print what it changes."""

    async def work(_: Database, pool: Pool) -> tuple[RuleVersion, RuleVersion, usage.Preview | None]:
        async with pool.connection() as connection:
            current = await store.newest(connection)
            wanted = replace(await change(connection, current), origin="command")  # type: ignore[misc]
            found = await _preview(connection, wanted, current)
            if dry_run:
                return current, current, found
            return current, await store.save(connection, wanted, expected=current.version), found

    try:
        current, saved, found = context.with_database(work)
    except UnicodeEncodeError as error:
        raise InputError(f"{error.object!s} is not text in this terminal's encoding; write it in UTF-8.") from error
    for line in preview_lines(found):
        print_result(line)
    if dry_run:
        print_note("Nothing is written (--dry-run).")
    elif saved.version == current.version:
        print_note("The rules say that already; nothing is written.")
    else:
        print_result(f"Version {saved.version}: {saved.note}")
        print_note(NEXT)


async def _preview(connection: Connection, wanted: RuleVersion, current: RuleVersion) -> usage.Preview | None:
    """Return what would change; None before the first transform."""
    try:
        async with connection.transaction():
            return await usage.preview(connection, wanted, expected=current.version)
    except NOT_TRANSFORMED:
        return None
