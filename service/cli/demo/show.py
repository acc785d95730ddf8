"""What the demo prints: the table of stages, the most telling numbers, and how to go on."""

import shlex
import shutil
import sys
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from rich.console import Console
from rich.table import Table

from service.cli.demo.gateway import Gateway
from service.cli.estimate_words import is_usually_none, typical
from service.cli.follow import name_of
from service.database.embedded import EmbeddedPostgres
from service.database.statements import statements

TOP = 5
HOUR = 60
SECONDS_PER_HOUR = 3600
_SQL = statements(Path(__file__).with_suffix(".sql"))


def stages(steps: list[dict[str, Any]]) -> Table:
    """Return the table of stages: how long, how many rows, what memory."""
    table = Table("stage", "status", "seconds", "rows", "peak memory", "what it did", box=None, pad_edge=False)
    for column in table.columns[2:5]:
        column.justify = "right"
    for step in steps:
        result = step["result"] or {}
        usage = step["usage"] or {}
        table.add_row(
            name_of(step),
            step["status"],
            f"{_seconds(step):.1f}" if step["status"] == "succeeded" else "",
            f"{result['rows']:,}" if "rows" in result else "",
            f"{usage['peakMemoryBytes'] / 1024**2:.0f} MB" if usage else "",
            _deed(step, result),
        )
    return table


def _seconds(step: dict[str, Any]) -> float:
    started, finished = (datetime.fromisoformat(step[name]) for name in ("startedAt", "finishedAt"))
    return (finished - started).total_seconds()


def _deed(step: dict[str, Any], result: dict[str, Any]) -> str:
    if step["status"] != "succeeded":
        return str(step["reason"] or "")
    match step["stage"]:
        case "connector":
            return ", ".join(f"{result[name]:,} {name}" for name in ("inserted", "updated", "deleted", "unchanged"))
        case "analyzer":
            error = (
                f", error {result['relcrps']:.2f} × that of repeating the previous week" if result["relcrps"] else ""
            )
            return f"{result['estimates']} estimates{error}, {result['anomalies']} anomalies"
        case "adjuster":
            return f"{result['targets']} targets, {result['pending']} proposals pending"
        case "transform":
            return f"{result['models']} models built, {result['tests']} tests passed"
        case _:
            unchanged = ", unchanged" if result.get("unchanged") else ""
            pages = f"{result['pages']} page" + ("s" if result["pages"] != 1 else "")
            return f"{pages}, {result['bytes'] // 1024} kB, {result['language']}{unchanged}"


def numbers(console: Console, data_dir: Path, report: dict[str, Any]) -> None:
    """Print the most telling numbers of the whole log and of the report's week, from the marts."""
    with EmbeddedPostgres(data_dir).hold() as url, psycopg.connect(url) as connection:
        whole = connection.execute(_SQL["whole"]).fetchone()
        week = connection.execute(_SQL["week"], [report["first_date"], TOP]).fetchall()
        plan = connection.execute(_SQL["plan"], [report["first_date"], report["last_date"]]).fetchone()
    if whole is None or whole[1] is None:
        return
    entries, first, last, tracked, untracked, deleted, *account, overlapping = whole
    share = 100 * tracked / max(tracked + untracked, 1)
    kept = f", {deleted:,} deleted entries kept as history" if deleted else ""
    days = (last - first).days
    console.print(f"\nLogged  {entries:,} entries over {days:,} days, {share:.1f} % of the time accounted for{kept}.")
    logged, counted, overlap = (f"{seconds / SECONDS_PER_HOUR:,.1f} h" for seconds in account)
    shared = f", {overlap} of {overlapping:,} entries overlap with later ones" if overlapping else ""
    console.print(f"Account {logged} logged: {counted} count{shared}.")
    top = ", ".join(f"{category} {_hours(seconds)}" for category, seconds in week)
    first_date = date.fromisoformat(report["first_date"])
    console.print(f"Week    {first_date} to {first_date + timedelta(days=6)}: {top}.")
    if plan and plan[0]:
        console.print(f"Plan    {_hours(plan[0])} of that week were in the calendar.")


