"""`lifetracer import`: files, for people without tokens and for history."""

import os
import secrets
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import click

from service.cli.common import Context, pass_context, tell
from service.cli.run import conclude
from service.cli.work import see_through
from service.database.pool import Pool
from service.database.session import Database

DEFAULT_ZONE = "Asia/Tokyo"


@click.group(name="import")
def import_() -> None:
    """Import a file that a service exported."""


@import_.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--timezone",
    envvar="LIFETRACER_TIMEZONE",
    default=DEFAULT_ZONE,
    show_default=True,
    metavar="ZONE",
    help="The zone of the wall times in the file; Toggl writes none.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the job as JSON.")
@pass_context
def toggl(context: Context, file: Path, timezone: str, as_json: bool) -> None:  # noqa: FBT001 click hands over by name
    """Import Toggl Track's "detailed report" (Reports, Detailed, Export, CSV).

    Importing the same file again changes nothing. A newer export of the same days replaces them: edited rows change,
    rows that are gone are marked deleted.
    """
    input_ = {"service": "toggl_csv", "file": str(file.absolute()), "timezone": timezone}
    # Of its own: the file is on this machine, so no other worker may take the job.
    queue = f"import-{secrets.token_hex(8)}"

    async def work(database: Database, pool: Pool) -> dict[str, Any]:
        return await see_through(database, pool, "connector", input_, queue=queue)

    job = context.with_database(work)
    if job["status"] != "succeeded" or as_json:
        if job["status"] != "succeeded" and not as_json:
            click.echo(job["message"] or f"The import {job['status']} ({job['reason']}).", err=True)
            sys.exit(job["exitCode"] or 1)
        conclude(job, as_json=as_json)
        return
    counts = ", ".join(f"{job['result'][name]} {name}" for name in ("inserted", "updated", "deleted", "unchanged"))
    click.echo(f"{file.name}: {counts}.")
    configured = os.environ.get("LIFETRACER_TIMEZONE") or DEFAULT_ZONE
    if timezone != configured:
        tell(f"The days are cut in {configured}; for those of the file: export LIFETRACER_TIMEZONE={timezone}")
    last = date.fromisoformat(job["result"]["last_date"])
    sunday = last - timedelta(days=last.isoweekday() % 7)
    week = f" --date {sunday}" if sunday < date.today() - timedelta(days=13) else ""  # noqa: DTZ011 a hint, no fact
    tell(f"The file reaches to {last}. Next: lifetracer run pipeline{week} --wait")
