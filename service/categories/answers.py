"""The JSON of rules, projects and previews, the same on the wire and from the command line."""

from typing import cast

from naming import rules
from service.categories.store import RuleVersion
from service.categories.usage import Preview, ProjectUsage
from service.schemas import categories as types

SECONDS_PER_MINUTE = 60


def rules_answer(version: RuleVersion) -> types.CategoryRules:
    """Return a version of the rules."""
    return types.CategoryRules(
        version=version.version,
        origin=version.origin,
        note=version.note,
        restores=version.restores,
        rule_sets=list(version.rule_sets),
        match_order=[cast("types.MatchType", one) for one in version.match_order],
        rules=[rule_answer(rule) for rule in version.rules],
        categories=[
            types.OwnCategory(
                category=own.category, group=cast("types.Group | None", own.group), order=own.order, color=own.color
            )
            for own in version.categories
        ],
        created_at=version.created_at,
    )


def rule_answer(rule: rules.Rule) -> types.CategoryRule:
    """Return a rule."""
    return types.CategoryRule(
        match_type=cast("types.MatchType", rule.match_type), match_value=rule.match_value, category=rule.category
    )


def projects_answer(usages: list[ProjectUsage], idle: list[rules.Rule]) -> types.Projects:
    """Return the projects."""
    return types.Projects(
        projects=[
            types.Project(
                project=one.project,
                client=one.client,
                category=one.category,
                rule=one.rule
                and types.ProjectRule(
                    match_type=cast("types.MatchType", one.rule.match_type),
                    match_value=one.rule.match_value,
                    rule_set=cast("types.RuleOrigin", one.rule_set),
                ),
                is_assigned=one.is_assigned,
                recent_minutes=minutes(one.recent_seconds),
                minutes=minutes(one.seconds),
                last_date=one.last_date,
            )
            for one in usages
        ],
        idle_rules=[rule_answer(rule) for rule in idle],
    )


def preview_answer(found: Preview) -> types.CategoryPreview:
    """Return a preview."""
    return types.CategoryPreview(
        changes=[
            types.CategoryChange(
                project=one.project,
                client=one.client,
                before=one.before,
                after=one.after,
                recent_minutes=minutes(one.recent_seconds),
                minutes=minutes(one.seconds),
            )
            for one in found.changes
        ],
        categories=[
            types.CategoryTotal(category=name, before=minutes(before), after=minutes(after))
            for name, (before, after) in found.categories.items()
        ],
        unassigned=types.Unassigned(
            projects=found.unassigned_projects, recent_minutes=minutes(found.unassigned_seconds)
        ),
    )


def minutes(seconds: int) -> float:
    """Return minutes as the summary rounds them."""
    return round(seconds / SECONDS_PER_MINUTE, 2)
