"""The command line as a user has it: real processes."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sandbox.person import generate
from sandbox.server import serve
from sandbox.toggl import TOKEN, create_app

Completed = subprocess.CompletedProcess[str]
NOW = datetime(2026, 6, 28, 22, 30, tzinfo=UTC)
Lifetracer = Callable[..., Completed]


@pytest.fixture
def lifetracer(data_dir: Path) -> Lifetracer:
    """Run a command to its end on the embedded database of `data_dir`, or on the one named in `environ`."""

    def run(*arguments: str, environ: dict[str, str] | None = None, cwd: Path | None = None) -> Completed:
        return subprocess.run(
            command(data_dir, arguments),
            env={**os.environ, **(environ or {})},
            capture_output=True,
            text=True,
            timeout=400,
            cwd=cwd,
            check=False,
        )

    return run


def command(data_dir: Path, arguments: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", "service.cli", "--data-dir", str(data_dir), *arguments]


@pytest.fixture(scope="module")
def toggl() -> Iterator[str]:
    """The origin of a sample person's Toggl account with 40 days, at a fixed instant."""
    zone = ZoneInfo("Asia/Tokyo")
    account = generate(1, NOW.astimezone(zone).date(), 40, zone, until=NOW)
    with serve(create_app(account, now=lambda: NOW, token=TOKEN)) as origin:
        yield origin


def settings_of(toggl: str) -> dict[str, str]:
    """Return the settings that point at the account."""
    return {"TOGGL_API_URL": toggl, "TOGGL_API_TOKEN": TOKEN, "LIFETRACER_AS_OF": NOW.isoformat()}
