"""`lifetracer proposals`: the adjuster's proposals, and the answers to them."""

from typing import Any
from uuid import UUID

import click
import msgspec

from service.cli.common import Context, dump, pass_context, print_note, print_result
from service.cli.targets import change
from service.database.pool import Pool
from service.database.session import Database
from service.queries.proposals import all_proposals, remarks
from service.queries.settings import value_of
from service.schemas.domain import Proposals


@click.group()
def proposals() -> None:
    """Look at proposed changes of targets, accept or reject them."""


@proposals.command(name="list")
@click.option("--all", "every", is_flag=True, help="Decided ones too.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_context
def list_(context: Context, *, every: bool, as_json: bool) -> None:
    """List the pending proposals with their reasons, in the language of `lifetracer settings`.

    Then the targets that no minutes of a day fit, because the category is not done daily.
    """

    async def work(_: Database, pool: Pool) -> tuple[Proposals, str]:
        async with pool.connection() as connection:
            return (
                Proposals(
                    proposals=await all_proposals(connection, None if every else "pending"),
                    remarks=await remarks(connection),
                ),
                await value_of(connection, "language") or "en",
            )

    found, language = context.with_database(work)
    if as_json:
        dump(msgspec.to_builtins(found))
        return
    if not found.proposals:
        print_note("No proposal waits; the adjuster makes them from targets: lifetracer run adjuster --wait.")
    for proposal in found.proposals:
        change_of = f"{proposal.old_minutes} → {proposal.new_minutes} minutes"
        print_result(
            f"{proposal.proposal_id}  {proposal.category} ({proposal.day_type}): {change_of}, {proposal.status}"
        )
        print_result(f"    {getattr(proposal.reason, language)}")
    for remark in found.remarks:
        print_result(f"{remark.category} ({remark.day_type}): {remark.minutes} minutes, no daily target fits")
        print_result(f"    {getattr(remark.reason, language)}")
    if found.remarks:
        print_note("Change or close such a target: lifetracer targets set, lifetracer targets close.")


@proposals.command()
@click.argument("proposal_id", type=click.UUID)
@pass_context
def accept(context: Context, proposal_id: UUID) -> None:
    """Write the proposed minutes as the target's next version."""
    row = _decide(context, proposal_id, "accept")
    print_result(f"{row['category']} ({row['day_type']}): {row['new_minutes']} minutes a day from now on.")


@proposals.command()
@click.argument("proposal_id", type=click.UUID)
@pass_context
def reject(context: Context, proposal_id: UUID) -> None:
    """Decline.

    For 14 days it is not proposed again, unless there is news: the other kind of change, minutes that differ by 10 or
    more, or 3 more or fewer days met of the 14.
    """
    row = _decide(context, proposal_id, "reject")
    print_result(f"{row['category']} ({row['day_type']}) stays at {row['old_minutes']} minutes.")


def _decide(context: Context, proposal_id: UUID, decision: str) -> dict[str, Any]:
    row = change(context, "select * from app.decide_proposal(%s, %s, now())", proposal_id, decision)
    assert row is not None
    return row
