"""The image for the server's architecture, built and run under emulation: `make image-arm64`.

It takes an hour or more, so its name is not one that pytest collects by itself.
"""

import logging
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from . import building, emulation
from .conftest import VERSION, Image
from .running import USER
from .serving import Served

ARCHITECTURE, MACHINE = "arm64", "aarch64"
# The machine of ELF's header, as elf.h numbers it.
ELF_AARCH64 = 183
MIB = 1024 * 1024
# March of the sample person, in the zone that is the default; its log ends as April begins.
EXPORT = "lifetracer sandbox csv --days 32 --as-of 2026-04-01T00:00:00+09:00 >/tmp/month.csv"
FIRST_DAY, LAST_DAY, DAYS, MINUTES_PER_DAY = "2026-03-01", "2026-03-31", 31, 1440

log = logging.getLogger(__name__)
# It would log a line for each poll of a job.
logging.getLogger("httpx2").setLevel(logging.WARNING)


@pytest.fixture(scope="session")
def architecture() -> Iterator[str]:
    missing = [building.why_not(), emulation.why_not(MACHINE)]
    if shutil.which("pdftotext") is None:
        missing.append("pdftotext is not installed (Debian: apt-get install poppler-utils)")
    if reasons := [reason for reason in missing if reason]:
        # A skip would look like a success.
        pytest.exit("make image-arm64 cannot run: " + "; ".join(reasons), returncode=1)
    with emulation.emulated(MACHINE):
        yield ARCHITECTURE


@pytest.fixture(scope="module")
def transformed(served: Served) -> dict[str, Any]:
    """Return the job of the transform of a month, which was imported from a file inside the container."""
    began = time.monotonic()
    imported = served.container.run("sh", "-c", f"{EXPORT} && lifetracer import toggl /tmp/month.csv")
    assert imported.returncode == 0, imported.stdout + imported.stderr
    log.info("Import after %.0f s: %s", time.monotonic() - began, imported.stdout.strip())
    return served.finish("/api/transform", {})


def test_the_record_and_every_binary_are_of_the_architecture(image: Image):
    assert image.architecture == ARCHITECTURE
    machines = {path: machine for path in files(image.root) if (machine := elf_machine(path)) is not None}
    assert len(machines) > 500
    assert {path: machine for path, machine in machines.items() if machine != ELF_AARCH64} == {}
    whole, environment = (
        sum(path.lstat().st_size for path in files(root)) for root in (image.root, image.root / "opt/lifetracer")
    )
    log.info("The image holds %.0f MiB, %.0f MiB of it in /opt/lifetracer.", whole / MIB, environment / MIB)


def test_it_runs_on_the_architecture_as_its_user_on_a_read_only_root(served: Served):
    assert served.container.run("uname", "-m").stdout == f"{MACHINE}\n"
    assert served.container.run("id", "-u").stdout == f"{USER}\n"
    assert "Read-only file system" in served.container.run("touch", "/opt/lifetracer/x").stderr
    processes = [served.container.init, *served.container.init.children(recursive=True)]
    assert {process.uids().effective for process in processes} == {USER}


def test_the_command_prints_its_version(served: Served):
    began = time.monotonic()
    done = served.container.run("lifetracer", "--version")
    assert (done.returncode, VERSION in done.stdout) == (0, True), done.stdout + done.stderr
    log.info("--version after %.0f s: %s", time.monotonic() - began, done.stdout.strip())


def test_health_answers_over_https_with_the_version_of_the_image(served: Served):
    answer = served.client.get("/health")
    log.info("/health: %s %s", answer.status_code, answer.text)
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "version": VERSION})


def test_a_transform_of_a_month_runs_in_it(transformed: dict[str, Any], served: Served):
    assert transformed["status"] == "succeeded", transformed
    days = served.client.get("/api/summary", params={"from": FIRST_DAY, "to": LAST_DAY}).json()["days"]
    assert len(days) == DAYS
    cells = [cell for day in days for cell in day["categories"] if cell["category"] != "Untracked"]
    tracked = sum(cell["actual"] or 0 for cell in cells)
    log.info("%.0f minutes of the %d days were tracked.", tracked, DAYS)
    assert 0.9 < tracked / (DAYS * MINUTES_PER_DAY) < 1


def test_a_report_of_it_is_printed_as_a_pdf_with_text(transformed: dict[str, Any], served: Served, tmp_path: Path):
    job = served.finish("/api/report", {"period": "monthly", "date": LAST_DAY, "language": "en"})
    assert job["status"] == "succeeded", job
    [report] = served.client.get("/api/reports").json()["reports"]
    path = tmp_path / "month.pdf"
    path.write_bytes(served.client.get(report["links"]["pdf"]).content)
    assert path.read_bytes().startswith(b"%PDF-")
    text = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True).stdout
    log.info("A PDF of %.0f KiB begins:\n%s", path.stat().st_size / 1024, text[:600])
    for words in ("Monthly report", "March 2026", "Sleep", "744 h 00 m"):
        assert words in text


def files(root: Path) -> Iterator[Path]:
    return (path for path in root.rglob("*") if path.is_file() and not path.is_symlink())


def elf_machine(path: Path) -> int | None:
    """Return the machine that a program or library is for, or nothing for another kind of file."""
    with path.open("rb") as file:
        header = file.read(20)
    return int.from_bytes(header[18:20], "little") if header.startswith(b"\x7fELF") else None
