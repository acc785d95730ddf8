"""Write `before.json`: the rows that the version before wrote, by running it.

    git archive df0c17a --prefix=before/ | tar -x -C DIRECTORY
    python -m tests.pipelines.connector.upgrade.dump DIRECTORY/before DATABASE_URL

The database is empty; the version before migrates it. Only this version's stand-ins are ours.
"""

import json
import os
import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

import psycopg
from psycopg import sql

from tests.pipelines.connector.upgrade.accounts import BEFORE, Clock, calendar_file, export, live_on, services

TABLES = ("sync_windows", "sync_state")
TARGET = Path(__file__).with_name("before.json")


def main() -> None:
    """Sync and import with the version before, twice, and write what the database holds."""
    checkout, url = sys.argv[1:]
    folder = Path(tempfile.mkdtemp())
    clock = Clock()

    def run(*arguments: str, **environ: str) -> None:
        settings = {"DATABASE_URL": url, "LIFETRACER_AS_OF": clock.now.isoformat(), "LIFETRACER_TIMEZONE": "Asia/Tokyo"}
        command = [sys.executable, "-m", *arguments]
        subprocess.run(command, cwd=checkout, env={**os.environ, **settings, **environ}, check=True)

    run("service.migrations")
    run("pipelines.migrations")
    with services(clock) as (toggl, google):
        for is_first in (True, False):
            run("pipelines.connector", "toggl", TOGGL_API_URL=toggl.origin, TOGGL_API_TOKEN=toggl.token)
            run("pipelines.connector", "gcal", **google.environ)
            run("pipelines.connector", "import-toggl", str(export(folder, whole=is_first)))
            days = ("--since=2025-01-01", "--until=2025-12-31")
            run("pipelines.connector", "import-ics", str(calendar_file(folder, whole=is_first)), *days)
            if is_first:
                clock.now += timedelta(hours=1)
                live_on(toggl, google)
                clock.now = BEFORE
    with psycopg.connect(url) as connection:
        connection.execute("set time zone 'UTC'")
        names = [row[0] for row in connection.execute("select tablename from pg_tables where schemaname = 'raw'")]
        rows = {}
        for name in sorted(names):
            query = sql.SQL("select to_jsonb(row) from raw.{} as row order by 1").format(sql.Identifier(name))
            rows[name] = [row[0] for row in connection.execute(query)]
    text = json.dumps({name: found for name, found in rows.items() if found}, ensure_ascii=False, indent=0)
    TARGET.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
