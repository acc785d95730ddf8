"""A database whose marts are made from a small log, by the commands that a person runs."""

import os
import subprocess
import sys
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path

from tests.stored import set_settings

HEAD = "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration,Tags"
# Project, day, hour of the start, minutes.
Logged = tuple[str, date, int, int]


def lifetracer(database_url: str, folder: Path, as_of: str, *arguments: str) -> str:
    """Run a command on the database, and return what it printed as a result."""
    done = subprocess.run(
        [sys.executable, "-m", "service.cli", "--data-dir", str(folder / "data"), *arguments],
        env={**os.environ, "DATABASE_URL": database_url, "LIFETRACER_AS_OF": as_of},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def transform(database_url: str, folder: Path, entries: Iterable[Logged], as_of: str) -> None:
    """Import the entries as times in UTC and transform them."""
    set_settings(database_url, timezone="UTC", country="JP")
    lines = [HEAD]
    for project, day, hour, minutes in entries:
        start = datetime.combine(day, time(hour))
        end = start + timedelta(minutes=minutes)
        lines.append(f"ann,a@example.invalid,,{project},,x,No,{start:%Y-%m-%d,%H:%M:%S},{end:%Y-%m-%d,%H:%M:%S},,")
    (folder / "export.csv").write_text("\n".join(lines) + "\n")
    lifetracer(database_url, folder, as_of, "import", "toggl", str(folder / "export.csv"))
    lifetracer(database_url, folder, as_of, "run", "transform", "--wait")
