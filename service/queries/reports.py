"""The printed reports."""

from pathlib import Path
from typing import Any
from uuid import UUID

from service.database.pool import Connection, all_rows, one
from service.database.statements import statements
from service.schemas.jobs import Report, ReportLinks

_SQL = statements(Path(__file__).with_suffix(".sql"))


async def all_reports(connection: Connection) -> list[Report]:
    """Return every report, the newest period first."""
    rows = await all_rows(connection, _SQL["all"])
    return [Report(**row, links=ReportLinks(pdf=f"/api/reports/{row['report_id']}.pdf")) for row in rows]


async def newest_report(
    connection: Connection, *, report_id: str | None = None, period: str | None = None, language: str | None = None
) -> dict[str, Any] | None:
    """Return `period`, `first_date`, `language` and `pdf` of a report; None when there is none.

    Args:
        connection: to the database.
        report_id: of the wanted one; without it the one printed last.
        period: only of this kind.
        language: only in this language.
    """
    wanted = {"id": report_id, "period": period, "language": language}
    return await (await connection.execute(_SQL["newest"], wanted)).fetchone()


async def delete_report(connection: Connection, report: UUID) -> bool:
    """Delete a report; return whether there was one."""
    return await one(connection, _SQL["delete"], report) is not None
