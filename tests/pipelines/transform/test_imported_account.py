"""What an import reports of a file is what the transform makes of it."""

import json
import os
import subprocess
import sys
from pathlib import Path

from pipelines.migrations import versions
from tests.pipelines.transform import rows

AS_OF = "2026-04-02T10:00:00+02:00"
HEADER = "User,Email,Project,Description,Start date,Start time,End date,End time,Duration\n"
ROWS = (
    # A stack of three, the end of which reaches into the next entry.
    *(("2026-03-02", "09:00:00", "2026-03-02", "10:00:00", "01:00:00"),) * 3,
    ("2026-03-02", "11:30:00", "2026-03-02", "13:00:00", "01:30:00"),
    # An inner one, one without a length, one across midnight, an open one, one that has not ended, one ahead.
    ("2026-03-02", "12:00:00", "2026-03-02", "12:20:00", "00:20:00"),
    ("2026-03-02", "12:10:00", "2026-03-02", "12:10:00", "00:00:00"),
    ("2026-03-28", "23:00:00", "2026-03-29", "04:00:00", "04:00:00"),
    ("2026-04-02", "09:00:00", "", "", ""),
    ("2026-04-02", "09:30:00", "2026-04-02", "11:00:00", "01:30:00"),
    ("2026-04-02", "10:30:00", "2026-04-02", "12:00:00", "01:30:00"),
)


def test_earlier_imports_count_as_one_file(database):
    """The migration cannot know which rows came with which file."""
    rows.clear(database)
    migration = Path(versions.__file__).parent / "0010_file_windows.sql"
    windows = "select service, entity, workspace_id, start_at::text, end_at::text from raw.sync_windows"
    database.execute(migration.read_text(encoding="utf-8"))
    assert database.execute(windows).fetchall() == []
    stored = [
        rows.file_row("old", "2026-03-05", "12:00:00", "01:30:00"),
        rows.file_row("gone", "2026-01-05", "12:00:00", "01:00:00"),
        ("new", {"started_at": "2026-03-01T08:00:00Z", "ended_at": "2026-03-01T09:00:00Z", "timezone": "UTC"}),
    ]
    rows.insert(database, "toggl_csv__time_entries", stored)
    database.execute("update raw.toggl_csv__time_entries set deleted_at = now() where source_id = 'gone'")
    database.execute(migration.read_text(encoding="utf-8"))
    assert database.execute(windows).fetchall() == [
        ("toggl_csv", "time_entries", 0, "2026-03-01 08:00:00+00", "2026-03-05 12:30:00+00")
    ]


def test_an_import_reports_what_the_transform_counts(stage, database, tmp_path):
    rows.clear(database)
    path = tmp_path / "export.csv"
    lines = [",".join(("ann", "a@example.invalid", "P", f"entry {number}", *row)) for number, row in enumerate(ROWS)]
    path.write_text(HEADER + "\n".join(lines) + "\n")
    done = subprocess.run(
        [sys.executable, "-m", "pipelines.connector", "import-toggl", str(path)],
        env=stage.environment(LIFETRACER_AS_OF=AS_OF, PATH=os.environ["PATH"]),
        stdout=subprocess.PIPE,
        text=True,
        timeout=300,
        check=True,
    )
    [result] = [line for line in map(json.loads, done.stdout.splitlines()) if line["event"] == "result"]
    built = stage.run(LIFETRACER_CATEGORIES="", LIFETRACER_AS_OF=AS_OF)
    assert built.code == 0, built.text
    assert result["overlap_seconds"] > 3600
    for name in ("counted_seconds", "overlap_seconds"):
        assert built.result[name] == result[name], name
    assert built.result["logged_seconds"] == result["logged_seconds"] - result["ahead_seconds"]
    # The open row ends with the last one, at 12:00; now is 10:00.
    assert result["ahead_seconds"] == (2 + 1 + 1.5) * 3600
    [(empty, future, unread)] = database.execute(
        "select empty_count, future_count, unread_day_count from marts.data_quality"
    ).fetchall()
    assert (empty, future, unread) == (result["empty_entries"], 1, 0) == (1, 1, 0)
