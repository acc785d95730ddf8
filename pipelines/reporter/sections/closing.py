"""The line at the end of the report: which sections have no content yet, and how they get some."""

from pipelines.reporter.context import Context
from pipelines.reporter.queries import estimates, plans, tracked
from pipelines.reporter.sections import accuracy


def line(context: Context, *, trend: bool) -> str | None:
    """Return the line, None if nothing is missing; `trend` is whether the report has a trend."""
    texts, connection = context.texts, context.connection
    missing = {
        "trend": not trend and bool(context.tracked),
        "plan": not plans.has_plan(connection),
        "targets": not plans.has_targets(connection),
        "estimates": not estimates.has_estimates(connection),
        "sleep": not tracked.has_sleep(connection),
    }
    hints = [texts.hints[name] for name, is_missing in missing.items() if is_missing]
    sentences = [texts.closing.format(hints=texts.semicolon.join(hints))] if hints else []
    if accuracy.is_too_incomplete(context):
        sentences.append(context.words.no_complete_estimates)
    return texts.gap.join(sentences) or None
