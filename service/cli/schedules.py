"""`lifetracer schedules`: what starts by itself, and when."""

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from itertools import islice
from typing import Any, TypeVar, get_args
from zoneinfo import ZoneInfo

import click
import msgspec
from rich.table import Table

from service.cli.common import Context, console, dump, pass_context, print_note
from service.cli.schedule_options import changed_schedule, json_object, new_schedule
from service.cli.work import has_worker, load
from service.database.pool import Connection, Pool
from service.database.session import Database
from service.errors import InputError
from service.jobs.accept import accept
from service.jobs.model import StartedBy
from service.jobs.queue import QUEUE
from service.queries.settings import value_of
from service.schedules import cron, store
from service.schedules.types import STAGE_NAMES, CatchUp, Overlap, Schedule, Schedules, Tick, tick_of

Result = TypeVar("Result")

SHOWN_TICKS = 10
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_NAME = click.argument("name")


@click.group()
def schedules() -> None:
    """Let stages and the pipeline start by themselves.

    A running gateway (`lifetracer serve`) starts them. A schedule has a cron expression of five fields (minute hour
    day-of-month month day-of-week), read in its own time zone: a time that autumn repeats fires once, one that spring
    leaves out fires at the end of the gap.

    \b
      lifetracer schedules set weekly --cron "0 6 * * mon" --stage reporter --input '{"language": "ja"}'
      lifetracer schedules set daily-pipeline --cron "30 3 * * *" --timezone Europe/Berlin
      lifetracer schedules next
    """  # noqa: D301 click wants the control character


@schedules.command(name="list")
@_JSON
@pass_context
def list_(context: Context, *, as_json: bool) -> None:
    """List the schedules with their next and last runs."""
    found = _with_connection(context, lambda connection: store.load_all(connection, now=_now()))
    if as_json:
        dump(msgspec.to_builtins(Schedules(schedules=found)))
        return
    table = Table("schedule", "cron", "time zone", "starts", "next", "last", "missed", box=None)
    for schedule in found:
        following = "paused" if schedule.paused else _local(schedule.next_run_at, schedule.timezone)
        last = schedule.last_tick
        told = f"{_local(last.scheduled_for, schedule.timezone)} {_outcome(last)}" if last else ""
        table.add_row(
            schedule.name, schedule.cron, schedule.timezone, _starts(schedule), following, told, str(schedule.missed)
        )
    console().print(table)


@schedules.command()
@_NAME
@_JSON
@pass_context
def show(context: Context, name: str, *, as_json: bool) -> None:
    """Show one schedule, and what became of its last ticks."""

    async def work(connection: Connection) -> tuple[Schedule, list[Tick]]:
        schedule = await _existing(connection, name)
        return schedule, [tick_of(row) for row in await store.load_ticks(connection, name, limit=SHOWN_TICKS)]

    schedule, ticks = _with_connection(context, work)
    if as_json:
        dump({**msgspec.to_builtins(schedule), "ticks": msgspec.to_builtins(ticks)})
        return
    after = f", after any {schedule.after} under way" if schedule.after else ""
    click.echo(f"{schedule.name}: {schedule.cron} ({schedule.timezone}) starts {_starts(schedule)}{after}")
    following = "paused" if schedule.paused else _local(schedule.next_run_at, schedule.timezone)
    click.echo(f"  overlap {schedule.overlap} · catch up {schedule.catch_up} · missed {schedule.missed}")
    click.echo(f"  next: {following}")
    for tick in ticks:
        job = f", job {tick.job_id} {tick.job_status}" if tick.job_id else ""
        click.echo(f"  {_local(tick.scheduled_for, schedule.timezone)}: {_outcome(tick)}{job}")


@schedules.command(name="set")
@_NAME
@click.option("--cron", "cron_", metavar="EXPRESSION", help='Five fields, such as "0 1 * * *" for 01:00 every day.')
@click.option(
    "--timezone",
    metavar="ZONE",
    help="In which zone the expression is read (a new schedule: that of `lifetracer settings`).",
)
@click.option("--stage", type=click.Choice(STAGE_NAMES), help="What is started.")
@click.option(
    "--input",
    "input_",
    metavar="JSON",
    help="Its input, as in the body of its POST; for the connector the service, too.",
)
@click.option(
    "--overlap",
    type=click.Choice(get_args(Overlap)),
    help="While the run before has not ended: skip the tick, or let it wait (new: skip).",
)
@click.option(
    "--catch-up",
    type=click.Choice(get_args(CatchUp)),
    help="After a time without a gateway: run the last tick of the past 24 hours, or none (new: last).",
)
@click.option(
    "--after",
    type=click.Choice([*STAGE_NAMES, "nothing"]),
    help="Wait while a job of this stage is under way, 6 hours at most (new: nothing).",
)
@click.option("--paused/--active", default=None, help="Fire nothing, or fire.")
@pass_context
def set_(context: Context, /, name: str, *, cron_: str | None, input_: str | None, **given: Any) -> None:
    """Make a schedule, or change what is given of one that exists."""
    changes = {key: value for key, value in given.items() if value is not None}
    changes |= {"cron": cron_} if cron_ is not None else {}
    changes |= {"input": json_object(input_)} if input_ is not None else {}
    if changes.get("after") == "nothing":
        changes["after"] = None
    schedule = _change(context, name, changes, is_new_allowed=True)
    following = "paused" if schedule.paused else f"next {_local(schedule.next_run_at, schedule.timezone)}"
    click.echo(f"{name}: {schedule.cron} ({schedule.timezone}) starts {_starts(schedule)}; {following}.")


