"""Category rules: their shape, what is wrong with one, and how they are stored."""

import json
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from naming import category_key

# In the order in which they are compared, the strongest first.
MATCH_TYPES = ("project_name", "client_name", "tag", "description", "project_color")
# Time without an entry; no entry may be put there.
RESERVED = "Untracked"
LONGEST_NAME = 500
_COLOR = re.compile(r"#?[0-9a-fA-F]{6}")


class Rule(NamedTuple):
    """What matches (a project's name, a client's, a tag, a part of the description, a colour) has the category."""

    match_type: str
    match_value: str
    category: str


class InvalidRuleError(ValueError):
    """A rule that cannot be used; `column` is the part of it that is wrong."""

    def __init__(self, column: str, problem: str) -> None:
        super().__init__(problem)
        self.column = column


def checked(rule: Rule, *, category_column: str = "category") -> Rule:
    """Return the rule without blanks around its parts, colours as #rrggbb.

    Raises:
        InvalidRuleError: when it cannot be used.
    """
    match_type, value, category = (part.strip() for part in rule)
    match_type = match_type.lower()
    if match_type not in MATCH_TYPES:
        raise InvalidRuleError("match_type", f"must be one of {', '.join(MATCH_TYPES)}.")
    check_name(value, "match_value")
    check_name(category, category_column)
    if match_type == "project_color":
        value = checked_color(value, "match_value")
    if category_key(category) == category_key(RESERVED):
        raise InvalidRuleError(category_column, f"{RESERVED} is kept for time without an entry; choose another name.")
    return Rule(match_type, value, category)


def check_name(name: str, column: str) -> None:
    """Check that a text can be compared and stored.

    Raises:
        InvalidRuleError: when it cannot.
    """
    if not category_key(name) or "\0" in name:
        raise InvalidRuleError(column, "must not be empty or hold a NUL character.")
    if len(name) > LONGEST_NAME:
        raise InvalidRuleError(column, f"must not be longer than {LONGEST_NAME} characters.")


def checked_color(text: str, column: str) -> str:
    """Return the colour as #rrggbb in lower case.

    Raises:
        InvalidRuleError: when it is not a colour.
    """
    if not _COLOR.fullmatch(text):
        raise InvalidRuleError(column, "must be a colour of six hexadecimal digits, such as 0b83d9.")
    return f"#{text.removeprefix('#').lower()}"


def match_key(rule: Rule) -> str:
    """Return what decides whether two rules have the same match: the key of a name, a colour as it is."""
    return rule.match_value if rule.match_type == "project_color" else category_key(rule.match_value)


def has_same_rules(some: Iterable[Rule], others: Iterable[Rule]) -> bool:
    """Return whether both are the same rules in the same order; the spelling of what they match does not count."""
    return _compared(some) == _compared(others)


def _compared(rules: Iterable[Rule]) -> list[tuple[str, str, str]]:
    return [(rule.match_type, match_key(rule), rule.category) for rule in rules]


def as_json(rules: Sequence[Rule]) -> str:
    """Return the rules as `app.category_rules` keeps them: a JSON array, in their order, with the keys."""
    return json.dumps(
        [
            {
                "match_type": rule.match_type,
                "match_value": rule.match_value,
                "match_key": match_key(rule),
                "category": rule.category,
                "category_key": category_key(rule.category),
            }
            for rule in rules
        ],
        ensure_ascii=False,
    )


def from_json(stored: Iterable[dict[str, str]]) -> list[Rule]:
    """Return the rules of the array that `app.category_rules` keeps."""
    return [Rule(one["match_type"], one["match_value"], one["category"]) for one in stored]
