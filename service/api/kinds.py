"""The kinds of problems, each at the path that is its `type`."""

from starlette.requests import Request
from starlette.responses import Response

from service.api.operations import Operation, json_response
from service.api.parameters import Parameter, value_of
from service.api.problems import ProblemError
from service.schemas.problem_kinds import KINDS
from service.schemas.problem_kinds.requests import KindNotFound
from service.schemas.problems import PATH, ProblemDescription

_BY_SLUG = {kind.slug(): kind for kind in KINDS}


async def show_kind(request: Request) -> Response:
    """Return the description of a kind of problem."""
    given = value_of(request, "kind")
    kind = _BY_SLUG.get(given)
    if kind is None:
        detail = f"There is no kind of problem {given}; /openapi.json has them all."
        raise ProblemError(KindNotFound(kind=given), detail)
    return json_response(
        ProblemDescription(
            type=kind.uri(),
            title=kind.title,
            status=kind.status,
            description=(kind.__doc__ or "").strip(),
            params=list(kind.__struct_encode_fields__),
        )
    )


def operations() -> list[Operation]:
    """Return this operation."""
    kind = Parameter(
        name="kind",
        where="path",
        description="The last part of the problem's type.",
        schema={"type": "string"},
    )
    return [
        Operation(
            method="GET",
            scope="read",
            path=PATH + "{kind}",
            name="showProblemKind",
            summary="A kind of problem: its title, status and params",
            handler=show_kind,
            parameters=(kind,),
            answers={200: ProblemDescription},
            problems=(KindNotFound,),
        )
    ]
