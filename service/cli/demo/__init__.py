"""`lifetracer demo`: from a year of logged time to a page worth reading, through everything that runs in production."""

import hashlib
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from rich.console import Console

from sandbox import both, calendar
from sandbox.person import generate
from sandbox.server import serve as serve_sandbox
from service import settings as service_settings
from service.cli.common import Context, pass_context, print_table
from service.cli.common import console as make_console
from service.cli.demo.gateway import Gateway, gateway, lifetracer
from service.cli.demo.person import set_up_person
from service.cli.demo.projects import weekly_projects
from service.cli.demo.show import closing, numbers, outlook, stages
from service.cli.demo.week_ago import analyze_week_ago
from service.cli.follow import Follower, failures
from service.cli.report_files import file_name
from service.errors import InputError, UserError
from stored_settings import InvalidValueError, parse
from stored_settings.places import country_of, system_zone

# A Monday morning: the week before it is complete, and every run of the demo sees the same one.
AS_OF = datetime(2026, 6, 28, 22, 30, tzinfo=UTC)
SEED = 1
DAYS = 365
ZONE = "Asia/Tokyo"
TARGETS_AGE = timedelta(days=90)
POLL_SECONDS = 0.2


@click.command(short_help="Show it all on a sample person, or your files.")
@click.option("--keep", is_flag=True, help="Leave the gateway running afterwards, until Ctrl-C.")
@click.option(
    "--toggl",
    "file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help='Use your own Toggl "detailed report" export instead of the sample person.',
)
@click.option("--user", metavar="NAME", help="Beside --toggl: whose entries, where the file holds several people.")
@click.option(
    "--ics",
    "plan",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE.ics",
    help="Beside --toggl: your own calendar.",
)
@click.option(
    "--timezone",
    metavar="ZONE",
    help=f"Where the person lives (default: {ZONE} for the sample person, the system's zone for your own files).",
)
@pass_context
def demo(
    context: Context, file: Path | None, user: str | None, plan: Path | None, timezone: str | None, *, keep: bool
) -> None:
    """Show what LifeTracer does, on a year of a sample person or on your own files.

    Starts the gateway on an embedded database, posts the pipeline over HTTP and prints where the PDF is. It has a data
    directory of its own and touches neither your database nor your accounts.
    """
    began = time.monotonic()
    _refuse_without_file(file, user=user, plan=plan)
    timezone = _zone(timezone, is_sample=file is None)
    for number in (signal.SIGTERM, signal.SIGHUP):
        # As an exception, so that gateway and database are stopped in order.
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    console = make_console()
    base = service_settings.load({}, data_dir=Path(context.data_dir) if context.data_dir else None).data_dir / "demo"
    with ExitStack() as stack:
        report: dict[str, Any] = {}
        imported = None
        if file is None:
            data_dir = base / "sample"
            environ = stack.enter_context(_sample_person(console, timezone))
        else:
            data_dir = base / _folder_of(file, user)
            imported = ["import", "toggl", str(file), "--timezone", timezone, *(["--user", user] if user else [])]
            console.print(f"Importing {file} …")
            last = _import(console, data_dir, imported, timezone)
            environ = {"LIFETRACER_TIMEZONE": timezone} | _as_of(last, ZoneInfo(timezone))
            report["date"] = (last - timedelta(days=last.isoweekday() % 7)).isoformat()
        running = stack.enter_context(gateway(data_dir, environ, console))
        _set_place(running, timezone)
        if file is None:
            set_up_person(data_dir, since=AS_OF - TARGETS_AGE)
        elif plan is not None:
            lifetracer(["import", "ics", str(plan), "--json"], data_dir=data_dir, environ=environ)
        job = _run(running, console, "/api/pipeline", {"report": {**report, "language": "en"}})
        if analyze_week_ago(data_dir, environ, job["steps"][-1]["result"]["first_date"], timezone):
            console.print("The estimates of a week ago are calculated from the days before it, and reported beside it.")
        english = _run(running, console, "/api/report", {**report, "language": "en"})
        japanese = _run(running, console, "/api/report", {**report, "language": "ja"})
        steps = [*job["steps"][:-1], english]
        print_table(stages([*steps, japanese]), on=console)
        numbers(console, data_dir, english["result"])
        outlook(console, data_dir, steps)
        if file is not None:
            weekly_projects(console, data_dir)
        paths = _save_reports(running, data_dir, [english, japanese])
        closing(console, running, paths, seconds=time.monotonic() - began, keep=keep, imported=imported)
        if keep:
            _until_interrupted()


