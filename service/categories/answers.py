"""The JSON of rules, projects and previews, the same on the wire and from the command line."""

from collections.abc import Collection, Mapping
from typing import Any, cast

from naming import rules
from naming.categories import BUILT_IN
from service.categories.store import RuleVersion
from service.categories.usage import Preview, ProjectUsage
from service.schemas import categories as types

SECONDS_PER_MINUTE = 60
# Time of no category, and time of no entry.
WITHOUT_CATEGORY = ("uncategorized", "untracked")


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
                entries=one.entries,
                last_date=one.last_date,
                color=one.color,
                descriptions=[
                    types.DescriptionUsage(
                        description=used.description,
                        recent_minutes=minutes(used.recent_seconds),
                        minutes=minutes(used.seconds),
                        entries=used.entries,
                    )
                    for used in one.most_used_descriptions()
                ],
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
        targets=[
            types.TargetVerdicts(
                category=one.target.category,
                day_type=one.target.day_type,
                met_before=one.met_before,
                met_after=one.met_after,
                days=one.days,
            )
            for one in found.targets
        ],
        unassigned=types.Unassigned(
            projects=found.unassigned_projects, recent_minutes=minutes(found.unassigned_seconds)
        ),
    )


def category_answer(row: Mapping[str, Any], own: Collection[str]) -> types.CategoryInfo:
    """Return a category.

    Args:
        row: of `core.dim_category`.
        own: the keys of the categories that the person has added.
    """
    return types.CategoryInfo(
        category=row["category"],
        order=row["category_order"],
        coarse=row["coarse_category"],
        social=row["social_category"],
        color=row["color"],
        source=_source(row, own),
        is_built_in=row["category"] in BUILT_IN,
        is_used=row["is_used"],
    )


def _source(row: Mapping[str, Any], own: Collection[str]) -> types.CategorySource:
    if row["category"] in BUILT_IN:
        return "group"
    if row["category_key"] in own:
        return "own"
    return "none" if row["category_key"] in WITHOUT_CATEGORY else "project"


def minutes(seconds: int) -> float:
    """Return minutes as the summary rounds them."""
    return round(seconds / SECONDS_PER_MINUTE, 2)
