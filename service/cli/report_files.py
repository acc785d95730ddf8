"""Report files: their names, and where a command that waited for a report leaves it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from service.database.pool import Pool
from service.errors import UserError
from service.queries.reports import newest_report


def file_name(period: str, first_date: date | str, language: str) -> str:
    """Return the name of a report's file, such as `lifetracer-weekly-2026-06-22-en.pdf`."""
    return f"lifetracer-{period}-{first_date}-{language}.pdf"


async def save_reports(pool: Pool, folder: Path, job: dict[str, Any]) -> list[Path]:
    """Write the reports of a finished job into a folder; an older file of a name is replaced.

    Raises:
        UserError: when a file cannot be written.
    """
    return [await _save(pool, folder, result) for result in _results(job)]


def _results(job: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for step in job["steps"] or [job]:
        if step["stage"] == "reporter" and step["status"] == "succeeded":
            yield step["result"]


async def _save(pool: Pool, folder: Path, result: dict[str, Any]) -> Path:
    async with pool.connection() as connection:
        row = await newest_report(connection, report_id=result["report_id"])
    assert row is not None
    path = folder / file_name(row["period"], row["first_date"], row["language"])
    write(path, row["pdf"], fix=f"save it elsewhere: lifetracer report save {result['report_id']} --output FILE")
    return path


def write(path: Path, pdf: bytes, *, fix: str) -> None:
    """Write a report's file, and its directory where that is missing.

    Raises:
        UserError: when that fails; it ends with `fix`.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(pdf)
    except OSError as error:
        raise UserError(f"{path} cannot be written ({error.strerror}); {fix}.") from error
