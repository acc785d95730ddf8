"""The changes of targets that wait for the person's decision, and the targets that no daily minutes fit."""

from pipelines.reporter import proposals
from pipelines.reporter.context import SENTENCE_LENGTH, Context, Section
from pipelines.reporter.proposals import Proposal, Remark
from pipelines.reporter.sections.comparison import SIGNS


def load(context: Context) -> Section | None:
    texts = context.texts
    pending, remarks = proposals.proposals(context.connection), proposals.remarks(context.connection)
    if not pending and not remarks:
        return None
    return {
        "title": texts.proposals,
        "rows": [_proposal(context, each) for each in pending] + [_remark(context, each) for each in remarks],
        "note": texts.gap.join(
            note for found, note in ((pending, texts.proposals_note), (remarks, texts.remarks_note)) if found
        ),
    }


def _proposal(context: Context, proposal: Proposal) -> Section:
    old, new = (_minutes(context, proposal, value) for value in (proposal.old_minutes, proposal.new_minutes))
    reason = proposal.reason(context.language)
    return _row(context, proposal, change=f"{old} → {new}", kind=proposal.kind, reason=reason)


def _remark(context: Context, remark: Remark) -> Section:
    minutes = _minutes(context, remark, remark.minutes)
    return _row(context, remark, change=minutes, kind="misfit", reason=remark.sentence(context.language))


def _row(context: Context, about: Proposal | Remark, *, change: str, kind: str, reason: str) -> Section:
    texts, category = context.texts, context.palette[about.category]
    # The sentence names the category as the data do; the report has a name of its own for the ten.
    named = reason.replace(about.category, category.label, 1)
    return {
        "label": category.label,
        "color": category.color,
        "change": change,
        "kind": texts.kinds[kind],
        "days": texts.day_types[about.day_type],
        "reason": context.showable(named, SENTENCE_LENGTH),
    }


def _minutes(context: Context, about: Proposal | Remark, minutes: int) -> str:
    return f"{SIGNS[about.direction]}\N{THIN SPACE}{context.formats.duration(minutes)}"
