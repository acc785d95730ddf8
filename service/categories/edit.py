"""Changes of the category rules, as pure functions from one version to the next."""

from collections.abc import Sequence
from dataclasses import replace

from naming import category_key
from naming.categories import OwnCategory
from naming.categories import checked as checked_category
from naming.rules import MATCH_TYPES, InvalidRuleError, Rule, checked, match_key
from service.categories.store import RuleVersion
from service.errors import InputError

KINDS = {
    "project_name": "project",
    "client_name": "client",
    "tag": "tag",
    "description": "description",
    "project_color": "colour",
}


def assigned(current: RuleVersion, match_type: str, values: Sequence[str], category: str) -> RuleVersion:
    """Return the rules with one rule for each value; a rule with the same match is replaced where it stands.

    Raises:
        InputError: when a value or the category cannot be used.
    """
    rules = list(current.rules)
    for value in values:
        rule = _checked(Rule(match_type, value, category))
        place = next((place for place, other in enumerate(rules) if _match(other) == _match(rule)), None)
        if place is None:
            rules.append(rule)
        else:
            rules[place] = rule
    note = f"{_named(match_type, values)} → {category}"
    return replace(current, rules=rules, note=note, restores=None)


def unassigned(current: RuleVersion, match_type: str, values: Sequence[str]) -> RuleVersion:
    """Return the rules without those of the values.

    Raises:
        InputError: when there is no rule for one of them.
    """
    gone = {_match(_checked(Rule(match_type, value, "x"))): value for value in values}
    kept = [rule for rule in current.rules if _match(rule) not in gone]
    missing = set(gone) - {_match(rule) for rule in current.rules}
    if missing:
        raise InputError(
            f"There is no rule of your own for the {KINDS[match_type]} {gone[min(missing)]}; "
            "`lifetracer categories export` shows them."
        )
    note = f"{_named(match_type, values)}: no rule"
    return replace(current, rules=kept, note=note, restores=None)


def added(current: RuleVersion, own: OwnCategory) -> RuleVersion:
    """Return the rules with one more category of the person's own; one of the same name is replaced.

    Raises:
        InputError: when it cannot be used.
    """
    try:
        own = checked_category(own)
    except InvalidRuleError as error:
        raise InputError(f"{error.column} {error}" if error.column != "category" else str(error)) from None
    key = category_key(own.category)
    others = [one for one in current.categories if category_key(one.category) != key]
    return replace(current, categories=[*others, own], note=f"Category {own.category}", restores=None)


def with_colors(current: RuleVersion, *, on: bool) -> RuleVersion:
    """Return the rules with the rule set `colors` switched on or off."""
    others = [one for one in current.rule_sets if one != "colors"]
    return replace(
        current,
        rule_sets=[*others, "colors"] if on else others,
        note=f"Colours switched {'on' if on else 'off'}",
        restores=None,
    )


def imported(current: RuleVersion, rules: Sequence[Rule], *, name: str) -> RuleVersion:
    """Return the rules of a file in place of the person's own, with the kinds of match in their usual order."""
    return replace(current, rules=rules, match_order=MATCH_TYPES, note=f"{len(rules)} rules of {name}", restores=None)


def _checked(rule: Rule) -> Rule:
    try:
        return checked(rule)
    except InvalidRuleError as error:
        part = rule.match_value if error.column == "match_value" else rule.category
        raise InputError(f"{part!r} cannot be used: it {error}") from None


def _match(rule: Rule) -> tuple[str, str]:
    return rule.match_type, match_key(rule)


def _named(match_type: str, values: Sequence[str]) -> str:
    kind = KINDS[match_type]
    return f"{kind.capitalize()}{'s' if len(values) > 1 else ''} {', '.join(values)}"
