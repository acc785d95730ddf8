"""The printed reports."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from service.api.operations import Operation, json_response
from service.api.parameters import Parameter, value_of
from service.api.problems import ProblemError
from service.api.state import state_of
from service.database.pool import one
from service.queries import reports as queries
from service.schemas.jobs import Reports
from service.schemas.problem_kinds.domain import ReportNotFound


async def list_reports(request: Request) -> Response:
    """Return all reports."""
    async with state_of(request).pool.connection() as connection:
        reports = await queries.all_reports(connection)
    return json_response(Reports(reports=reports))


async def report_pdf(request: Request) -> Response:
    """Return one report as PDF, or 304 when the caller has these bytes."""
    report: UUID = value_of(request, "report_id")
    async with state_of(request).pool.connection() as connection:
        row = await one(connection, "select sha256, pdf, period, first_date from app.reports where id = %s", report)
    if row is None:
        raise _no_such_report(str(report))
    etag = f'"{row["sha256"]}"'
    name = f"lifetracer-{row['period']}-{row['first_date']}.pdf"
    headers = {"ETag": etag, "Cache-Control": "private, no-cache", "Content-Disposition": f'inline; filename="{name}"'}
    # A proxy that compresses makes a tag weak; the comparison is weak anyway (RFC 9110, 13.1.2).
    known = [tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")]
    if etag in known or known == ["*"]:
        return Response(status_code=304, headers=headers)
    return Response(row["pdf"], media_type="application/pdf", headers=headers)


async def delete_report(request: Request) -> Response:
    """Delete one report."""
    report: UUID = value_of(request, "report_id")
    async with state_of(request).pool.connection() as connection:
        if not await queries.delete_report(connection, report):
            raise _no_such_report(str(report))
    return Response(status_code=204)


def _no_such_report(given: str) -> ProblemError:
    return ProblemError(ReportNotFound(report_id=given), f"There is no report {given}; GET /api/reports lists them.")


def operations() -> list[Operation]:
    """Return these operations."""
    report_id = Parameter(
        name="report_id",
        where="path",
        description="The report.",
        schema={"type": "string", "format": "uuid"},
        absent=_no_such_report,
    )
    return [
        Operation(
            method="GET",
            scope="read",
            path="/api/reports",
            name="listReports",
            summary="All printed reports",
            handler=list_reports,
            answers={200: Reports},
        ),
        Operation(
            method="GET",
            scope="read",
            path="/api/reports/{report_id}.pdf",
            name="reportPdf",
            summary="One report as PDF",
            handler=report_pdf,
            answers={200: "application/pdf", 304: None},
            problems=(ReportNotFound,),
            parameters=(report_id,),
        ),
        Operation(
            method="DELETE",
            scope="edit",
            path="/api/reports/{report_id}",
            name="deleteReport",
            summary="Delete one report; the same report can be printed again",
            handler=delete_report,
            answers={204: None},
            problems=(ReportNotFound,),
            parameters=(report_id,),
        ),
    ]
