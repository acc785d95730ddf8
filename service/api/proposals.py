"""The adjuster's proposals, and the person's answers to them."""

from typing import Literal
from uuid import UUID

import psycopg
from starlette.requests import Request
from starlette.responses import Response

from service.api.operations import Operation, json_response
from service.api.parameters import Parameter, value_of
from service.api.problems import ProblemError
from service.api.refusals import refusal
from service.api.state import state_of
from service.queries.proposals import all_proposals, decide, remarks
from service.schemas.domain import PROPOSAL_STATUSES, Proposal, Proposals
from service.schemas.problem_kinds.domain import (
    DayFull,
    InvalidTarget,
    ProposalDecided,
    ProposalNotFound,
    TargetChanged,
)


async def list_proposals(request: Request) -> Response:
    """Return proposals, newest first, and the remarks on current targets."""
    status = value_of(request, "status")
    async with state_of(request).pool.connection() as connection:
        answer = Proposals(proposals=await all_proposals(connection, status), remarks=await remarks(connection))
    return json_response(answer)


async def accept_proposal(request: Request) -> Response:
    """Accept: the next version of the target is written."""
    return await _decide(request, "accept")


async def reject_proposal(request: Request) -> Response:
    """Reject: not proposed again for 14 days unless the evidence changes."""
    return await _decide(request, "reject")


async def _decide(request: Request, decision: Literal["accept", "reject"]) -> Response:
    proposal: UUID = value_of(request, "proposal_id")
    try:
        async with state_of(request).pool.connection() as connection:
            decided = await decide(connection, proposal, decision)
    except psycopg.DatabaseError as error:
        raise refusal(error) or error from None
    return json_response(decided)


def _no_such_proposal(given: str) -> ProblemError:
    detail = f"There is no proposal {given}; GET /api/proposals lists them."
    return ProblemError(ProposalNotFound(proposal_id=given), detail)


def operations() -> list[Operation]:
    """Return these operations."""
    proposal_id = Parameter(
        name="proposal_id",
        where="path",
        description="The proposal.",
        schema={"type": "string", "format": "uuid"},
        absent=_no_such_proposal,
    )
    status = Parameter(
        name="status",
        where="query",
        description="Only these proposals.",
        schema={"type": "string", "enum": list(PROPOSAL_STATUSES)},
    )
    listing = Operation(
        method="GET",
        scope="read",
        path="/api/proposals",
        name="listProposals",
        summary="The adjuster's proposals and remarks",
        handler=list_proposals,
        parameters=(status,),
        answers={200: Proposals},
    )
    deciding = [
        Operation(
            method="POST",
            scope="run",
            path=f"/api/proposals/{{proposal_id}}/{verb}",
            name=f"{verb}Proposal",
            summary=summary,
            handler=handler,
            parameters=(proposal_id,),
            answers={200: Proposal},
            problems=(ProposalNotFound, ProposalDecided, TargetChanged, DayFull, InvalidTarget),
        )
        for verb, handler, summary in (
            ("accept", accept_proposal, "Write the proposed minutes as the target's next version"),
            ("reject", reject_proposal, "Decline; not proposed again for 14 days unless the evidence changes"),
        )
    ]
    return [listing, *deciding]
