"""How projects, versions of the rules and previews are printed."""

from collections.abc import Iterator, Sequence

from rich.table import Table

from naming.rules import Rule
from service.categories.edit import KINDS
from service.categories.store import RuleVersion
from service.categories.usage import Preview, ProjectUsage

SECONDS_PER_HOUR = 3600
NO_PROJECT = "(no project)"
SHOWN_CHANGES = 20
SETS = {"names": "shipped names", "colors": "colours"}


def projects_table(found: Sequence[ProjectUsage]) -> Table:
    """Return a row for each project, category and rule."""
    table = Table("project", "client", "hours, 90 days", "hours", "category", "by", box=None)
    for place in (2, 3):
        table.columns[place].justify = "right"
    for one in found:
        table.add_row(
            NO_PROJECT if one.project is None else one.project,
            one.client or "",
            _hours(one.recent_seconds),
            _hours(one.seconds),
            one.category,
            _reason(one),
        )
    return table


def idle_table(rules: Sequence[Rule]) -> Table:
    """Return a row for each rule."""
    table = Table("kind", "value", "category", box=None)
    for rule in rules:
        table.add_row(KINDS[rule.match_type], rule.match_value, rule.category)
    return table


def history_table(versions: Sequence[RuleVersion]) -> Table:
    """Return a row for each version."""
    table = Table("version", "at", "by", "rules", "change", box=None)
    for one in versions:
        at = f"{one.created_at:%Y-%m-%d %H:%M} UTC"
        table.add_row(str(one.version), at, one.origin, str(len(one.rules)), one.note)
    return table


def preview_lines(found: Preview | None) -> Iterator[str]:
    """Return what a change would change, in sentences."""
    if found is None:
        yield "What it changes is known after the first transform."
        return
    if not found.changes:
        yield "No time changes its category."
    for one in found.changes[:SHOWN_CHANGES]:
        name = (NO_PROJECT if one.project is None else one.project) + (f" ({one.client})" if one.client else "")
        hours = f"{_hours(one.recent_seconds)} h in 90 days, {_hours(one.seconds)} h in all"
        yield f"{name}: {one.before} → {one.after}, {hours}"
    if len(found.changes) > SHOWN_CHANGES:
        yield f"... and {len(found.changes) - SHOWN_CHANGES} more."
    for category, (before, after) in sorted(found.categories.items(), key=lambda item: -max(item[1])):
        yield f"{category}: {_hours(before)} h → {_hours(after)} h in 90 days"
    for verdict in found.targets:
        if verdict.met_before != verdict.met_after:
            name = f"{verdict.target.category} ({verdict.target.day_type})"
            met = f"{verdict.met_before} → {verdict.met_after} of {verdict.days} days in four weeks"
            yield f"{name}: target met on {met}"


def _reason(one: ProjectUsage) -> str:
    """Return in words why a project has its category."""
    if one.rule is None:
        return "its name" if one.is_assigned else "no rule"
    if one.rule_set in SETS:
        return SETS[one.rule_set]
    return f"{KINDS[one.rule.match_type]} {one.rule.match_value}"


def _hours(seconds: int) -> str:
    return f"{seconds / SECONDS_PER_HOUR:,.1f}"
