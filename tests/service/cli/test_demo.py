"""`lifetracer demo` as a stranger runs it."""

import csv
import os
import signal
import subprocess
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import psutil
import psycopg
import pytest

from sandbox import calendar, ics, person, toggl_csv
from service.database.embedded import EmbeddedPostgres

from .conftest import command
from .serving import until


def gateways_of(data_dir: Path) -> list[psutil.Process]:
    """Return the living gateways of a demo's data directory."""
    found = []
    for process in psutil.process_iter():
        try:
            words = process.cmdline()
            if "serve" in words and str(data_dir / "demo" / "sample") in words:
                found.append(process)
        except psutil.Error:
            continue
    return found


def test_the_demo_ends_with_reports_and_a_second_one_changes_nothing(lifetracer, data_dir):
    done = lifetracer("demo")
    assert done.returncode == 0, done.stdout + done.stderr
    paths = [Path(line.strip()) for line in done.stdout.splitlines() if line.strip().endswith(".pdf")]
    assert sorted(path.name[-6:] for path in paths) == ["en.pdf", "ja.pdf"]
    first = [path.read_bytes() for path in paths]
    with EmbeddedPostgres(data_dir / "demo" / "sample").hold() as url, psycopg.connect(url) as connection:
        evaluated = connection.execute(
            "select min(target_date), max(target_date), max(calculated_at) from marts.estimate_accuracy "
            "where not is_during"
        ).fetchone()
    # Estimated before the week that the report is about, so that its section on accuracy has content.
    assert evaluated == (date(2026, 6, 22), date(2026, 6, 28), datetime(2026, 6, 20, 22, 30, tzinfo=UTC))
    for label in ("Logged", "Week", "Next", "Propose", "Target"):
        assert any(line.startswith(label) for line in done.stdout.splitlines()), label
    again = lifetracer("demo")
    assert again.returncode == 0, again.stdout + again.stderr
    assert again.stdout.count("0 inserted, 0 updated, 0 deleted") == 2
    assert again.stdout.count(", unchanged") == 2
    assert [path.read_bytes() for path in paths] == first
    assert gateways_of(data_dir) == []
    assert not EmbeddedPostgres(data_dir / "demo" / "sample").is_running()


def test_the_demo_of_ones_own_files_estimates_the_days_after_them(lifetracer, tmp_path):
    zone, today = ZoneInfo("Europe/Berlin"), date(2025, 5, 5)
    with (tmp_path / "export.csv").open("w", encoding="utf-8", newline="") as file:
        toggl_csv.write(person.generate(2, today, 30, zone), file)
        # Another person, later; and no CSV that the demo could read by itself.
        file.write("bob,b@example.invalid,,,,,No,2025-05-09,09:00:00,2025-05-09,10:00:00,01:00:00,,\n")
    export = (tmp_path / "export.csv").read_text(encoding="utf-8-sig")
    (tmp_path / "export.csv").write_text(export, encoding="utf-16", newline="")
    name = export.splitlines()[1].split(",")[0]
    with (tmp_path / "own.ics").open("w", encoding="utf-8", newline="") as file:
        ics.write(calendar.generate(2, today, 30, zone), file)
    files = ("--toggl", str(tmp_path / "export.csv"), "--user", name, "--ics", str(tmp_path / "own.ics"))
    done = lifetracer("demo", *files, "--timezone", "Europe/Berlin")
    assert done.returncode == 0, done.stdout + done.stderr
    lines = {line.split(maxsplit=1)[0]: line for line in done.stdout.splitlines() if line.strip()}
    # A Monday: the export ends on it, so the next day is the present and the first estimate.
    assert lines["Next"].startswith("Next    2025-05-06: ")
    assert lines["Week"].startswith("Week    2025-04-28 to 2025-05-04: ")
    assert "h" in lines["Plan"]
    assert done.stdout.count("skipped (not_configured)") == 2
    first = min(row["Start date"] for row in csv.DictReader(export.splitlines()))
    assert f"Compare with Toggl: hours logged per project and week, uncut, {first} to 2025-05-05" in done.stdout
    assert lines["total"].split()[1:] == weekly_totals(export, name)[-4:]
    assert f"import toggl {tmp_path / 'export.csv'} --timezone Europe/Berlin --user '{name}'" in done.stdout
    assert "Left out, as they are other people's: bob (b@example.invalid), 1 entry, 1.0 h." in done.stdout


def weekly_totals(export: str, user: str) -> list[str]:
    """Return the hours of a person that start in each week, oldest week first, as Toggl's page adds them up."""
    hours: Counter[date] = Counter()
    for row in csv.DictReader(export.splitlines()):
        day = date.fromisoformat(row["Start date"])
        clock = datetime.strptime(row["Duration"], "%H:%M:%S")
        if row["User"] == user:
            hours[day - timedelta(days=day.weekday())] += clock.hour * 3600 + clock.minute * 60 + clock.second
    return [f"{seconds / 3600:.2f}" for _, seconds in sorted(hours.items())]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_a_demo_that_is_ended_leaves_neither_gateway_nor_database(data_dir, number):
    with subprocess.Popen(command(data_dir, ["demo"]), stdout=subprocess.PIPE, text=True, env={**os.environ}) as demo:
        assert demo.stdout is not None
        for line in demo.stdout:
            if line.startswith("POST /api/pipeline"):
                break
        assert gateways_of(data_dir)
        demo.send_signal(number)
        demo.stdout.close()
    until(lambda: not gateways_of(data_dir))
    until(lambda: not EmbeddedPostgres(data_dir / "demo" / "sample").is_running())