@schedules.command()
@_NAME
@pass_context
def pause(context: Context, name: str) -> None:
    """Fire nothing until `resume`; what was started goes on."""
    _change(context, name, {"paused": True})
    click.echo(f"{name} is paused.")


@schedules.command()
@_NAME
@pass_context
def resume(context: Context, name: str) -> None:
    """Fire again from now on; what passed during the pause is not caught up."""
    schedule = _change(context, name, {"paused": False})
    click.echo(f"{name} runs next {_local(schedule.next_run_at, schedule.timezone)}.")


@schedules.command()
@_NAME
@pass_context
def remove(context: Context, name: str) -> None:
    """Remove a schedule; its jobs stay."""

    async def work(connection: Connection) -> None:
        await _existing(connection, name)
        await store.remove(connection, name, now=_now())

    _with_connection(context, work)
    click.echo(f"{name} is removed.")


@schedules.command()
@_NAME
@_JSON
@pass_context
def run(context: Context, name: str, *, as_json: bool) -> None:
    """Start what the schedule starts, now, also while it is paused."""

    async def work(_: Database, pool: Pool) -> dict[str, Any]:
        async with pool.connection() as connection:
            schedule = await _existing(connection, name)
            origin = StartedBy("command", "lifetracer schedules run")
            job, shared = await accept(connection, stage=schedule.stage, input_=schedule.input, started_by=origin)
            await store.add_manual_run(connection, name, job.id, now=_now())
        if shared:
            print_note(f"The same {schedule.stage} waits already; it is job {job.id}.")
        if not await has_worker(pool, QUEUE):
            print_note("No gateway takes jobs now: `lifetracer serve` will run it.")
        return await load(pool, job.id)

    job = context.with_database(work)
    if as_json:
        dump(job)
    else:
        click.echo(f"{job['stage']} {job['status']} (job {job['jobId']})")


@schedules.command(name="next")
@click.argument("name", required=False)
@click.option("--count", type=click.IntRange(1, 1000), default=5, show_default=True, help="How many of each.")
@_JSON
@pass_context
def next_(context: Context, name: str | None, *, count: int, as_json: bool) -> None:
    """Tell when schedules fire next, each in its own time zone: a look across the next clock change."""

    async def work(connection: Connection) -> list[Schedule]:
        return await store.load_all(connection, now=_now()) if name is None else [await _existing(connection, name)]

    found = {schedule.name: schedule for schedule in _with_connection(context, work) if not schedule.paused or name}
    coming = sorted((at, schedule.name) for schedule in found.values() for at in _coming(schedule, count))
    if as_json:
        dump([{"name": one, "at": at.isoformat().replace("+00:00", "Z")} for at, one in coming])
        return
    for at, one in coming:
        click.echo(f"{_local(at, found[one].timezone)}  {one}")


def _with_connection(context: Context, work: Callable[[Connection], Awaitable[Result]]) -> Result:
    """Run async work in one transaction."""

    async def inside(_: Database, pool: Pool) -> Result:
        async with pool.connection() as connection:
            return await work(connection)

    return context.with_database(inside)


def _change(context: Context, name: str, changes: dict[str, Any], *, is_new_allowed: bool = False) -> Schedule:
    """Write a schedule with some fields changed.

    Raises:
        InputError: when there is none, or the result cannot be used.
    """

    async def work(connection: Connection) -> Schedule:
        old = await store.load(connection, name, now=_now())
        if old is None and not is_new_allowed:
            raise _unknown(name)
        if old is None:
            given = new_schedule(name, {"timezone": await value_of(connection, "timezone"), **changes})
        else:
            given = changed_schedule(old, changes)
        return await store.put(connection, name, given, now=_now())

    return _with_connection(context, work)


async def _existing(connection: Connection, name: str) -> Schedule:
    schedule = await store.load(connection, name, now=_now())
    if schedule is None:
        raise _unknown(name)
    return schedule


def _unknown(name: str) -> InputError:
    return InputError(f"There is no schedule {name}; `lifetracer schedules list` shows them.")


def _coming(schedule: Schedule, count: int) -> list[datetime]:
    return list(islice(cron.ticks(schedule.cron, ZoneInfo(schedule.timezone), _now()), count))


def _now() -> datetime:
    return datetime.now(UTC)


def _local(at: datetime | None, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M %z}" if at is not None else "never"


def _starts(schedule: Schedule) -> str:
    return f"{schedule.stage} {json.dumps(schedule.input, ensure_ascii=False)}" if schedule.input else schedule.stage


def _outcome(tick: Tick) -> str:
    return f"{tick.outcome} ({tick.reason})" if tick.reason else tick.outcome
