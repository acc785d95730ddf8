"""Write `settings.sql`: the data of a database in Berlin, as the version without stored settings left it.

Its tables are those of `before.sql`, which the same version made.

git archive 53ce696 --prefix=before/ | tar -x -C DIRECTORY
python -m tests.pipelines.transform.upgrade.dump_settings DIRECTORY/before
"""

import os
import subprocess
import sys
import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path

import psycopg

from service.database import binaries
from service.database.embedded import EmbeddedPostgres
from tests.pipelines.connector.toggl_csv.exports import row, write

HERE = Path(__file__).parent
FIRST, DAYS = date(2026, 4, 13), 28
AS_OF = datetime.fromisoformat("2026-05-11T08:00:00+00:00")
# Their data is neither compared nor read by the upgrade.
UNREAD = ("core.int_time_*", "marts.day_segments", "marts.weekly_categories", "app.schema_version")
MAPPING = "match_type,match_value,personal_category\nproject_name,Client A,Work\nproject_name,Bed,Sleep\n"


def main() -> None:
    """Import, transform, and write what came out."""
    with tempfile.TemporaryDirectory(prefix="lt-") as folder:
        data_dir = Path(folder)
        data_dir.chmod(0o711)
        (data_dir / "mapping.csv").write_text(MAPPING, encoding="utf-8")
        with EmbeddedPostgres(data_dir / "data").hold() as url:
            _fill(sys.argv[1], url, data_dir)
            dumped = subprocess.run(
                [
                    str(binaries.usable(data_dir / "data") / "pg_dump"),
                    *("--data-only", "--no-owner", "--rows-per-insert=50"),
                    *(f"--schema={schema}" for schema in ("raw", "app", "analyzer", "core", "marts")),
                    *(f"--exclude-table-data={table}" for table in UNREAD),
                    url,
                ],
                check=True,
                stdout=subprocess.PIPE,
                text=True,
            ).stdout
    # psql's own commands are not SQL.
    kept = [line for line in dumped.splitlines() if line and not line.startswith(("--", "\\", "SET ", "SELECT "))]
    (HERE / "settings.sql").write_text("\n".join(kept) + "\n", encoding="utf-8")


def _fill(checkout: str, url: str, folder: Path) -> None:
    settings = {
        "DATABASE_URL": url,
        "LIFETRACER_AS_OF": AS_OF.isoformat(),
        "LIFETRACER_TIMEZONE": "Europe/Berlin",
        "LIFETRACER_COUNTRY": "DE",
        "LIFETRACER_CATEGORIES": str(folder / "mapping.csv"),
    }

    def run(*arguments: str) -> None:
        command = [sys.executable, "-m", *arguments]
        subprocess.run(command, cwd=checkout, env={**os.environ, **settings}, check=True)

    run("service.migrations")
    run("pipelines.migrations")
    run("pipelines.connector", "import-toggl", str(_export(folder)), "--timezone", "Europe/Berlin")
    with psycopg.connect(url) as connection:
        for days, minutes in (("all", 120), ("holiday", 30)):
            target = ("Work", days, minutes, "more", 1, "", datetime.fromisoformat("2026-04-20T00:00:00+00:00"))
            connection.execute("select app.set_target(%s, %s, %s, %s, %s, %s, %s)", target)
        snapshot = "insert into analyzer.estimates values (%s, %s, 'Work', 140, 100, 180, 'mean_day_type')"
        for number in range(7):
            connection.execute(snapshot, (AS_OF - timedelta(days=3), date(2026, 5, 9) + timedelta(days=number)))
    run("pipelines.transform")


def _export(folder: Path) -> Path:
    """Nights across midnight, work, and on each third day something without a rule."""
    rows = []
    for number in range(DAYS):
        day, following = FIRST + timedelta(days=number), FIRST + timedelta(days=number + 1)
        length, end = f"0{1 + number % 4}:30:00", f"{10 + number % 4}:30:00"
        rows.append(row(str(day), "09:00:00", end, Duration=length, Project="Client A"))
        rows.append(row(str(day), "22:45:00", "06:15:00", End_date=str(following), Duration="07:30:00", Project="Bed"))
        if number % 3 == 0:
            rows.append(row(str(day), "18:00:00", "19:00:00", Duration="01:00:00", Project="Garden"))
    return write(folder / "export.csv", *rows)


if __name__ == "__main__":
    main()
