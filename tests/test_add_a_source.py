"""docs/add-a-source.md, followed to the letter in a copy of the project."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "add-a-source.md"
FILE = re.compile(r"^`(pipelines/[\w/.]+)`:\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
REGISTRATION = re.compile(r'^```python\n( {8}"timewarrior".*?)^```$', re.MULTILINE | re.DOTALL)
COMMANDS = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BEFORE = '        "toggl_csv": Source('
EXPORT = [
    {"id": 2, "start": "20260302T080000Z", "end": "20260302T093000Z", "tags": ["work"], "annotation": "書く"},
    {"id": 1, "start": "20260302T100000Z"},
]


@pytest.fixture
def copy(tmp_path):
    """The project with the page applied."""
    for folder in ("naming", "pipelines", "service", "sandbox", "drawing"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    page = PAGE.read_text(encoding="utf-8")
    last = max(path.name[:4] for path in (tmp_path / "pipelines/migrations/versions").glob("[0-9]*.py"))
    for name, text in FILE.findall(page):
        path = tmp_path / name.replace("NEXT", f"{int(last) + 1:04}")
        path.parent.mkdir(exist_ok=True)
        assert not path.exists()
        path.write_text(text.replace('"NEXT"', f'"{int(last) + 1:04}"').replace('"LAST"', f'"{last}"'))
    registry = tmp_path / "service/sources.py"
    [registration] = REGISTRATION.findall(page)
    assert registry.read_text().count(BEFORE) == 1
    registry.write_text(registry.read_text().replace(BEFORE, registration + BEFORE))
    return tmp_path


def test_the_source_of_the_page_is_imported_and_listed(copy, database_url, data_dir, tmp_path):
    file = tmp_path / "export.json"
    file.write_text(json.dumps(EXPORT))

    def run(line):
        arguments = line.replace("FILE", str(file)).split()
        assert arguments.pop(0) == "lifetracer"
        return subprocess.run(
            [sys.executable, "-m", "service.cli", "--data-dir", str(data_dir), *arguments],
            cwd=copy,
            env={**os.environ, "DATABASE_URL": database_url},
            capture_output=True,
            text=True,
            check=False,
            timeout=400,
        )

    [commands] = COMMANDS.findall(PAGE.read_text(encoding="utf-8"))
    done = [run(line) for line in commands.splitlines()]
    assert [one.returncode for one in done] == [0, 0, 0], [one.stderr for one in done]
    _, imported, listed = done
    assert imported.stdout == "export.json: 2 inserted, 0 updated, 0 deleted, 0 unchanged.\n2 intervals.\n"
    assert "timewarrior" in listed.stdout
    again = run("lifetracer import timewarrior FILE")
    assert "0 inserted, 0 updated, 0 deleted, 2 unchanged" in again.stdout
    with psycopg.connect(database_url) as connection:
        rows = connection.execute("select data ->> 'annotation' from raw.timewarrior__intervals order by source_id")
        assert rows.fetchall() == [("書く",), ("",)]
    file.write_text("no export")
    refused = run("lifetracer import timewarrior FILE")
    assert refused.returncode == 65
    assert "timew export" in refused.stderr


def test_the_code_of_the_page_passes_the_linter(copy):
    changed = ["pipelines/connector/timewarrior", "service/sources.py"]
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", "--config", str(ROOT / "pyproject.toml"), *changed]
    done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    formatted = subprocess.run(
        [
            sys.executable,
            "-m",
            "ruff",
            "format",
            "--check",
            "--no-cache",
            "--config",
            str(ROOT / "pyproject.toml"),
            *changed,
        ],
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
    )
    assert formatted.returncode == 0, formatted.stdout
