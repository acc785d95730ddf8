"""GET /metrics."""

from starlette.requests import Request
from starlette.responses import Response

from service.api.operations import Operation
from service.api.state import state_of
from service.queries import metrics


async def show_metrics(request: Request) -> Response:
    """Return the metrics in Prometheus' text format."""
    async with state_of(request).pool.connection() as connection:
        readings = await metrics.read(connection)
    return Response(metrics.render(readings), media_type=metrics.CONTENT_TYPE)


def operations() -> list[Operation]:
    """Return this operation."""
    return [
        Operation(
            method="GET",
            scope="read",
            path="/metrics",
            name="metrics",
            summary="Queue depth, ages, run lengths, quota for Prometheus",
            handler=show_metrics,
            answers={200: "text/plain"},
        )
    ]
