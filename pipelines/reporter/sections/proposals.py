"""The changes of targets that wait for the person's decision, each with its reason."""

from pipelines.reporter import outlooks
from pipelines.reporter.context import SENTENCE_LENGTH, Context, Section
from pipelines.reporter.outlooks import Proposal
from pipelines.reporter.sections.comparison import SIGNS


def load(context: Context) -> Section | None:
    texts = context.texts
    pending = outlooks.proposals(context.connection)
    if not pending:
        return None
    return {
        "title": texts.proposals,
        "rows": [_row(context, proposal) for proposal in pending],
        "note": texts.proposals_note,
    }


def _row(context: Context, proposal: Proposal) -> Section:
    texts, category = context.texts, context.palette[proposal.category]
    sign = SIGNS[proposal.direction]
    old, new = (
        f"{sign}\N{THIN SPACE}{context.formats.duration(value)}"
        for value in (proposal.old_minutes, proposal.new_minutes)
    )
    # The sentence names the category as the data do; the report has a name of its own for the ten.
    reason = proposal.reason(context.language).replace(proposal.category, category.label, 1)
    return {
        "label": category.label,
        "color": category.color,
        "kind": texts.kinds[proposal.kind],
        "days": texts.day_types[proposal.day_type],
        "old": old,
        "new": new,
        "reason": context.showable(reason, SENTENCE_LENGTH),
    }
