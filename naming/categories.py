"""Categories: the ten that are built in, and those that a person adds."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from naming import category_key
from naming.rules import RESERVED, InvalidRuleError, check_name, checked_color

BUILT_IN = ("Vitals", "Sleep", "Exercise", "Overhead", "Work", "Education", "Creative", "Social", "Meta", "Pleasure")
UNCATEGORIZED = "Uncategorized"
GROUPS = ("Essentials", "Obligation", "Leisure")
LAST_ORDER = 1000


class OwnCategory(NamedTuple):
    """A category that a person has added; what is None is chosen by its projects."""

    category: str
    group: str | None = None
    order: int | None = None
    color: str | None = None


def checked(own: OwnCategory) -> OwnCategory:
    """Return the category without blanks around its name and with its colour as #rrggbb.

    Raises:
        InvalidRuleError: when it cannot be used; `column` is the part that is wrong.
    """
    name = own.category.strip()
    check_name(name, "category")
    if category_key(name) in {category_key(one) for one in (*BUILT_IN, RESERVED, UNCATEGORIZED)}:
        raise InvalidRuleError("category", f"{name} is built in; choose another name.")
    if own.group is not None and own.group not in GROUPS:
        raise InvalidRuleError("group", f"must be one of {', '.join(GROUPS)}.")
    if own.order is not None and not 1 <= own.order <= LAST_ORDER:
        raise InvalidRuleError("order", f"must be a whole number from 1 to {LAST_ORDER}.")
    return own._replace(category=name, color=own.color and checked_color(own.color, "color"))


def as_json(categories: Sequence[OwnCategory]) -> str:
    """Return the categories as `app.category_rules` keeps them: a JSON array with their keys."""
    return json.dumps(
        [
            {
                "category": one.category,
                "category_key": category_key(one.category),
                "coarse_category": one.group,
                "category_order": one.order,
                "color": one.color,
            }
            for one in categories
        ],
        ensure_ascii=False,
    )


def from_json(stored: Iterable[dict[str, Any]]) -> list[OwnCategory]:
    """Return the categories of the array that `app.category_rules` keeps."""
    return [OwnCategory(one["category"], one["coarse_category"], one["category_order"], one["color"]) for one in stored]
