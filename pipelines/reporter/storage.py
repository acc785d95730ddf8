"""Keeps reports in `app.reports`, one row per period, first date and language."""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

import psycopg

from pipelines.stage import ConfigurationError


@dataclass(frozen=True, kw_only=True)
class Report:
    """A printed report. `pdf` is the file; `created_at` is when it was printed."""

    period: str
    first_date: date
    last_date: date
    language: str
    created_at: datetime
    pages: int
    pdf: bytes

    @property
    def sha256(self) -> str:
        return sha256(self.pdf).hexdigest()


def save(connection: psycopg.Connection, report: Report) -> tuple[UUID, bool]:
    """Keep the report; return its id and whether the stored one had the same bytes already (then nothing is written).

    Raises:
        ConfigurationError: when the migrations have not run.
    """
    key = {"period": report.period, "first_date": report.first_date, "language": report.language}
    values = key | {
        "last_date": report.last_date,
        "created_at": report.created_at,
        "pages": report.pages,
        "sha256": report.sha256,
        "pdf": report.pdf,
    }
    try:
        with connection.transaction():
            written = connection.execute(
                "insert into app.reports as stored "
                "(period, first_date, last_date, language, created_at, pages, sha256, pdf) values "
                "(%(period)s, %(first_date)s, %(last_date)s, %(language)s, %(created_at)s, %(pages)s, %(sha256)s, "
                "%(pdf)b) on conflict (period, first_date, language) do update set last_date = excluded.last_date, "
                "created_at = excluded.created_at, pages = excluded.pages, sha256 = excluded.sha256, "
                "pdf = excluded.pdf where stored.sha256 <> excluded.sha256 returning id",
                values,
            ).fetchone()
            row = (
                written
                or connection.execute(
                    "select id from app.reports where period = %(period)s and first_date = %(first_date)s "
                    "and language = %(language)s",
                    key,
                ).fetchone()
            )
    except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName) as error:
        raise ConfigurationError("The table app.reports is missing; run the migrations: lifetracer migrate.") from error
    assert row is not None  # the insert met a row, and rows of reports are never deleted by another stage
    return row[0], written is None
