"""Write `before.json` and `before.sql`: the numbers and tables of the version before, by running it.

    git archive 53ce696 --prefix=before/ | tar -x -C DIRECTORY
    python -m tests.pipelines.transform.upgrade.dump DIRECTORY/before

Each case has a separate database: with the mapping that ships, and with an own file.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import psycopg

from service.database import binaries
from service.database.embedded import EmbeddedPostgres
from tests.pipelines.transform import rows
from tests.pipelines.transform.upgrade import log

HERE = Path(__file__).parent
QUERIES = {
    "actual": "select local_date::text, category, seconds from marts.daily_categories order by 1, 2",
    "plan": "select local_date::text, category, seconds from marts.daily_plan order by 1, 2",
    "mapping": "select line, match_type, match_value, personal_category from raw.category_mapping order by 1",
}


def main() -> None:
    """Transform the log with the version before and write what came out."""
    checkout, found = sys.argv[1], {}
    with tempfile.TemporaryDirectory(prefix="lt-") as folder:
        data_dir = Path(folder)
        data_dir.chmod(0o711)
        file = data_dir / "own.csv"
        file.write_text(log.OWN_FILE, encoding="utf-8")
        for case, path in (("shipped", ""), ("own", str(file))):
            with EmbeddedPostgres(data_dir / case).hold() as url:
                found[case] = _transformed(checkout, url, path)
                tables = subprocess.run(
                    [
                        str(binaries.usable(data_dir / case) / "pg_dump"),
                        *("--schema-only", "--no-owner", "--no-privileges", "--no-comments"),
                        *("--schema=staging", "--schema=core", "--schema=marts", url),
                    ],
                    check=True,
                    stdout=subprocess.PIPE,
                    text=True,
                ).stdout
    (HERE / "before.json").write_text(f"{json.dumps(found, ensure_ascii=False, indent=0)}\n", encoding="utf-8")
    # Schemas are those of the migrations; psql's own commands are not SQL.
    kept = [line for line in tables.splitlines() if line and not line.startswith(("--", "\\", "CREATE SCHEMA", "SET "))]
    # dbt names the database, which is another one in the test.
    text = "\n".join(["SET check_function_bodies = off;", *kept]).replace('"postgres".', "")
    (HERE / "before.sql").write_text(f"{text}\n", encoding="utf-8")


def _transformed(checkout: str, url: str, path: str) -> dict[str, Any]:
    settings = {
        "DATABASE_URL": url,
        "LIFETRACER_AS_OF": log.AS_OF,
        "LIFETRACER_TIMEZONE": "Europe/Berlin",
        "LIFETRACER_CATEGORIES": path,
    }

    def run(*arguments: str) -> None:
        command = [sys.executable, "-m", *arguments]
        subprocess.run(command, cwd=checkout, env={**os.environ, **settings}, check=True)

    run("service.migrations")
    run("pipelines.migrations")
    with psycopg.connect(url) as connection:
        for table, data in log.rows().items():
            rows.insert(connection, table, data)
        connection.execute(log.READ)
    run("pipelines.transform")
    with psycopg.connect(url) as connection:
        return {name: connection.execute(query).fetchall() for name, query in QUERIES.items()}


if __name__ == "__main__":
    main()
