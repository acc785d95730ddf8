"""The estimates that a person would have had before the week of the report, so that it can show how good they were."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from service.cli.demo.gateway import environment
from service.database.embedded import EmbeddedPostgres
from service.errors import UserError

MORNING = time(7, 30)


def analyze_week_ago(data_dir: Path, environ: Mapping[str, str], first_date: str, timezone: str) -> bool:
    """Run the analyzer as of the morning before a week: it sees no later day, and estimates that week.

    Args:
        data_dir: the demo's, whose database holds the marts.
        environ: the settings of the demo's gateway.
        first_date: of the week, in ISO format.
        timezone: where the person lives.

    Returns:
        Whether there was enough logged before that week for estimates.

    Raises:
        UserError: when the analyzer fails.
    """
    before = datetime.combine(date.fromisoformat(first_date) - timedelta(days=1), MORNING, ZoneInfo(timezone))
    with EmbeddedPostgres(data_dir).hold() as url:
        done = subprocess.run(
            [sys.executable, "-m", "pipelines.analyzer"],
            env=environment({**environ, "DATABASE_URL": url, "LIFETRACER_AS_OF": before.isoformat()}),
            check=False,
            capture_output=True,
            encoding="utf-8",
        )
    events = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode != os.EX_OK:
        said = " ".join(event["message"] for event in events if event["event"] == "error")
        raise UserError(f"The estimates of a week ago could not be calculated. {said}")
    return any(event["event"] == "result" and event["estimates"] > 0 for event in events)