def _set_place(running: Gateway, timezone: str) -> None:
    """Set zone and country: a data directory of an earlier demo keeps those of then."""
    for name, value in (("timezone", timezone), ("country", country_of(timezone))):
        running.put(f"/api/settings/{name}", {"value": value})


def _refuse_without_file(file: Path | None, *, user: str | None, plan: Path | None) -> None:
    """Refuse the options that go with one's own file where there is none."""
    if user is not None and file is None:
        raise InputError("--user goes with --toggl: the sample person is alone.")
    if plan is not None and file is None:
        raise InputError("--ics goes with --toggl: the sample person has a calendar of their own.")


def _folder_of(file: Path, user: str | None) -> str:
    """Return the name of the data directory: the entries of one person of a file do not meet those of another."""
    own = "\n".join([str(file.absolute()), *([user] if user else [])])
    return f"own-{hashlib.sha256(own.encode()).hexdigest()[:8]}"


@contextmanager
def _sample_person(console: Console, timezone: str) -> Iterator[dict[str, str]]:
    """Serve the sample person's accounts and yield the settings that point at them."""
    zone = ZoneInfo(timezone)
    today = AS_OF.astimezone(zone).date()
    account = generate(SEED, today, DAYS, zone, until=AS_OF)
    plan = calendar.generate(SEED, today, DAYS, zone)
    with serve_sandbox(both.create_app(account, plan, now=lambda: AS_OF)) as origin:
        logged = f"{len(account.entries):,} logged entries in {DAYS} days"
        console.print(f"{account.name}'s Toggl account ({logged}) and Google calendar are served at {origin}.")
        yield both.settings(origin, account, as_of=AS_OF)


def _import(console: Console, data_dir: Path, arguments: list[str], timezone: str) -> date:
    """Run the command that imports the person's file, and return the file's last date."""
    done = lifetracer([*arguments, "--json"], data_dir=data_dir, environ={"LIFETRACER_TIMEZONE": timezone})
    if message := done["result"].get("message"):
        console.print(message)
    return date.fromisoformat(done["result"]["last_date"])


def _zone(given: str | None, *, is_sample: bool) -> str:
    """Return the zone in which the person lives.

    Raises:
        InputError: when there is no such zone.
    """
    if given is None:
        return ZONE if is_sample else system_zone()
    try:
        return str(parse("timezone", given))
    except InvalidValueError as error:
        raise InputError(f"--timezone {error}") from None


def _as_of(last: date, zone: ZoneInfo) -> dict[str, str]:
    """Return the setting that makes the morning after the file the present, so that its next days are estimated.

    Nothing for a file that reaches to today: then the clock is right.
    """
    morning = datetime.combine(last + timedelta(days=1), AS_OF.astimezone(ZoneInfo(ZONE)).time(), zone)
    return {"LIFETRACER_AS_OF": morning.isoformat()} if morning < datetime.now(UTC) else {}


def _run(running: Gateway, console: Console, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """Post a job and follow it over HTTP."""
    job = running.post(path, body)
    console.print(f"POST {path} → 202, job {job['jobId']}")
    with Follower(console) as follower:
        while not follower.show(job):
            time.sleep(POLL_SECONDS)
            job = running.get(job["links"]["self"])
    if job["status"] != "succeeded":
        raise UserError("The demo's pipeline did not succeed. " + " ".join(failures(job)))
    return job


def _save_reports(running: Gateway, data_dir: Path, jobs: list[dict[str, Any]]) -> list[Path]:
    paths = []
    for job in jobs:
        result = job["result"]
        path = data_dir / file_name(result["period"], result["first_date"], result["language"])
        path.write_bytes(running.download(f"/api/reports/{result['report_id']}.pdf"))
        paths.append(path)
    return paths


def _until_interrupted() -> None:
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        return