def outlook(console: Console, data_dir: Path, steps: list[dict[str, Any]]) -> None:
    """Print one estimate, one proposal and one achieved target, where there are any; and what the analyzer noted."""
    report = steps[-1]["result"]
    note = next((step["result"].get("message") for step in steps if step["stage"] == "analyzer"), None)
    with EmbeddedPostgres(data_dir).hold() as url, psycopg.connect(url) as connection:
        estimate = connection.execute(_SQL["estimate"]).fetchone()
        proposal = connection.execute(_SQL["proposal"]).fetchone()
        achieved = connection.execute(
            _SQL["achieved"], {"first": report["first_date"], "last": report["last_date"]}
        ).fetchone()
    if estimate:
        day, category, chance, *minutes = estimate
        likely, lower, upper = (_hours(60 * value) for value in minutes)
        expected = f"likely {likely} ({lower} to {upper} on 8 days of 10)"
        if is_usually_none(minutes[0], chance):
            expected = typical(minutes[0], chance)
        console.print(f"Next    {day}: {category} {expected}.")
    if note:
        console.print(f"Note    {note}")
    if proposal:
        console.print(f"Propose {proposal[0]}")
    if achieved:
        category, direction, target, actual, met, days = achieved
        goal = f"{direction} than {_hours(60 * target)} a day"
        console.print(f"Target  {category}, {goal}: met on {met} of {days} days, {_hours(60 * actual)} on average.")


def _hours(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes // 60} h {minutes % 60:02d} m" if minutes >= HOUR else f"{minutes} m"


def closing(
    console: Console,
    running: Gateway,
    paths: list[Path],
    *,
    seconds: float,
    keep: bool,
    imported: Sequence[str] | None,
) -> None:
    """Print where everything is and how to go on.

    Args:
        console: where to.
        running: the demo's gateway.
        paths: of the reports.
        seconds: that the demo took.
        keep: whether the gateway runs on.
        imported: the arguments that imported a person's own file; None for the sample person.
    """
    console.print("\nThe report as PDF:")
    for path in paths:
        console.print(f"  {path}")
    data_dir = running.key_file.parent
    beside = Path(sys.executable).parent / "lifetracer"
    lifetracer = "lifetracer" if shutil.which("lifetracer") else _short(beside)
    if keep:
        token = running.post("/api/console/links", {})["token"]
        console.print("\nThe console, with this year of data (the link opens it once, within ten minutes):")
        console.print(f"  {running.origin}/enter/{token}")
        console.print(f"\nThe gateway runs on {running.origin} until Ctrl-C. In another terminal:")
        console.print(f"  {lifetracer} --data-dir {data_dir} open --url {running.origin}")
        say = f'curl -H "Authorization: Bearer $(cat {running.key_file})" {running.origin}'
        for place in ("/api/jobs", "/api/reports", "/openapi.json"):
            console.print(f"  {say}{place}")
    else:
        console.print("\nTo look further:")
        for command in (
            f"{lifetracer} --data-dir {data_dir} summary",
            f"{lifetracer} --data-dir {data_dir} jobs list",
            f"{lifetracer} demo --keep                  # leaves the gateway and the console running",
            f"{lifetracer} demo --toggl FILE.csv        # with your own Toggl export; --ics FILE.ics adds the calendar",
        ):
            console.print(f"  {command}")
    if imported:
        console.print("\nThe demo's database is apart. To stay, import the file into your own:")
        console.print(f"  {lifetracer} {shlex.join(imported)}")
    console.print(f"\nDone in {seconds:.1f} s.")


def _short(path: Path) -> Path:
    """Return the path as it is seen from here, if it lies below."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
