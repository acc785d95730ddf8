"""Another shell, another zone of the system, no variables at all: the same numbers."""

import csv
import json
from pathlib import Path

import pytest

from tests.service.cli.conftest import Lifetracer

# Entries around the midnights of the zones below, in a week with a public holiday of Germany (Thursday, 14 May 2026).
ENTRIES = [
    ("Work", "2026-05-11 22:30:00", "2026-05-12 01:15:00", "02:45:00"),
    ("Sleep", "2026-05-12 01:15:00", "2026-05-12 08:00:00", "06:45:00"),
    ("Work", "2026-05-13 16:00:00", "2026-05-13 19:30:00", "03:30:00"),
    ("Reading", "2026-05-14 23:59:00", "2026-05-15 00:01:00", "00:02:00"),
    ("Work", "2026-05-15 05:00:00", "2026-05-15 07:00:00", "02:00:00"),
]
ENVIRONMENTS = {
    "the first": {"TZ": "Asia/Tokyo", "LIFETRACER_TIMEZONE": "Europe/Berlin", "LIFETRACER_COUNTRY": "DE"},
    "no variables": {"TZ": "America/New_York", "LC_ALL": "ja_JP.UTF-8"},
    "others": {
        "TZ": "UTC",
        "LIFETRACER_TIMEZONE": "Pacific/Auckland",
        "LIFETRACER_COUNTRY": "US",
        "LIFETRACER_LANGUAGE": "ja",
        "PGTZ": "Asia/Kolkata",
    },
}
AS_OF = "2026-05-17T10:00:00Z"


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "export.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["User", "Email", "Project", "Start date", "Start time", "End date", "End time", "Duration"])
        for project, start, end, duration in ENTRIES:
            writer.writerow(["Sam", "sam@example.invalid", project, *start.split(), *end.split(), duration])
    return path


def test_import_transform_and_summary_are_the_same_in_every_environment(lifetracer: Lifetracer, unsettled_url, export):
    def run(environ: dict[str, str], *arguments: str) -> str:
        settings = {"DATABASE_URL": unsettled_url, "LIFETRACER_AS_OF": AS_OF}
        done = lifetracer(*arguments, environ={**settings, **environ})
        assert done.returncode == 0, done.stderr
        return done.stdout

    answers, imports = {}, {}
    for name, environ in ENVIRONMENTS.items():
        imports[name] = json.loads(run(environ, "import", "toggl", str(export), "--json"))["result"]
        run(environ, "run", "transform", "--wait")
        summary = run(environ, "summary", "--from", "2026-05-11", "--to", "2026-05-16", "--json")
        answers[name] = json.loads(summary)

    first = answers["the first"]
    assert answers == dict.fromkeys(ENVIRONMENTS, first)
    # The same instants: importing again elsewhere changes nothing.
    assert [done["inserted"] + done["updated"] for done in imports.values()] == [len(ENTRIES), 0, 0]
    # Days of Berlin, with its public holiday.
    monday, thursday = first["days"][0], first["days"][3]
    assert [cell["actual"] for cell in monday["categories"] if cell["category"] == "Work"] == [90]
    assert (thursday["dayType"], thursday["holidayName"]) == ("holiday", "Ascension Day")
